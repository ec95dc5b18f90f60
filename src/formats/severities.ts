import type { Finding } from "../core/report.js";
import type { Severity } from "../core/vocabulary.js";

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** The most severe first; among equals their order stays. */
export const bySeverity = <F extends Pick<Finding, "severity">>(findings: readonly F[]): F[] =>
  [...findings].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);

/** What a severity is called elsewhere. */
export const SARIF_LEVELS = { error: "error", warning: "warning", info: "note" } as const;
export const SARIF_PROBLEMS = { error: "error", warning: "warning", info: "recommendation" } as const;
export const GITHUB_COMMANDS = { error: "error", warning: "warning", info: "notice" } as const;
export const GITLAB_SEVERITIES = { error: "major", warning: "minor", info: "info" } as const;
