import fc from "fast-check";
import { expect, test } from "vitest";
import { parseGin } from "../../src/parsers/gin.js";

test("C8: bindings of gin by configurable and parameter, macros filled in, with their lines", () => {
  const { value, lineOf } = parseGin(
    "# rates\nLR = 1e-3\nimport project.models\n\ntrain.seed = 1  # fixed\ntrain.lr = %LR\neval/project.Net.width = 8\nNet.name = 'small'\nNet.loss = @mse\ntrain.resume = None\ntrain.amp = True\n",
  );
  expect(value).toEqual({
    LR: 0.001,
    train: { seed: 1, lr: 0.001, resume: null, amp: true },
    Net: { width: 8, name: "small", loss: "@mse" },
  });
  expect(lineOf(["train", "seed"])).toBe(5);
  expect(lineOf(["LR"])).toBe(2);
  expect(lineOf(["train", "other"])).toBeUndefined();
});

test("F1: any text is read without an error", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseGin(text);
      parseGin(`a.b = ${text}\n__proto__.x = 1\n`);
    }),
  );
});
