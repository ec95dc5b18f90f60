import { describe, expect, test } from "vitest";
import { evidenceOf, type Sources } from "./repository.js";

const placesOf = async (sources: Sources, kind: string) =>
  (await evidenceOf(sources)).evidence
    .filter((one) => one.kind === kind)
    .map(({ location }) => `${location.path}:${location.line}`);

describe("C3 C6: code that frameworks of older times train", () => {
  test("a framework that comes through a star import of one's own module is one", async () => {
    const sources = {
      "gcn/layers.py": "import tensorflow as tf\n",
      "gcn/models.py":
        "from gcn.layers import *\n\nclass GCN:\n    def build(self):\n        self.optimizer = tf.train.AdamOptimizer(0.1)\n        self.opt_op = self.optimizer.minimize(self.loss)\n",
      "gcn/train.py": "from gcn.models import GCN\n\nGCN().build()\n",
    };
    expect(await placesOf(sources, "code.training")).toEqual(["gcn/models.py:6"]);
  });

  test("updates of Lasagne train, also in a program that is called a test", async () => {
    const sources = {
      "model.py":
        "import lasagne\n\nclass Model:\n    def build(self):\n        lasagne.updates.sgd(1, [], learning_rate=0.1)\n",
      "test_ind.py": "from model import Model\n\nModel().build()\n",
    };
    expect(await placesOf(sources, "code.training")).toEqual(["model.py:5"]);
    const { evidence } = await evidenceOf(sources);
    const entry = evidence.find((one) => one.kind === "code.entry");
    expect(entry).toMatchObject({ program: "test_ind.py", purpose: "training" });
  });
});

describe("C3: calls that change weights under another name", () => {
  test("a scaler of timm takes the step backward", async () => {
    const sources = {
      "engine.py":
        "def train_one_epoch(model, batches, optimizer, scaler):\n    for batch in batches:\n        optimizer.zero_grad()\n        scaler(model(batch), optimizer)\n",
      "main.py":
        "from timm.utils import NativeScaler\n\nfrom engine import train_one_epoch\n\nscaler = NativeScaler()\ntrain_one_epoch(None, [], None, scaler)\n",
    };
    expect(await placesOf(sources, "code.training")).toEqual(["main.py:5"]);
  });

  test("what cleans the training data does not train", async () => {
    const sources = { "cleaning_train2019.py": "import pandas as pd\n\npd.read_csv('a.csv')\n" };
    const { evidence } = await evidenceOf(sources);
    expect(evidence.find((one) => one.kind === "code.entry")).toMatchObject({ purpose: "data" });
  });

  test("asking for the names of a module's attributes draws nothing", async () => {
    const drawn = async (use: string) => {
      const { evidence } = await evidenceOf({
        "train.py": `import torchvision.models as models\n\nmodel = models.${use}\nloss = model.sum()\nloss.backward()\n`,
      });
      return evidence.some((one) => one.kind === "code.random");
    };
    expect(await drawn("resnet18()")).toBe(true);
    expect(await drawn("__dict__.keys()")).toBe(false);
  });
});

describe("B1 C7: what only configuration in code names", () => {
  const callback = (target: string) => ({
    "main.py": `import importlib
import yaml
from omegaconf import OmegaConf


def instantiate_from_config(config):
    module, name = config["target"].rsplit(".", 1)
    return getattr(importlib.import_module(module), name)()


class SetupCallback:
    def on_fit_start(self):
        OmegaConf.save({}, "project.yaml")


if __name__ == "__main__":
    instantiate_from_config({"target": "${target}"})
`,
  });

  test("a class that a target names is built and its methods run", async () => {
    expect(await placesOf(callback("main.SetupCallback"), "code.result-file")).toEqual(["main.py:13"]);
    expect(await placesOf(callback("main.Other"), "code.result-file")).toEqual([]);
  });

  test("None as a method's default says nothing where its callers cannot be followed", async () => {
    const logger = (given: string) => ({
      "train.py": `import torch


class Logger:
    def __init__(self, keep):
        self.keep = keep

    def save_agent(self, agent=None):
        if self.keep and agent:
            agent.save("final.pt")


class Trainer:
    def __init__(self, logger):
        self.logger = logger

    def train(self, agent):
        torch.ones(1).backward()
        self.logger.save_agent(agent)


if __name__ == "__main__":
    Trainer(Logger(${given})).train(object())
`,
    });
    const states = async (given: string) =>
      (await evidenceOf(logger(given))).evidence.flatMap((one) =>
        one.kind === "code.checkpoint" ? [one.on] : [],
      );
    expect(await states("True")).toEqual(["unknown"]);
    expect(await states("False")).toEqual(["no"]);
  });
});

describe("A8: a training that reports figures of the test set evaluates", () => {
  const train = "import torch\n\nloss = model(x)\nloss.backward()\n";
  const shown = async (last: string) =>
    (await placesOf({ "train.py": `${train}${last}\n` }, "completeness")).length;

  test("what it prints of the test set counts, progress of the training does not", async () => {
    expect(await shown('print("Test accuracy: " + str(model.score(a, b)))')).toBe(1);
    expect(await shown('print(f"epoch {epoch} test_loss {loss:.3f}")')).toBe(1);
    expect(await shown('print("Train loss", loss, "latest accuracy", acc)')).toBe(0);
  });
});

describe("A3: evaluation inside the program that trains", () => {
  const shown = async (call: string) => {
    const { evidence } = await evidenceOf({
      "train.py": `import torch\n\nmodel = torch.nn.Linear(1, 1)\n\ndef eval_policy(policy):\n    return policy(torch.ones(1))\n\nmodel(torch.ones(1)).backward()\n${call}\n`,
    });
    return evidence.filter((one) => one.kind === "completeness" && one.item === "evaluation").length;
  };

  test("a function of one's own that is named for it and called is evaluation", async () => {
    expect(await shown("eval_policy(model)")).toBe(1);
  });

  test("one that nothing calls, the mode of a model and the builtin are none", async () => {
    expect(await shown("pass")).toBe(0);
    expect(await shown("model.eval()")).toBe(0);
    expect(await shown("eval('1')")).toBe(0);
  });
});

describe("C2: what only looks like a test", () => {
  const lit =
    "import lightning as L\nimport torch\n\nclass Lit(L.LightningModule):\n    def test_step(self, batch):\n        assert batch is not None\n\nL.Trainer().fit(Lit())\n";

  test("a program called so, whose only test functions are hooks of a framework, trains", async () => {
    expect(await placesOf({ "processing_test.py": lit }, "code.training")).toEqual(["processing_test.py:8"]);
    const tested = `${lit}\ndef test_it():\n    assert True\n`;
    expect(await placesOf({ "processing_test.py": tested }, "code.training")).toEqual([]);
  });
});
