import type { Baseline } from "../core/policy.js";
import type { Report } from "../core/report.js";
import { isExpired } from "./expiry.js";
import { counted, placeOf } from "./gate-words.js";
import { newerRules } from "./newer-rules.js";

interface Known {
  readonly baseline: Baseline | null;
  readonly baselinePath: string;
  readonly today: string;
}

/** What somebody should know of a baseline and of suppressions, and the command that helps. It fails nothing. */
export const gateNotes = (report: Report, known: Known): string[] => [
  ...(known.baseline === null ? [] : baselineNotes(report, known.baseline, known.baselinePath)),
  ...expiryNotes(report, known.today),
];

function baselineNotes(report: Report, baseline: Baseline, path: string): string[] {
  const stale = report.policy.baseline?.stale.length ?? 0;
  const current = report.tool.ruleSet;
  const newer = newerRules(report, baseline);
  const found = report.findings.filter(
    ({ rule, scope, severity, status }) =>
      newer.has(rule) && scope === "clone" && severity !== "info" && status === "open",
  );
  const rules = [...new Set(found.map(({ rule }) => rule))];
  return [
    ...(stale === 0
      ? []
      : [
          `${path}: ${counted(stale, "entry", "entries")} no longer ${stale === 1 ? "stands" : "stand"} for a finding; exptrack baseline removes them`,
        ]),
    ...(found.length === 0
      ? []
      : [
          `${path}: ${counted(found.length, "finding")} of rules that are newer than it, which fail nothing (${rules.join(", ")}); exptrack baseline takes them in`,
        ]),
    ...(baseline.ruleSet < current
      ? [
          `${path}: its floors are of rule set ${baseline.ruleSet}, this is rule set ${current}, so they do not count; exptrack baseline sets them for this one`,
        ]
      : []),
    ...(baseline.ruleSet > current
      ? [
          `${path}: it was made with rule set ${baseline.ruleSet}, this is rule set ${current}, so its floors do not count; a newer exptrack knows them`,
        ]
      : []),
  ];
}

/** A suppression that is over is said for as long as it would accept anything. */
const expiryNotes = ({ policy }: Report, today: string): string[] =>
  policy.ignores
    ? policy.suppressions
        .filter(({ expires, findings }) => findings.length > 0 && isExpired(expires, today))
        .map(
          ({ rule, expires, location, findings }) =>
            `${placeOf(location)}: the suppression of ${rule} ended with ${expires}; ${counted(findings.length, "finding")} of it count${findings.length === 1 ? "s" : ""} again in the gate`,
        )
    : [];
