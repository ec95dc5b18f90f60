import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isKerasLog } from "../../../src/trackers/keras/columns.js";
import { buildRepository } from "../../tools/repository.js";
import { damaged } from "../damage.js";
import { copyOf, jsonOf } from "../read-all.js";
import { type ClientView, expectRuns, read } from "./client-view.js";

const fixture = (version: string) => `fixtures/trackers/keras/${version}`;
const project = (version: string) => copyOf(`${fixture(version)}/project`);

describe.each(["3.3.3", "3.15.1"])("B1: logs of Keras %s", (version) => {
  test("every log has the numbers that its CSV holds, whatever its separator", async () => {
    const all = await read(project(version));
    expectRuns(all, jsonOf<ClientView>(`${fixture(version)}/client.json`));
    expect(all.problems).toEqual([]);
  });

  test("further trainings that append are read as one log", async () => {
    const { series } = await read(project(version));
    const steps = (path: string) =>
      series.get(path)!.flatMap(({ key, step }) => (key === "loss" ? [step] : []));
    expect(steps("logs/resumed.csv")).toEqual([0, 1, 2, 3, 4]);
    expect(steps("logs/again.csv")).toEqual([0, 1, 0, 1, 2]);
  });
});

test("a name that somebody gave says something of purpose", async () => {
  const { runs } = await read(project("3.15.1"));
  const given = runs.filter((run) => !run.trace.defaultName).map((run) => run.name);
  expect(given).toContain("wide-net");
  expect(given).not.toContain("training");
  expect(given).not.toContain("history");
});

describe("a table of numbers is a log of Keras", () => {
  const rows = [
    ["0", "0.5", "1.25"],
    ["1", "0.75", "1"],
  ];
  test.each([
    ["whose keys are sorted", ["epoch", "accuracy", "loss"], rows, true],
    ["with values that were not logged", ["epoch", "accuracy", "loss"], [["0", "NA", "1"]], true],
    ["with a list", ["epoch", "by_class", "loss"], [["0", '"[0.5, 1.0]"', "1"]], true],
    [
      "whose keys are repeated for a validation that was not",
      ["epoch", "loss", "weighted", "val_loss", "val_weighted"],
      [["0", "1", "1", "NA", "NA"]],
      true,
    ],
  ])("%s", (_name, header, rows, expected) => {
    expect(isKerasLog(header, rows)).toBe(expected);
  });
  test.each([
    ["whose keys are not sorted", ["epoch", "loss", "accuracy"], rows],
    ["without a loss", ["epoch", "accuracy", "f1"], rows],
    ["with the loss alone", ["epoch", "loss"], [["0", "1"]]],
    ["that counts from 1", ["epoch", "accuracy", "loss"], [["1", "0.5", "1"]]],
    ["that skips an epoch", ["epoch", "accuracy", "loss"], [rows[0]!, ["2", "0.5", "1"]]],
    ["with fractions of an epoch", ["epoch", "accuracy", "loss"], [["0.5", "0.5", "1"]]],
    ["with empty cells", ["epoch", "accuracy", "loss"], [["0", "", "1"]]],
    ["with words", ["epoch", "loss", "note"], [["0", "1", "good"]]],
    ["with steps, as Lightning's", ["epoch", "loss", "step"], rows],
    ["of a header alone", ["epoch", "accuracy", "loss"], []],
    ["of another first column", ["Epoch", "accuracy", "loss"], rows],
  ])("unless it is one %s", (_name, header, rows) => {
    expect(isKerasLog(header, rows)).toBe(false);
  });
});

test("B4: a damaged row makes a long log no other's", () => {
  const rows = Array.from({ length: 20 }, (_, epoch) => [String(epoch), "0.5", "1"]);
  const header = ["epoch", "accuracy", "loss"];
  expect(isKerasLog(header, rows.with(7, ["7", "0.\0\0", "1"]))).toBe(true);
  expect(isKerasLog(header, rows.with(7, ["x", "0.5", "1"]))).toBe(true);
  expect(
    isKerasLog(
      header,
      rows.map(([epoch, ...cells]) => [`${epoch}.5`, ...cells]),
    ),
  ).toBe(false);
});

test("logs of Lightning and files without columns are left to others", async () => {
  const { root } = buildRepository({
    untracked: {
      "lightning_logs/version_0/metrics.csv": "epoch,acc,loss\n0,1,2\n",
      "train.log": "epoch 1 loss 0.5\n",
      "data.csv": "a,b\n1,2\n",
      "epochs.txt": "epoch,acc,loss\n1,1,2\n2,1,2\n",
    },
  });
  expect(await read(root)).toMatchObject({ runs: [], problems: [] });
});

test("B4: a log that ends in the middle of a row keeps the rows before and is named a problem", async () => {
  const { root } = buildRepository({
    untracked: {
      "training.log": "epoch,acc,loss\r\n0,0.5,2\r\n1,0.75,1\r\n2,0.8",
      "windows.csv": "epoch,acc,loss\r\r\n0,0.5,2\r\r\n",
    },
  });
  const { runs, problems } = await read(root);
  expect(problems).toEqual([
    { path: "training.log", line: 4, message: "has 2 cells where the header has 3; the rest is read" },
  ]);
  expect(runs.map(({ id, metrics }) => [id, metrics.acc])).toEqual([
    ["training.log", { last: 0.75, min: 0.5, max: 0.75, count: 2, lastStep: 1 }],
    ["windows.csv", { last: 0.5, min: 0.5, max: 0.5, count: 1, lastStep: 0 }],
  ]);
});

test("B4: whatever happens to the bytes of a log, its neighbours are read and nothing throws", async () => {
  const root = project("3.15.1");
  const before = (await read(root)).runs.filter(({ id }) => id !== "logs/odd.csv");
  await fc.assert(
    fc.asyncProperty(damaged([join(root, "logs/odd.csv")]), async (damage) => {
      const restore = damage();
      try {
        const { runs } = await read(root);
        expect(runs.filter(({ id }) => id !== "logs/odd.csv")).toEqual(before);
      } finally {
        restore();
      }
    }),
    { numRuns: 25, seed: 5 },
  );
});
