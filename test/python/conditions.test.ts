import { expect, test } from "vitest";
import { fileOf, readFixture } from "./folder.js";

const train = fileOf(await readFixture("conditions"), "train.py");
const conditionsOf = (name: string) =>
  train.calls.filter((call) => call.name === name).map((call) => call.conditions);

test("C1: a call carries the conditions around it, outermost first, and what its branch excludes", () => {
  expect(conditionsOf("wandb.init")).toEqual([["args.track and rank == 0"]]);
  expect(conditionsOf("mlflow.start_run")).toEqual([["not (args.track and rank == 0)", "args.mlflow"]]);
  expect(
    train.calls.find((call) => call.args[0]?.value.is === "literal" && call.args[0].value.value === "none"),
  ).toMatchObject({ conditions: ["not (args.track and rank == 0)", "not (args.mlflow)"] });
});

test("C1: conditional expressions and short circuits are conditions", () => {
  expect(conditionsOf("mlflow.log_artifact")).toEqual([["args.save"]]);
  expect(conditionsOf("wandb.Settings")).toEqual([["args.settings"]]);
  expect(conditionsOf("mlflow.Settings")).toEqual([["not (args.settings)"]]);
  expect(train.calls.filter((call) => call.conditions.includes("not (args.quiet)"))).toHaveLength(1);
});

test("C1: loops that go on forever are no condition, others are", () => {
  expect(conditionsOf("step")).toEqual([[]]);
  expect(conditionsOf("more")).toEqual([["args.more"]]);
});

test("C1: an early return is a condition of what follows, a check that raises is none", () => {
  expect(conditionsOf("mlflow.log_param")).toEqual([["not (rank != 0)"]]);
  expect(conditionsOf("mlflow.end_run")).toEqual([["not (rank != 0)"]]);
});

test("C1: conditions end at the function they stand in", () => {
  expect(conditionsOf("mlflow.log_metric")).toEqual([[]]);
  expect(train.calls.find((call) => call.name === "mlflow.log_metric")?.scope).toBe("train.inner");
});

test("C1: the guard of the main program is no condition", () => {
  expect(conditionsOf("train.train")).toEqual([["debug"], []]);
  expect(train.main).toBe(true);
});
