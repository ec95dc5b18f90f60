import type { RepoModel } from "../core/model.js";
import type { RuleSetting } from "../core/policy.js";
import { type Rule, type Verdict, valuesOf } from "../core/rule.js";
import type { Problem } from "../core/run.js";
import type { Verdicts } from "./ladder.js";

/**
 * Asks every rule. One that throws costs a problem and answers "unknown".
 * @param settings  what a project has set, by rule
 */
export function check(
  rules: readonly Rule[],
  model: RepoModel,
  problem: (problem: Problem) => void,
  settings: ReadonlyMap<string, RuleSetting> = new Map(),
): Verdicts {
  return new Map(rules.map((rule) => [rule.id, ask(rule, model, settings.get(rule.id), problem)]));
}

function ask(
  rule: Rule,
  model: RepoModel,
  setting: RuleSetting | undefined,
  problem: (problem: Problem) => void,
): readonly Verdict[] {
  try {
    const answer = rule.check(model, valuesOf(rule, setting?.options));
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
