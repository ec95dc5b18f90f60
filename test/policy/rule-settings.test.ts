import { describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { audit } from "../../src/audit.js";
import { NO_CONFIGURATION, NO_POLICY, type RuleSetting } from "../../src/core/policy.js";
import type { Report } from "../../src/core/report.js";
import { valuesOf } from "../../src/core/rule.js";
import { severityFor } from "../../src/policy/rule-settings.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { TRAIN } from "../cli/sample.js";
import { buildRepository } from "../tools/repository.js";

const LARGE = { repeat: "1,2,3\n", times: 1_000_001 };

const { root } = buildRepository({
  commits: [{ files: { "train.py": TRAIN, "requirements.txt": "torch\nmlflow\n", "data/train.csv": LARGE } }],
});

async function reportWith(rules: Readonly<Record<string, RuleSetting>>): Promise<Report> {
  const workspace = await openWorkspace(root);
  try {
    const configuration = { ...NO_CONFIGURATION, rules: new Map(Object.entries(rules)) };
    return await audit(workspace, { ruleSet: RULES, local: true, policy: { ...NO_POLICY, configuration } });
  } finally {
    await workspace.close();
  }
}

const ofRule = (report: Report, rule: string) => report.findings.filter((one) => one.rule === rule);
const plain = await reportWith({});

describe("E6: severities by rule", () => {
  test("off hides the findings, and the score stays", async () => {
    expect(ofRule(plain, "large-file-in-git")).toHaveLength(1);
    const report = await reportWith({
      "large-file-in-git": { severity: "off" },
      "no-lock": { severity: "off" },
    });
    expect(ofRule(report, "large-file-in-git")).toEqual([]);
    expect(ofRule(report, "no-lock")).toEqual([]);
    expect(report.score).toEqual(plain.score);
    const rule = report.rules.find(({ id }) => id === "large-file-in-git");
    expect(rule).toMatchObject({ severity: "warning", configured: "off", outcome: "fail" });
    expect(plain.rules.some((one) => one.configured !== undefined)).toBe(false);
  });

  test("another severity moves the finding to its place, and nothing else", async () => {
    const report = await reportWith({ "large-file-in-git": { severity: "error" } });
    expect(ofRule(report, "large-file-in-git").map(({ severity }) => severity)).toEqual(["error"]);
    const ranks = report.findings.map(({ severity }) => ["error", "warning", "info"].indexOf(severity));
    expect(ranks).toEqual([...ranks].sort());
    expect(report.score).toEqual(plain.score);
  });

  test("what is partly true is a warning at most", () => {
    const partial = { severity: "info", outcome: "partial" } as const;
    expect(severityFor({ severity: "error" }, partial)).toBe("warning");
    expect(severityFor({ severity: "error" }, { ...partial, outcome: "fail" })).toBe("error");
    expect(severityFor({ severity: "info" }, { severity: "error", outcome: "fail" })).toBe("info");
    expect(severityFor(undefined, partial)).toBe("info");
  });
});

describe("E6: options of rules", () => {
  test("move findings, and the score stays", async () => {
    const report = await reportWith({ "large-file-in-git": { options: { megabytes: 7 } } });
    expect(ofRule(report, "large-file-in-git")).toEqual([]);
    expect(report.score).toEqual(plain.score);
    const strict = await reportWith({ "large-file-in-git": { options: { megabytes: 5.9 } } });
    expect(ofRule(strict, "large-file-in-git")).toHaveLength(1);
  });

  test("no rule that the score stands on has any", () => {
    const withOptions = RULES.rules.filter((rule) => rule.options !== undefined);
    expect(withOptions.map(({ id }) => id)).toContain("large-file-in-git");
    for (const rule of withOptions) {
      expect([rule.id, rule.rung, rule.cap]).toEqual([rule.id, undefined, undefined]);
      for (const option of Object.values(rule.options ?? {})) {
        expect(option.describe).toMatch(/\w{3}/);
        expect(option.default).toBeGreaterThanOrEqual(option.min ?? Number.NEGATIVE_INFINITY);
        expect(option.default).toBeLessThanOrEqual(option.max ?? Number.POSITIVE_INFINITY);
      }
    }
  });

  test("what is not set, or of another type, has its default", () => {
    const options = { megabytes: { default: 5, describe: "size" } };
    expect(valuesOf({ options })).toEqual({ megabytes: 5 });
    expect(valuesOf({ options }, { megabytes: 7, other: 1 })).toEqual({ megabytes: 7 });
    expect(valuesOf({ options }, { megabytes: "7" })).toEqual({ megabytes: 5 });
    expect(valuesOf({})).toEqual({});
  });
});
