import { expect, test } from "vitest";
import { detector } from "../../src/detectors/completeness.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const items = async (files: Files) =>
  (await observe(detector, files))
    .of("completeness")
    .map(({ item, location }) => [item, location.path, location.line ?? null]);

test("A3: scripts named for it show training and evaluation, parts and folders of settings do not", async () => {
  expect(await items({ "train_mnist.py": "x = 1\n", "src/evaluate.py": "x = 1\n" })).toEqual([
    ["evaluation", "src/evaluate.py", 1],
    ["training", "train_mnist.py", 1],
  ]);
  expect(
    await items({
      "train_utils.py": "x = 1\n",
      "config/train.py": "x = 1\n",
      "train.py": "",
      "vendor/train.py": "x = 1\n",
    }),
  ).toEqual([]);
});

test("A3: a test that loads a checkpoint and measures is evaluation, one of asserts is not", async () => {
  expect(
    await items({ "test.py": "import torch\nm.load_state_dict(torch.load('a'))\nprint('accuracy', acc)\n" }),
  ).toEqual([["evaluation", "test.py", 2]]);
  expect(
    await items({ "test_model.py": "def test_accuracy():\n    assert accuracy(load_model('a')) > 0.5\n" }),
  ).toEqual([]);
  expect(await items({ "tests/eval.py": "x = 1\n" })).toEqual([]);
});

test.each([
  ["study.R", "x <- 1\nm <- glm(y ~ x)\n", 2],
  ["main.lua", "net:backward(x, g)\n", 1],
  ["model.stan", "data {}\nmodel {\n}\n", 2],
  ["net.m", "net = trainNetwork(a, b, c);\n", 1],
  ["main.jl", "using Flux\nFlux.train!(loss, ps, data, opt)\n", 2],
  ["run.sh", "set -e\npython train.py\n", 2],
])("A3: %s carries an experiment too", async (path, text, line) => {
  expect(await items({ [path]: text })).toEqual([["training", path, line]]);
});

test("A3: sources of other languages that fit nothing show nothing", async () => {
  expect(
    await items({ "other.m": "x = 1;\n", "plot.R": "plot(x)\n", "setup.sh": "pip install x\n" }),
  ).toEqual([]);
});

test("A3: weights in the tree are offered, those of tests and examples are fixtures, data are none", async () => {
  expect(
    await items({ "checkpoints/best.pth.tar": "x", "weights/net.h5": "x", "trained_model.pkl": "x" }),
  ).toEqual([
    ["pretrained", "checkpoints/best.pth.tar", null],
    ["pretrained", "trained_model.pkl", null],
    ["pretrained", "weights/net.h5", null],
  ]);
  expect(
    await items({
      "tests/a.pth": "x",
      "examples/b.ckpt": "x",
      "data/features.pkl": "x",
      "scaler.joblib": "x",
      "results.pkl": "x",
    }),
  ).toEqual([]);
});

test("A3: weights are judged by name where a checkout left an empty placeholder", async () => {
  expect(await items({ "weights/net.pt": "" })).toEqual([["pretrained", "weights/net.pt", null]]);
});

test("A3: parts with several words in their name and maps of files are neither evaluation nor weights", async () => {
  expect(await items({ "create_benchmark_datasets.py": "x = 1\n", "utterance_files_map.pt": "1" })).toEqual(
    [],
  );
});
