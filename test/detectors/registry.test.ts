import { expect, test } from "vitest";
import { detector } from "../../src/detectors/registry.js";
import { observe } from "../tools/observe.js";

test.each([
  ["mlflow", "import mlflow\nmlflow.register_model('runs:/1/m', 'iris')\n", "iris"],
  ["mlflow", "import mlflow\nmlflow.sklearn.log_model(m, 'm', registered_model_name='iris')\n", "iris"],
  [
    "mlflow",
    "from mlflow import MlflowClient\nc = MlflowClient()\nc.create_registered_model('iris')\n",
    "iris",
  ],
  [
    "wandb",
    "import wandb\nrun = wandb.init()\nrun.link_artifact(a, 'team/registry/iris')\n",
    "team/registry/iris",
  ],
  [
    "huggingface",
    "from transformers import AutoModel\nm = AutoModel.from_pretrained('x')\nm.push_to_hub('me/iris')\n",
    "me/iris",
  ],
  [
    "huggingface",
    "from transformers import TrainingArguments\nTrainingArguments('o', push_to_hub=True)\n",
    "name not in the text",
  ],
  ["vertex", "from google.cloud import aiplatform\naiplatform.Model.upload(display_name='iris')\n", "iris"],
])("A7: %s registers a model in code", async (tool, source, name) => {
  const seen = await observe(detector, { "train.py": source });
  expect(seen.of("registry.entry").map((one) => [one.tool, one.name])).toEqual([[tool, name]]);
});

test("A7: what is off by default is listed, and is no registry in use", async () => {
  const seen = await observe(detector, {
    "train.py":
      "import mlflow\nregister = False\nif register:\n    mlflow.register_model('runs:/1/m', 'iris')\n",
  });
  expect(seen.of("registry.entry")).toEqual([]);
  expect(seen.of("inventory.item").map((one) => [one.item, one.state, one.value])).toEqual([
    ["registered model", "off by default", "mlflow: register = False (train.py:2)"],
  ]);
});

test("A7: a log_model without a registered name registers nothing, nor do tests", async () => {
  const seen = await observe(detector, {
    "train.py": "import mlflow\nmlflow.sklearn.log_model(m, 'm', registered_model_name=None)\n",
    "tests/test_a.py":
      "import mlflow\nimport pytest\ndef test_a():\n    mlflow.register_model('runs:/1/m', 'iris')\n",
  });
  expect(seen.all).toEqual([]);
});

test("A7: GTO tags name versions and stages; ordinary tags do not", async () => {
  const seen = await observe(detector, {
    recipe: {
      commits: [
        { files: { "README.md": "# x\n" }, tag: ["v1.0.0", "iris@v1.2.0", "iris#prod#1", "release@home"] },
      ],
    },
  });
  expect(seen.of("registry.entry").map((one) => [one.name, one.detail])).toEqual([
    ["iris", "stage prod (tag iris#prod#1)"],
    ["iris", "version v1.2.0 (tag iris@v1.2.0)"],
  ]);
});

test("A7: models among the artifacts of dvc.yaml are declared, data sets are not", async () => {
  const seen = await observe(detector, {
    "dvc.yaml":
      "artifacts:\n  data:\n    path: a\n    type: dataset\n  iris:\n    path: m.pkl\n    type: model\n    desc: x\n",
  });
  expect(seen.of("registry.entry").map((one) => [one.tool, one.name, one.location.line])).toEqual([
    ["dvc", "iris", 5],
  ]);
});

test("D4: a push behind the option that is off by default registers nothing, unless a command gives the option", async () => {
  const source =
    "from transformers import Trainer, TrainingArguments\ndef main(training_args):\n    trainer = Trainer()\n    if training_args.push_to_hub:\n        trainer.push_to_hub()\n";
  const off = await observe(detector, { "train.py": source });
  expect(off.of("registry.entry")).toEqual([]);
  expect(off.of("inventory.item").map((one) => one.state)).toEqual(["off by default"]);
  const asked = await observe(detector, { "train.py": source, "run.sh": "python train.py --push_to_hub\n" });
  expect(asked.of("registry.entry").map((one) => one.tool)).toEqual(["huggingface"]);
});

test.each([
  "from datasets import load_dataset\nimport transformers\nload_dataset('x').push_to_hub('me/x')\n",
  "from transformers import AutoTokenizer\ntokenizer = AutoTokenizer.from_pretrained('x')\ntokenizer.push_to_hub('me/x')\n",
  "from huggingface_hub import upload_folder\nupload_folder(repo_id='me/x', repo_type='dataset', folder_path='d')\n",
])("D4: a data set or a tokenizer on a hub is no registered model", async (source) => {
  expect((await observe(detector, { "push.py": source })).of("registry.entry")).toEqual([]);
});
