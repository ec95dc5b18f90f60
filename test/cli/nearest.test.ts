import { describe, expect, test } from "vitest";
import { didYouMean, nearest } from "../../src/cli/nearest.js";

describe("F4: did you mean", () => {
  test.each([
    ["lrr", ["lr", "momentum"], ["lr"]],
    ["Status", ["status", "scope"], ["status"]],
    ["x", ["lr", "acc"], []],
    ["val/los", ["val/loss", "val/acc", "train/loss"], ["val/loss"]],
    ["anything", [], []],
  ])("%s among %j is %j", (word, known, expected) => {
    expect(nearest(word, known)).toEqual(expected);
  });

  test("of several, the nearest first and none much farther", () => {
    expect(nearest("epoch", ["epocs", "epochs", "epo"], 5)).toEqual(["epocs", "epochs", "epo"]);
    expect(didYouMean("epch", ["epoch"])).toBe("; did you mean epoch?");
    expect(didYouMean("epch", ["lr"])).toBe("");
  });
});
