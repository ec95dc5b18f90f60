import type { RepoModel } from "../core/model.js";
import type { Rule, Verdict } from "../core/rule.js";
import type { Problem } from "../core/run.js";
import type { Verdicts } from "./ladder.js";

/** Asks every rule. One that throws costs a problem and answers "unknown". */
export function check(
  rules: readonly Rule[],
  model: RepoModel,
  problem: (problem: Problem) => void,
): Verdicts {
  return new Map(rules.map((rule) => [rule.id, ask(rule, model, problem)]));
}

function ask(rule: Rule, model: RepoModel, problem: (problem: Problem) => void): readonly Verdict[] {
  try {
    const answer = rule.check(model);
    return "outcome" in answer ? [answer] : answer;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problem({ path: model.anchor.path, message: `rule ${rule.id} failed: ${reason}` });
    return [
      {
        outcome: "unknown",
        share: 0,
        basis: "code",
        message: `rule ${rule.id} failed`,
        evidence: [],
        needed: "a fix in exptrack",
      },
    ];
  }
}
