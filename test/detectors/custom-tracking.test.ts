import { expect, test } from "vitest";
import { detector } from "../../src/detectors/custom-tracking.js";
import { observe } from "../tools/observe.js";

test("A2: a result log that is listed as a run is said to be read, another to be in the tree", async () => {
  const seen = await observe(detector, {
    "train.py": "print(1)\n",
    "results/run1.csv": "epoch,train_loss,val_loss\n1,0.5,0.6\n2,0.4,0.5\n",
    "results/scores.json": '{"accuracy": 0.9}',
    "output/log.txt": '{"epoch": 0, "train_loss": 0.5}\n{"epoch": 1, "train_loss": 0.4}\n',
  });
  expect(seen.of("inventory.item").map(({ item, name, state }) => [item, name, state])).toEqual([
    ["result log", "output/log.txt", "read as a log"],
    ["result log", "results/run1.csv", "read as a log"],
    ["result log", "results/scores.json", "in the tree"],
  ]);
});
