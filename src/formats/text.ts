import type { Report } from "../core/report.js";
import { nextRung } from "./markdown/summary.js";
import { counted, points } from "./numbers.js";
import { place } from "./place.js";
import { plain, shortened } from "./plain.js";
import { AREA_TITLES, DIMENSION_TITLES } from "./titles.js";

/** Colours by meaning; the identity where colour is off. */
export interface Palette {
  readonly good: (text: string) => string;
  readonly fair: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const same = (text: string): string => text;
export const NO_COLOUR: Palette = { good: same, fair: same, bad: same, strong: same, faint: same };

export interface TextOptions {
  readonly palette: Palette;
  /** Where the report was written, or null where it was not. */
  readonly reportPath: string | null;
  /** Columns of the terminal, null where there is none. */
  readonly width: number | null;
}

/** The closing summary on the terminal: score, tools, experiments, areas, what to do next. */
export function text(report: Report, { palette, reportPath, width }: TextOptions): string {
  const { score } = report;
  const written = reportPath === null ? [] : [`report       ${reportPath}`];
  if (score === null)
    return `${["no machine learning found here; nothing to score", ...problemLines(report), ...written].join("\n")}\n`;
  const columns = width ?? 110;
  const lines = [
    `${palette.strong(`score        ${points(score.total)} / 30`)}${score.undecided > 0 ? `  (${points(score.undecided)} undecided)` : ""}${
      score.withLocalRecords === null ? "" : `  with local records ${points(score.withLocalRecords)}`
    }`,
    ...written,
    `tools        ${toolLine(report)}`,
    `experiments  ${experimentLine(report)}`,
    `gaps         ${report.gaps.length === 0 ? "none" : `${counted(report.gaps.length, "thing")} that could not be observed`}`,
    "",
    ...score.dimensions.map((dimension) => {
      const next = nextRung(dimension.rungs);
      const bar = `${"#".repeat(Math.round(dimension.earned * 2))}${"-".repeat(10 - Math.round(dimension.earned * 2))}`;
      const advice = next === null ? "" : palette.faint(`next: ${next.text}`);
      return cut(
        `${DIMENSION_TITLES[dimension.id].padEnd(20)} ${points(dimension.earned).padStart(3)} ${bar}  ${advice}`,
        columns,
      );
    }),
    "",
    ...report.areas.map((area) => {
      const colour =
        area.status === "PASS" ? palette.good : area.status === "WARN" ? palette.fair : palette.bad;
      return cut(
        `${colour(area.status)}  ${area.priority}  ${AREA_TITLES[area.id].padEnd(21)} ${plain(area.reasons[0] ?? "")}`,
        columns,
      );
    }),
    ...nextSteps(report, palette, columns),
    ...problemLines(report),
  ];
  return `${lines.join("\n").replace(/[ \t]+$/gm, "")}\n`;
}

function toolLine(report: Report): string {
  const { trackers } = report.inventory;
  return trackers.length === 0
    ? "no tracker found"
    : trackers.map((tracker) => `${tracker.id} (${tracker.state})`).join(", ");
}

function experimentLine(report: Report): string {
  const { total, experiments, byScope } = report.runs;
  if (total === 0) return "no run record found";
  const local = byScope.local ?? 0;
  return `${counted(experiments, "execution")} in ${counted(total, "record")}${local > 0 ? `, ${local} of them on this machine only` : ""}`;
}

function nextSteps(report: Report, palette: Palette, columns: number): string[] {
  const steps = report.recommendations.slice(0, 5);
  if (steps.length === 0) return [];
  const byPrint = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  return [
    "",
    palette.strong("next steps"),
    ...steps.flatMap((step, index) => {
      const finding = byPrint.get(step.findings[0] ?? "");
      const gain = step.gain > 0 ? `+${points(step.gain)}` : "";
      return [
        cut(`${index + 1}. ${step.priority}  ${gain.padStart(4)}  ${plain(step.title)}`, columns),
        ...(finding === undefined
          ? []
          : [palette.faint(cut(`          ${place(finding.location)}  ${plain(finding.message)}`, columns))]),
      ];
    }),
  ];
}

function problemLines(report: Report): string[] {
  if (report.problems.length === 0) return [];
  const shown = report.problems
    .slice(0, 5)
    .map((problem) => `  ${plain(problem.path)}: ${plain(problem.message)}`);
  const more = report.problems.length > 5 ? [`  and ${report.problems.length - 5} more in the report`] : [];
  return ["", `could not be read (${report.problems.length}):`, ...shown, ...more];
}

/** Escape sequences of the palette take no columns. */
function cut(line: string, columns: number): string {
  const visible = line.replace(/\u001b\[[0-9;]*m/g, "");
  return visible.length <= columns ? line : shortened(visible, columns);
}
