import { describe, expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { Baseline } from "../../src/core/policy.js";
import { Baseline as Schema } from "../../src/core/schema/baseline.js";
import { baselineText, parseBaseline } from "../../src/policy/baseline.js";
import { held } from "../../src/policy/held.js";
import { tighten } from "../../src/policy/tighten.js";
import { baseline, entry, finding, report } from "./sample.js";

const everywhere = (_path: string): boolean => true;
const matched = (
  accepted: readonly ReturnType<typeof entry>[],
  findings: readonly ReturnType<typeof finding>[],
  isThere = everywhere,
): string[] => [...held({ accepted }, findings, isThere).findings.keys()].sort();

describe("F3: how a baseline finds its findings again", () => {
  test("by rule, path and fingerprint", () => {
    expect(matched([entry()], [finding()])).toEqual(["aaaa"]);
    expect(matched([entry({ rule: "no-ci" })], [finding()])).toEqual([]);
    expect(matched([entry({ fingerprint: "bbbb" })], [finding()])).toEqual([]);
  });

  test("after a rename, where the old path is gone", () => {
    const moved = finding({ location: { path: "src/train.py", line: 3 } });
    expect(matched([entry()], [moved], (path) => path !== "train.py")).toEqual(["aaaa"]);
    expect(matched([entry()], [moved])).toEqual([]);
  });

  test("a copy is new: one entry holds one finding", () => {
    const copy = finding({ fingerprint: "aaaa-2", location: { path: "copy.py", line: 3 } });
    expect(matched([entry()], [finding(), copy])).toEqual(["aaaa"]);
    expect(matched([entry()], [finding(), finding({ fingerprint: "aaaa-2" })])).toEqual(["aaaa"]);
  });

  test("whatever number it has among equals: one that comes before it in another file is the new one", () => {
    const first = finding({ fingerprint: "aaaa", location: { path: "a.py", line: 3 } });
    const second = finding({ fingerprint: "aaaa-2" });
    expect(matched([entry()], [first, second])).toEqual(["aaaa-2"]);
  });

  test("what is about the whole repository, whatever file it is shown at", () => {
    const whole = finding({ rule: "no-ci", location: { path: "pyproject.toml" } });
    expect(matched([entry({ rule: "no-ci", path: "README.md" })], [whole])).toEqual(["aaaa"]);
  });
});

describe("F3: the file", () => {
  const made = baseline({
    floors: { data: 2.5, code: 1 },
    accepted: [entry({ path: "z.py", reason: "ticket 12" }), entry({ path: "a.py" })],
  });

  test("is sorted, without dates, and the same for the same state", () => {
    const text = baselineText(made);
    expect(text).toBe(baselineText({ ...made, accepted: made.accepted.toReversed() }));
    expect(Object.keys(JSON.parse(text))).toEqual(["accepted", "floors", "ruleSet", "schemaVersion"]);
    expect(JSON.parse(text).accepted.map((one: { path: string }) => one.path)).toEqual(["a.py", "z.py"]);
    expect(text.endsWith("}\n")).toBe(true);
    expect(baselineText(parseBaseline(text, "b.json").baseline!)).toBe(text);
  });

  test("the published schema accepts what is written, and has the same type", () => {
    expect(Schema.safeParse(JSON.parse(baselineText(made))).success).toBe(true);
    expectTypeOf<z.output<typeof Schema>>().toExtend<Baseline>();
    expectTypeOf<keyof z.output<typeof Schema>>().toEqualTypeOf<keyof Baseline>();
  });

  test.each([
    ["no JSON", "{", /b\.json: this is no JSON/],
    ["nothing", "", /no JSON/],
    ["another file", '{"name": "x"}', /no baseline of exptrack/],
    ["a list", "[]", /no baseline of exptrack/],
    ["a version of later", '{"schemaVersion": 2}', /schemaVersion 2 is not known here/],
    ["no rule set", '{"schemaVersion": 1, "floors": {}, "accepted": []}', /ruleSet is missing/],
    [
      "a dimension that is none",
      '{"schemaVersion":1,"ruleSet":1,"floors":{"tracking":1},"accepted":[]}',
      /floors\.tracking is no dimension/,
    ],
    [
      "a floor beyond the scale",
      '{"schemaVersion":1,"ruleSet":1,"floors":{"data":6},"accepted":[]}',
      /floors\.data is 6, 0 to 5/,
    ],
    [
      "an entry without a path",
      '{"schemaVersion":1,"ruleSet":1,"floors":{},"accepted":[{"rule":"a","fingerprint":"b"}]}',
      /accepted\[0\] has no text as path/,
    ],
    [
      "prototypes",
      '{"schemaVersion":1,"ruleSet":1,"floors":{"__proto__":1},"accepted":[]}',
      /is no dimension/,
    ],
  ])("is refused with the file and what to do: %s", (_, text, message) => {
    const { baseline: parsed, mistakes } = parseBaseline(text, "b.json");
    expect(parsed).toBeNull();
    expect(mistakes.join("\n")).toMatch(message);
    expect(Schema.safeParse(safely(text)).success).toBe(false);
  });

  test("with the marks of a merge conflict is refused with the line", () => {
    const text = baselineText(made).replace('  "floors"', '<<<<<<< HEAD\n  "floors"');
    expect(parseBaseline(text, "b.json").mistakes).toEqual([
      "b.json: line 15 is the mark of a merge conflict: take either side whole, then run exptrack baseline",
    ]);
  });
});

function safely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe("F3: tightening", () => {
  const NOTHING_MORE = { acceptNew: null, acceptLower: new Set<never>() };
  const known = baseline({ floors: { data: 2.5 }, accepted: [entry()] });

  test("the first time every open error and warning of a clone is accepted, and what is earned is the floor", () => {
    const { baseline: made } = tighten(
      null,
      report({
        earned: { data: 1.25 },
        findings: [
          finding(),
          finding({ fingerprint: "bbbb", severity: "warning" }),
          finding({ fingerprint: "cccc", severity: "info" }),
          finding({ fingerprint: "dddd", scope: "local" }),
          finding({ fingerprint: "eeee", status: "suppressed" }),
        ],
      }),
      NOTHING_MORE,
      everywhere,
    );
    expect(made.accepted.map(({ fingerprint }) => fingerprint)).toEqual(["aaaa", "bbbb"]);
    expect(made.floors).toMatchObject({ data: 1.25, code: 2.5 });
  });

  test("afterwards what is gone is removed, and floors rise", () => {
    const result = tighten(known, report({ earned: { data: 3 } }), NOTHING_MORE, everywhere);
    expect(result.baseline.accepted).toEqual([]);
    expect(result.removed).toEqual([entry()]);
    expect(result.baseline.floors.data).toBe(3);
  });

  test("what came since is refused, and floors stay", () => {
    const fresh = finding({ fingerprint: "bbbb" });
    const made = report({
      earned: { data: 1 },
      findings: [finding({ status: "baselined" }), fresh],
    });
    const result = tighten(known, made, NOTHING_MORE, everywhere);
    expect(result.baseline.accepted).toEqual([entry()]);
    expect(result.refused).toEqual([fresh]);
    expect(result.baseline.floors.data).toBe(2.5);
  });

  test("with a reason it is accepted, of one rule alone where that is named; one floor comes down where it is named", () => {
    const other = finding({ rule: "no-ci", fingerprint: "cccc" });
    const made = report({
      earned: { data: 1, code: 0 },
      findings: [finding({ status: "baselined" }), finding({ fingerprint: "bbbb" }), other],
    });
    const asked = {
      acceptNew: { reason: "ticket 12", rules: ["no-ci"] },
      acceptLower: new Set(["data"] as const),
    };
    const result = tighten(
      baseline({ floors: { data: 2.5, code: 2 }, accepted: [entry()] }),
      made,
      asked,
      everywhere,
    );
    expect(result.baseline.accepted).toEqual([
      entry({ rule: "no-ci", fingerprint: "cccc", reason: "ticket 12" }),
      entry(),
    ]);
    expect(result.refused.map(({ fingerprint }) => fingerprint)).toEqual(["bbbb"]);
    expect(result.baseline.floors).toMatchObject({ data: 1, code: 2 });
  });

  test("entries of rules that could not be decided or are off stay", () => {
    for (const rule of [{ outcome: "unknown" }, { configured: "off" }]) {
      const made = report({ rules: [{ id: "unseeded-randomness", ...rule }] });
      expect(tighten(known, made, NOTHING_MORE, everywhere).baseline.accepted).toEqual([entry()]);
    }
  });

  test("a renamed file is written under its new name, with its reason", () => {
    const before = baseline({ accepted: [entry({ reason: "ticket 12" })] });
    const moved = finding({ status: "baselined", location: { path: "src/train.py", line: 9 } });
    const result = tighten(
      before,
      report({ findings: [moved] }),
      NOTHING_MORE,
      (path) => path !== "train.py",
    );
    expect(result.baseline.accepted).toEqual([entry({ path: "src/train.py", reason: "ticket 12" })]);
    expect(result.removed).toEqual([]);
  });

  test("findings of rules that came with a newer rule set are taken in, others not", () => {
    const made = report({
      ruleSet: 2,
      rules: [{ id: "unseeded-randomness" }, { id: "brand-new", since: 2 }],
      findings: [finding({ fingerprint: "bbbb" }), finding({ rule: "brand-new", fingerprint: "cccc" })],
    });
    const result = tighten(baseline(), made, NOTHING_MORE, everywhere);
    expect(result.fromNewRules.map(({ rule }) => rule)).toEqual(["brand-new"]);
    expect(result.refused.map(({ rule }) => rule)).toEqual(["unseeded-randomness"]);
    expect(result.baseline.ruleSet).toBe(2);
  });

  test("to tighten twice changes nothing", () => {
    const made = report({ findings: [finding()] });
    const once = tighten(null, made, NOTHING_MORE, everywhere).baseline;
    const again = tighten(
      once,
      report({ findings: [finding({ status: "baselined" })] }),
      NOTHING_MORE,
      everywhere,
    );
    expect(baselineText(again.baseline)).toBe(baselineText(once));
  });
});
