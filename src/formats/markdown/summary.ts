import type { Report } from "../../core/report.js";
import { QUESTIONS, type Question } from "../../core/vocabulary.js";
import { counted, points } from "../numbers.js";
import { AREA_TITLES, DIMENSION_TITLES } from "../titles.js";
import { prose, table, told } from "./escape.js";
import { countedSeverities, findingsOf, firstSteps, gainInWords, titleOf } from "./gains.js";
import { gainOnRung, nextRung } from "./next-rung.js";
import type { Places } from "./places.js";
import { clonedFindings, clonedRuns, executions } from "./report-scope.js";

type Score = NonNullable<Report["score"]>;

const MOST_STEPS = 3;
const MOST_UNDECIDED = 3;

/** The first screen: the score, what holds it down, what to do about it, and how the eight areas stand. */
export function executiveSummary(report: Report, at: Places): string {
  const { score } = report;
  if (score === null)
    return "No machine learning was found here: no ML library is imported, no tracker is used, and there is no run record and no DVC configuration. There is nothing to score.";
  return [
    `**Score: ${points(score.total)} / 30**${score.undecided > 0 ? ` (${points(score.undecided)} undecided)` : ""}. It measures evidence of tracking practice, not the probability that a run reproduces.`,
    dimensions(score),
    weakest(report, score),
    undecided(report, score),
    steps(report, score, at),
    [stakes(report, at), records(report), findings(report)].join("\n"),
    areaTable(report),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

const dimensions = (score: Score): string =>
  table({
    head: score.dimensions.map(({ id }) => DIMENSION_TITLES[id]),
    rows: [
      score.dimensions.map(({ id, earned, max }) => {
        const text = `${points(earned)} / ${max}`;
        return id === score.weakest ? `**${text}**` : text;
      }),
    ],
  });

function weakest(report: Report, score: Score): string {
  const dimension = score.dimensions.find(({ id }) => id === score.weakest);
  if (dimension === undefined) return "";
  const next = nextRung(dimension.rungs);
  const said = `The weakest dimension is **${DIMENSION_TITLES[dimension.id]}** (${points(dimension.earned)} / 5)`;
  if (next === null) return `${said}.`;
  const gain = gainOnRung(report.findings, dimension, next.rung);
  return `${said}; its next rung: ${prose(next.text)}${gain > 0 ? ` (+${points(gain)})` : ""}.`;
}

/** What would decide the points that stand beside the score. */
function undecided(report: Report, score: Score): string {
  if (score.undecided <= 0) return "";
  const needed = new Map(report.gaps.map((gap) => [gap.what, gap.needed]));
  const open = score.dimensions
    .filter((dimension) => dimension.undecided > 0)
    .flatMap((dimension) =>
      dimension.rungs
        .filter((rung) => rung.outcome === "unknown")
        .map((rung) => ({ id: dimension.id, why: rung.why, by: needed.get(rung.why) ?? "" })),
    );
  const unique = [...new Map(open.map((one) => [`${one.why}\n${one.by}`, one])).values()];
  const lines = unique
    .slice(0, MOST_UNDECIDED)
    .map(
      ({ id, why, by }) =>
        `- ${DIMENSION_TITLES[id]}: ${told(why)}${by === "" ? "" : `; would be decided by ${told(by)}`}`,
    );
  const more =
    unique.length > MOST_UNDECIDED ? [`- and ${unique.length - MOST_UNDECIDED} more: see Data gaps`] : [];
  return lines.length === 0
    ? ""
    : [`Undecided (${points(score.undecided)}):`, "", ...lines, ...more].join("\n");
}

function steps(report: Report, score: Score, at: Places): string {
  const shown = firstSteps(report, MOST_STEPS);
  if (shown.length === 0) return "";
  const lines = shown.map((step, index) => {
    const findings = findingsOf(step, report);
    const where = at.several(
      findings.map((finding) => finding.location),
      1,
    );
    const [first] = findings;
    const why = first === undefined ? "" : `: ${told(first.message)}`;
    return `${index + 1}. **${told(titleOf(step))}** (${gainInWords(step, findings, score)}; ${step.effort})${why}${where === "" ? "" : ` · ${where}`}`;
  });
  return ["What to do first:", "", ...lines].join("\n");
}

function stakes({ stakes: { level, criterion, location } }: Report, at: Places): string {
  return `- Stakes are **${level}**: ${told(criterion)}${location === null ? "" : ` · ${at.one(location)}`}`;
}

function records(report: Report): string {
  const runs = clonedRuns(report);
  if (runs.length === 0) return "- Run records: none in the repository";
  const exact = runs.filter((run) => run.recoverability.overall === "exact").length;
  const lost = (question: Question): number =>
    runs.filter((run) => run.recoverability[question].state === "lost").length;
  const most = QUESTIONS.reduce((worst, one) => (lost(one) > lost(worst) ? one : worst));
  return `- Run records: ${counted(runs.length, "record")} of ${counted(executions(runs), "execution")}; ${exact === 0 ? "none" : exact} can be recreated exactly${lost(most) > 0 ? `, and what is lost most often is ${most} (${lost(most)} of ${runs.length})` : ""}`;
}

function findings(report: Report): string {
  const open = clonedFindings(report).filter((finding) => finding.status === "open");
  return `- Findings: ${countedSeverities(open)}`;
}

function areaTable(report: Report): string {
  return table({
    head: ["Area", "Status", "Priority", "Reason"],
    rows: report.areas.map((area) => [
      AREA_TITLES[area.id],
      area.status,
      area.priority,
      [...new Set(area.reasons)]
        .slice(0, area.status === "PASS" ? 1 : 2)
        .map(told)
        .join("; "),
    ]),
  });
}
