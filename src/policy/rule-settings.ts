import type { RuleSetting } from "../core/policy.js";
import type { Finding, RuleResult } from "../core/report.js";
import type { Rule } from "../core/rule.js";
import type { Outcome, Severity } from "../core/vocabulary.js";
import { didYouMean } from "./nearest.js";
import { isMapping, quoted, type ShapeMistake } from "./shapes.js";

type Settings = ReadonlyMap<string, RuleSetting>;

/**
 * Findings with the severities that the project has given to their rules; those of a rule that is off are left out. By
 * severity, else in the order they came. The score knows nothing of it.
 */
export function withSeverities(findings: readonly Finding[], settings: Settings): readonly Finding[] {
  if (settings.size === 0) return findings;
  return findings
    .flatMap((finding) => {
      const severity = severityFor(settings.get(finding.rule), finding);
      return severity === "off" ? [] : [severity === finding.severity ? finding : { ...finding, severity }];
    })
    .sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/** What came to be partly true is a warning at most, as it is without a configuration. */
export function severityFor(
  setting: RuleSetting | undefined,
  { severity, outcome }: { readonly severity: Severity; readonly outcome: Outcome },
): Severity | "off" {
  const given = setting?.severity ?? severity;
  return given === "error" && outcome === "partial" ? "warning" : given;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Says of each rule which severity the project has given it. */
export function withConfigured(rules: readonly RuleResult[], settings: Settings): readonly RuleResult[] {
  return rules.map((rule) => {
    const configured = settings.get(rule.id)?.severity;
    return configured === undefined ? rule : { ...rule, configured };
  });
}

/** What is wrong with the options that a configuration gives a rule. */
export function optionMistakes(
  { id, options = {} }: Pick<Rule, "id" | "options">,
  given: unknown,
): ShapeMistake[] {
  if (!isMapping(given)) return [];
  const names = Object.keys(options);
  return Object.entries(given).flatMap(([name, value]): ShapeMistake[] => {
    const path = ["rules", id, "options", name];
    if (names.length === 0) return [{ path, message: `the rule ${id} has no options` }];
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined)
      return [
        {
          path,
          message: `the rule ${id} has no option ${quoted(name)}${didYouMean(name, names)} (valid: ${names.join(", ")})`,
        },
      ];
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = option;
    if (typeof value === "number" && value >= min && value <= max) return [];
    const range = [
      ...(option.min === undefined ? [] : [` from ${option.min}`]),
      ...(option.max === undefined ? [] : [` to ${option.max}`]),
    ].join("");
    return [{ path, message: `rules.${id}.options.${name} must be a number${range}, not ${quoted(value)}` }];
  });
}
