import type { Report } from "../../core/report.js";
import { counted, points } from "../numbers.js";
import { code, told } from "./escape.js";
import { findingList } from "./findings.js";
import type { Places } from "./places.js";
import { localFindings, localRuns } from "./report-scope.js";
import { runLedger } from "./runs.js";

/** What only the machine that wrote the report holds, and nothing can link to; null where that is nothing. */
export function localRecords(report: Report, { unlinked }: Places): string | null {
  const runs = localRuns(report);
  const findings = localFindings(report);
  if (runs.length === 0 && findings.length === 0) return null;
  const withLocal = report.score?.withLocalRecords ?? null;
  return [
    "What stands here is not in the repository: a clone does not have it, and the score above does not count it.",
    ...(withLocal === null ? [] : [`With local records the score would be **${points(withLocal)} / 30**.`]),
    ...(runs.length === 0
      ? []
      : [`${counted(runs.length, "record")} on this machine only.\n\n${runLedger(runs, unlinked)}`]),
    findingList(findings, unlinked),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** What could not be observed or read; null where nothing was asked and all could be read. */
export function dataGaps(report: Report): string | null {
  if (report.score === null && report.gaps.length + report.problems.length === 0) return null;
  const gaps = report.gaps.map(
    (gap) => `- ${told(gap.what)}${gap.needed === "" ? "" : `; needed: ${told(gap.needed)}`}`,
  );
  const problems = report.problems.map(
    (problem) =>
      `- ${code(problem.line === undefined ? problem.path : `${problem.path}:${problem.line}`)}: ${told(problem.message)}`,
  );
  return [
    gaps.length === 0 ? "Everything that the rules ask for could be observed." : gaps.join("\n"),
    ...lookedAgain(report),
    ...(problems.length === 0 ? [] : ["### Could not be read", problems.join("\n")]),
  ].join("\n\n");
}

/** What only a second look found; what it did not find either stands among the gaps. */
function lookedAgain({ selfCheck: { sections } }: Report): string[] {
  const found = sections.filter(({ closed }) => closed).map(({ id }) => id);
  return found.length === 0
    ? []
    : [`The first look found too little, and a wider one enough, about ${found.join(", ")}.`];
}

export function method(report: Report): string {
  return [
    `Made by exptrack ${report.tool.version}, rule set ${report.tool.ruleSet}. Nothing of the repository was executed, and nothing in it was changed but this file.`,
    ...(report.score === null
      ? []
      : [
          "The score adds up six ladders of five rungs, a point each. Each rung is answered by rules from the strongest kind of evidence at hand: run records, then code and configuration, then documents. What cannot be observed is neither passed nor failed. The scorecard counts what git tracks. `exptrack explain RULE` tells what a rule looks at, why, and what it cannot tell; `exptrack show RUN` tells all of a run.",
        ]),
  ].join("\n\n");
}
