import { describe, expect, test } from "vitest";
import type { Report } from "../../src/core/report.js";
import { junit } from "../../src/formats/junit.js";
import { type Element, junitMistakes, xmlTree } from "./junit-schema.js";
import { finding, reportOf, rule } from "./sample-report.js";

function suitesOf(report: Report): readonly Element[] {
  const root = xmlTree(junit(report));
  expect(junitMistakes(root)).toEqual([]);
  return root.children;
}

/** The one case of a report on one rule. */
const caseOf = (report: Report): Element | undefined => suitesOf(report)[0]?.children[0];

describe("E4: JUnit XML", () => {
  test("E4: a suite per dimension and one beyond the score, a case per rule", () => {
    const { rung: _, ...beyond } = rule({ id: "d", outcome: "pass" });
    const rules = [
      rule({ id: "b", outcome: "pass" }),
      rule({ id: "a", rung: "code.1", outcome: "pass" }),
      rule({ id: "c", outcome: "pass" }),
      beyond,
    ];
    const suites = suitesOf(reportOf({ rules }));
    expect(
      suites.map(({ attributes, children }) => [attributes.name, children.map((one) => one.attributes)]),
    ).toEqual([
      ["Code versioning", [{ name: "a: Random sources are not seeded", classname: "exptrack.code" }]],
      [
        "Parameter logging",
        [
          { name: "b: Random sources are not seeded", classname: "exptrack.parameters" },
          { name: "c: Random sources are not seeded", classname: "exptrack.parameters" },
        ],
      ],
      [
        "Beyond the score",
        [{ name: "d: Random sources are not seeded", classname: "exptrack.beyond-the-score" }],
      ],
    ]);
  });

  test("E4: an open finding fails its rule and says where and what to do, the most severe first", () => {
    const findings = [finding({ severity: "warning", message: "gym is not seeded" }), finding()];
    const report = reportOf({ findings });
    expect(caseOf(report)?.children).toEqual([
      {
        name: "failure",
        attributes: { message: "torch is not seeded", type: "error" },
        children: [],
        text: "train.py:12:5: error: torch is not seeded — Seed every source.\ntrain.py:12:5: warning: gym is not seeded — Seed every source.",
      },
    ]);
    expect(suitesOf(report)[0]?.attributes).toEqual({
      name: "Parameter logging",
      tests: "1",
      failures: "1",
      errors: "0",
      skipped: "0",
    });
  });

  test("E4: a finding of severity info fails nothing and stands in the output", () => {
    const only = caseOf(reportOf({ findings: [finding({ severity: "info" })] }));
    expect(only?.children.map(({ name, text }) => [name, text])).toEqual([
      ["system-out", "train.py:12:5: info: torch is not seeded — Seed every source."],
    ]);
  });

  test.each([
    ["does not apply here", rule({ outcome: "na" }), []],
    ["could not be told from here", rule({ outcome: "unknown" }), []],
    ["switched off by the configuration", rule({ configured: "off" }), []],
    ["accepted: a smoke test", rule(), [finding({ status: "suppressed", reason: "a smoke test" })]],
    ["accepted by the baseline", rule(), [finding({ status: "baselined" })]],
    ["no finding of its own: another rule says it, or its rung is earned another way", rule(), []],
  ])("E4: a case is skipped: %s", (why, one, findings) => {
    const skipped = caseOf(reportOf({ rules: [one], findings }));
    expect(skipped?.children).toEqual([
      { name: "skipped", attributes: { message: why }, children: [], text: "" },
    ]);
  });

  test("E4: what passes is a case without more, also where one machine's own records fail", () => {
    const report = reportOf({ rules: [rule({ outcome: "pass" })], findings: [finding({ scope: "local" })] });
    expect(caseOf(report)?.children).toEqual([]);
  });

  test("F1: no text ends its element, its attribute or the document", () => {
    const message = `]]><x a="1" b='2'>&amp;\u0000\u001b[31m</failure>`;
    const failure = caseOf(reportOf({ findings: [finding({ message })] }))?.children[0];
    expect(failure?.attributes.message).toBe(`]]><x a="1" b='2'>&amp;  [31m</failure>`);
    expect(failure?.text).toContain("]]><x");
  });
});
