import { describe, expect, test } from "vitest";
import type { DimensionScore, Finding } from "../../src/core/report.js";
import { defineRule, notApplicable, type Rule, type RuleSet } from "../../src/core/rule.js";
import { recommendations } from "../../src/judge/recommendations.js";
import { finding } from "../formats/sample-report.js";

const rule = (id: string, settles?: readonly string[]): Rule =>
  defineRule({
    id,
    title: id,
    severity: "warning",
    docs: { what: "", why: "", fix: id, effort: "minutes" },
    ...(settles === undefined ? {} : { settles }),
    check: () => notApplicable(""),
  });
const of = (id: string, gain: number, said: Partial<Finding> = {}): Finding =>
  finding({
    rule: id,
    areas: [],
    fingerprint: `${id}-print`,
    fix: { text: id, gain, effort: "minutes" },
    ...said,
  });
const advice = (
  rules: readonly Rule[],
  findings: readonly Finding[],
  earned: Record<string, number> = {},
) => {
  const ruleSet: RuleSet = { version: 1, rules, dimensions: [], areas: [] };
  const dimensions = Object.entries(earned).map(([id, points]) => ({ id, earned: points }) as DimensionScore);
  return recommendations(ruleSet, findings, [], dimensions);
};
const ranked = (rules: readonly Rule[], findings: readonly Finding[]) =>
  advice(rules, findings).map(({ title, findings: prints }) => [title, prints]);

describe("D5: recommendations", () => {
  test("D5: what the fix of an earlier one settles as well is told with it", () => {
    const rules = [rule("pins"), rule("lock", ["pins"]), rule("seed")];
    expect(ranked(rules, [of("pins", 1), of("lock", 2), of("seed", 0.5)])).toEqual([
      ["lock", ["lock-print", "pins-print"]],
      ["seed", ["seed-print"]],
    ]);
  });

  test("D5: what is worth more by itself keeps its place before the one that would settle it", () => {
    const lock = of("lock", 1, { fix: { text: "lock", gain: 1, effort: "days" } });
    expect(ranked([rule("pins"), rule("lock", ["pins"])], [of("pins", 1), lock])).toEqual([
      ["pins", ["pins-print"]],
      ["lock", ["lock-print"]],
    ]);
  });

  test("D5: by urgency, then points for effort, then the lesser effort", () => {
    const slow = of("slow", 2, { fix: { text: "slow", gain: 2, effort: "days" } });
    const free = of("free", 0, { fix: { text: "free", gain: 0, effort: "hours" } });
    expect(
      ranked(
        [rule("free"), rule("none"), rule("slow"), rule("quick")],
        [free, of("none", 0), slow, of("quick", 1)],
      ).map(([title]) => title),
    ).toEqual(["quick", "slow", "none", "free"]);
  });

  test("D5: a secret comes before every point, a remark on persons before those of its own priority", () => {
    const rules = [
      rule("points"),
      rule("half"),
      { ...rule("persons"), urgency: "P3" as const },
      { ...rule("secret"), urgency: "P1" as const },
    ];
    const found = [
      of("points", 2),
      of("half", 0.5),
      of("persons", 0, { severity: "info" }),
      of("secret", 0, { severity: "error", confidence: "high" }),
    ];
    expect(advice(rules, found).map(({ priority, title }) => `${priority} ${title}`)).toEqual([
      "P1 secret",
      "P2 points",
      "P3 persons",
      "P3 half",
    ]);
    const unsure = [of("points", 2), of("secret", 0, { confidence: "medium" })];
    expect(advice(rules, unsure).map(({ priority, title }) => `${priority} ${title}`)).toEqual([
      "P2 secret",
      "P2 points",
    ]);
  });

  test("D5: of equal gain and effort, the weakest dimension comes first", () => {
    const rules = [
      { ...rule("tag"), rung: "code.3" as const },
      { ...rule("name"), rung: "data.1" as const },
      rule("other"),
    ];
    const found = [of("tag", 1), of("name", 1), of("other", 1)];
    expect(advice(rules, found, { code: 2, data: 0 }).map(({ title }) => title)).toEqual([
      "name",
      "tag",
      "other",
    ]);
  });

  test("D5: remarks and what somebody accepted are not recommended", () => {
    const rules = [rule("a"), rule("b"), rule("c")];
    expect(
      ranked(rules, [of("a", 1, { severity: "info" }), of("b", 1, { status: "suppressed" }), of("c", 1)]),
    ).toEqual([["c", ["c-print"]]]);
  });
});
