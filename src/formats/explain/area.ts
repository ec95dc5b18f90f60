import { AREA_FAILS_UNDER, AREA_PASSES_FROM } from "../../core/area-bounds.js";
import type { Area, Rule, RuleSet } from "../../core/rule.js";
import { points } from "../numbers.js";
import { type Page, pageOf } from "./page.js";

const percent = (share: number): string => `${points(share * 100)} %`;

/** Which rules inform an area, and how its status and priority come about. */
export function explainArea(area: Area, ruleSet: RuleSet): Page {
  return pageOf(area.title, [
    {
      text: "The status is the mean of what the rules below answer, those marked key counted double; what cannot be observed or does not apply is left out.",
    },
    {
      facts: [
        `PASS from ${percent(AREA_PASSES_FROM)}, unless an error is open`,
        `FAIL under ${percent(AREA_FAILS_UNDER)}, or where an error of a key rule is open`,
        "WARN between them, and where nothing could be observed",
        "priority: FAIL is P1 at high, P2 at medium, P3 at low stakes; WARN one lower; PASS P4",
        area.calledForFrom === "low"
          ? "asked of every project, whatever its stakes"
          : `asked from ${area.calledForFrom} stakes on${area.notCalledFor === undefined ? "" : `, else P4: ${area.notCalledFor}`}`,
      ],
    },
    {
      head: ["Rule", "Weight", "Severity", "What it finds"],
      rows: informing(area, ruleSet).map(({ rule, key }) => [
        rule.id,
        key ? "key" : "",
        rule.severity,
        rule.title,
      ]),
    },
    {
      text: "An error counts where its confidence is high, nothing accepts it and a clone shows it. Areas move no points of the score.",
    },
  ]);
}

/** The same for a program. */
export const areaDocument = (area: Area, ruleSet: RuleSet): Record<string, unknown> => ({
  ...area,
  passesFrom: AREA_PASSES_FROM,
  failsUnder: AREA_FAILS_UNDER,
  rules: informing(area, ruleSet).map(({ rule, key }) => ({ id: rule.id, key, severity: rule.severity })),
});

interface Informing {
  readonly rule: Rule;
  readonly key: boolean;
}

/** Key ones first. */
function informing({ id }: Area, { rules }: RuleSet): readonly Informing[] {
  const all = rules.flatMap((rule) =>
    (rule.areas ?? []).filter(({ area }) => area === id).map(({ key = false }) => ({ rule, key })),
  );
  return [...all.filter(({ key }) => key), ...all.filter(({ key }) => !key)];
}
