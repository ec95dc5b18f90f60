import { describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { fail, pass, type RuleSet, share, type Verdict } from "../../src/core/rule.js";
import { gainOf, score } from "../../src/judge/score.js";

/** Every rule answers the same. */
const all = (verdict: Verdict) => new Map(RULES.rules.map((rule) => [rule.id, [verdict]]));

describe("D1: the score", () => {
  test("everything passed is 30, everything failed is 0", () => {
    expect(score(RULES, all(pass("code", "", []))).total).toBe(30);
    expect(score(RULES, all(fail("code", "")))).toMatchObject({ total: 0, weakest: "code" });
  });

  test("the weakest dimension is the one that earned least; ties go in the order of the ladders", () => {
    const verdicts = all(pass("code", "", []));
    for (const rule of RULES.rules)
      if (rule.rung?.startsWith("results.") || rule.rung?.startsWith("documentation."))
        verdicts.set(rule.id, [fail("code", "")]);
    expect(score(RULES, verdicts).weakest).toBe("results");
  });

  test("sums are whole hundredths", () => {
    const third = score(RULES, all(share(1 / 3, "code", "", [])));
    for (const dimension of third.dimensions)
      expect(dimension.earned * 100).toBeCloseTo(Math.round(dimension.earned * 100), 9);
    expect(third.total).toBe(
      Math.round(third.dimensions.reduce((sum, one) => sum + one.earned * 100, 0)) / 100,
    );
  });

  test("every one of the thirty rungs is answered by at least one rule", () => {
    const rungs = RULES.dimensions.flatMap((dimension) =>
      dimension.rungs.map((_, index) => `${dimension.id}.${index + 1}`),
    );
    expect(rungs.length).toBe(30);
    expect(rungs.filter((rung) => !RULES.rules.some((rule) => rule.rung === rung))).toEqual([]);
  });

  test("D5: a promised gain is what the score gains when that rule and what its fix settles pass", () => {
    const verdicts = all(share(0.4, "code", "", []));
    const before = score(RULES, verdicts);
    for (const rule of RULES.rules) {
      const fixed = new Map(verdicts);
      for (const id of [rule.id, ...(rule.settles ?? [])]) fixed.set(id, [pass("code", "", [])]);
      const gain = gainOf(rule, RULES, verdicts, before.dimensions);
      expect(Math.round((score(RULES, fixed).total - before.total) * 100) / 100).toBe(gain);
    }
  });

  test("what a fix settles names rules that exist", () => {
    const ids = new Set(RULES.rules.map((rule) => rule.id));
    expect(RULES.rules.flatMap((rule) => (rule.settles ?? []).filter((id) => !ids.has(id)))).toEqual([]);
  });

  test("D2: unseeded randomness holds parameters at 4, missing pins the environment at 2", () => {
    const without = (id: string, ruleSet: RuleSet = RULES) =>
      score(ruleSet, all(pass("code", "", [])).set(id, [fail("code", "not so")]));
    const seeds = without("unseeded-randomness").dimensions.find((one) => one.id === "parameters");
    expect(seeds).toMatchObject({ earned: 4, cap: { max: 4 } });
    const pins = without("nothing-pinned").dimensions.find((one) => one.id === "environment");
    expect(pins).toMatchObject({ earned: 2, cap: { max: 2 } });
    const links = without("data-link-only").dimensions.find((one) => one.id === "data");
    expect(links).toMatchObject({ earned: 1, cap: { max: 1 } });
  });
});
