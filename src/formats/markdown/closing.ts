import type { Report } from "../../core/report.js";
import { counted, points } from "../numbers.js";
import { code, prose } from "./escape.js";
import { findingList } from "./findings.js";
import { localFindings, localRuns } from "./report-scope.js";
import { runLedger } from "./runs.js";

/** What only the machine that wrote the report holds; null where that is nothing. */
export function localRecords(report: Report): string | null {
  const runs = localRuns(report);
  const findings = localFindings(report);
  if (runs.length === 0 && findings.length === 0) return null;
  const withLocal = report.score?.withLocalRecords ?? null;
  return [
    "What stands here is not in the repository: a clone does not have it, and the score above does not count it.",
    ...(withLocal === null ? [] : [`With local records the score would be **${points(withLocal)} / 30**.`]),
    ...(runs.length === 0
      ? []
      : [`${counted(runs.length, "record")} on this machine only.\n\n${runLedger(runs)}`]),
    findingList(findings),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

export function dataGaps(report: Report): string {
  const gaps = report.gaps.map(
    (gap) => `- ${prose(gap.what)}${gap.needed === "" ? "" : `; needed: ${prose(gap.needed)}`}`,
  );
  const problems = report.problems.map(
    (problem) =>
      `- ${code(problem.line === undefined ? problem.path : `${problem.path}:${problem.line}`)}: ${prose(problem.message)}`,
  );
  return [
    gaps.length === 0 ? "Everything that the rules ask for could be observed." : gaps.join("\n"),
    ...(problems.length === 0 ? [] : ["### Could not be read", problems.join("\n")]),
  ].join("\n\n");
}

export function method(report: Report): string {
  return [
    `Made by exptrack ${report.tool.version}, rule set ${report.tool.ruleSet}. Nothing of the repository was executed, and nothing in it was changed but this file.`,
    "The score adds up six ladders of five rungs, a point each. Each rung is answered by rules from the strongest kind of evidence at hand: run records, then code and configuration, then documents. What cannot be observed is neither passed nor failed. The scorecard counts what git tracks.",
  ].join("\n\n");
}
