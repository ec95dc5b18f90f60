import type { Rule, RuleSet } from "../../core/rule.js";
import { counted } from "../numbers.js";
import { type Page, type Part, pageOf } from "./page.js";

/** Everything that can be explained: dimensions, areas and all rules. */
export function explainAll({ dimensions, areas, rules }: RuleSet): Page {
  const beside = rules.filter(({ rung }) => rung === undefined);
  return pageOf("What exptrack judges by", [
    {
      text: "Six dimensions of five points each make the score; eight areas say how good each practice is. A rule answers a rung of a dimension, informs areas, or both.",
    },
    {
      head: ["Dimension", "Asks"],
      rows: dimensions.map(({ id, question }) => [id, question]),
    },
    {
      head: ["Area", "Informed by"],
      rows: areas.map(({ id }) => [
        id,
        counted(rules.filter((rule) => rule.areas?.some(({ area }) => area === id)).length, "rule"),
      ]),
    },
    ...dimensions.flatMap(({ id, title }) =>
      listed(
        `Rules of ${title}`,
        rules.filter(({ rung }) => rung?.startsWith(`${id}.`)),
      ),
    ),
    ...areas.flatMap(({ id, title }) =>
      listed(
        `Other rules that inform ${title}`,
        beside.filter((rule) => rule.areas?.[0]?.area === id),
      ),
    ),
    ...listed(
      "Other rules",
      beside.filter((rule) => rule.areas?.[0] === undefined),
    ),
    { text: "`exptrack explain NAME` explains one of them, and a finding by its place or fingerprint." },
  ]);
}

/** The same for a program. */
export const overviewDocument = ({
  version,
  dimensions,
  areas,
  rules,
}: RuleSet): Record<string, unknown> => ({
  ruleSet: version,
  dimensions: dimensions.map(({ id, title, question }) => ({ id, title, question })),
  areas: areas.map(({ id, title }) => ({ id, title })),
  rules: rules.map(({ id, title, severity, rung = null }) => ({ id, title, severity, rung })),
});

const listed = (heading: string, rules: readonly Rule[]): Part[] =>
  rules.length === 0
    ? []
    : [
        { heading, text: "" },
        {
          head: ["Rule", "Rung", "Severity", "What it finds"],
          rows: rules.map(({ id, rung, severity, title }) => [
            id,
            rung?.slice(rung.indexOf(".") + 1) ?? "",
            severity,
            title,
          ]),
        },
      ];
