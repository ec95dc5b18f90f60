import type { Finding, Recommendation, Report } from "../../core/report.js";
import { fencedChange } from "../fence.js";
import { points } from "../numbers.js";
import { code, told } from "./escape.js";
import { findingsOf, gainInWords, smallerThan, titleOf } from "./gains.js";
import type { Places } from "./places.js";

const MOST_WHOLE = 8;
const MOST_REASONS = 3;
const MOST_PLACES = 3;
const LONGEST_COMMAND = 200;

/** Those that are worth most with what to write where; the others folded, a line each. */
export function prioritizedRecommendations(report: Report, at: Places): string {
  const { recommendations, score } = report;
  if (recommendations.length === 0 || score === null) return "Nothing is recommended.";
  const whole = recommendations
    .filter((step, index) => !smallerThan(step, recommendations.slice(0, index), report))
    .slice(0, MOST_WHOLE);
  const rest = recommendations.filter((step) => !whole.includes(step));
  return [
    "Ranked by urgency, then by points for effort. Each gain is what the step would bring by itself.",
    whole.map((step, index) => item(step, `${index + 1}. `, report, at)).join("\n"),
    ...further(rest, report, at),
  ].join("\n\n");

  function item(step: Recommendation, mark: string, from: Report, places: Places): string {
    const findings = findingsOf(step, from);
    const [reason, ...more] = reasons(findings, places);
    const gain = score === null ? "" : `${gainInWords(step, findings, score)}; `;
    const indent = " ".repeat(mark.length);
    const { example, before } = step;
    const command = example !== null && before === null && !example.includes("\n");
    const beneath = [
      ...more.map((line) => `- ${line}`),
      ...(example === null || command ? [] : fencedChange(before, example)),
    ];
    const said = [reason ?? "", ...(command ? [code(example, LONGEST_COMMAND)] : [])];
    return [
      `${mark}**${step.priority}** **${told(titleOf(step))}** (${gain}${step.effort}): ${said.join(" · ")}`,
      ...beneath.map((line) => `${indent}${line}`.trimEnd()),
    ].join("\n");
  }
}

/** The findings that a step settles: each sentence once, with its places. */
function reasons(findings: readonly Finding[], at: Places): string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings)
    groups.set(finding.message, [...(groups.get(finding.message) ?? []), finding]);
  const said = [...groups].slice(0, MOST_REASONS).map(([message, same]) => {
    const places = same.map(({ location }) => location);
    return `${told(message)} · ${at.several(places, MOST_PLACES)} · ${code(same[0]?.rule ?? "")}`;
  });
  const more = groups.size - said.length;
  return more > 0 ? [...said, `and ${more} more of this kind`] : said;
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
