import { expect, test } from "vitest";
import { detector } from "../../src/detectors/weights.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const weights = async (files: Files) =>
  (await observe(detector, files)).of("weights.file").map((one) => [one.name, one.bytes]);

test.each([
  ["model.pt"],
  ["checkpoints/best.pth.tar"],
  ["last.ckpt"],
  ["m.safetensors"],
  ["m.onnx"],
  ["m.keras"],
  ["out/model.h5"],
  ["export/model.pkl"],
  ["rf_classifier.joblib"],
])("A7: %s holds weights", async (path) => {
  expect(await weights({ [path]: "bytes" })).toEqual([[path, 5]]);
});

test.each([
  ["tests/model.pt"],
  ["data/train.h5"],
  ["vocab.pkl"],
  ["data/processed/training.pt"],
  ["results.json"],
])("A7: %s does not", async (path) => {
  expect(await weights({ [path]: "bytes" })).toEqual([]);
});

test("A7: a placeholder of no bytes holds none", async () => {
  expect(await weights({ "model.pt": "" })).toEqual([]);
});

test("A7: the size of an LFS pointer is that of the weights", async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 123456\n`;
  expect(await weights({ "model.pt": pointer })).toEqual([["model.pt", 123456]]);
});

test("A7: DVC's pointers and locks name weights with their size", async () => {
  const seen = await observe(detector, {
    "models/m.pt.dvc": "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 7\n  path: m.pt\n",
    "dvc.lock":
      "schema: '2.0'\nstages:\n  t:\n    cmd: x\n    outs:\n    - path: model.pkl\n      size: 9\n    - path: data\n      size: 1\n",
  });
  expect(
    seen.of("weights.file").map((one) => [one.name, one.bytes, one.location.path, one.location.line]),
  ).toEqual([
    ["model.pkl", 9, "dvc.lock", 6],
    ["models/m.pt", 7, "models/m.pt.dvc", 2],
  ]);
});

test("A7: weights of a pointer lie where its working folder says, and DVC keeps them", async () => {
  const { of } = await observe(detector, {
    "dvcfiles/model.dvc":
      "wdir: ../models\nouts:\n- md5: 0f343b0931126a20f133d67c2b018a3b\n  size: 12\n  path: best.ckpt\n",
  });
  expect(of("weights.file")).toMatchObject([{ name: "models/best.ckpt", bytes: 12, by: "dvc" }]);
});
