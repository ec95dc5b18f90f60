import { AREA_FAILS_UNDER, AREA_PASSES_FROM } from "../core/area-bounds.js";
import type { AreaResult, Finding, Stakes } from "../core/report.js";
import type { Area, Rule, RuleSet } from "../core/rule.js";
import type { Priority } from "../core/vocabulary.js";
import type { Verdicts } from "./ladder.js";
import { settle } from "./settle.js";

/** The eight areas: mean share of the decided rules that inform each, key ones double. */
export function areas(
  ruleSet: RuleSet,
  verdicts: Verdicts,
  findings: readonly Finding[],
  stakes: Stakes,
): AreaResult[] {
  return ruleSet.areas.map((area) => judge(area, ruleSet.rules, verdicts, findings, stakes));
}

function judge(
  area: Area,
  rules: readonly Rule[],
  verdicts: Verdicts,
  findings: readonly Finding[],
  stakes: Stakes,
): AreaResult {
  const informing = rules.flatMap((rule) =>
    (rule.areas ?? [])
      .filter((informed) => informed.area === area.id)
      .map((informed) => ({
        rule,
        key: informed.key === true,
        answered: settle(verdicts.get(rule.id) ?? []),
      })),
  );
  const decided = informing.filter(
    ({ answered }) => answered.outcome !== "unknown" && answered.outcome !== "na",
  );
  const weight = decided.reduce((total, { key }) => total + (key ? 2 : 1), 0);
  const share =
    weight === 0
      ? null
      : decided.reduce((total, { key, answered }) => total + answered.share * (key ? 2 : 1), 0) / weight;
  const errors = findings.filter(isOpenError);
  const keyError = informing.some(({ rule, key }) => key && errors.some((error) => error.rule === rule.id));
  const anyError = errors.some((error) => error.areas.includes(area.id));
  const status =
    share === null
      ? "WARN"
      : share < AREA_FAILS_UNDER || keyError
        ? "FAIL"
        : share >= AREA_PASSES_FROM && !anyError
          ? "PASS"
          : "WARN";
  const held = decided.filter(({ answered }) => answered.share >= 1).map(({ answered }) => answered.message);
  const lacking = decided.filter(({ answered }) => answered.share < 1);
  const isError = ({ rule }: (typeof decided)[number]): boolean =>
    errors.some((error) => error.rule === rule.id);
  // Two rules may say the same of what neither could find.
  const said = [
    ...(status === "PASS" ? held.slice(0, 2) : []),
    ...(share === null ? [notObservable(informing.map(({ answered }) => answered.message))] : []),
    ...[...lacking.filter(isError), ...lacking.filter((one) => !isError(one))].map(
      ({ answered }) => answered.message,
    ),
  ];
  const reasons = [...new Set(said)];
  const called = LEVELS.indexOf(stakes.level) >= LEVELS.indexOf(area.calledForFrom);
  if (status !== "PASS" && !called)
    return {
      id: area.id,
      status,
      priority: "P4",
      share: rounded(share),
      reasons: [...reasons, area.notCalledFor ?? ""].filter(Boolean),
    };
  return {
    id: area.id,
    status,
    priority: priorityOf(status, stakes.level),
    share: rounded(share),
    reasons,
  };
}

const LEVELS: readonly Stakes["level"][] = ["low", "medium", "high"];
const rounded = (share: number | null): number | null =>
  share === null ? null : Math.round(share * 100) / 100;

const isOpenError = (finding: Finding): boolean =>
  finding.severity === "error" &&
  finding.confidence === "high" &&
  finding.status === "open" &&
  finding.scope === "clone";

const notObservable = (messages: readonly string[]): string =>
  messages[0] === undefined ? "not observable: nothing here informs it" : `not observable: ${messages[0]}`;

/** FAIL is P1 at high, P2 at medium, P3 at low stakes; WARN one lower; PASS P4. */
function priorityOf(status: AreaResult["status"], stakes: Stakes["level"]): Priority {
  if (status === "PASS") return "P4";
  const first = { high: 1, medium: 2, low: 3 }[stakes] + (status === "WARN" ? 1 : 0);
  return `P${Math.min(first, 4)}` as Priority;
}
