import type { Baseline } from "../core/policy.js";
import type { Report } from "../core/report.js";

/** Rules that came, or began to judge otherwise, after the baseline was made. */
export const newerRules = (report: Report, { ruleSet }: Baseline): ReadonlySet<string> =>
  new Set(report.rules.filter(({ since }) => since > ruleSet).map(({ id }) => id));
