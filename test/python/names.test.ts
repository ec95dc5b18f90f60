import { expect, test } from "vitest";
import { callNames, fileOf, readFixture, readSources } from "./folder.js";

const names = await readFixture("names");
const train = fileOf(names, "scripts/train.py");
const called = (line: number) => callNames(train).filter((call) => call.startsWith(`${line} `));
const lineOf = (text: string) => train.calls.find((call) => call.name === text)?.location.line;

test("C1: calls are told by their full name through aliases of modules and of what is imported from them", () => {
  for (const name of [
    "torch.manual_seed",
    "numpy.random.default_rng",
    "wandb.init",
    "lightning.Trainer",
    "torch.optim.SGD",
    "torch.nn.functional.mse_loss",
    "os.path.join",
    "tensorflow.keras.Model",
  ]) {
    expect(train.calls.map((call) => call.name)).toContain(name);
  }
});

test("C1: a variable that holds a new object stands for its constructor", () => {
  const found = train.calls.map((call) => call.name);
  expect(found).toEqual(
    expect.arrayContaining([
      "numpy.random.default_rng().normal",
      "wandb.init().log",
      "lightning.Trainer().fit",
      "torch.optim.SGD().step",
      "mlflow.start_run().info",
      "torch.utils.tensorboard.SummaryWriter().add_scalar",
      "torch.utils.tensorboard.SummaryWriter().flush",
      "src.shop.models.net.Net().parameters".replace("src.", ""),
    ]),
  );
});

test("C1: what nothing is known of keeps its text, parameters included", () => {
  const found = train.calls.map((call) => call.name);
  expect(found).toEqual(
    expect.arrayContaining([
      "model.fit",
      "loss.backward",
      "self.log",
      "self.given.add_text",
      "trial.suggest_float",
    ]),
  );
});

test("C1: receivers that are calls or strings are told too", () => {
  const found = train.calls.map((call) => [call.name, call.method]);
  expect(found).toContainEqual(["lightning.Trainer().validate", "validate"]);
  expect(found).toContainEqual(["wandb.Api().runs", "runs"]);
  expect(found).toContainEqual(["str.join", "join"]);
});

test("C1: another name for a function counts as the function", () => {
  expect(train.calls.filter((call) => call.name === "wandb.log")).toHaveLength(1);
});

test("C1: the project's own functions are named by module, through re-exports, star imports and source layout", () => {
  const line = lineOf("shop.metrics.score")!;
  expect(called(line)).toEqual([`${line} shop.metrics.score`]);
  expect(called(line + 1)).toEqual([`${line + 1} shop.metrics.score`]);
  expect(called(line + 2)).toEqual([`${line + 2} shop.training.fit`]);
  expect(called(line + 3)).toEqual([`${line + 3} helpers.seeding.fix`]);
  expect(called(line + 4)).toEqual([`${line + 4} helpers.seeding.fix`]);
  expect(called(line + 5)).toEqual([`${line + 5} scripts.common.banner`]);
  expect(train.calls.map((call) => call.name)).toContain("shop.models.net.Net");
  expect(train.calls.map((call) => call.name)).toContain("scripts.train.Trainer");
  expect(train.calls.at(-1)?.name).toBe("scripts.train.main");
});

test("C1: imports lead to files: beside the script, from the root, below src, re-exported and relative", () => {
  const file = (module: string, name: string | null) =>
    train.imports.find((found) => found.module === module && found.name === name)?.file;
  expect(file("shop", null)).toBe("src/shop/__init__.py");
  expect(file("shop", "metrics")).toBe("src/shop/metrics.py");
  expect(file("helpers", "seeding")).toBe("helpers/seeding.py");
  expect(file("helpers.seeding", null)).toBe("helpers/seeding.py");
  expect(file("scripts.common", "banner")).toBe("scripts/common.py");
  expect(file("torch", "nn")).toBeNull();
  const training = fileOf(names, "src/shop/training.py");
  expect(training.imports.map(({ module, file }) => [module, file])).toEqual([
    ["shop.models.net", "src/shop/models/net.py"],
    ["shop.metrics", "src/shop/metrics.py"],
    ["shop.loop", "src/shop/loop.py"],
  ]);
  expect(training.module).toBe("shop.training");
});

test("C1: an import that may fail is optional", () => {
  expect(train.imports.filter((found) => found.optional).map((found) => found.module)).toEqual([
    "tensorflow.keras",
  ]);
});

test("C1: targets that are settings of a library are told by their full name", () => {
  expect(train.assignments.map((found) => found.target)).toContain("torch.backends.cudnn.deterministic");
});

test("C1: classes and functions are told with bases, decorators and parameters", () => {
  expect(train.classes).toMatchObject([{ name: "Trainer", bases: ["lightning.LightningModule"] }]);
  expect(train.functions.map((found) => found.name)).toEqual([
    "Trainer.__init__",
    "Trainer.training_step",
    "main",
  ]);
  expect(train.functions[0]?.parameters).toEqual([
    { name: "self", default: null },
    { name: "writer", default: { is: "literal", value: null } },
  ]);
});

test("C1: importsOf follows imports through the project, cycles included, the file itself first", () => {
  expect(names.code.importsOf("src/shop/loop.py")).toEqual(
    expect.arrayContaining(["src/shop/__init__.py", "src/shop/training.py", "src/shop/loop.py"]),
  );
  expect(names.code.importsOf("src/shop/loop.py")[0]).toBe("src/shop/loop.py");
  expect(names.code.importsOf("scripts/train.py")).toContain("src/shop/models/net.py");
  expect(names.code.importsOf("helpers/seeding.py")).toEqual(["helpers/seeding.py"]);
});

