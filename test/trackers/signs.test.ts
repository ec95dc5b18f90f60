import { describe, expect, test } from "vitest";
import type { TrackerId } from "../../src/core/vocabulary.js";
import { TRACKER_IDS } from "../../src/core/vocabulary.js";
import { detector } from "../../src/detectors/trackers.js";
import { trackerFacts } from "../../src/model/trackers.js";
import { TRACKERS } from "../../src/trackers/index.js";
import { type Observed, observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const SIGNS = TRACKERS.map((tracker) => tracker.signs);
const look = (files: Files): Promise<Observed> => observe(detector, files);

/** `{ wandb: "optional" }`, and why. */
async function states(files: Files) {
  const { all } = await look(files);
  const facts = trackerFacts(all, new Map(), SIGNS);
  return {
    states: Object.fromEntries(facts.map(({ id, state }) => [id, state])),
    why: (id: TrackerId) => facts.find((one) => one.id === id)?.why,
  };
}

describe("A1: the table of signs", () => {
  test("A1: every tracker of the vocabulary has signs; a project's own logs have none but their records", () => {
    expect(SIGNS.map((signs) => signs.id).sort()).toEqual([...TRACKER_IDS].sort());
    const { packages, modules, calls, configFiles, mentions } = SIGNS.find(({ id }) => id === "custom")!;
    expect([packages, modules, Object.keys(calls), configFiles, mentions].flat()).toEqual([]);
  });

  test("A1: packages are named as PyPI normalises them, and no package belongs to two trackers by accident", () => {
    const packages = SIGNS.flatMap((signs) => signs.packages);
    expect(packages.filter((name) => name !== name.toLowerCase().replace(/[-_.]+/g, "-"))).toEqual([]);
    const twice = packages.filter((name, index) => packages.indexOf(name) !== index);
    expect(twice).toEqual(["hydra-optuna-sweeper"]);
  });

  test("A1: what switches a tracker off belongs to a call or a variable that its signs name", () => {
    const stray = SIGNS.flatMap((signs) =>
      signs.off.filter(
        ({ call, variable }) =>
          (call !== undefined && !Object.hasOwn(signs.calls, call)) ||
          (variable !== undefined && !signs.environment.includes(variable)),
      ),
    );
    expect(stray).toEqual([]);
  });
});

describe("A1: each tracker is told from the code that uses it", () => {
  const cases: readonly (readonly [TrackerId, string])[] = [
    ["mlflow", "import mlflow\nwith mlflow.start_run():\n    mlflow.log_metric('loss', 1.0)\n"],
    ["wandb", "import wandb\nrun = wandb.init(project='x')\nrun.log({'loss': 1})\n"],
    ["dvclive", "from dvclive import Live\nwith Live() as live:\n    live.log_metric('loss', 1)\n"],
    [
      "sacred",
      "from sacred import Experiment\nex = Experiment('x')\n@ex.automain\ndef main(_run):\n    _run.log_scalar('a', 1)\n",
    ],
    ["neptune", "import neptune\nrun = neptune.init_run(project='a/b')\n"],
    [
      "neptune",
      "from neptune_scale import Run\nrun = Run(project='a/b', run_id='1')\nrun.log_metrics({'a': 1}, step=1)\n",
    ],
    ["comet", "from comet_ml import Experiment\nexperiment = Experiment()\nexperiment.log_metric('a', 1)\n"],
    [
      "tensorboard",
      "from torch.utils.tensorboard import SummaryWriter\nwriter = SummaryWriter('runs')\nwriter.add_scalar('a', 1, 1)\n",
    ],
    [
      "tensorboard",
      "from tensorboardX import SummaryWriter\nwriter = SummaryWriter()\nwriter.add_scalar('a', 1, 1)\n",
    ],
    ["tensorboard", "import tensorflow as tf\nwriter = tf.summary.create_file_writer('logs')\n"],
    [
      "tensorboard",
      "from clu import metric_writers\nwriter = metric_writers.create_default_writer('logs')\nwriter.write_scalars(1, {})\n",
    ],
    [
      "dvclive",
      "from dvclive.keras import DvcLiveCallback\nmodel.fit(x, callbacks=[DvcLiveCallback(model_file='model.h5')])\n",
    ],
    ["tensorboard", "from tensorflow import keras\nboard = keras.callbacks.TensorBoard(log_dir='logs')\n"],
    [
      "hydra",
      "import hydra\n@hydra.main(config_path='conf', config_name='config')\ndef main(cfg):\n    pass\n",
    ],
    ["guild", "from guild import ipy\nipy.run(print, x=1)\n"],
    ["aim", "from aim import Run\nrun = Run()\nrun.track(1, name='loss')\n"],
    ["clearml", "from clearml import Task\ntask = Task.init(project_name='x', task_name='y')\n"],
    ["lightning", "import lightning as L\ntrainer = L.Trainer(max_epochs=1)\n"],
    [
      "lightning",
      "from pytorch_lightning import Trainer\nfrom pytorch_lightning.loggers import CSVLogger\nCSVLogger('logs')\n",
    ],
    ["huggingface", "from transformers import Trainer\ntrainer = Trainer(model=None)\n"],
    ["keras", "import tensorflow as tf\nlog = tf.keras.callbacks.CSVLogger('log.csv')\n"],
    ["optuna", "import optuna\nstudy = optuna.create_study(storage='sqlite:///o.db')\n"],
    ["ray", "from ray import tune\ntune.Tuner(print).fit()\n"],
    ["trackio", "import trackio\ntrackio.init(project='x')\ntrackio.log({'a': 1})\n"],
    ["swanlab", "import swanlab\nswanlab.init(project='x')\nswanlab.log({'a': 1})\n"],
    ["codecarbon", "from codecarbon import EmissionsTracker\ntracker = EmissionsTracker()\n"],
    [
      "metaflow",
      "from metaflow import FlowSpec, step\nclass Flow(FlowSpec):\n    @step\n    def start(self):\n        pass\n",
    ],
    [
      "kedro",
      "from kedro.pipeline import node, pipeline\ndef create():\n    return pipeline([node(print, 'a', 'b')])\n",
    ],
    [
      "zenml",
      "from zenml import pipeline, step\n@step\ndef load():\n    pass\n@pipeline\ndef run():\n    load()\n",
    ],
    ["polyaxon", "from polyaxon import tracking\ntracking.init()\ntracking.log_metrics(a=1)\n"],
    [
      "determined",
      "import determined as det\nwith det.core.init() as context:\n    context.train.report_training_metrics(1, {})\n",
    ],
  ];
  test.each(cases)("A1: %s is active where a program starts it", async (id, source) => {
    const { states: found } = await states({ "train.py": source });
    expect(found[id]).toBe("active");
    expect(Object.keys(found)).toEqual([id]);
  });

  test("A1: every tracker with calls has such a case", () => {
    const told = new Set(cases.map(([id]) => id));
    const calling = SIGNS.filter((signs) => Object.keys(signs.calls).length > 0).map((signs) => signs.id);
    expect(calling.filter((id) => !told.has(id))).toEqual(["dvc"]);
  });
});

describe("A1: off by default", () => {
  test.each([
    [
      "a constant",
      "use_wandb = False\nif use_wandb:\n    wandb.init()\n",
      /use_wandb is False \(train\.py:2\)/,
    ],
    [
      "an argparse switch",
      "import argparse\np = argparse.ArgumentParser()\np.add_argument('--track', action='store_true')\nargs = p.parse_args()\nif args.track:\n    wandb.init()\n",
      /train\.py:4/,
    ],
    [
      "one part of a condition that also chooses the process",
      "log = False\nmaster_process = True\nif log and master_process:\n    wandb.init()\n",
      /log is False/,
    ],
    ["its own mode", "wandb.init(mode='disabled')\n", /mode=disabled/],
    [
      "a mode that a switch chooses",
      "track = False\nwandb.init(mode='online' if track else 'disabled')\n",
      /mode=disabled/,
    ],
    [
      "a variable that the code sets",
      "import os\nos.environ['WANDB_MODE'] = 'disabled'\nwandb.init()\n",
      /WANDB_MODE=disabled/,
    ],
    [
      "a function that is only called behind a switch",
      "use = False\ndef start():\n    wandb.init()\nif use:\n    start()\n",
      /use is False/,
    ],
    [
      "a method that is only called behind a switch",
      "use = False\nclass Log:\n    def start(self):\n        wandb.init()\nlog = Log()\nif use:\n    log.start()\n",
      /use is False/,
    ],
    [
      "a class that is only made behind a switch",
      "use = False\nclass Log:\n    def __init__(self):\n        wandb.init()\nlog = None\nif use:\n    log = Log()\n",
      /use is False/,
    ],
  ])("A1: W&B behind %s is optional, and the switch is named", async (_, source, why) => {
    const found = await states({ "train.py": `import wandb\n${source}` });
    expect(found.states).toEqual({ wandb: "optional" });
    expect(found.why("wandb")).toMatch(why);
  });

  test("A1: offline still records on this machine, and goes to no server", async () => {
    const seen = await look({ "train.py": "import wandb\nwandb.init(mode='offline')\n" });
    expect(trackerFacts(seen.all, new Map(), SIGNS)[0]?.state).toBe("active");
    expect(seen.of("tracker.destination").map((one) => one.shared)).toEqual([false]);
  });

  test("A1: a variable in .env switches off for all, one in an example file for nobody", async () => {
    const train = "import wandb\nwandb.init()\n";
    expect((await states({ "train.py": train, ".env": "WANDB_MODE=disabled\n" })).states.wandb).toBe(
      "optional",
    );
    const example = await states({ "train.py": train, ".env.example": "WANDB_MODE=disabled\n" });
    expect(example.states.wandb).toBe("active");
  });

  test("A1: a wrapper class that is always made is on, whatever else stands behind a switch", async () => {
    const source =
      "import wandb\nverbose = False\nclass Log:\n    def __init__(self):\n        wandb.init()\n    def write(self, x):\n        wandb.log({'a': x})\nlog = Log()\nlog.write(1)\nif verbose:\n    log.write(2)\n";
    const seen = await look({ "train.py": source });
    expect(seen.of("tracker.call").map((call) => [call.role, call.on])).toEqual([
      ["init", "yes"],
      ["metrics", "yes"],
    ]);
  });

  test("A1: rank and step guards switch nothing off", async () => {
    const source =
      "import wandb\nrank = 0\nif rank == 0:\n    wandb.init()\nfor step in range(9):\n    if step % 3 == 0:\n        wandb.log({'a': 1})\n";
    expect((await states({ "train.py": source })).states).toEqual({ wandb: "active" });
  });

  test("A1: MLflow's autolog with disable=True is off", async () => {
    const found = await states({ "train.py": "import mlflow\nmlflow.sklearn.autolog(disable=True)\n" });
    expect(found.states).toEqual({ mlflow: "optional" });
  });

  test("A1: a condition that cannot be told leaves a tracker active where nothing says off, and says so", async () => {
    const found = await states({
      "train.py": "import wandb\ndef main(cfg):\n    if cfg.log:\n        wandb.init()\n",
    });
    expect(found.states).toEqual({ wandb: "active" });
    expect(found.why("wandb")).toMatch(/nothing says that it is off.*cfg\.log/);
  });
});

describe("A1: Lightning and the Hugging Face Trainer", () => {
  test("A1: a Trainer without a logger keeps records of its own, logger=False keeps none", async () => {
    const source = (logger: string) => `import lightning as L\nL.Trainer(${logger})\n`;
    expect((await states({ "train.py": source("") })).states).toEqual({ lightning: "active" });
    expect((await states({ "train.py": source("logger=False") })).states).toEqual({ lightning: "optional" });
  });

  test("A1: what a module hands to self.log goes to the logger that is made, not to Lightning's own", async () => {
    const seen = await look({
      "train.py":
        "import lightning as L\nfrom lightning.pytorch.loggers import WandbLogger\nclass Model(L.LightningModule):\n    def training_step(self, batch, i):\n        self.log('loss', 1)\nL.Trainer(logger=WandbLogger(project='x')).fit(Model())\n",
    });
    const metrics = seen.of("tracker.call").filter((call) => call.role === "metrics");
    expect(metrics.map((call) => [call.tracker, call.on, call.location.line])).toEqual([["wandb", "yes", 5]]);
    expect(trackerFacts(seen.all, new Map(), SIGNS).map((one) => one.id)).toEqual(["wandb"]);
  });

  test("A1: where each program makes its own logger, self.log of each goes to that one", async () => {
    const source = (logger: string) =>
      `import lightning as L\nfrom lightning.pytorch.loggers import ${logger}\nclass Model(L.LightningModule):\n    def training_step(self, batch, i):\n        self.log('loss', 1)\nL.Trainer(logger=${logger}('x')).fit(Model())\n`;
    const seen = await look({
      "one/train.py": source("TensorBoardLogger"),
      "two/train.py": source("WandbLogger"),
    });
    const metrics = seen.of("tracker.call").filter((call) => call.role === "metrics");
    expect(metrics.map((call) => [call.location.path, call.tracker])).toEqual([
      ["one/train.py", "tensorboard"],
      ["two/train.py", "wandb"],
    ]);
  });

  test("A1: report_to names the trackers that a Trainer reports to", async () => {
    const source = (to: string) =>
      `from transformers import Trainer, TrainingArguments\nargs = TrainingArguments(output_dir='o', report_to=${to})\nTrainer(args=args)\n`;
    expect((await states({ "train.py": source("'wandb'") })).states).toEqual({
      huggingface: "active",
      wandb: "active",
    });
    expect((await states({ "train.py": source("['mlflow', 'tensorboard']") })).states).toEqual({
      huggingface: "active",
      mlflow: "active",
      tensorboard: "active",
    });
    expect((await states({ "train.py": source("'none'") })).states).toEqual({ huggingface: "active" });
  });

  test("A1: to use a framework's models is no tracking", async () => {
    const found = await states({
      "m.py":
        "from transformers import AutoModel\nimport keras\nimport ray\nAutoModel.from_pretrained('x')\n",
    });
    expect(found.states).toEqual({});
  });
});

describe("A1: Hydra's configuration decides", () => {
  const template: Files = {
    "src/train.py":
      "import hydra\n@hydra.main(version_base=None, config_path='../configs', config_name='train.yaml')\ndef main(cfg):\n    hydra.utils.instantiate(cfg.logger)\n",
    "configs/train.yaml":
      "defaults:\n  - _self_\n  - trainer: default\n  - logger: null # or tensorboard\nseed: 1\n",
    "configs/trainer/default.yaml": "_target_: lightning.pytorch.trainer.Trainer\nmax_epochs: 1\n",
    "configs/logger/csv.yaml": "csv:\n  _target_: lightning.pytorch.loggers.csv_logs.CSVLogger\n",
    "configs/logger/wandb.yaml":
      "wandb:\n  _target_: lightning.pytorch.loggers.wandb.WandbLogger\n  offline: False\n",
    "configs/logger/mlflow.yaml":
      "mlflow:\n  _target_: lightning.pytorch.loggers.mlflow.MLFlowLogger\n  tracking_uri: http://user:pw@mlflow.example.org:5000\n",
    "configs/logger/many.yaml": "defaults:\n  - csv\n  - mlflow\n",
  };

  test("A1: logger: null leaves every logger of the group optional, and names the line", async () => {
    const found = await states(template);
    expect(found.states).toEqual({
      hydra: "active",
      lightning: "optional",
      mlflow: "optional",
      wandb: "optional",
    });
    expect(found.why("wandb")).toContain("logger: null (configs/train.yaml:4)");
    expect((await look(template)).of("tracker.destination")).toEqual([]);
  });

  test("A1: a group that the defaults select is on, through nested defaults too", async () => {
    const primary = String(template["configs/train.yaml"]);
    const many = await look({
      ...template,
      "configs/train.yaml": primary.replace("logger: null", "logger: many"),
    });
    const facts = trackerFacts(many.all, new Map(), SIGNS);
    expect(Object.fromEntries(facts.map((one) => [one.id, one.state]))).toEqual({
      hydra: "active",
      lightning: "active",
      mlflow: "active",
      wandb: "optional",
    });
    expect(many.of("tracker.destination").map(({ shared, detail }) => ({ shared, detail }))).toEqual([
      { shared: true, detail: "http://mlflow.example.org:5000" },
    ]);
  });

  test("A1: an experiment that the primary configuration selects may override the group", async () => {
    const primary = String(template["configs/train.yaml"]).replace(
      "seed: 1\n",
      "  - experiment: best\nseed: 1\n",
    );
    const found = await states({
      ...template,
      "configs/train.yaml": primary,
      "configs/experiment/best.yaml": "# @package _global_\ndefaults:\n  - override /logger: wandb\n",
    });
    expect(found.states.wandb).toBe("active");
    expect(found.states.mlflow).toBe("optional");
  });
});

describe("A1: what does not count", () => {
  test("A1: calls in tests prove nothing", async () => {
    const found = await states({
      "tests/test_train.py": "import wandb\nimport pytest\ndef test_x():\n    wandb.init()\n",
    });
    expect(found.states).toEqual({});
  });

  test("A1: a module of the project that is called like a tracker is not it", async () => {
    const found = await states({
      "aim.py": "def Run():\n    pass\n",
      "train.py": "import aim\nfrom aim import Run\nrun = Run()\naim.Run()\n",
    });
    expect(found.states).toEqual({});
  });

  test("A1: a class that is only named in a string declares its tracker", async () => {
    const found = await states({
      "train.py": "LOGGERS = {'wandb': {'target': 'pytorch_lightning.loggers.WandbLogger'}}\n",
    });
    expect(found.states).toEqual({ wandb: "declared-only" });
  });

  test("A1: a mention alone lists nothing, a badge is a weak one", async () => {
    const seen = await look({
      "README.md":
        "# x\n\nBuilt like wandb does it.\n\n![mlflow](https://img.shields.io/badge/mlflow-on-blue)\n",
    });
    expect(trackerFacts(seen.all, new Map(), SIGNS)).toEqual([]);
    const mentions = seen.of("tracker.sign").map((one) => [one.tracker, one.location.line, one.confidence]);
    expect(mentions).toEqual([
      ["mlflow", 5, "low"],
      ["wandb", 3, "medium"],
    ]);
  });

  test("A1: words inside other words are no mention", async () => {
    const seen = await look({ "README.md": "mlflowers and my-wandb-fork, DVCs\n" });
    expect(seen.of("tracker.sign")).toEqual([]);
  });

  test("A1: a logarithm in a file that imports W&B is no metric", async () => {
    const seen = await look({
      "a.py": "import wandb\nimport numpy as np\nimport math\nnp.log(2)\nmath.log(2)\n",
    });
    expect(seen.of("tracker.call")).toEqual([]);
  });

  test("A1: of two trackers in a file, a method goes to the one that made its receiver", async () => {
    const seen = await look({
      "a.py":
        "import mlflow\nimport wandb\nrun = wandb.init()\nrun.log_artifact('m')\nwith mlflow.start_run():\n    mlflow.log_artifact('m')\n",
    });
    const artifacts = seen.of("tracker.call").filter((call) => call.role === "artifact");
    expect(artifacts.map((call) => [call.tracker, call.location.line])).toEqual([
      ["wandb", 4],
      ["mlflow", 6],
    ]);
  });
});

describe("A1: DVC is active by what it versions", () => {
  test("A1: a bare .dvc/config only declares it", async () => {
    expect((await states({ ".dvc/config": "[core]\n" })).states).toEqual({ dvc: "declared-only" });
  });

  test.each([
    ["a pipeline", { "dvc.yaml": "stages:\n  a:\n    cmd: python a.py\n" }],
    ["a pointer", { "data/x.csv.dvc": "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  path: x.csv\n" }],
    ["a lock", { "dvc.lock": "schema: '2.0'\n" }],
  ])("A1: %s makes it active", async (_, files) => {
    expect((await states(files)).states).toEqual({ dvc: "active" });
  });
});

describe("C5: destinations and what is handed over", () => {
  test.each([
    ["http://mlflow.example.org", true, "http://mlflow.example.org"],
    ["https://bob:secret@mlflow.example.org/x?token=1", true, "https://mlflow.example.org/x"],
    ["http://localhost:5000", false, "http://localhost:5000"],
    ["http://127.0.0.1:5000", false, "http://127.0.0.1:5000"],
    ["sqlite:///mlruns.db", false, "sqlite:///mlruns.db"],
    ["file:./mlruns", false, "file:./mlruns"],
    ["postgresql://db.example.org/mlflow", true, "postgresql://db.example.org/mlflow"],
  ])("C5: a tracking URI %s is shared: %s", async (uri, shared, detail) => {
    const seen = await look({ "t.py": `import mlflow\nURI = "${uri}"\nmlflow.set_tracking_uri(URI)\n` });
    expect(seen.of("tracker.destination").map((one) => [one.shared, one.detail, one.location.line])).toEqual([
      [shared, detail, 3],
    ]);
  });

  test("C5: a URI from a CI secret is a server's, and no value is told", async () => {
    const seen = await look({
      "t.py": "import mlflow\nmlflow.start_run()\n",
      ".github/workflows/train.yml":
        "jobs:\n  a:\n    steps:\n      - run: python t.py\n        env:\n          MLFLOW_TRACKING_URI: ${{ secrets.MLFLOW_TRACKING_URI }}\n          WANDB_API_KEY: abcdef0123456789\n",
    });
    expect(seen.of("tracker.destination").map((one) => [one.shared, one.detail])).toEqual([
      [true, "MLFLOW_TRACKING_URI"],
    ]);
    expect(JSON.stringify(seen.all)).not.toContain("abcdef0123456789");
  });

  test("C5: a configuration handed to init and assignments to wandb.config are parameters", async () => {
    const seen = await look({
      "t.py": "import wandb\nwandb.init(config={'lr': 1})\nwandb.config.epochs = 3\n",
    });
    const params = seen.of("tracker.call").filter((call) => call.role === "params");
    expect(params.map((call) => [call.call, call.location.line])).toEqual([
      ["wandb.init", 2],
      ["wandb.config.epochs", 3],
    ]);
  });

  test("C5: CLU's writer keeps metrics and parameters", async () => {
    const { all } = await look({
      "train.py":
        "from clu import metric_writers\nwriter = metric_writers.create_default_writer('logs')\nwriter.write_hparams({'lr': 1})\nwriter.write_scalars(1, {'loss': 1})\n",
    });
    const roles = all.flatMap((one) => (one.kind === "tracker.call" ? [one.role] : []));
    expect(roles).toEqual(["init", "params", "metrics"]);
  });

  test("C5: text written to TensorBoard under a tag of parameters is parameters", async () => {
    const seen = await look({
      "t.py":
        "from torch.utils.tensorboard import SummaryWriter\nw = SummaryWriter()\nw.add_text('hyperparameters', 'x')\nw.add_text('note', 'x')\n",
    });
    const roles = seen.of("tracker.call").map((call) => [call.role, call.location.line]);
    expect(roles).toEqual([
      ["init", 2],
      ["params", 3],
      ["other", 4],
    ]);
  });
});
