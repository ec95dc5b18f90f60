import type { Report } from "../../core/report.js";
import { counted, points } from "../numbers.js";
import { AREA_TITLES, DIMENSION_TITLES } from "../titles.js";
import { prose, table, where } from "./escape.js";
import { clonedFindings, clonedRuns, executions } from "./report-scope.js";

export function executiveSummary(report: Report): string {
  const { score } = report;
  if (score === null)
    return "No machine learning was found here: no ML library is imported, no tracker is used, and there is no run record and no DVC configuration. There is nothing to score.";
  const runs = clonedRuns(report);
  const open = clonedFindings(report).filter((finding) => finding.status === "open");
  const errors = open.filter((finding) => finding.severity === "error").length;
  const warnings = open.filter((finding) => finding.severity === "warning").length;
  const weakest = score.dimensions.find((dimension) => dimension.id === score.weakest);
  const next = nextRung(weakest?.rungs ?? []);
  const undecided = score.undecided > 0 ? ` (${points(score.undecided)} undecided)` : "";
  return [
    `**Score: ${points(score.total)} / 30**${undecided}. It measures evidence of tracking practice, not the probability that a run reproduces.`,
    [
      `The weakest dimension is **${DIMENSION_TITLES[score.weakest]}** (${points(weakest?.earned ?? 0)} / 5)`,
      next === null ? "." : `; its next rung: ${next.text}.`,
    ].join(""),
    runs.length === 0
      ? "No run record is in the repository."
      : `${counted(runs.length, "run record")} of ${counted(executions(runs), "execution")} ${runs.length === 1 ? "is" : "are"} in the repository.`,
    `Findings: ${counted(errors, "error")}, ${counted(warnings, "warning")}.`,
    `Stakes: **${report.stakes.level}** (${prose(report.stakes.criterion)}${report.stakes.location === null ? "" : `, ${where([report.stakes.location])}`}).`,
    areaTable(report),
  ].join("\n\n");
}

/** The lowest rung that is not fully earned, also from above. */
export function nextRung<
  R extends { readonly share: number; readonly outcome: string; readonly text: string },
>(rungs: readonly R[]): R | null {
  return (
    rungs.find(
      (rung, index) => rung.outcome !== "na" && rungs.slice(index).every((higher) => higher.share < 1),
    ) ?? null
  );
}

function areaTable(report: Report): string {
  return table({
    head: ["Area", "Status", "Priority", "Reason"],
    rows: report.areas.map((area) => [
      AREA_TITLES[area.id],
      area.status,
      area.priority,
      area.reasons.slice(0, 2).map(prose).join("; "),
    ]),
  });
}
