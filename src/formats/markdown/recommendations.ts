import type { Finding, Recommendation, Report } from "../../core/report.js";
import { fencedChange } from "../fence.js";
import { points } from "../numbers.js";
import { code, told } from "./escape.js";
import { findingsOf, gainInWords } from "./gains.js";
import type { Places } from "./places.js";

const MOST_WHOLE = 10;
const MOST_PLACES = 3;

/** The ten that are worth most with what to write where; the others folded, a line each. */
export function prioritizedRecommendations(report: Report, at: Places): string {
  const { recommendations, score } = report;
  if (recommendations.length === 0 || score === null) return "Nothing is recommended.";
  const first = recommendations.slice(0, MOST_WHOLE);
  const rest = recommendations.slice(MOST_WHOLE);
  const whole = first.map((step, index) => {
    const findings = findingsOf(step, report);
    return [
      `${index + 1}. **${step.priority}** ${told(step.title)} (${gainInWords(step, findings, score)}; ${step.effort})`,
      ...reasons(findings, at),
      ...(step.example === null ? [] : ["", ...indented(fencedChange(step.before, step.example))]),
    ].join("\n");
  });
  return [
    "Ranked by urgency, then by points for effort. Each gain is what the step would bring by itself.",
    ...whole,
    ...further(rest, report, at),
  ].join("\n\n");
}

/** The findings that a step settles: each rule's sentence once, with its places. */
function reasons(findings: readonly Finding[], at: Places): string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings)
    groups.set(finding.message, [...(groups.get(finding.message) ?? []), finding]);
  const told = [...groups.values()].slice(0, MOST_PLACES).map((group) => evidenceLine(group, at));
  const more = groups.size - told.length;
  return more > 0 ? [...told, `   - and ${more} more of this kind`] : told;
}

function evidenceLine(group: readonly Finding[], at: Places): string {
  const [first] = group;
  const places = group.map(({ location }) => location);
  return `   - ${told(first?.message ?? "")} · ${at.several(places, MOST_PLACES)} · ${code(first?.rule ?? "")}`;
}

function further(rest: readonly Recommendation[], report: Report, at: Places): string[] {
  if (rest.length === 0) return [];
  const lines = rest.map((step) => {
    const places = findingsOf(step, report).map(({ location }) => location);
    const gain = step.gain > 0 ? `+${points(step.gain)}, ` : "";
    return `- **${step.priority}** ${told(step.title)} (${gain}${step.effort}) · ${at.several(places, 1)}`;
  });
  return [
    `<details><summary>Further recommendations (${rest.length})</summary>`,
    lines.join("\n"),
    "</details>",
  ];
}

/** Indented under its list item. */
const indented = (lines: readonly string[]): string[] =>
  lines.map((line) => (line === "" ? "" : `   ${line}`));
