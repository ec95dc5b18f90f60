import type { Finding, Report } from "../core/report.js";
import { isNew, openFindings, otherFindings, severityCounts } from "./finding-counts.js";
import { code, prose, type Table, table } from "./markdown/escape.js";
import { nextRung } from "./markdown/next-rung.js";
import { counted, points } from "./numbers.js";
import { place } from "./place.js";
import { shortened } from "./plain.js";
import { bySeverity } from "./severities.js";
import { AREA_TITLES, DIMENSION_TITLES } from "./titles.js";

/** By this a bot finds its own comment again. */
export const MARKER = "<!-- exptrack -->";
/** A comment of GitHub holds no more; a job summary would. */
export const MOST_CHARACTERS = 65_536;
const MOST_STEPS = 5;
const MOST_ELSEWHERE = 5;
const LONGEST = 400;

/**
 * Short GitHub-flavoured Markdown for a job summary or a comment: score, areas, what is open with the most severe first,
 * what to do next. The list of findings is cut to what a comment holds, and says how many are missing.
 */
export function summary(report: Report): string {
  const { score } = report;
  if (score === null)
    return `${MARKER}\n## Experiment tracking\n\nNo machine learning was found here; there is nothing to score.\n`;
  const undecided = score.undecided > 0 ? ` (${points(score.undecided)} undecided)` : "";
  const before = [
    `${MARKER}\n## Experiment tracking: ${points(score.total)} / ${score.max}${undecided}`,
    table(dimensions(score)),
    folded("Areas", table(areas(report))),
  ];
  const after = [
    ...nextSteps(report),
    ...elsewhere(report),
    `<sub>exptrack ${quoted(report.tool.version)}, rule set ${report.tool.ruleSet}</sub>`,
  ];
  const taken = [...before, ...after].reduce((sum, part) => sum + part.length + 2, 0);
  return `${[...before, ...findings(report, MOST_CHARACTERS - taken), ...after].join("\n\n")}\n`;
}

const dimensions = (score: NonNullable<Report["score"]>): Table => ({
  head: ["Dimension", "Points", "Next rung"],
  rows: score.dimensions.map(({ id, earned, rungs, max }) => [
    DIMENSION_TITLES[id],
    `${points(earned)} / ${max}`,
    quoted(nextRung(rungs)?.text ?? ""),
  ]),
});

const areas = (report: Report): Table => ({
  head: ["Area", "Status", "Priority", "Reason"],
  rows: report.areas.map(({ id, status, priority, reasons }) => [
    AREA_TITLES[id],
    status,
    priority,
    quoted(reasons[0] ?? ""),
  ]),
});

const folded = (title: string, body: string): string =>
  `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;

/** Open ones, beside a baseline the new ones; as many as there is room for. */
function findings(report: Report, room: number): string[] {
  const open = bySeverity(openFindings(report));
  const baselined = report.policy.baseline !== null;
  const listed = baselined ? open.filter(isNew) : open;
  const unlisted = open.length - listed.length;
  const others = [...(unlisted > 0 ? [`${unlisted} info`] : []), ...otherFindings(report)];
  const heading = baselined ? "New findings" : "Findings";
  const notes = others.length === 0 ? "" : `Not listed: ${others.join(", ")}.`;
  const head = `### ${heading}: ${severityCounts(listed)}`;
  const tail = notes === "" ? [] : [notes];
  if (listed.length === 0) return [head, ...tail];
  // What is added to the list itself: the sentence about those that are missing, and the lines between.
  let left = room - head.length - notes.length - 200;
  const shown: string[] = [];
  for (const finding of listed) {
    const item = line(finding);
    left -= item.length + 1;
    if (left < 0) break;
    shown.push(item);
  }
  const missing = listed.length - shown.length;
  if (missing > 0)
    tail.unshift(
      `${counted(missing, "more finding")} left out here for want of room: the whole report has them.`,
    );
  return [head, ...(shown.length === 0 ? [] : [shown.join("\n")]), ...tail];
}

function line({ severity, message, location, fix, rule }: Finding): string {
  const gain = fix.gain > 0 ? ` (+${points(fix.gain)})` : "";
  return `- **${severity}** ${quoted(message)}: ${code(place(location))}${gain} · ${code(rule)}`;
}

function nextSteps({ recommendations }: Report): string[] {
  const steps = recommendations.slice(0, MOST_STEPS).map(({ priority, title, gain, effort }, index) => {
    const worth = gain > 0 ? `+${points(gain)}, ` : "";
    return `${index + 1}. **${priority}** ${quoted(title)} (${worth}${effort})`;
  });
  return steps.length === 0 ? [] : [`### Next steps\n\n${steps.join("\n")}`];
}

/** What the self-check came upon outside of the audited state, on other branches say. */
function elsewhere({ selfCheck }: Report): string[] {
  const { elsewhere } = selfCheck;
  if (elsewhere.length === 0) return [];
  const lines = elsewhere
    .slice(0, MOST_ELSEWHERE)
    .map(({ what, needed }) => `- ${quoted(what)}${needed === "" ? "" : `; needed: ${quoted(needed)}`}`);
  const rest = elsewhere.length - MOST_ELSEWHERE;
  return [
    `### Seen elsewhere and not counted\n\n${[...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n")}`,
  ];
}

/** Prose that calls nobody and names no issue: a code host looks for both in the finished text. */
const quoted = (text: string): string =>
  prose(shortened(text, LONGEST))
    .replace(/@(?=\w)/g, "@\u200b")
    .replace(/#(?=\d)/g, "#\u200b");
