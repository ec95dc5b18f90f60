import type { Finding, Report } from "../../core/report.js";
import type { Run } from "../../core/run.js";

/** What a clone holds: the committed report is a function of it alone. */
export const clonedRuns = (report: Report): readonly Run[] =>
  report.runs.items.filter((run) => run.scope !== "local");
export const localRuns = (report: Report): readonly Run[] =>
  report.runs.items.filter((run) => run.scope === "local");
export const clonedFindings = (report: Report): readonly Finding[] =>
  report.findings.filter((finding) => finding.scope === "clone");
export const localFindings = (report: Report): readonly Finding[] =>
  report.findings.filter((finding) => finding.scope === "local");

/** Executions among some runs: linked ones count once. */
export function executions(runs: readonly Run[]): number {
  const keys = new Set(runs.map((run) => `${run.tracker}:${run.id}`));
  const seen = new Set<string>();
  const byKey = new Map(runs.map((run) => [`${run.tracker}:${run.id}`, run]));
  let count = 0;
  for (const key of keys) {
    if (seen.has(key)) continue;
    count += 1;
    const queue = [key];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (seen.has(next) || !keys.has(next)) continue;
      seen.add(next);
      queue.push(...(byKey.get(next)?.links.map((link) => link.run) ?? []));
    }
  }
  return count;
}
