import { describe, expect, test } from "vitest";
import { duplicateRuns, healthOf, singleStepRuns } from "../../src/core/queries/health.js";
import type { JudgedRun, MetricSummary, MetricValue, RunRecord } from "../../src/core/run.js";
import { runRecord } from "../tools/run-record.js";

type Given = Parameters<typeof runRecord>[0];

const ANSWER = { state: "exact" as const, reason: "it is", evidence: [] };

function judged(given: Given = {}, abandoned = false): JudgedRun {
  const record: RunRecord = runRecord(given);
  return {
    ...record,
    links: [],
    scope: "committed",
    abandoned,
    recoverability: {
      code: ANSWER,
      data: ANSWER,
      environment: ANSWER,
      parameters: ANSWER,
      results: ANSWER,
      purpose: ANSWER,
      overall: "exact",
    },
    codeFrom: null,
    codeLoss: null,
    otherPackages: null,
    exposures: [],
  };
}

const metric = (last: MetricValue, count: number | null = 1): MetricSummary => ({
  last,
  min: typeof last === "number" ? last : null,
  max: typeof last === "number" ? last : null,
  count,
  lastStep: count === null ? null : count - 1,
});

const ids = (run: JudgedRun, all?: readonly JudgedRun[]): string[] => healthOf(run, all).map(({ id }) => id);
const SOUND = { params: { lr: 0.1 }, metrics: { accuracy: metric(0.9) } };

describe("B8: health of one run", () => {
  test("a finished run with parameters and numbers has nothing to tell", () => {
    expect(healthOf(judged(SOUND))).toEqual([]);
  });

  test("each ailment is told in a sentence", () => {
    const run = judged(
      {
        status: "unknown",
        metrics: { loss: metric("NaN"), gap: metric("-Infinity") },
        trace: {
          missingArtifacts: ["model", "plot.png"],
          absolutePaths: ["artifact_uri"],
          models: [{ path: "mlruns/MLmodel", signature: false, environment: false }],
        },
      },
      true,
    );
    expect(healthOf(run)).toEqual([
      { id: "abandoned-run", text: "it still says that it is running" },
      { id: "non-finite-result", text: "loss and 1 more ended in NaN" },
      { id: "listed-artifact-absent", text: "it lists model and 1 more, which is not here" },
      {
        id: "foreign-artifact-path",
        text: "its record holds absolute paths of the machine that wrote it (artifact_uri)",
      },
      { id: "model-without-signature", text: "a model it logged has no signature (mlruns/MLmodel)" },
      { id: "model-without-environment", text: "a model it logged names no packages (mlruns/MLmodel)" },
    ]);
  });

  test("a finished run without metrics and parameters says so, unless its tracker keeps none or a part is elsewhere", () => {
    const empty = { params: {}, metrics: {} };
    expect(ids(judged(empty))).toEqual(["finished-run-without-metrics", "run-without-parameters"]);
    expect(ids(judged({ ...empty, status: "unknown" }))).toEqual([]);
    expect(ids(judged({ ...empty, status: "failed" }))).toEqual([]);
    expect(ids(judged({ ...empty, trace: { incomplete: "its log is cut off" } }))).toEqual([]);
    expect(ids(judged({ ...empty, tracker: "hydra", params: { lr: 0.1 } }))).toEqual([]);
    expect(ids(judged({ ...empty, tracker: "dvc" }))).toEqual([]);
    expect(ids(judged({ ...SOUND, tracker: "tensorboard", params: {} }))).toEqual([]);
  });

  test("a failure without a reason is told where its tracker keeps reasons and nothing was sent to a server", () => {
    const failed = (more: Given) => ids(judged({ ...SOUND, status: "failed", ...more }));
    const offline = { directory: "wandb/offline-run-20260101_000000-a" };
    expect(failed({ tracker: "wandb", trace: offline })).toEqual(["failed-run-without-reason"]);
    expect(failed({ tracker: "wandb", trace: { ...offline, failureIn: "output.log" } })).toEqual([]);
    expect(failed({ tracker: "wandb", trace: { directory: "wandb/run-20260101_000000-a" } })).toEqual([]);
    expect(failed({ tracker: "mlflow" })).toEqual([]);
  });

  test("a value that is no number is the result of a run that ended, not of one that broke off", () => {
    const diverged = { ...SOUND, metrics: { loss: metric("NaN", 9) } };
    expect(ids(judged(diverged))).toEqual(["non-finite-result"]);
    for (const status of ["failed", "killed", "running"] as const)
      expect(ids(judged({ ...diverged, status }))).toEqual([]);
  });
});

