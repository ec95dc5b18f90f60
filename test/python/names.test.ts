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
