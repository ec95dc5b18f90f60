import type { Report } from "../core/report.js";

export interface GateOptions {
  /** Least score, 0 to 30; null: no gate. */
  readonly threshold: number | null;
}

export type GateVerdict =
  | { readonly outcome: "passed" }
  | { readonly outcome: "failed" | "could-not"; readonly reason: string };

/** Compares whole hundredths of the score as cloned; what the display rounds does not pass. */
export function gate(report: Report, { threshold }: GateOptions): GateVerdict {
  if (threshold === null) return { outcome: "passed" };
  if (report.score === null)
    return {
      outcome: "could-not",
      reason: `no machine learning was found, so there is no score to hold against the threshold ${threshold}`,
    };
  const score = Math.round(report.score.total * 100);
  if (score >= Math.round(threshold * 100)) return { outcome: "passed" };
  const lacking = (Math.round(threshold * 100) - score) / 100;
  return {
    outcome: "failed",
    reason: `score ${report.score.total} is below the threshold ${threshold}; ${wayUp(report, lacking)}`,
  };
}

function wayUp(report: Report, lacking: number): string {
  const best = report.recommendations.reduce((most, one) => Math.max(most, one.gain), 0);
  const step = report.recommendations.find((one) => one.gain === best && best > 0);
  const missing = `${lacking} more would pass`;
  return step === undefined
    ? missing
    : `${missing}; the largest step: ${step.title.replace(/\.$/, "")} (+${best})`;
}
