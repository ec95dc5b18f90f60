import { expect, test } from "vitest";
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
