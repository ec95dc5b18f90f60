import type { Verdict } from "../core/rule.js";
import type { Basis } from "../core/vocabulary.js";

/** One answer of one rule. */
export type Answered = Verdict;

const STRENGTH: Readonly<Record<Basis, number>> = { records: 2, code: 1, documents: 0 };

/**
 * The answer among a rule's verdicts: of those that are decided the strongest kind of evidence, and of these the
 * weakest share, for all of them must hold.
 */
export function settle(verdicts: readonly Verdict[]): Answered {
  const decided = verdicts.filter((verdict) => verdict.outcome !== "unknown" && verdict.outcome !== "na");
  const strongest = Math.max(...decided.map((verdict) => STRENGTH[verdict.basis]));
  const ranked = decided
    .filter((verdict) => STRENGTH[verdict.basis] === strongest)
    .sort((a, b) => a.share - b.share);
  return ranked[0] ?? verdicts.find((verdict) => verdict.outcome === "unknown") ?? verdicts[0] ?? NOTHING;
}

const NOTHING: Verdict = {
  outcome: "na",
  share: 0,
  basis: "code",
  message: "the question does not arise",
  evidence: [],
};
