import type { Finding, Report } from "../../core/report.js";
import { type Run, runKey } from "../../core/run.js";

/** What a clone holds: the committed report is a function of it alone. */
export const clonedRuns = (report: Report): readonly Run[] =>
  report.runs.items.filter((run) => run.scope !== "local");
export const localRuns = (report: Report): readonly Run[] =>
  report.runs.items.filter((run) => run.scope === "local");
export const clonedFindings = (report: Report): readonly Finding[] =>
  report.findings.filter((finding) => finding.scope === "clone");
export const localFindings = (report: Report): readonly Finding[] =>
  report.findings.filter((finding) => finding.scope === "local");

/** Runs that are linked are one execution; in the order of the first record of each. */
export function executionsOf(runs: readonly Run[]): (readonly [Run, ...Run[]])[] {
  const byKey = new Map(runs.map((run) => [runKey(run), run]));
  const seen = new Set<Run>();
  const executions: [Run, ...Run[]][] = [];
  for (const first of byKey.values()) {
    if (seen.has(first)) continue;
    const execution: [Run, ...Run[]] = [first];
    seen.add(first);
    for (const run of execution)
      for (const { run: key } of run.links) {
        const linked = byKey.get(key);
        if (linked === undefined || seen.has(linked)) continue;
        seen.add(linked);
        execution.push(linked);
      }
    executions.push(execution);
  }
  return executions;
}

/** Executions among some runs: linked ones count once. */
export const executions = (runs: readonly Run[]): number => executionsOf(runs).length;
