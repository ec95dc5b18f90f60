import { expect, test } from "vitest";
import { type Evidence, evidence, type On } from "../../src/core/evidence.js";
import type { Location } from "../../src/core/location.js";
import type { TrackerId } from "../../src/core/vocabulary.js";
import { type RunCounts, trackerFacts } from "../../src/model/trackers.js";
import { TRACKERS } from "../../src/trackers/index.js";

const SIGNS = TRACKERS.map((tracker) => tracker.signs);
const NONE: RunCounts = new Map();
const at = (line: number): Location => ({ path: "train.py", line });
const call = (
  tracker: TrackerId,
  role: "init" | "metrics" | "other" | "autolog",
  on: On,
  line = 1,
): Evidence =>
  evidence("tracker.call", at(line), { tracker, role, call: `${tracker}.${role}`, on, why: `${on} here` });
const stateOf = (all: readonly Evidence[], counts = NONE) =>
  Object.fromEntries(trackerFacts(all, counts, SIGNS).map(({ id, state }) => [id, state]));

test("A1: one call that a default run makes is enough for active", () => {
  expect(stateOf([call("wandb", "init", "no"), call("wandb", "init", "yes", 2)])).toEqual({
    wandb: "active",
  });
});

test("A1: an unguarded metric does not make active what is started behind a switch", () => {
  expect(stateOf([call("wandb", "init", "no"), call("wandb", "metrics", "yes", 2)])).toEqual({
    wandb: "optional",
  });
});

test("A1: metrics decide where nothing starts a run by itself", () => {
  expect(stateOf([call("mlflow", "metrics", "yes")])).toEqual({ mlflow: "active" });
});

test("A1: unknown is active unless something says off", () => {
  expect(stateOf([call("wandb", "init", "unknown")])).toEqual({ wandb: "active" });
  expect(stateOf([call("wandb", "init", "unknown"), call("wandb", "init", "no", 2)])).toEqual({
    wandb: "optional",
  });
});

test("A1: records without code are records only, and carry their places as the sign", () => {
  const counts: RunCounts = new Map([["sacred", { runs: 2, locations: [{ path: "runs/1/run.json" }] }]]);
  const [sacred] = trackerFacts([], counts, SIGNS);
  expect(sacred).toMatchObject({ id: "sacred", state: "records-only", runs: 2 });
  expect(sacred?.signs.records).toEqual([{ path: "runs/1/run.json" }]);
});

test("A1: a declared package is the sign dependency, however its name is spelt", () => {
  const declared = evidence(
    "env.package",
    { path: "requirements.txt", line: 3 },
    { name: "Comet_ML", spec: "", pinned: false },
  );
  const [comet] = trackerFacts([declared], NONE, SIGNS);
  expect(comet).toMatchObject({ id: "comet", state: "declared-only" });
  expect(comet?.signs.dependency).toEqual([{ path: "requirements.txt", line: 3 }]);
});

test("A1: a framework that is only installed is no tracker", () => {
  const packages = ["transformers", "ray", "lightning", "keras"].map((name, index) =>
    evidence("env.package", { path: "requirements.txt", line: index + 1 }, { name, spec: "", pinned: false }),
  );
  expect(trackerFacts(packages, NONE, SIGNS)).toEqual([]);
});

test("A1: places of a sign are sorted and named once", () => {
  const sign = (line: number) =>
    evidence("tracker.sign", at(line), { tracker: "wandb", sign: "import", detail: "wandb" });
  const [wandb] = trackerFacts([sign(9), sign(2), sign(9)], NONE, SIGNS);
  expect(wandb?.signs.import).toEqual([at(2), at(9)]);
});

test("A1: the reason names the cell of a notebook", () => {
  const started = evidence(
    "tracker.call",
    { path: "lab.ipynb", cell: 5, line: 1 },
    { tracker: "mlflow", role: "init", call: "mlflow.start_run", on: "yes", why: "runs" },
  );
  expect(trackerFacts([started], NONE, SIGNS)[0]?.why).toBe("mlflow.start_run in lab.ipynb:cell 5:1");
});
