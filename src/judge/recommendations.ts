import { compareText } from "../core/location.js";
import type { AreaResult, DimensionScore, Finding, Recommendation } from "../core/report.js";
import type { Rule, RuleSet } from "../core/rule.js";
import type { Effort, Priority } from "../core/vocabulary.js";

/** What a step costs, for ranking only. */
const COST: Readonly<Record<Effort, number>> = { minutes: 1, hours: 4, days: 16 };

/**
 * One recommendation per rule with open findings, by priority, then harm before gain, points gained for effort, and the
 * weakest dimension. What the fix of an earlier one settles as well is told with it, not asked for a second time.
 */
export function recommendations(
  ruleSet: RuleSet,
  findings: readonly Finding[],
  areas: readonly AreaResult[],
  dimensions: readonly DimensionScore[],
): Recommendation[] {
  const open = findings.filter((finding) => finding.status === "open");
  const ranked = ruleSet.rules
    .flatMap((rule): Step[] => {
      const own = open.filter(
        (finding) => finding.rule === rule.id && (finding.severity !== "info" || rule.urgency !== undefined),
      );
      const first = own[0];
      if (first === undefined) return [];
      const recommendation = {
        priority: priorityOf(rule, own, areas),
        title: first.fix.text,
        gain: first.fix.gain,
        effort: first.fix.effort,
        findings: own.map((finding) => finding.fingerprint),
        example: first.fix.example ?? null,
        before: first.fix.before ?? null,
      };
      return [{ rule, recommendation, earned: earnedBy(rule, dimensions) }];
    })
    .sort(order);
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
  /** Points of the dimension that it would raise. */
  readonly earned: number;
}

const order = (
  { rule: { urgency }, recommendation: a, earned }: Step,
  { rule: other, recommendation: b, earned: otherEarned }: Step,
): number =>
  compareText(a.priority, b.priority) ||
  Number(other.urgency !== undefined) - Number(urgency !== undefined) ||
  b.gain / COST[b.effort] - a.gain / COST[a.effort] ||
  earned - otherEarned ||
  COST[a.effort] - COST[b.effort];

/** A rule that answers no rung raises none: after those that do. */
const earnedBy = ({ rung }: Rule, dimensions: readonly DimensionScore[]): number =>
  dimensions.find(({ id }) => rung?.startsWith(`${id}.`))?.earned ?? 5;

/**
 * That of the most urgent area which the findings inform; where they inform none it follows the points that they would
 * return. What does harm has its own, one lower where it is not sure.
 */
function priorityOf(rule: Rule, findings: readonly Finding[], areas: readonly AreaResult[]): Priority {
  const [first] = findings as readonly [Finding, ...Finding[]];
  const ofAreas = areas
    .filter((area) => first.areas.includes(area.id) && area.status !== "PASS")
    .map((area) => area.priority);
  const byGain: Priority = first.fix.gain >= 1 ? "P2" : first.fix.gain >= 0.25 ? "P3" : "P4";
  const sure = findings.some(({ confidence }) => confidence === "high");
  const byHarm = rule.urgency === undefined ? [] : [sure ? rule.urgency : LOWER[rule.urgency]];
  return [...ofAreas, ...byHarm, byGain].sort()[0] as Priority;
}

const LOWER: Readonly<Record<Priority, Priority>> = { P1: "P2", P2: "P3", P3: "P4", P4: "P4" };
