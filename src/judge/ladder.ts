import type { Cap, DimensionScore, RungResult } from "../core/report.js";
import type { Dimension, Rule, Verdict } from "../core/rule.js";
import type { Basis } from "../core/vocabulary.js";
import { fromHundredths, toHundredths } from "./arithmetic.js";
import { type Answered, settle } from "./settle.js";

export type Verdicts = ReadonlyMap<string, readonly Verdict[]>;

/** What a rung is worth: `share` as decided, `potential` with every unknown at 1. */
interface Rung {
  readonly share: number;
  readonly potential: number;
  readonly outcome: Verdict["outcome"];
  readonly rule: string;
  readonly why: string;
  readonly evidence: Verdict["evidence"];
}

/** The ladder of one dimension: five rungs, a point each; a rung carries those beneath it. */
export function climb(dimension: Dimension, rules: readonly Rule[], verdicts: Verdicts): DimensionScore {
  const rungs = boundAdditive(dimension, alternatives(dimension, rules, verdicts));
  const cap = tightestCap(dimension, rules, verdicts);
  const earned = Math.min(
    carried(rungs, (rung) => rung.share),
    cap?.max ?? 5,
  );
  const possible = Math.min(
    carried(rungs, (rung) => rung.potential),
    cap?.certain === true ? cap.max : 5,
  );
  const hundredths = toHundredths(earned);
  return {
    id: dimension.id,
    earned: fromHundredths(hundredths),
    undecided: fromHundredths(Math.max(0, toHundredths(possible) - hundredths)),
    max: 5,
    rungs: rungs.map(
      (rung, index): RungResult => ({
        rung: index + 1,
        text: dimension.rungs[index]?.text ?? "",
        share: fromHundredths(toHundredths(rung.share)),
        outcome: rung.outcome,
        rule: rung.rule,
        why: rung.why,
        evidence: [...rung.evidence],
      }),
    ),
    cap: cap === null ? null : { max: cap.max, rule: cap.rule, why: cap.why },
  };
}

/** Per rung the best of its rules; a share that records gave to a question bounds its higher rungs. */
function alternatives(dimension: Dimension, rules: readonly Rule[], verdicts: Verdicts): Rung[] {
  const bounds = new Map<string, number>();
  return dimension.rungs.map((_, index) => {
    const name = `${dimension.id}.${index + 1}`;
    const answers = rules
      .filter((rule) => rule.rung === name)
      .map((rule) => ({
        rule,
        answered: bounded(settle(verdicts.get(rule.id) ?? []), bounds.get(rule.question ?? "")),
      }));
    for (const { rule, answered } of answers)
      if (rule.question !== undefined && answered.basis === ("records" satisfies Basis) && decided(answered))
        bounds.set(rule.question, Math.min(bounds.get(rule.question) ?? 1, answered.share));
    return best(answers);
  });
}

function bounded(answered: Answered, bound: number | undefined): Answered {
  if (bound === undefined || answered.share <= bound) return answered;
  return { ...answered, share: bound, outcome: bound > 0 ? "partial" : "fail" };
}

const decided = (answered: Answered): boolean => answered.outcome !== "unknown" && answered.outcome !== "na";

function best(answers: readonly { rule: Rule; answered: Answered }[]): Rung {
  const open = answers.filter(({ answered }) => answered.outcome !== "na");
  const unknown = open.some(({ answered }) => answered.outcome === "unknown");
  const sorted = [...(open.length > 0 ? open : answers)].sort(
    (a, b) =>
      b.answered.share - a.answered.share || Number(decided(b.answered)) - Number(decided(a.answered)),
  );
  const first = sorted[0];
  if (first === undefined) throw new Error("a rung that no rule answers");
  const { answered, rule } = first;
  return {
    share: answered.share,
    potential: unknown ? 1 : answered.share,
    outcome: answered.outcome,
    rule: rule.id,
    why: answered.message,
    evidence: answered.evidence,
  };
}

/** A rung that begins with "+" is worth at most the next one beneath it that applies. */
function boundAdditive(dimension: Dimension, rungs: readonly Rung[]): Rung[] {
  const result: Rung[] = [];
  for (const [index, rung] of rungs.entries()) {
    const beneath = result.findLast((lower) => lower.outcome !== "na");
    const additive =
      dimension.rungs[index]?.additive === true && beneath !== undefined && rung.outcome !== "na";
    result.push(additive ? heldBy(beneath, rung) : rung);
  }
  return result;
}

function heldBy(beneath: Rung, rung: Rung): Rung {
  const potential = Math.min(rung.potential, beneath.potential);
  if (rung.share <= beneath.share) return { ...rung, potential };
  return {
    ...rung,
    share: beneath.share,
    potential,
    why: `${rung.why}, but this rung is worth at most the one beneath it`,
  };
}

/** Σ over the rungs of the largest share on it or above; what does not apply hands its point to the rest. */
function carried(rungs: readonly Rung[], value: (rung: Rung) => number): number {
  const open = rungs.filter((rung) => rung.outcome !== "na");
  if (open.length === 0) return value({ ...(rungs[0] as Rung), share: 0, potential: 5 });
  let above = 0;
  let sum = 0;
  for (const rung of open.toReversed()) {
    above = Math.max(above, value(rung));
    sum += above;
  }
  return (sum * 5) / open.length;
}

/** `certain`: the rule decided; an unknown one holds the earned points down, not the possible ones. */
function tightestCap(
  dimension: Dimension,
  rules: readonly Rule[],
  verdicts: Verdicts,
): (NonNullable<Cap> & { certain: boolean }) | null {
  const caps = rules.flatMap((rule) => {
    if (rule.cap?.dimension !== dimension.id) return [];
    const answered = settle(verdicts.get(rule.id) ?? []);
    if (answered.outcome === "pass" || answered.outcome === "na") return [];
    return [
      { max: rule.cap.max, rule: rule.id, why: answered.message, certain: answered.outcome !== "unknown" },
    ];
  });
  return caps.sort((a, b) => a.max - b.max || Number(b.certain) - Number(a.certain))[0] ?? null;
}
