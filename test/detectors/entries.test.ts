import { expect, test } from "vitest";
import { detector as documents } from "../../src/detectors/documents.js";
import { detector } from "../../src/detectors/entries.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

async function entries(files: Files) {
  const seen = await observe(detector, files);
  return seen
    .of("code.entry")
    .map((one) => `${one.named}: ${one.program} (${one.purpose}) ${one.location.path}:${one.location.line}`);
}
const PROGRAMS: Files = {
  "train.py": "print(1)\n",
  "src/eval.py": "print(1)\n",
  "pkg/__init__.py": "",
  "pkg/cli.py": "def main():\n    pass\n",
};

test.each([
  ["Makefile", "all:\n\tpython train.py\n", "Makefile: train.py (training) Makefile:2"],
  [
    "run.sh",
    "set -e\ntorchrun --nproc_per_node 2 train.py --lr 1\n",
    "shell script: train.py (training) run.sh:2",
  ],
  ["job.sbatch", "#SBATCH -p gpu\nsrun python -m src.eval\n", "SLURM: src/eval.py (evaluation) job.sbatch:2"],
  [
    "Dockerfile",
    'FROM python:3.11\nCMD ["python", "train.py", "--x"]\n',
    "Dockerfile: train.py (training) Dockerfile:2",
  ],
  [
    "Dockerfile",
    "FROM python:3.11\nENTRYPOINT python src/eval.py\n",
    "Dockerfile: src/eval.py (evaluation) Dockerfile:2",
  ],
  [
    ".github/workflows/a.yml",
    "jobs:\n  a:\n    steps:\n      - run: python train.py\n",
    "CI: train.py (training) .github/workflows/a.yml:4",
  ],
  ["dvc.yaml", "stages:\n  t:\n    cmd: python train.py\n", "dvc.yaml: train.py (training) dvc.yaml:3"],
  [
    "dvc.yaml",
    "stages:\n  t:\n    wdir: src\n    cmd:\n      - python eval.py\n",
    "dvc.yaml: src/eval.py (evaluation) dvc.yaml:4",
  ],
  [
    "MLproject",
    "entry_points:\n  main:\n    command: python train.py {x}\n",
    "MLproject: train.py (training) MLproject:3",
  ],
  [
    "pyproject.toml",
    '[project.scripts]\ntool = "pkg.cli:main"\n',
    "console script: pkg/cli.py (unknown) pyproject.toml:2",
  ],
  [
    "pyproject.toml",
    '[tool.poetry.scripts]\ntool = "pkg.cli:main"\n',
    "console script: pkg/cli.py (unknown) pyproject.toml:2",
  ],
  [
    "setup.cfg",
    "[options.entry_points]\nconsole_scripts =\n    tool = pkg.cli:main\n",
    "console script: pkg/cli.py (unknown) setup.cfg:3",
  ],
  [
    "setup.py",
    'setup(entry_points={"console_scripts": [\n    "tool = pkg.cli:main",\n]})\n',
    "console script: pkg/cli.py (unknown) setup.py:2",
  ],
  ...['"tool = {}.cli:main".format(NAME)', 'f"tool = {NAME}.cli:main"', '"tool = %s.cli:main" % NAME'].map(
    (entry): [string, string, string] => [
      "setup.py",
      `NAME = "pkg"\nsetup(entry_points={"console_scripts": [\n    ${entry},\n]})\n`,
      "console script: pkg/cli.py (unknown) setup.py:3",
    ],
  ),
  [
    "docker-compose.yml",
    'services:\n  fit:\n    image: x\n    command: ["python", "train.py"]\n',
    "compose: train.py (training) docker-compose.yml:4",
  ],
  [
    "tox.ini",
    "[testenv:fit]\ndeps = x\ncommands =\n    pytest\n    python train.py {posargs}\n",
    "tox: train.py (training) tox.ini:5",
  ],
  [
    "noxfile.py",
    'import nox\n@nox.session\ndef fit(session):\n    session.run("python", "train.py", external=True)\n',
    "nox: train.py (training) noxfile.py:4",
  ],
  [
    "tasks.py",
    'from invoke import task\n@task\ndef fit(c):\n    c.run("python train.py --lr 1", pty=True)\n',
    "invoke: train.py (training) tasks.py:4",
  ],
  ["justfile", "fit lr='1':\n    @python train.py {{lr}}\n", "just: train.py (training) justfile:2"],
  ["pixi.toml", '[tasks]\nfit = "python train.py"\n', "pixi: train.py (training) pixi.toml:2"],
  [
    "pyproject.toml",
    '[tool.poe.tasks.fit]\nhelp = "x"\ncmd = "python train.py"\n',
    "poe: train.py (training) pyproject.toml:1",
  ],
  [
    "pyproject.toml",
    '[tool.poe.tasks]\nfit = { script = "pkg.cli:main" }\n',
    "poe: pkg/cli.py (unknown) pyproject.toml:2",
  ],
  [
    "pyproject.toml",
    '[tool.hatch.envs.default.scripts]\nfit = ["python train.py"]\n',
    "hatch: train.py (training) pyproject.toml:2",
  ],
  [
    "run.sh",
    "CUDA_VISIBLE_DEVICES=0 uv run python -u train.py\n",
    "shell script: train.py (training) run.sh:1",
  ],
  ["run.sh", "accelerate launch --num_processes 2 train.py\n", "shell script: train.py (training) run.sh:1"],
  ["run.sh", "deepspeed --num_gpus 2 train.py\n", "shell script: train.py (training) run.sh:1"],
  ["run.sh", "mpirun -np 4 python train.py\n", "shell script: train.py (training) run.sh:1"],
])("C2: a program that %s names is an entry", async (path, text, expected) => {
  expect(await entries({ ...PROGRAMS, [path]: text })).toEqual([expected]);
});

