import { describe, expect, test } from "vitest";
import { MOST_CHARACTERS, summary } from "../../src/formats/summary.js";
import { finding, reportOf } from "./sample-report.js";

const baseline = { ruleSet: 1, accepted: 1, findings: [], stale: [] };

describe("E4: the summary for a job or a comment", () => {
  test("E4: begins with the mark by which a bot finds its comment, then score, areas, findings, steps", () => {
    const text = summary(
      reportOf({
        findings: [finding({ severity: "warning" }), finding()],
        more: {
          recommendations: [
            {
              priority: "P1",
              title: "Seed every source.",
              gain: 0.5,
              effort: "minutes",
              findings: [],
              example: null,
              before: null,
            },
          ],
        },
      }),
    );
    expect(text.split("\n")[0]).toBe("<!-- exptrack -->");
    expect(text).toContain("## Experiment tracking: 17.5 / 30");
    expect(text).toContain("| Code versioning | 2.5 / 5 | the second |");
    expect(text).toContain("| Parameter Management | WARN | P3 | half of it |");
    expect(text).toContain("### Findings: 1 error, 1 warning");
    expect(text.indexOf("**error**")).toBeLessThan(text.indexOf("**warning**"));
    expect(text).toContain("1. **P1** Seed every source. (+0.5, minutes)");
  });

  test("E4: beside a baseline only new findings are listed, and the others counted", () => {
    const findings = [
      finding({ message: "known before", status: "baselined" }),
      finding({ message: "excused", status: "suppressed" }),
      finding({ message: "mine", scope: "local" }),
      finding({ message: "by the way", severity: "info" }),
      finding({ message: "fresh" }),
    ];
    const text = summary(reportOf({ findings, policy: { baseline } }));
    expect(text).toContain("### New findings: 1 error");
    expect(text).toContain("fresh");
    expect(text).not.toMatch(/known before|excused|mine|by the way/);
    expect(text).toContain(
      "Not listed: 1 info, 1 suppressed, 1 accepted by the baseline, 1 about what only this machine holds.",
    );
  });

  test("E4: never longer than a comment may be, and it says how many are missing", () => {
    const findings = Array.from({ length: 2000 }, (_, index) =>
      finding({ message: `${index} ${"x".repeat(300)}`, fingerprint: String(index) }),
    );
    const text = summary(reportOf({ findings }));
    const listed = text.match(/^- \*\*error\*\*/gm)?.length ?? 0;
    expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS);
    expect(text.length).toBeGreaterThan(MOST_CHARACTERS * 0.9);
    expect(text).toContain(`${2000 - listed} more findings left out here`);
    expect(text).toContain("<sub>exptrack");
  });

  test("F1: nothing of the repository becomes markup, calls somebody or names an issue", () => {
    const hostile = finding({
      message: "<img src=x> [a](http://x) @octocat #12 | **b**\n# Title",
      location: { path: "a`|b.py", line: 1 },
    });
    const line = summary(reportOf({ findings: [hostile] }))
      .split("\n")
      .find((one) => one.startsWith("- **error**"));
    expect(line).toContain("\\<img src=x\\> \\[a\\](http://x)");
    expect(line).toContain("@\u200boctocat \\#\u200b12 \\| \\*\\*b\\*\\* \\# Title");
    expect(line).toContain("``a`\\|b.py:1``");
  });

  test("E2: what lies outside of the audited state is told", () => {
    const elsewhere = [{ what: "exp-lr holds run records: a|b", needed: "audit it with --rev exp-lr" }];
    const { selfCheck } = reportOf();
    expect(summary(reportOf({ more: { selfCheck: { ...selfCheck, elsewhere } } }))).toContain(
      "### Seen elsewhere and not counted\n\n- exp-lr holds run records: a\\|b; needed: audit it with --rev exp-lr\n",
    );
    expect(summary(reportOf())).not.toContain("elsewhere");
  });

  test("E4: without machine learning it says so", () => {
    expect(summary(reportOf({ total: null }))).toContain("nothing to score");
  });

  test("E4: without findings it says none", () => {
    expect(summary(reportOf())).toContain("### Findings: none");
  });
});
