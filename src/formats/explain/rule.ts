import type { Rule, RuleSet } from "../../core/rule.js";
import { type Page, type Part, pageOf } from "./page.js";

/** All that a rule says of itself; what docs/rules is generated from. */
export function explainRule(rule: Rule, ruleSet: RuleSet): Page {
  const { docs } = rule;
  return pageOf(rule.id, [
    { text: `${rule.title}.` },
    { facts: factsOf(rule, ruleSet) },
    { heading: "What it looks at", text: docs.what },
    { heading: "Why it matters", text: docs.why },
    docs.limit === undefined ? null : { heading: "What it cannot tell", text: docs.limit },
    { heading: "What to do", text: `${docs.fix} (effort: ${docs.effort})` },
    ...examplesOf(rule),
    ...optionsOf(rule),
    ...referencesOf(rule),
  ]);
}

/** The same for a program. */
export function ruleDocument(rule: Rule): Record<string, unknown> {
  const { check: _check, docs, ...said } = rule;
  return { ...said, docs: { ...docs, page: `docs/rules/${rule.id}.md` } };
}

function factsOf(rule: Rule, { areas, dimensions }: RuleSet): string[] {
  const [dimension, height] = rule.rung?.split(".") ?? [];
  const ladder = dimensions.find((one) => one.id === dimension);
  const informed = (rule.areas ?? []).map(
    ({ area, key }) => `${areas.find((one) => one.id === area)?.title ?? area}${key ? " (key)" : ""}`,
  );
  return [
    `severity: ${rule.severity}`,
    ...(ladder === undefined
      ? []
      : [`rung: ${ladder.title}, ${height} (${ladder.rungs[Number(height) - 1]?.text ?? ""})`]),
    ...(rule.oneWay
      ? ["one of several ways up its rung: no finding while the rung is earned otherwise"]
      : []),
    ...(rule.cap === undefined
      ? []
      : [`until it passes, ${rule.cap.dimension} stays at or under ${rule.cap.max}`]),
    ...(informed.length === 0 ? [] : [`informs: ${informed.join(", ")}`]),
    ...(rule.rung === undefined && rule.cap === undefined ? ["moves no points"] : []),
  ];
}

const examplesOf = ({ docs: { example = {}, before = {} } }: Rule): Part[] =>
  Object.entries(example).flatMap(([idiom, after]): Part[] => [
    { text: `${idiom === "default" ? "Without a tracker, or with any" : `With ${idiom}`}:` },
    { change: { before: before[idiom] ?? null, after } },
  ]);

/** What a project may set, as its exptrack.yml would say it. */
function optionsOf({ id, options = {} }: Rule): Part[] {
  const rows = Object.entries(options);
  if (rows.length === 0) return [];
  const listed = rows.map(([name, option]) => {
    const range = [
      ...(option.min === undefined ? [] : [`at least ${option.min}`]),
      ...(option.max === undefined ? [] : [`at most ${option.max}`]),
    ];
    return `\`${name}\`: ${option.describe}; default ${[option.default, ...range].join(", ")}`;
  });
  const written = rows.map(([name, option]) => `      ${name}: ${option.default}`).join("\n");
  return [
    { heading: "Options", text: "" },
    { facts: listed },
    { code: `rules:\n  ${id}:\n    options:\n${written}` },
  ];
}

const referencesOf = ({ docs: { references = [] } }: Rule): Part[] =>
  references.length === 0
    ? []
    : [{ heading: "References", text: "" }, { facts: references.map((reference) => `<${reference}>`) }];
