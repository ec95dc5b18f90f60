import { describe, expect, test } from "vitest";
import { detector } from "../../src/detectors/trackers.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const calls = async (files: Files) => (await observe(detector, files)).of("tracker.call");
const inTrain = async (source: string) => calls({ "train.py": source });

describe("C5: who comes to a tracking call", () => {
  test("C5: the programs that run it are named, each once", async () => {
    const found = await calls({
      "log.py": "import mlflow\ndef report(x):\n    mlflow.log_metric('loss', x)\n",
      "a.py": "from log import report\nif __name__ == '__main__':\n    report(1)\n    report(2)\n",
      "b.py": "from log import report\nif __name__ == '__main__':\n    report(1)\n",
    });
    expect(found.map(({ programs }) => programs)).toEqual([["a.py", "b.py"]]);
  });

  test("C5: a function that nothing calls is off, with that reason", async () => {
    const [call] = await inTrain(
      "import wandb\ndef start():\n    wandb.init()\nif __name__ == '__main__':\n    print(1)\n",
    );
    expect(call).toMatchObject({ on: "no", programs: [], why: "nothing that runs leads to it" });
  });

  test("C5: what a registry may find by its name is unknown, not off", async () => {
    const [call] = await calls({
      "plugins.py": "import wandb\ndef start():\n    wandb.init()\n",
      "train.py": "from framework import run\nif __name__ == '__main__':\n    run(plugins=['start'])\n",
    });
    expect(call).toMatchObject({ on: "unknown", why: "no program is seen to come to it" });
  });

  test("C5: a library starts nothing, so that nothing is said of programs", async () => {
    const [call] = await calls({
      "kit/__init__.py": "",
      "kit/log.py": "import wandb\ndef start():\n    wandb.init()\n",
    });
    expect(call?.on).toBe("yes");
    expect(call?.programs).toBeUndefined();
  });
});

describe("C5: guards of the main process make nothing conditional", () => {
  test.each([
    "if rank == 0:",
    "if is_main_process():",
    "if accelerator.is_main_process:",
    "if master_process:",
    "if trainer.is_global_zero:",
    "if jax.process_index() == 0:",
    "if dist.get_rank() == 0:",
    "if args.local_rank in [-1, 0]:",
  ])("C5: %s", async (guard) => {
    const [call] = await inTrain(`import wandb\n${guard}\n    wandb.init()\n`);
    expect(call).toMatchObject({ on: "yes", mainProcessOnly: true });
  });

  test("C5: the guard may stand around the caller, or be a decorator", async () => {
    const caller = await inTrain(
      "import wandb\ndef start():\n    wandb.init()\nif rank == 0:\n    start()\n",
    );
    expect(caller[0]).toMatchObject({ on: "yes", mainProcessOnly: true });
    const decorated = await inTrain(
      "import wandb\nfrom lightning.pytorch.utilities import rank_zero_only\n@rank_zero_only\ndef start():\n    wandb.init()\nstart()\n",
    );
    expect(decorated[0]).toMatchObject({ on: "yes", mainProcessOnly: true });
  });

  test("C5: without a guard nothing is said", async () => {
    const [call] = await inTrain("import wandb\nwandb.init()\n");
    expect(call?.mainProcessOnly).toBeUndefined();
  });
});

describe("C5: what a call is handed", () => {
  test.each([
    ["mlflow.log_param('lr', 0.1)", ["lr"]],
    ["mlflow.log_params({'lr': 1, 'model': {'depth': 2}})", ["lr", "model.depth"]],
    ["mlflow.log_params(dict(lr=1, epochs=2))", ["epochs", "lr"]],
    ["mlflow.log_metric(f'val/{name}', 1)", ["val/{}"]],
    ["mlflow.log_metrics({f'{split}_loss': 1, 'acc': 2})", ["acc", "{}_loss"]],
    ["values = {'a': 1}\nvalues['b'] = 2\nmlflow.log_metrics(values)", ["a", "b"]],
    ["mlflow.log_metrics({**base, 'acc': 2})", ["acc"]],
    ["mlflow.log_metric(name, 1)", undefined],
  ])("C5: names of %s", async (line, names) => {
    const [call] = await inTrain(`import mlflow\n${line}\n`);
    expect(call?.names).toEqual(names);
  });

  test.each([
    ["mlflow.log_params(vars(args))", "vars(args)"],
    ["mlflow.log_params(args.__dict__)", "args.__dict__"],
    ["mlflow.log_params(OmegaConf.to_container(cfg))", "OmegaConf.to_container(cfg)"],
    ["mlflow.log_params(asdict(config))", "asdict(config)"],
    ["mlflow.log_params(hparams)", "hparams"],
    ["mlflow.log_params(rows)", undefined],
  ])("C5: %s hands over %s", async (line, whole) => {
    const [call] = await inTrain(`import mlflow\n${line}\n`);
    expect(call?.whole).toBe(whole);
  });

  test("C5: a wrapper is handed what each of its callers hands it", async () => {
    const [call] = await inTrain(
      "import mlflow\ndef report(values):\n    mlflow.log_metrics(values)\nreport({'a': 1})\nreport({'b': 2})\n",
    );
    expect(call?.names).toEqual(["a", "b"]);
  });
});

describe("C5: switches of frameworks", () => {
  test("C5: a Trainer of transformers 4 reports to what is installed, and says so where the version is open", async () => {
    const source =
      "from transformers import Trainer, TrainingArguments\nTrainer(args=TrainingArguments('out')).train()\n";
    const states = async (requirement: string) =>
      (await calls({ "train.py": source, "requirements.txt": `${requirement}\nwandb\n` }))
        .filter(({ tracker, role }) => tracker === "wandb" && role === "init")
        .map(({ on }) => on);
    expect(await states("transformers==4.40.0")).toEqual(["yes"]);
    expect(await states("transformers==5.1.0")).toEqual([]);
    expect(await states("transformers>=4.28")).toEqual(["unknown"]);
  });

  test("C5: a mode that a script sets holds for what that script starts only", async () => {
    const modes = async (files: Files) =>
      (await observe(detector, { "train.py": "import wandb\nwandb.init()\n", ...files })).of("tracker.mode");
    expect(await modes({ "run.sh": "WANDB_MODE=offline python train.py\n" })).toMatchObject([
      { tracker: "wandb", mode: "offline", on: "unknown", detail: "WANDB_MODE=offline" },
    ]);
    expect(await modes({ ".github/workflows/t.yml": "env:\n  WANDB_MODE: disabled\n" })).toMatchObject([
      { on: "no" },
    ]);
    expect(await modes({ "README.md": "Set WANDB_MODE=offline\n" })).toEqual([]);
  });
});
