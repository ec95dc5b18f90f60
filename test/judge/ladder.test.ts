import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Dimension,
  fail,
  notApplicable,
  pass,
  type Rule,
  share,
  unknown,
  type Verdict,
} from "../../src/core/rule.js";
import { climb } from "../../src/judge/ladder.js";

const DOCS = { what: "", why: "", fix: "", effort: "minutes" } as const;
const CODE: Dimension = {
  id: "code",
  title: "Code",
  question: "?",
  rungs: [{ text: "1" }, { text: "2" }, { text: "+ 3", additive: true }, { text: "4" }, { text: "5" }],
};

function rule(rung: 1 | 2 | 3 | 4 | 5, id = `r${rung}`, more: Partial<Rule> = {}): Rule {
  return { id, title: id, severity: "error", rung: `code.${rung}`, docs: DOCS, check: () => [], ...more };
}

/** Climbs the ladder with one answer per rule. */
function earned(answers: readonly (readonly [Rule, ...Verdict[]])[]) {
  return climb(
    CODE,
    answers.map(([one]) => one),
    new Map(answers.map(([one, ...verdicts]) => [one.id, verdicts])),
  );
}

const yes = pass("code", "yes", []);
const no = fail("code", "no");
const part = (of: number) => share(of, "code", "part", []);
const five = (a: Verdict, b: Verdict, c: Verdict, d: Verdict, e: Verdict) =>
  [
    [rule(1), a],
    [rule(2), b],
    [rule(3), c],
    [rule(4), d],
    [rule(5), e],
  ] as const;

describe("D1: the ladder", () => {
  test("each passed rung is a point", () => {
    expect(earned(five(yes, yes, no, no, no)).earned).toBe(2);
    expect(earned(five(yes, yes, yes, yes, yes)).earned).toBe(5);
    expect(earned(five(no, no, no, no, no)).earned).toBe(0);
  });

  test("a rung carries those beneath it: 4 and half of the way to 5", () => {
    expect(earned(five(no, no, no, yes, part(0.5))).earned).toBe(4.5);
  });

  test("a partial higher rung lifts lower ones only to its own share", () => {
    expect(earned(five(yes, no, no, part(0.25), no)).earned).toBe(1.75);
  });

  test("a rung that begins with + is worth at most the rung beneath", () => {
    expect(earned(five(yes, no, yes, no, no)).earned).toBe(1);
    expect(earned(five(yes, part(0.5), yes, no, no)).earned).toBe(2);
  });

  test("alternatives: the best answer counts", () => {
    const result = earned([...five(yes, yes, no, no, no), [rule(4, "other"), part(0.5)]]);
    expect(result.earned).toBe(3);
    expect(result.rungs[3]?.rule).toBe("other");
  });

  test("within a rule the strongest kind of evidence decides, then the weakest share", () => {
    const records = [share(0.25, "records", "records", []), share(0.75, "records", "records", [])];
    const result = earned([
      [rule(1), yes],
      [rule(2), yes, ...records],
      [rule(3), no],
      [rule(4), no],
      [rule(5), no],
    ]);
    expect(result.rungs[1]).toMatchObject({ share: 0.25, why: "records" });
  });

  test("a share taken from records bounds higher rungs that ask the same question", () => {
    const asked = { question: "q" };
    const result = earned([
      [rule(1), yes],
      [rule(2), yes],
      [rule(3, "r3", asked), share(0.5, "records", "half", [])],
      [rule(4, "r4", asked), yes],
      [rule(5), no],
    ]);
    expect(result.rungs[3]?.share).toBe(0.5);
    expect(result.earned).toBe(3);
  });

  test("what is unknown earns nothing and is undecided", () => {
    const result = earned(five(yes, unknown("?", "a clone"), no, no, no));
    expect(result).toMatchObject({ earned: 1, undecided: 1 });
    expect(result.rungs[1]?.outcome).toBe("unknown");
  });

  test("an unknown alternative beside a decided one stays possible", () => {
    const result = earned([...five(yes, yes, no, no, no), [rule(4, "other"), unknown("?", "tags")]]);
    expect(result).toMatchObject({ earned: 2, undecided: 2 });
  });

  test("what does not apply hands its point to the rest", () => {
    expect(earned(five(yes, notApplicable("-"), yes, no, no)).earned).toBe(2.5);
    expect(earned(five(yes, notApplicable("-"), yes, yes, yes)).earned).toBe(5);
  });

  test("a dimension with every rung out is undecided, not full", () => {
    const out = notApplicable("-");
    expect(earned(five(out, out, out, out, out))).toMatchObject({ earned: 0, undecided: 5 });
  });

  test("D2: a cap holds after the rungs and names its rule", () => {
    const cap = rule(1, "cap", { cap: { dimension: "code", max: 4 } });
    const { rung: _, ...capOnly } = cap;
    const full = five(yes, yes, yes, yes, yes);
    expect(earned([...full, [capOnly, no]])).toMatchObject({
      earned: 4,
      undecided: 0,
      cap: { max: 4, rule: "cap" },
    });
    expect(earned([...full, [capOnly, yes]])).toMatchObject({ earned: 5, cap: null });
    expect(earned([...full, [capOnly, unknown("?", "x")]])).toMatchObject({ earned: 4, undecided: 1 });
  });

  test("more favourable evidence never lowers a score", () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(
        shares,
        fc.integer({ min: 0, max: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (before, at, better) => {
          const after = before.map((one, index) => (index === at ? Math.max(one, better) : one));
          const climbed = (all: readonly number[]) =>
            earned(five(...(all.map(part) as [Verdict, Verdict, Verdict, Verdict, Verdict]))).earned;
          expect(climbed(after)).toBeGreaterThanOrEqual(climbed(before));
        },
      ),
    );
  });
});
