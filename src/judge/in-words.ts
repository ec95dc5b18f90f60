import type { Rule, Verdict } from "../core/rule.js";
import type { Severity } from "../core/vocabulary.js";

/** What holds in part is a warning at most. */
export const severityOf = ({ severity }: Rule, { outcome }: Pick<Verdict, "outcome">): Severity =>
  outcome === "partial" && severity === "error" ? "warning" : severity;

/** The rule's example for the first of these trackers and frameworks that it has one for, and what it replaces. */
export function exampleFor({ docs }: Rule, idiom: readonly string[]): { example?: string; before?: string } {
  const { example = {}, before = {} } = docs;
  const key = [...idiom, "default"].find((id) => example[id] !== undefined);
  if (key === undefined) return {};
  const [after, replaced] = [example[key], before[key]];
  return {
    ...(after === undefined ? {} : { example: after }),
    ...(replaced === undefined ? {} : { before: replaced }),
  };
}
