import type { Rule, Verdict } from "../core/rule.js";
import type { Severity } from "../core/vocabulary.js";

/** What holds in part is a warning at most. */
export const severityOf = ({ severity }: Rule, { outcome }: Pick<Verdict, "outcome">): Severity =>
  outcome === "partial" && severity === "error" ? "warning" : severity;

/** The rule's example for the first of these trackers and frameworks that it has one for. */
export function exampleFor({ docs }: Rule, idiom: readonly string[]): { example?: string } {
  const examples = docs.example ?? {};
  const example = idiom.map((id) => examples[id]).find((one) => one !== undefined) ?? examples.default;
  return example === undefined ? {} : { example };
}