test("C2: tests that CI runs are no entries, nor are programs that are not there", async () => {
  const found = await entries({
    "tests/test_a.py": "import pytest\ndef test_a():\n    pass\n",
    ".github/workflows/a.yml":
      "jobs:\n  a:\n    steps:\n      - run: pytest tests/test_a.py\n      - run: python gone.py\n",
  });
  expect(found).toEqual([]);
});

test("C2: a program called run is told by its folder", async () => {
  const found = await entries({
    "preprocess/run.py": "print(1)\n",
    "preprocess/MLproject": "entry_points:\n  main:\n    command: python run.py\n",
  });
  expect(found).toEqual(["MLproject: preprocess/run.py (data) preprocess/MLproject:3"]);
});

const BACKWARD =
  "import torch\n\ndef fit(model, optimizer):\n    loss = model(1)\n    loss.backward()\n    optimizer.step()\n";

async function reasons(files: Files) {
  const seen = await observe(detector, {
    ...files,
    "run.sh": Object.keys(files)
      .filter((path) => path.endsWith(".py"))
      .map((path) => `python ${path}\n`)
      .join(""),
  });
  return Object.fromEntries(seen.of("code.entry").map((one) => [one.program, one.why]));
}

test("C2: the purpose has a reason: the call that decides and its place, else the name or the folder", async () => {
  expect(
    await reasons({
      "lib.py": BACKWARD,
      "main.py": "from lib import fit\nfit(1, 2)\nprint(1)\n",
      "evaluate.py": "print(1)\n",
      "prepare/run.py": "print(1)\n",
      "other.py": "print(1)\n",
    }),
  ).toEqual({
    "lib.py": undefined,
    "main.py": "calls loss.backward (lib.py:5)",
    "evaluate.py": "is called evaluate.py",
    "prepare/run.py": "lies in prepare/",
    "other.py": undefined,
  });
});

test("C2: the call that decides is shown as it is written", async () => {
  expect(
    await reasons({
      "main.py":
        "import gym\nfrom sklearn.linear_model import SGDClassifier\nclf = SGDClassifier()\nclf.fit([[0]], [0])\n",
    }),
  ).toEqual({ "main.py": "calls clf.fit (main.py:4)" });
});

test.each([
  ["plot_train.py", undefined],
  ["prepare_train_data.py", "data"],
  ["mnist_train.py", "training"],
  ["finetune_small.py", "training"],
  ["hpo.py", "sweep"],
  ["predict.py", "evaluation"],
  ["sample.py", undefined],
  ["generate_instruction.py", undefined],
  ["benchmark.py", undefined],
  ["record_training.py", undefined],
  ["train_utils.py", undefined],
  ["convert_checkpoint.py", undefined],
  ["serve.py", "serving"],
])("C2: what a name says: %s", async (path, expected) => {
  const seen = await observe(detector, { [path]: "print(1)\n", "run.sh": `python ${path}\n` });
  expect(seen.of("code.entry")[0]?.purpose).toBe(expected ?? "unknown");
});

test("C2: the commands of documents name programs", async () => {
  const seen = await observe(documents, {
    "README.md": "# X\n\n## Usage\n\n```bash\npython train.py --lr 0.1\n```\n",
    "docs/more.md": "# More\n\n```bash\npython evaluate.py\n```\n",
    "train.py": "print(1)\n",
    "evaluate.py": "print(1)\n",
  });
  expect(
    seen.of("code.entry").map((one) => [one.named, one.program, one.location.path, one.location.line]),
  ).toEqual(
    expect.arrayContaining([
      ["README", "train.py", "README.md", 6],
      ["documents", "evaluate.py", "docs/more.md", 4],
    ]),
  );
});
