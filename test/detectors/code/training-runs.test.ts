import { expect, test } from "vitest";
import { detector } from "../../../src/detectors/code/habits/habits.js";
import { observe } from "../../tools/observe.js";
import type { Files } from "../../tools/repository.js";

async function seen(files: Files) {
  const found = await observe(detector, files);
  return {
    items: found
      .of("inventory.item")
      .filter(({ section }) => section === "pipelines")
      .map((one) => [one.item, one.name, one.state]),
    risks: found.of("code.risk").map((one) => [one.risk, one.location.path, one.location.line]),
    searches: found.of("code.search"),
  };
}

const FIT = "loss = model(x)\nloss.backward()\nopt.step()\n";

test("A6: training over several devices, by default or not, and DataParallel as an anti-pattern", async () => {
  const { items } = await seen({
    "a.py": `from torch.nn.parallel import DistributedDataParallel as DDP\nDISTRIBUTED = False\nif DISTRIBUTED:\n    model = DDP(model)\n${FIT}`,
    "b.py": `import torch\nnet = torch.nn.DataParallel(net)\n${FIT}`,
    "c.py": "from lightning.pytorch import Trainer\nTrainer(strategy='fsdp').fit(model)\n",
    "d.py": "from lightning.pytorch import Trainer\nTrainer(strategy='auto').fit(model)\n",
  });
  expect(items).toEqual([
    ["distributed training", "PyTorch DDP", "off by default"],
    ["distributed training", "DataParallel", "anti-pattern: one process drives all devices"],
    ["distributed training", "PyTorch FSDP", "by default"],
  ]);
});

test("A6: going on from a checkpoint, and that it is off by default", async () => {
  const { items } = await seen({
    "train.py": [
      "import argparse, torch",
      "parser = argparse.ArgumentParser()",
      "parser.add_argument('--resume', action='store_true')",
      "args = parser.parse_args()",
      "if args.resume:",
      "    checkpoint = torch.load('last.pt')",
      "    optimizer.load_state_dict(checkpoint['optimizer'])",
      "    start_epoch = checkpoint['epoch']",
      FIT,
    ].join("\n"),
    "pl.py": "from lightning.pytorch import Trainer\nTrainer().fit(model, ckpt_path=None)\n",
  });
  expect(items).toEqual([
    ["resume", "fit(ckpt_path=…)", "off by default"],
    ["resume", "optimizer.load_state_dict", "off by default"],
    ["resume", "start_epoch", "off by default"],
    ["resume", "--resume", "option, off by default"],
  ]);
});

test("A6: weights that are loaded to be measured, or copied to a second network, resume nothing", async () => {
  const { items } = await seen({
    "eval.py": "import torch\nmodel.load_state_dict(torch.load('model.pt'))\nmodel.eval()\n",
    "train.py": `import torch\ntarget.load_state_dict(policy.state_dict())\n${FIT}`,
  });
  expect(items).toEqual([]);
});

test("A6: what a training costs, where a library or a logged number tells it", async () => {
  const { items } = await seen({
    "train.py": `from codecarbon import EmissionsTracker\nimport wandb\nwandb.log({'gpu_hours': 1, 'loss': 2})\n${FIT}`,
    "other.py": `import wandb\nwandb.log({'cost': 2})\n${FIT}`,
  });
  expect(items).toEqual([
    ["cost tracking", "gpu_hours", "logged"],
    ["cost tracking", "codecarbon", "in code"],
  ]);
});

test("C7: a study that is opened to be looked at is no search", async () => {
  const { searches } = await seen({
    "look.py":
      "import optuna\nstudy = optuna.load_study(study_name='x', storage='sqlite:///a.db')\nprint(study.best_params)\n",
    "go.py":
      "import optuna\nstudy = optuna.load_study(study_name='x', storage='sqlite:///a.db')\nstudy.optimize(f)\n",
  });
  expect(searches.map(({ location, storage }) => [location.path, storage])).toEqual([
    ["go.py", "sqlite:///a.db"],
  ]);
});

test("C7: what keeps the results of a search beside a storage is named", async () => {
  const { searches } = await seen({
    "a.py": "import optuna\nstudy = optuna.create_study()\nstudy.optimize(f)\nstudy.trials_dataframe()\n",
  });
  expect(searches.map(({ stored, keptBy }) => [stored, keptBy])).toEqual([
    [false, "study.trials_dataframe (a.py:4)"],
  ]);
});
