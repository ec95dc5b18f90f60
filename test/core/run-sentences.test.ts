import { describe, expect, test } from "vitest";
import { rule as uncertain } from "../../rules/code/run-code-uncertain.js";
import { rule as withoutCommit } from "../../rules/code/run-without-commit.js";
import { rule as untracked } from "../../rules/results/metrics-not-tracked.js";
import type { RepoModel } from "../../src/core/model.js";
import type { Rule } from "../../src/core/rule.js";
import type { Answer, JudgedRun } from "../../src/core/run.js";
import { runRecord } from "../tools/run-record.js";

const answer = (state: Answer["state"], reason = "so"): Answer => ({ state, reason, evidence: [] });
const VALUE = { last: 1, min: 1, max: 1, count: 1, lastStep: 0 };

function judged(given: Parameters<typeof runRecord>[0], more: Partial<JudgedRun> = {}): JudgedRun {
  const exact = answer("exact");
  return {
    ...runRecord({ status: "finished", ...given }),
    links: [],
    scope: "committed",
    abandoned: false,
    recoverability: {
      code: answer("approximate", "the tree was unclean"),
      data: exact,
      environment: exact,
      parameters: exact,
      results: answer("approximate"),
      purpose: exact,
      overall: "exact",
    },
    codeFrom: null,
    codeLoss: null,
    otherPackages: null,
    exposures: [],
    ...more,
  };
}

const modelOf = (...runs: JudgedRun[]): RepoModel =>
  ({
    runs,
    experiments: runs.map((run) => [run]),
    trackers: [
      { id: "mlflow", tracksRuns: true },
      { id: "optuna", tracksRuns: false },
    ],
    evidence: () => [],
  }) as unknown as RepoModel;

function said(rule: Rule, model: RepoModel): string | undefined {
  const verdict = rule.check(model, {});
  return "outcome" in verdict ? verdict.message : verdict[0]?.message;
}

const committed = judged({ id: "a", commit: "1".repeat(40) }, { codeFrom: "commit" });
const trial = judged({ tracker: "optuna", id: "study/0" });

describe("E2: sentences about several runs", () => {
  test("a count that leaves runs out says which it counts", () => {
    expect(said(withoutCommit, modelOf(committed, judged({ id: "b" })))).toBe(
      "1 of 2 runs (mlflow) named no commit",
    );
    expect(said(withoutCommit, modelOf(committed, judged({ id: "b" }), trial))).toBe(
      "1 of 2 tracked runs (mlflow) named no commit",
    );
  });

  test("the reason of one run is not given for all, and never that of a run without a commit", () => {
    const inferred = judged({ id: "0" }, { codeFrom: "inferred" });
    expect(said(uncertain, modelOf(committed))).toBe(
      "the exact code of the one run is uncertain (the tree was unclean)",
    );
    expect(said(uncertain, modelOf(inferred, committed))).toBe(
      "the exact code of both runs is uncertain (of one of them: the tree was unclean)",
    );
    expect(said(uncertain, modelOf(inferred))).toBe("the exact code of the one run is uncertain");
  });

  test("what a run lacks, metrics or artifacts, is said where all lack the same", () => {
    const measured = judged({ id: "m", metrics: { loss: VALUE } });
    const bare = judged({ id: "n" });
    expect(said(untracked, modelOf(measured))).toBe(
      "the one finished run recorded metrics, but kept no artifact or not all of them",
    );
    expect(said(untracked, modelOf(bare))).toBe("the one finished run recorded no metric");
    expect(said(untracked, modelOf(measured, bare))).toBe("both finished runs lacked metrics or artifacts");
  });
});