describe("B8: runs of a single step", () => {
  const family = { program: "train.py", params: { lr: 0.1 } };
  const long = judged({ ...family, id: "long", metrics: { loss: metric(0.1, 9) } });

  test("stand out where others of the program made series of the same metric", () => {
    const short = judged({ ...family, id: "short", metrics: { loss: metric(0.9) } });
    expect(singleStepRuns([long, short])).toEqual([short]);
    expect(ids(short, [long, short])).toEqual(["single-step-run"]);
    expect(singleStepRuns([short])).toEqual([]);
  });

  test.each<[string, Given]>([
    ["an evaluation with metrics of its own", { metrics: { test_accuracy: metric(0.9) } }],
    ["one pass that was asked for", { metrics: { loss: metric(0.9) }, params: { max_epochs: "1" } }],
    ["another program", { metrics: { loss: metric(0.9) }, program: "evaluate.py" }],
    ["a run that failed", { metrics: { loss: metric(0.9) }, status: "failed" }],
    ["a run without a recorded end", { metrics: { loss: metric(0.9) }, status: "unknown" }],
    ["a summary without points", { metrics: { loss: metric(0.9, null) } }],
    ["a run without metrics", { metrics: {} }],
  ])("%s is none", (_, given) => {
    expect(singleStepRuns([long, judged({ ...family, id: "other", ...given })])).toEqual([]);
  });
});

describe("B8: runs recorded twice", () => {
  const same = {
    program: "train.py",
    commit: "c",
    params: { lr: 0.1, depth: 3, seed: 0 },
    metrics: { loss: metric(0.1) },
  };
  const one = judged({ ...same, id: "one" });

  test("agree in program, commit, parameters and every metric, in whatever order they were written", () => {
    const two = judged({ ...same, id: "two", params: { seed: 0, depth: 3, lr: 0.1 } });
    expect(duplicateRuns([one, two])).toEqual([[one, two]]);
    expect(healthOf(two, [one, two])).toEqual([
      { id: "duplicate-run", text: "its parameters and results are also those of mlflow:one" },
    ]);
  });

  test.each<[string, Given]>([
    ["another seed", { params: { ...same.params, seed: 1 } }],
    ["another commit", { commit: "d" }],
    ["another result", { metrics: { loss: metric(0.2) } }],
    ["another tracker", { tracker: "wandb" }],
    ["a run that failed", { status: "failed" }],
  ])("%s is another run", (_, given) => {
    expect(duplicateRuns([one, judged({ ...same, id: "two", ...given })])).toEqual([]);
  });

  test("nothing is said of trials, stages, and runs that record too little", () => {
    const pair = (given: Given) =>
      duplicateRuns([judged({ ...same, ...given, id: "a" }), judged({ ...same, ...given, id: "b" })]);
    expect(pair({})).toHaveLength(1);
    expect(pair({ tracker: "optuna" })).toEqual([]);
    expect(pair({ tracker: "dvc" })).toEqual([]);
    expect(pair({ params: { lr: 0.1, depth: 3 } })).toEqual([]);
    expect(pair({ metrics: {} })).toEqual([]);
    expect(pair({ program: null, commit: null, params: { lr: 0.1, depth: 3, width: 4 } })).toEqual([]);
  });
});
