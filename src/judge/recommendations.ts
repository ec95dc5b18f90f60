import { compareText } from "../core/location.js";
import type { AreaResult, Finding, Recommendation } from "../core/report.js";
import type { RuleSet } from "../core/rule.js";
import type { Effort, Priority } from "../core/vocabulary.js";

/** What a step costs, for ranking only. */
const COST: Readonly<Record<Effort, number>> = { minutes: 1, hours: 4, days: 16 };

/** One recommendation per rule with open findings, by priority, then points gained for effort. */
export function recommendations(
  ruleSet: RuleSet,
  findings: readonly Finding[],
  areas: readonly AreaResult[],
): Recommendation[] {
  const open = findings.filter((finding) => finding.status === "open" && finding.severity !== "info");
  return ruleSet.rules
    .flatMap((rule): Recommendation[] => {
      const own = open.filter((finding) => finding.rule === rule.id);
      const first = own[0];
      if (first === undefined) return [];
      return [
        {
          priority: priorityOf(first, areas),
          title: first.fix.text,
          gain: first.fix.gain,
          effort: first.fix.effort,
          findings: own.map((finding) => finding.fingerprint),
          example: first.fix.example ?? null,
          before: first.fix.before ?? null,
        },
      ];
    })
    .sort(
      (a, b) =>
        compareText(a.priority, b.priority) ||
        b.gain / COST[b.effort] - a.gain / COST[a.effort] ||
        COST[a.effort] - COST[b.effort],
    );
}

/** That of the most urgent area which the finding informs; one that informs none follows the points it would return. */
function priorityOf(finding: Finding, areas: readonly AreaResult[]): Priority {
  const urgent = areas
    .filter((area) => finding.areas.includes(area.id) && area.status !== "PASS")
    .map((area) => area.priority)
    .sort()[0];
  const byGain: Priority = finding.fix.gain >= 1 ? "P2" : finding.fix.gain >= 0.25 ? "P3" : "P4";
  return urgent !== undefined && urgent < byGain ? urgent : byGain;
}
