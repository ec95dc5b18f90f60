import type { RuleSet } from "../core/rule.js";

/** The built-in rules, through the same entry that plug-ins use. */
export async function loadRules(): Promise<RuleSet> {
  return (await import("../../rules/index.js")).RULES;
}
