import { expect, test } from "vitest";
import { detector } from "../../src/detectors/pipelines.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const TRAIN = "import torch\nloss = torch.nn.Linear(1, 1)(torch.ones(1))\nloss.backward()\n";

async function pipelines(files: Files) {
  const seen = await observe(detector, files);
  return {
    all: seen.of("pipeline.definition"),
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

test("A6: a pipeline in a module is run by the program that imports it", async () => {
  const flow = "from prefect import flow, task\n@task\ndef a():\n    pass\n@flow\ndef main():\n    a()\n";
  expect((await pipelines({ "flow.py": flow })).commands).toEqual([]);
  expect(
    (await pipelines({ "flow.py": flow, "run.py": "from flow import main\nmain()\n" })).commands,
  ).toEqual(["python run.py"]);
});

test("A6: of many steps those count that the pipeline's function calls", async () => {
  const { all } = await pipelines({
    "steps.py":
      "from zenml import step\n@step\ndef load():\n    pass\n@step\ndef train(x):\n    pass\n@step\ndef deploy(x):\n    pass\n",
    "a.py":
      "from zenml import pipeline\nfrom steps import load, train, deploy\n@pipeline\ndef a():\n    x = load()\n    train(x)\n",
    "b.py":
      "from zenml import pipeline\nfrom steps import load, train, deploy\n@pipeline\ndef b(model):\n    deploy(model)\n",
  });
  expect(all.map(({ names, edges }) => [names, edges])).toEqual([
    [["load", "train"], ["load → train"]],
    [["deploy"], undefined],
  ]);
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

test("A6: launchers of several processes are distributed training", async () => {
  const { items } = await pipelines({
    "train.py": TRAIN,
    "run.sh": "torchrun --nproc-per-node=2 train.py\naccelerate launch train.py\n",
  });
  expect(items).toEqual([
    ["distributed training", "PyTorch DDP", "torchrun"],
    ["distributed training", "Accelerate", "accelerate"],
  ]);
});

test("A6: a DAG of Airflow tells its schedule, retries, mail, parameters and what runs after what", async () => {
  const { items, all } = await pipelines({
    "dag.py": [
      "from airflow import DAG",
      "from airflow.operators.bash import BashOperator",
      'default_args = {"retries": 3, "email": ["a@example.org"], "email_on_failure": True}',
      "with DAG('x', schedule_interval='@daily', default_args=default_args, params={'lr': 1}) as dag:",
      "    a = BashOperator(task_id='prepare')",
      "    b = BashOperator(task_id='train', retries=0, on_failure_callback=tell)",
      "    c = BashOperator(task_id='test')",
      "    a >> [b, c]",
    ].join("\n"),
  });
  expect(items).toEqual([
    ["schedule", "airflow.DAG", "@daily"],
    ["parameters", "airflow.DAG", "{lr: 1}"],
    ["retries", "airflow.DAG", "3"],
    ["alerting", "airflow.DAG", "[a@example.org]"],
    ["alerting", "train", "tell"],
  ]);
  expect(all[0]).toMatchObject({
    names: ["prepare", "train", "test"],
    edges: ["prepare → train", "prepare → test"],
  });
});

test("A6: mail that is switched off alerts nobody, and a DAG without a schedule has none", async () => {
  const { items } = await pipelines({
    "dag.py": [
      "from airflow import DAG",
      "from airflow.operators.bash import BashOperator",
      "with DAG('x', schedule=None, default_args={'email': 'a@b.c', 'email_on_failure': False}):",
      "    BashOperator(task_id='a')",
    ].join("\n"),
  });
  expect(items).toEqual([]);
});

test("A6: Prefect's retries, cache, results, schedule and parameters, in code and in prefect.yaml", async () => {
  const { items, all } = await pipelines({
    "flow.py": [
      "from prefect import flow, task",
      "@task(retries=2, cache_key_fn=by_input)",
      "def load():",
      "    return 1",
      "@task(persist_result=False)",
      "def train(x):",
      "    pass",
      "@flow(on_failure=[tell])",
      "def main(lr: float = 0.1):",
      "    data = load()",
      "    train(data)",
      "main.serve(name='x', cron='0 3 * * *')",
    ].join("\n"),
    "prefect.yaml":
      "deployments:\n  - name: nightly\n    entrypoint: flow.py:main\n    parameters:\n      lr: 0.1\n    schedules:\n      - cron: 0 4 * * *\n        active: false\n",
  });
  expect(items).toEqual([
    ["retries", "load", "2"],
    ["caching", "load", "by_input"],
    ["caching", "train", "switched off"],
    ["parameters", "main", "lr"],
    ["alerting", "main", "[tell]"],
    ["schedule", "flow.main.serve", "0 3 * * *"],
    ["schedule", "nightly", "0 4 * * *"],
    ["parameters", "nightly", "lr"],
  ]);
  expect(all[0]).toMatchObject({ names: ["load", "train"], edges: ["load → train"] });
});

test("A6: steps of Metaflow, Dagster, Kedro and Luigi lead to one another", async () => {
  const edges = async (source: string) =>
    (await pipelines({ "flow.py": source })).all.map((one) => one.edges ?? []);
  expect(
    await edges(
      "from metaflow import FlowSpec, step, retry, Parameter\nclass F(FlowSpec):\n    lr = Parameter('lr')\n    @step\n    def start(self):\n        self.next(self.end)\n    @retry(times=2)\n    @step\n    def end(self):\n        pass\n",
    ),
  ).toEqual([["start → end"]]);
  expect(
    await edges(
      "from dagster import asset, Definitions\n@asset\ndef a():\n    pass\n@asset\ndef b(a):\n    pass\ndefs = Definitions(assets=[a, b])\n",
    ),
  ).toEqual([["a → b"]]);
  expect(
    await edges(
      "from kedro.pipeline import node, pipeline\ndef create():\n    return pipeline([node(func=split, inputs='raw', outputs=['x', 'y'], name='s'), node(fit, ['x', 'params:lr'], 'model')])\n",
    ),
  ).toEqual([["s → fit"]]);
  expect(
    await edges(
      "import luigi\nclass A(luigi.Task):\n    pass\nclass B(luigi.Task):\n    lr = luigi.FloatParameter(default=0.1)\n    def requires(self):\n        return A()\n",
    ),
  ).toEqual([["A → B"]]);
});

test("A6: rules of included files are steps of the Snakefile, with their retries, caches and settings", async () => {
  const { items, all, commands } = await pipelines({
    "workflow/Snakefile":
      'configfile: "config/config.yaml"\ninclude: "rules/train.smk"\nrule all:\n    input:\n        rules.train.output\nonerror:\n    shell("mail")\n',
    "workflow/rules/train.smk":
      'rule prepare:\n    output: "data.csv"\n    cache: True\nrule train:\n    input: "data.csv"\n    output: "model.pt"\n    retries: 3\n    params: lr=config["lr"]\n',
  });
  expect(commands).toEqual(["snakemake"]);
  expect(all).toMatchObject([
    { names: ["all", "prepare", "train"], edges: ["train → all", "prepare → train"] },
  ]);
  expect(items).toEqual([
    ["caching", "snakemake", "what is up to date is not run again"],
    ["parameters", "config/config.yaml", "configuration file"],
    ["alerting", "onerror", "runs where the workflow fails"],
    ["parameters", "config", "lr"],
    ["caching", "prepare", "True"],
    ["retries", "train", "3"],
  ]);
});

test("A6: Nextflow's modules are steps of its workflow, and comments count for nothing", async () => {
  const { items, all } = await pipelines({
    "main.nf":
      "params.lr = 0.1\n/* process OLD {\n} */\nworkflow {\n    TRAIN(channel)\n}\nworkflow.onError {\n    mail()\n}\n",
    "modules/train.nf":
      "process TRAIN {\n    errorStrategy 'retry'\n    maxRetries 3\n    // cache false\n    script:\n    \"python train.py\"\n}\n",
    "nextflow.config": "resume = true\n",
  });
  expect(all).toMatchObject([{ tool: "nextflow", names: ["TRAIN"] }]);
  expect(items).toEqual([
    ["alerting", "workflow.onError", "runs where the workflow fails"],
    ["parameters", "params", "lr"],
    ["retries", "TRAIN", "'retry'"],
    ["retries", "TRAIN", "3"],
    ["resume", "nextflow", "by default: finished tasks are taken from the cache"],
  ]);
});

test("A6: Argo's DAG, retries, cache, schedule, parameters and exit handler", async () => {
  const { items, all, commands } = await pipelines({
    "nightly.yaml": [
      "apiVersion: v1",
      "kind: ConfigMap",
      "---",
      "apiVersion: argoproj.io/v1alpha1",
      "kind: CronWorkflow",
      "metadata: {name: nightly}",
      "spec:",
      '  schedule: "0 3 * * *"',
      "  workflowSpec:",
      "    onExit: tell",
      "    arguments:",
      "      parameters: [{name: lr}]",
      "    templates:",
      "      - name: main",
      "        dag:",
      "          tasks:",
      "            - {name: a, template: t}",
      "            - {name: b, template: t, dependencies: [a]}",
      "            - {name: c, template: t, depends: a.Succeeded && b}",
      "      - name: t",
      "        retryStrategy: {limit: 2}",
      "        memoize: {maxAge: 1h}",
    ].join("\n"),
  });
  expect(commands).toEqual(["argo cron create nightly.yaml"]);
  expect(all).toMatchObject([{ names: ["a", "b", "c"], edges: ["a → b", "a → c", "b → c"] }]);
  expect(all[0]?.location.line).toBe(5);
  expect(items).toEqual([
    ["schedule", "nightly", "0 3 * * *"],
    ["parameters", "nightly", "lr"],
    ["alerting", "tell", "exit handler"],
    ["retries", "t", "limit 2"],
    ["caching", "t", "1h"],
  ]);
});

test("A6: what a compiled Kubeflow pipeline keeps, tries again and takes", async () => {
  const { items, all } = await pipelines({
    "pipeline.yaml": [
      "# PIPELINE DEFINITION",
      "pipelineInfo: {name: p}",
      "root:",
      "  inputDefinitions:",
      "    parameters: {lr: {parameterType: NUMBER_DOUBLE}}",
      "  dag:",
      "    tasks:",
      "      prepare: {cachingOptions: {enableCache: true}}",
      "      train: {dependentTasks: [prepare], retryPolicy: {maxRetryCount: 2}}",
    ].join("\n"),
  });
  expect(all).toMatchObject([{ names: ["prepare", "train"], edges: ["prepare → train"] }]);
  expect(items).toEqual([
    ["caching", "prepare", "enableCache"],
    ["retries", "train", "2"],
    ["parameters", "p", "lr"],
  ]);
});

test("A6: dvc.yaml tells its cache, its parameters and what it repeats for each", async () => {
  const { items } = await pipelines({
    "dvc.yaml":
      "stages:\n  train:\n    foreach: [a, b]\n    do:\n      cmd: python train.py\n      params: [lr]\n      outs:\n        - m.json: {cache: false}\n      frozen: true\n",
  });
  expect(items).toEqual([
    ["caching", "dvc", "what did not change is not run again"],
    ["parameters", "train", "lr"],
    ["parameters", "train", "a, b"],
    ["caching", "train", "frozen: not run again"],
    ["caching", "train", "m.json"],
  ]);
});

test("A6: Kedro's catalogue and parameters count where the code uses Kedro", async () => {
  const files = {
    "conf/base/catalog.yml": "model:\n  type: pickle.PickleDataset\nx:\n  type: MemoryDataset\n",
    "conf/base/parameters.yml": "lr: 0.1\n",
  };
  expect((await pipelines(files)).items).toEqual([]);
  const code = "from kedro.pipeline import node, pipeline\np = pipeline([node(print, 'a', 'b')])\n";
  expect((await pipelines({ ...files, "pipeline.py": code })).items).toEqual([
    ["caching", "kedro catalog", "model"],
    ["parameters", "conf/base/parameters.yml", "lr"],
  ]);
});

test("A6: labels by which a cloud's bill is split, not sentences about costs", async () => {
  const { items } = await pipelines({
    "job.yaml": "# cost-center: none\nlabels:\n  cost-center: ml-42\n  note: billing is done by others\n",
    "main.tf": 'tags = {\n  CostCenter = "ml"\n}\n',
  });
  expect(items).toEqual([
    ["cost tracking", "cost-center", "ml-42"],
    ["cost tracking", "CostCenter", '"ml"'],
  ]);
});

test("A6: a broken workflow file costs nothing else", async () => {
  const found = await pipelines({
    MLproject: "entry_points: [unclosed\n",
    Snakefile: "rule a:\n  output: 'x'\n",
  });
  expect(found.definitions).toEqual([["snakemake", 1, 1]]);
});
