import { expect, test } from "vitest";
import { detector } from "../../src/detectors/pipelines.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const TRAIN = "import torch\nloss = torch.nn.Linear(1, 1)(torch.ones(1))\nloss.backward()\n";

async function pipelines(files: Files) {
  const seen = await observe(detector, files);
  return {
    definitions: seen.of("pipeline.definition").map((one) => [one.tool, one.steps, one.location.line]),
    commands: seen.of("pipeline.command").map((one) => one.command),
    items: seen.of("inventory.item").map((one) => [one.item, one.name, one.value ?? one.state]),
  };
}

test.each([
  [
    "airflow",
    "from airflow import DAG\nfrom airflow.operators.bash import BashOperator\nwith DAG('x') as dag:\n    BashOperator(task_id='a')\n    BashOperator(task_id='b')\n",
    2,
  ],
  [
    "prefect",
    "from prefect import flow, task\n@task\ndef a():\n    pass\n@task(retries=2)\ndef b():\n    pass\n@flow\ndef main():\n    a()\n",
    2,
  ],
  [
    "dagster",
    "from dagster import asset, Definitions\n@asset\ndef a():\n    pass\ndefs = Definitions(assets=[a])\n",
    1,
  ],
  [
    "kubeflow",
    "from kfp import dsl\n@dsl.component\ndef a():\n    pass\n@dsl.pipeline(name='x')\ndef p():\n    a()\n",
    1,
  ],
  [
    "metaflow",
    "from metaflow import FlowSpec, step\nclass F(FlowSpec):\n    @step\n    def start(self):\n        pass\n    @step\n    def end(self):\n        pass\n",
    2,
  ],
  [
    "kedro",
    "from kedro.pipeline import node, pipeline\ndef create():\n    return pipeline([node(print, 'a', 'b'), node(print, 'b', 'c')])\n",
    2,
  ],
  ["zenml", "from zenml import pipeline, step\n@step\ndef a():\n    pass\n@pipeline\ndef p():\n    a()\n", 1],
  ["luigi", "import luigi\nclass A(luigi.Task):\n    pass\nclass B(luigi.Task):\n    pass\n", 2],
])("A6: %s is told by its decorators, calls or classes, each step once", async (tool, source, steps) => {
  const { definitions } = await pipelines({ "flow.py": source });
  expect(definitions.map(([name, count]) => [name, count])).toEqual([[tool, steps]]);
});

test("A6: Snakemake and Nextflow count rules and processes, and give the command", async () => {
  const found = await pipelines({
    Snakefile: "rule all:\n    input: 'a'\n\nrule a:\n    output: 'a'\n",
    "main.nf": "process train {\n}\n",
  });
  expect(found.definitions).toEqual([
    ["snakemake", 2, 1],
    ["nextflow", 1, 1],
  ]);
  expect(found.commands).toEqual(["snakemake", "nextflow run main.nf"]);
});

test("A6: an MLproject's entry points are its steps", async () => {
  const found = await pipelines({
    MLproject:
      "name: x\n\nentry_points:\n  main:\n    command: python train.py\n  eval:\n    command: python eval.py\n",
  });
  expect(found.definitions).toEqual([["mlproject", 2, 3]]);
  expect(found.commands).toEqual(["mlflow run ."]);
});

test("A6: an Argo workflow and a compiled Kubeflow pipeline", async () => {
  const found = await pipelines({
    "argo.yaml":
      "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n    - name: a\n    - name: b\n",
    "deploy.yaml": "apiVersion: apps/v1\nkind: Deployment\n",
  });
  expect(found.definitions).toEqual([["argo", 2, 2]]);
});

test("A6: a Makefile, a script and a cluster job count where they run a program that trains", async () => {
  const found = await pipelines({
    "train.py": TRAIN,
    "prepare.py": "print(1)\n",
    Makefile:
      "PYTHON = python3\n\ndata:\n\t$(PYTHON) prepare.py\n\ntrain: data\n\t@$(PYTHON) train.py --lr 1\n",
    "scripts/run_all.sh": "#!/bin/bash\npython prepare.py\nCUDA_VISIBLE_DEVICES=0 python train.py\n",
    "job.slurm": "#!/bin/bash\n#SBATCH --gres=gpu:1\nsrun python train.py\n",
    "setup.sh": "pip install -r requirements.txt\npython prepare.py\n",
  });
  expect(found.definitions).toEqual([
    ["make", 2, 7],
    ["slurm", 1, 3],
    ["shell", 2, 3],
  ]);
  expect(found.commands).toEqual(["make train", "sbatch job.slurm", "bash scripts/run_all.sh"]);
});

test("A6: a program that a launcher is handed as one word is run as well", async () => {
  const found = await pipelines({
    "train.py": TRAIN,
    "bench.sh": 'python -m lib.bench --command "python train.py --seed 1" --num-seeds 3\n',
  });
  expect(found.commands).toEqual(["bash bench.sh"]);
});

test("A6: distributed training, and DataParallel as an anti-pattern", async () => {
  const { items } = await pipelines({
    "a.py": "from torch.nn.parallel import DistributedDataParallel as DDP\nmodel = DDP(model)\n",
    "b.py": "import torch\nnet = torch.nn.DataParallel(net)\n",
    "c.py": "from accelerate import Accelerator\na = Accelerator()\n",
  });
  expect(items).toEqual([
    ["distributed training", "PyTorch DDP", "in code"],
    ["distributed training", "DataParallel", "anti-pattern: one process drives all devices"],
    ["distributed training", "Accelerate", "in code"],
  ]);
});

test("A6: retries and schedules of an orchestrator are listed", async () => {
  const { items } = await pipelines({
    "dag.py": "from airflow import DAG\nwith DAG('x', schedule_interval='@daily') as dag:\n    pass\n",
  });
  expect(items).toEqual([["schedule", "airflow.DAG", "@daily"]]);
});

test("A6: a broken workflow file costs nothing else", async () => {
  const found = await pipelines({
    MLproject: "entry_points: [unclosed\n",
    Snakefile: "rule a:\n  output: 'x'\n",
  });
  expect(found.definitions).toEqual([["snakemake", 1, 1]]);
});