test("C1: a folder of records or data does not hide the library of the same name", async () => {
  const read = await readSources({
    "train.py": "import wandb\nfrom datasets import load_dataset\nwandb.init()\nload_dataset('x')\n",
    "wandb/run-1/files/code/train.py": "print(1)\n",
    "datasets/prepare.py": "print(1)\n",
    "integration/__init__.py": "",
    "integration/mlflow.py": "import mlflow\nmlflow.start_run()\n",
  });
  expect(fileOf(read, "train.py").imports.map((found) => found.file)).toEqual([null, null]);
  expect(fileOf(read, "integration/mlflow.py").calls[0]?.name).toBe("mlflow.start_run");
});

test("C1: two modules that import each other's names with a star do not loop", async () => {
  const read = await readSources({
    "a.py": "from b import *\nfind()\nmissing()\n",
    "b.py": "from a import *\ndef find(): pass\n",
  });
  expect(callNames(fileOf(read, "a.py"))).toEqual(["2 b.find", "3 missing"]);
});

/** The name of the call on a line of a file, as the project resolves it. */
async function nameAt(sources: Readonly<Record<string, string>>, path: string, line: number) {
  const found = fileOf(await readSources(sources), path).calls.filter((call) => call.location.line === line);
  return found[0]?.name;
}

test.each([
  ["sys.path.append('../../common')\nimport fixing\nfixing.seed()", "common.fixing.seed"],
  [
    "import os\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', '..', 'common'))\nimport fixing\nfixing.seed()",
    "common.fixing.seed",
  ],
  [
    "from pathlib import Path\nROOT = Path(__file__).resolve().parents[2]\nsys.path.append(str(ROOT / 'common'))\nfrom fixing import seed\nseed()",
    "common.fixing.seed",
  ],
])("C1: a folder that code puts on the path is searched: %s", async (text, expected) => {
  const sources = { "common/fixing.py": "def seed(): pass\n", "studies/a/train.py": `import sys\n${text}\n` };
  const line = text.split("\n").length + 1;
  expect(await nameAt(sources, "studies/a/train.py", line)).toBe(expected);
});

test("C1: modules of one name in two roots are told apart", async () => {
  const part = (body: string) => ({
    "pyproject.toml": "",
    "src/util.py": body,
    "src/train.py": "import util\nutil.go()\n",
  });
  const sources = Object.fromEntries(
    ["a", "b"].flatMap((root) =>
      Object.entries(part("def go(): pass\n")).map(([path, text]) => [`${root}/${path}`, text] as const),
    ),
  );
  const read = await readSources(sources);
  expect(fileOf(read, "a/src/train.py").imports[0]?.file).toBe("a/src/util.py");
  expect(fileOf(read, "b/src/train.py").imports[0]?.file).toBe("b/src/util.py");
  expect(fileOf(read, "a/src/train.py").calls[0]?.name).toBe("util.go");
  expect(fileOf(read, "b/src/train.py").calls[0]?.name).toBe("b.src.util.go");
});

test("C1: a program inside a package finds what lies beside it first, and so do the modules that it loads", async () => {
  const read = await readSources({
    "net/__init__.py": "",
    "net/net.py": "class Net: pass\n",
    "net/parts/__init__.py": "",
    "net/parts/base.py": "class Base: pass\n",
    "net/parts/best.py": "from parts.base import Base\nBase()\n",
    "net/train.py": 'from net import Net\nif __name__ == "__main__":\n    Net()\n',
  });
  expect(fileOf(read, "net/train.py").calls[0]?.name).toBe("net.net.Net");
  expect(fileOf(read, "net/parts/best.py").calls[0]?.name).toBe("net.parts.base.Base");
});

test.each([
  [
    "an attribute that a base class in another file sets",
    "class Sub(Base):\n    def go(self):\n        self.run.log({})\n",
    "wandb.init().log",
  ],
  [
    "an attribute of the class body",
    "class Own:\n    run = wandb.init()\n    def go(self):\n        self.run.log({})\n",
    "wandb.init().log",
  ],
  ["a parameter by its annotation", "def go(\n    run: Base | None,\n): run.close()\n", "base.Base().close"],
  [
    "what a function of the project gives back",
    "from base import started\nrun = started()\nrun.log({})\n",
    "wandb.init().log",
  ],
  ["a class method that makes an object", "run = Base.from_config({})\nrun.close()\n\n", "base.Base().close"],
])("C1: an object is known by %s", async (_, text, expected) => {
  const base =
    "import wandb\nclass Base:\n    def __init__(self):\n        self.run = wandb.init()\n    def close(self): pass\ndef started():\n    return wandb.init()\n";
  const sources = { "base.py": base, "train.py": `import wandb\nfrom base import Base\n${text}` };
  const read = await readSources(sources);
  expect(fileOf(read, "train.py").calls.map((call) => call.name)).toContain(expected);
});

test("C1: an import for the type checker runs nothing", async () => {
  const read = await readSources({
    "heavy.py": "class Big: pass\n",
    "train.py":
      "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from heavy import Big\nelse:\n    import light\n",
    "light.py": "",
  });
  const [, big, light] = fileOf(read, "train.py").imports;
  expect([big?.typing, light?.typing]).toEqual([true, undefined]);
  expect(read.code.importsOf("train.py")).toEqual(["train.py", "light.py"]);
});

test("C1: an import and a call know where they stand", async () => {
  const read = await readSources({ "train.py": "def go():\n    import torch\n    f(g(h()), i())\n" });
  const file = fileOf(read, "train.py");
  expect(file.imports[0]?.scope).toBe("go");
  expect(file.calls.map(({ name, inside }) => [name, inside ?? 0])).toEqual([
    ["f", 0],
    ["g", 1],
    ["h", 2],
    ["i", 1],
  ]);
});
