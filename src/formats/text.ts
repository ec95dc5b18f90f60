import type { Location } from "../core/location.js";
import type { AreaResult, DimensionScore, Report } from "../core/report.js";
import { openFindings, otherFindings, severityCounts } from "./finding-counts.js";
import { firstSteps } from "./markdown/gains.js";
import { nextRung } from "./markdown/next-rung.js";
import { shortKey } from "./markdown/places.js";
import { counted, points } from "./numbers.js";
import type { Palette } from "./palette.js";
import { position } from "./place.js";
import { plain } from "./plain.js";
import { AREA_TITLES, DIMENSION_TITLES } from "./titles.js";
import { cutTo, displayWidth, endOf } from "./width.js";

export { NO_COLOUR, type Palette } from "./palette.js";

export interface TextOptions {
  readonly palette: Palette;
  /** Where the report was written, or null where it was not. */
  readonly reportPath: string | null;
  /** Columns of the terminal, null where there is none. */
  readonly width: number | null;
}

/** Columns that the names of facts take. */
const FACT = 13;
const MOST_STEPS = 3;
const MOST_ELSEWHERE = 5;
const LONGEST_PLACE = 60;

/** The closing summary on the terminal: score, tools, experiments, areas, what to do next. */
export function text(report: Report, { palette, reportPath, width }: TextOptions): string {
  const { score } = report;
  const written = reportPath === null ? [] : [`report       ${reportPath}`];
  if (score === null)
    return `${["no machine learning found here; nothing to score", ...problemLines(report, width ?? Number.POSITIVE_INFINITY), ...written].join("\n")}\n`;
  const columns = width ?? Number.POSITIVE_INFINITY;
  const head = `score        ${points(score.total)} / ${score.max}`;
  const undecided = score.undecided > 0 ? `  (${points(score.undecided)} undecided)` : "";
  const withLocal =
    score.withLocalRecords === null ? "" : `  with local records ${points(score.withLocalRecords)}`;
  const facts = [
    ...written,
    ...fact("tools", toolLine(report), columns),
    ...fact("experiments", experimentLine(report), columns),
    ...fact("findings", findingLine(report), columns),
    ...fact("gaps", gapLine(report), columns),
  ];
  const lines = [
    `${palette.strong(head)}${undecided}${withLocal}`,
    ...facts,
    "",
    ...score.dimensions.map((dimension) => dimensionLine(dimension, palette, columns)),
    "",
    ...report.areas.map((area) => areaLine(area, palette, columns)),
    ...nextSteps(report, palette, columns),
    ...elsewhereLines(report, columns),
    ...problemLines(report, columns),
  ];
  return `${lines.join("\n").replace(/[ \t]+$/gm, "")}\n`;
}

/** A fact beside its name, on as many lines as it takes: broken between the things that it lists. */
function fact(name: string, said: string, columns: number): string[] {
  const room = Math.max(columns - FACT, FACT);
  const lines: string[] = [];
  for (const part of said.split(/(?<=,) /)) {
    const last = lines.at(-1);
    const longer = `${last} ${part}`;
    if (last === undefined || displayWidth(longer) > room) lines.push(part);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line, index) => `${(index === 0 ? name : "").padEnd(FACT)}${cutTo(line, room)}`);
}

/** Colour comes after the cut: its escapes take no columns, and none is left open. */
function dimensionLine({ id, earned, rungs }: DimensionScore, palette: Palette, columns: number): string {
  const next = nextRung(rungs);
  const full = Math.round(earned * 2);
  const start = `${DIMENSION_TITLES[id].padEnd(20)} ${points(earned).padStart(3)} ${"#".repeat(full)}${"-".repeat(10 - full)}  `;
  const advice = next === null ? "" : cutTo(`next: ${plain(next.text)}`, Math.max(columns - start.length, 0));
  return `${start}${advice === "" ? "" : palette.faint(advice)}`;
}

function areaLine({ status, priority, id, reasons }: AreaResult, palette: Palette, columns: number): string {
  const colour = status === "PASS" ? palette.good : status === "WARN" ? palette.fair : palette.bad;
  const rest = `  ${priority}  ${AREA_TITLES[id].padEnd(21)} ${plain(reasons[0] ?? "")}`;
  return `${colour(status)}${cutTo(rest, Math.max(columns - status.length, 0))}`;
}

/** Findings of what a clone holds; in brackets those that are not among them. */
function findingLine(report: Report): string {
  const others = otherFindings(report);
  return `${severityCounts(openFindings(report))}${others.length === 0 ? "" : ` (besides: ${others.join(", ")})`}`;
}

function toolLine(report: Report): string {
  const { trackers } = report.inventory;
  return trackers.length === 0
    ? "no tracker found"
    : trackers.map((tracker) => `${tracker.id} (${tracker.state})`).join(", ");
}

function gapLine({ gaps }: Report): string {
  return gaps.length === 0 ? "none" : `${counted(gaps.length, "thing")} could not be observed`;
}

function experimentLine(report: Report): string {
  const { total, experiments, byScope } = report.runs;
  if (total === 0) return "no run record found";
  const local = byScope.local ?? 0;
  return `${counted(experiments, "execution")} in ${counted(total, "record")}${local > 0 ? `, ${local} of them on this machine only` : ""}`;
}

function nextSteps(report: Report, palette: Palette, columns: number): string[] {
  const steps = firstSteps(report, MOST_STEPS);
  if (steps.length === 0) return [];
  const byPrint = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  return [
    "",
    palette.strong("next steps"),
    ...steps.flatMap((step, index) => {
      const finding = byPrint.get(step.findings[0] ?? "");
      const gain = step.gain > 0 ? `+${points(step.gain)}` : "";
      return [
        cutTo(`${index + 1}. ${step.priority}  ${gain.padStart(4)}  ${plain(step.title)}`, columns),
        ...(finding === undefined
          ? []
          : [
              palette.faint(
                cutTo(`          ${shortPlace(finding.location)}  ${plain(finding.message)}`, columns),
              ),
            ]),
      ];
    }),
  ];
}

/** As an editor opens it; a run by what `exptrack show` takes. Of a long path the end stays, to leave room for why. */
const shortPlace = (location: Location): string =>
  endOf(location.run === undefined ? position(location) : plain(shortKey(location.run)), LONGEST_PLACE);

/** What the self-check came upon outside of the audited state: told here, for no committed text may say it. */
function elsewhereLines({ selfCheck: { elsewhere } }: Report, columns: number): string[] {
  if (elsewhere.length === 0) return [];
  const shown = elsewhere
    .slice(0, MOST_ELSEWHERE)
    .flatMap(({ what, needed }) => [
      cutTo(`  ${plain(what)}`, columns),
      ...(needed === "" ? [] : [cutTo(`    needed: ${plain(needed)}`, columns)]),
    ]);
  const rest = elsewhere.length - MOST_ELSEWHERE;
  return [
    "",
    `seen elsewhere and not counted (${elsewhere.length}):`,
    ...shown,
    ...(rest > 0 ? [`  and ${rest} more in the JSON report`] : []),
  ];
}

function problemLines(report: Report, columns: number): string[] {
  if (report.problems.length === 0) return [];
  const shown = report.problems
    .slice(0, 5)
    .map((problem) => cutTo(`  ${plain(problem.path)}: ${plain(problem.message)}`, columns));
  const more = report.problems.length > 5 ? [`  and ${report.problems.length - 5} more in the report`] : [];
  return ["", `could not be read (${report.problems.length}):`, ...shown, ...more];
}
