import { describe, test } from "vitest";
import { buildRepository } from "../tools/repository.js";
import { commandNamed, PROJECT, withstands } from "./attacked.js";

const PUMPS = ["# ", " ", "`", "{{", '"', "<", "a=", "://", ", ", "a-"];
const LONG = 200_000;

/** A file of every kind of text that the audit reads, with what makes it be looked at. */
const PLACES: Readonly<Record<string, string>> = {
  "README.md": "# Digits\n\nTrain: ",
  "docs/index.rst": "Digits\n======\n\n",
  "requirements.txt": "torch==2.3.0\n",
  Dockerfile: "FROM python:3.11\nRUN pip install ",
  Makefile: "train:\n\tpython train.py ",
  ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    steps:\n      - run: python train.py ",
  "run.sh": "python train.py ",
  "job.slurm": "#SBATCH -n 1\npython train.py ",
  "other.py": "import torch\ntorch.manual_seed(1)  # ",
  "text.py": 'import torch\nHELP = """',
  "explore.ipynb": "",
  "conf/config.yaml": "seed: ",
  "dvc.yaml": "stages:\n  train:\n    cmd: python train.py ",
  "params.yaml": "lr: ",
  "environment.yml": "dependencies:\n  - python=3.11",
  "pyproject.toml": "[project]\nname = 'x'\n",
  "conf/train.toml": "lr = ",
  "setup.cfg": "[options]\ninstall_requires =\n  ",
  "setup.py": "from setuptools import setup\nsetup(install_requires=[",
  "metrics.json": '{"loss": ',
  "metrics.csv": "epoch,loss\n0,1\n",
  "logs.jsonl": '{"step": 1, "loss": ',
  ".gitattributes": "*.bin filter=lfs ",
  ".gitignore": "data/",
  "model/MLmodel": "flavors: ",
  "mlruns/0/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/meta.yaml": "run_id: ",
  ".exptrack-baseline.json": '{"findings": ',
  "CITATION.cff": "title: ",
  MLproject: "entry_points:\n  main:\n    command: python train.py ",
  "model_card.md": "# Model card\n\n",
  CODEOWNERS: "*.py ",
  Snakefile: "rule train:\n  shell: 'python train.py ",
  "main.nf": "process train {\n  maxRetries ",
  "workflow.yaml":
    "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n    - name: a\n      dag:\n        tasks:\n          - name: t\n            depends: ",
  "docker-compose.yml": "services:\n  mlflow:\n    image: mlflow\n    command: mlflow server ",
  "dvc.lock": "schema: '2.0'\nstages:\n  train:\n    cmd: ",
  ".dvcignore": "# ",
  "data.csv.dvc": "outs:\n- path: ",
  "liesmich.md": "# ",
};

const notebook = (pumped: string): string =>
  JSON.stringify({
    cells: [
      { cell_type: "markdown", metadata: {}, source: [`# Train ${pumped}`] },
      {
        cell_type: "code",
        metadata: {},
        execution_count: 1,
        outputs: [{ output_type: "stream", name: "stdout", text: [pumped] }],
        source: ["import torch\n", `!python train.py ${pumped}`],
      },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  });

describe("F1: no pattern loses itself in a line of two hundred thousand characters", () => {
  test.each(PUMPS.map((pump) => [JSON.stringify(pump), pump]))("%s", async (_, pump) => {
    const pumped = pump.repeat(LONG / pump.length);
    const files = Object.entries(PLACES).map(([path, start]) => [
      path,
      path.endsWith(".ipynb") ? notebook(pumped) : `${start}${pumped}\n`,
    ]);
    const { root } = buildRepository({ untracked: { ...PROJECT, ...Object.fromEntries(files) } });
    await withstands(commandNamed("audit"), root, { untouched: false });
  });
});
