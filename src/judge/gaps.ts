import type { Gap } from "../core/report.js";
import type { RuleSet } from "../core/rule.js";
import type { Verdicts } from "./ladder.js";

/** What could not be observed, and the data that would close it. */
export function gapsOf(ruleSet: RuleSet, verdicts: Verdicts): Gap[] {
  const gaps = ruleSet.rules.flatMap((rule) =>
    (verdicts.get(rule.id) ?? [])
      .filter((verdict) => verdict.outcome === "unknown")
      .map((verdict): Gap => ({ what: verdict.message, needed: verdict.needed ?? "" })),
  );
  return [...new Map(gaps.map((gap) => [gap.what, gap])).values()];
}
