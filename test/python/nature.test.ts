import { expect, test } from "vitest";
import { fileOf, readFixture } from "./folder.js";

const folder = await readFixture("nature");
const natureOf = (path: string) => {
  const { test: isTest, vendored, main } = fileOf(folder, path);
  return { test: isTest, vendored, main };
};

test("C1: tests are known by their folder, by name only where they test", () => {
  expect(natureOf("tests/helpers.py").test).toBe(true);
  expect(natureOf("test_model.py").test).toBe(true);
  expect(natureOf("losses_test.py").test).toBe(true);
  expect(natureOf("test.py").test).toBe(false);
});

test("C1: copies that trackers keep and third-party trees are marked", () => {
  const vendored = folder.code.files.filter((file) => file.vendored).map((file) => file.path);
  expect(vendored).toEqual([
    "_sources/train_0123456789abcdef0123456789abcdef.py",
    "third_party/lib/eval.py",
    "wandb/run-20240102_030405-ab12cd34/files/code/eval.py",
  ]);
});

test("C1: work at module level makes a program, setting something up does not", () => {
  expect(natureOf("flat.py").main).toBe(true);
  expect(natureOf("test.py").main).toBe(true);
  expect(natureOf("sacred_run.py").main).toBe(true);
  expect(natureOf("library.py").main).toBe(false);
});
