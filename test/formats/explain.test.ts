import { describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { explainArea } from "../../src/formats/explain/area.js";
import { explainDimension } from "../../src/formats/explain/dimension.js";
import { explainFinding } from "../../src/formats/explain/finding.js";
import { explainAll } from "../../src/formats/explain/overview.js";
import type { Page } from "../../src/formats/explain/page.js";
import { pageMarkdown } from "../../src/formats/explain/page-markdown.js";
import { pageText } from "../../src/formats/explain/page-text.js";
import { explainRule } from "../../src/formats/explain/rule.js";
import { NO_COLOUR } from "../../src/formats/palette.js";
import { rulePage } from "../../src/formats/rule-page.js";
import { displayWidth } from "../../src/formats/width.js";
import { finding, rule } from "./sample-report.js";

const text = (page: Page, width: number | null = 80): string => pageText(page, { palette: NO_COLOUR, width });
const ruleCalled = (id: string) => RULES.rules.find((one) => one.id === id)!;

describe("E5: what explain says", () => {
  test.each(RULES.rules.map((one) => [one.id, one] as const))(
    "E5: %s has its page on a terminal and in Markdown, from one source",
    (id, one) => {
      const page = explainRule(one, RULES);
      expect(rulePage(one, RULES).split("\n").slice(2).join("\n")).toBe(pageMarkdown(page));
      const shown = text(page);
      expect(shown.split("\n")[0]).toBe(id);
      for (const heading of ["What it looks at", "Why it matters", "What to do"])
        expect(shown).toContain(`\n${heading}\n`);
    },
  );

  test("E5: a rule is told with limit, change and options", () => {
    const shown = text(explainRule(ruleCalled("unused-suppression"), RULES));
    expect(shown).toContain("What it cannot tell\n");
    expect(shown).toMatch(/^- random\.seed\(0\) {2}# exptrack: ignore/m);
    expect(shown).toMatch(/^\+ random\.seed\(0\)$/m);
    const optional = {
      ...ruleCalled("no-ci"),
      options: { days: { default: 3, min: 1, describe: "how old" } },
    };
    expect(text(explainRule(optional, RULES))).toContain("- days: how old; default 3, at least 1");
    expect(pageMarkdown(explainRule(optional, RULES))).toContain(
      "rules:\n  no-ci:\n    options:\n      days: 3",
    );
  });

  test("E5: a rule's references are told", () => {
    const [cited] = RULES.rules.filter(({ docs }) => docs.references !== undefined);
    expect(pageMarkdown(explainRule(cited!, RULES))).toContain(
      `## References\n\n- <${cited!.docs.references![0]}>`,
    );
  });

  test("E5: a dimension is told with its question, five rungs, what answers each, and its caps", () => {
    const shown = text(explainDimension(RULES.dimensions.find(({ id }) => id === "environment")!, RULES));
    expect(shown).toContain("Can the compute environment be recreated?");
    expect(shown.match(/^- [1-5]: /gm)).toHaveLength(5);
    expect(shown).toContain("no-lock");
    expect(shown).toContain("at or under 2 while nothing-pinned is not passed");
  });

  test("E5: an area is told with thresholds, key rules first and from which stakes on it is called for", () => {
    const shown = text(explainArea(RULES.areas.find(({ id }) => id === "model-registry")!, RULES), 120);
    expect(shown).toContain("PASS from 75 %");
    expect(shown).toContain("FAIL under 40 %");
    expect(shown).toContain("asked from medium stakes on, else P4: low stakes do not call for");
    const rows = shown.split("\n").filter((line) => /^[a-z-]+ {2}/.test(line));
    const keys = rows.map((line) => / key /.test(line));
    expect(keys).toEqual([...keys].sort((a, b) => Number(b) - Number(a)));
    expect(keys[0]).toBe(true);
  });

  test("E5: the overview names every dimension, area and rule", () => {
    const shown = text(explainAll(RULES), null);
    for (const { id } of [...RULES.dimensions, ...RULES.areas, ...RULES.rules])
      expect(shown, id).toMatch(new RegExp(`^${id}\\b`, "m"));
  });

  test.each([60, 80])("E5: prose keeps to %i columns", (columns) => {
    const { title, parts } = explainRule(ruleCalled("unseeded-randomness"), RULES);
    const said = parts.filter((part) => !("change" in part) && !("code" in part));
    const lines = text({ title, parts: said }, columns).split("\n");
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
  });

  test("E5: a finding is told with its line, place, why, gain and how to accept it", () => {
    const shown = text(
      explainFinding({ finding: finding(), rule: rule({ limit: "Not C code." }), source: "  x = rand()" }),
    );
    for (const part of [
      "torch is not seeded",
      "  x = rand()",
      "- place: train.py:12:5",
      "- gain: +0.5, effort minutes",
      "Not C code.",
      '      paths: ["/train.py"]',
      "  # exptrack: ignore[unseeded-randomness] …",
    ])
      expect(shown).toContain(part);
  });

  test("E5: an accepted finding says so, and not how to accept it", () => {
    const accepted = finding({ status: "suppressed", reason: "known" });
    const shown = text(explainFinding({ finding: accepted, rule: null, source: null }));
    expect(shown).toContain("accepted: suppressed (known)");
    expect(shown).not.toContain("To accept it instead");
  });

  test("F1: what the repository says is no markup and no order to a terminal", () => {
    const hostile = finding({
      message: "<b>x</b> [a](http://x)\u001b[31m",
      location: { path: "a`b](x)<i>.py", line: 1 },
      related: [{ path: "c`](x)" }],
    });
    const page = explainFinding({ finding: hostile, rule: null, source: "````\u001b[2J" });
    expect(text(page)).not.toContain("\u001b");
    const shown = pageMarkdown(page);
    expect(shown).toContain("\\<b\\>x\\</b\\> \\[a\\](http://x)");
    expect(shown).toContain("b\\](x)\\<i\\>.py:1");
    expect(shown).toContain("`````text\n```` [2J\n`````");
  });
});
