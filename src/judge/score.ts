import type { DimensionScore, Score } from "../core/report.js";
import type { Rule, RuleSet, Verdict } from "../core/rule.js";
import { fromHundredths, toHundredths } from "./arithmetic.js";
import { climb, type Verdicts } from "./ladder.js";

/** All six ladders. `withLocalRecords` is filled by whoever has judged the local model too. */
export function score(ruleSet: RuleSet, verdicts: Verdicts): Score {
  const dimensions = ruleSet.dimensions.map((dimension) => climb(dimension, ruleSet.rules, verdicts));
  const weakest = dimensions.reduce((low, one) => (one.earned < low.earned ? one : low));
  return {
    total: sum(dimensions.map((dimension) => dimension.earned)),
    undecided: sum(dimensions.map((dimension) => dimension.undecided)),
    max: 30,
    weakest: weakest.id,
    withLocalRecords: null,
    dimensions,
  };
}

const sum = (points: readonly number[]): number =>
  fromHundredths(points.reduce((total, one) => total + toHundredths(one), 0));

/** Points that the score gains when this rule, and what its fix settles, passes and all else stays. */
export function gainOf(
  rule: Rule,
  ruleSet: RuleSet,
  verdicts: Verdicts,
  before: readonly DimensionScore[],
): number {
  const settled = new Set([rule.id, ...(rule.settles ?? [])]);
  const after = new Map(
    [...verdicts].map(([id, own]): [string, readonly Verdict[]] => [
      id,
      own.map((verdict) =>
        settled.has(id) || verdict.settledBy?.includes(rule.id) === true
          ? { ...verdict, outcome: "pass", share: 1 }
          : verdict,
      ),
    ]),
  );
  const touched = new Set(
    ruleSet.rules
      .filter(({ id }) => after.get(id)?.some((verdict, at) => verdict !== verdicts.get(id)?.[at]))
      .flatMap((one) => [one.rung?.split(".")[0], one.cap?.dimension]),
  );
  const gained = ruleSet.dimensions
    .filter((dimension) => touched.has(dimension.id))
    .map((dimension) => {
      const now = before.find((one) => one.id === dimension.id)?.earned ?? 0;
      return toHundredths(climb(dimension, ruleSet.rules, after).earned) - toHundredths(now);
    });
  return fromHundredths(gained.reduce((total, one) => total + one, 0));
}
