import { compareText } from "../core/location.js";
import type { AreaResult, Finding, Recommendation } from "../core/report.js";
import type { Rule, RuleSet } from "../core/rule.js";
import type { Effort, Priority } from "../core/vocabulary.js";

/** What a step costs, for ranking only. */
const COST: Readonly<Record<Effort, number>> = { minutes: 1, hours: 4, days: 16 };

/**
 * One recommendation per rule with open findings, by priority, then points gained for effort. What the fix of an earlier
 * one settles as well is told with it, not asked for a second time.
 */
export function recommendations(
  ruleSet: RuleSet,
  findings: readonly Finding[],
  areas: readonly AreaResult[],
): Recommendation[] {
  const open = findings.filter((finding) => finding.status === "open" && finding.severity !== "info");
  const ranked = ruleSet.rules
    .flatMap((rule): Step[] => {
      const own = open.filter((finding) => finding.rule === rule.id);
      const first = own[0];
      if (first === undefined) return [];
      const recommendation = {
        priority: priorityOf(first, areas),
        title: first.fix.text,
        gain: first.fix.gain,
        effort: first.fix.effort,
        findings: own.map((finding) => finding.fingerprint),
        example: first.fix.example ?? null,
        before: first.fix.before ?? null,
      };
      return [{ rule, recommendation }];
    })
    .sort(({ recommendation: a }, { recommendation: b }) => order(a, b));
  return ranked.flatMap(({ rule, recommendation }, place) => {
    if (ranked.slice(0, place).some((earlier) => earlier.rule.settles?.includes(rule.id))) return [];
    const settled = ranked.slice(place + 1).filter((later) => rule.settles?.includes(later.rule.id));
    const findings = [recommendation, ...settled.map((one) => one.recommendation)].flatMap(
      (one) => one.findings,
    );
    return [{ ...recommendation, findings }];
  });
}

interface Step {
  readonly rule: Rule;
  readonly recommendation: Recommendation;
}

const order = (a: Recommendation, b: Recommendation): number =>
  compareText(a.priority, b.priority) ||
  b.gain / COST[b.effort] - a.gain / COST[a.effort] ||
  COST[a.effort] - COST[b.effort];

/** That of the most urgent area which the finding informs; one that informs none follows the points it would return. */
function priorityOf(finding: Finding, areas: readonly AreaResult[]): Priority {
  const urgent = areas
    .filter((area) => finding.areas.includes(area.id) && area.status !== "PASS")
    .map((area) => area.priority)
    .sort()[0];
  const byGain: Priority = finding.fix.gain >= 1 ? "P2" : finding.fix.gain >= 0.25 ? "P3" : "P4";
  return urgent !== undefined && urgent < byGain ? urgent : byGain;
}
