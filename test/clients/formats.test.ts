import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { audit } from "../../src/audit.js";
import type { Report } from "../../src/core/report.js";
import { findingsCsv } from "../../src/formats/findings-csv.js";
import { junit } from "../../src/formats/junit.js";
import { placedFindings } from "../../src/formats/repository-place.js";
import { sarif } from "../../src/formats/sarif.js";
import { SARIF_LEVELS } from "../../src/formats/severities.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildDemo } from "../tools/demo-repository.mjs";
import { temporaryFolder } from "../tools/repository.js";

interface View {
  readonly sarif: {
    readonly tools: readonly string[];
    readonly results: readonly (readonly [string, string, string, number | string])[];
  };
  readonly junit: readonly {
    readonly name: string;
    readonly tests: number;
    readonly failures: number;
    readonly skipped: number;
    readonly failed: readonly string[];
    readonly left: readonly string[];
  }[];
  readonly csv: readonly (readonly string[])[];
}

describe("E4: the formats of the sample project, as others read them", () => {
  let report: Report;
  let view: View;
  beforeAll(async () => {
    const home = temporaryFolder("formats");
    await buildDemo(join(home, "project"));
    const workspace = await openWorkspace(join(home, "project"));
    try {
      report = await audit(workspace, { ruleSet: RULES, local: true });
    } finally {
      await workspace.close();
    }
    mkdirSync(join(home, "out"));
    writeFileSync(join(home, "out/report.sarif"), sarif(report));
    writeFileSync(join(home, "out/report.junit"), junit(report));
    writeFileSync(join(home, "out/report.csv"), findingsCsv(report));
    const python = process.env.EXPTRACK_PYTHON ?? "python3";
    view = JSON.parse(
      execFileSync(python, ["test/tools/read_formats.py", join(home, "out")], {
        env: { PATH: process.env.PATH, HOME: home, TZ: "UTC", PYTHONWARNINGS: "ignore" },
        encoding: "utf8",
      }),
    );
  });

  test("E4: sarif-tools sees every finding with its severity, rule and place", () => {
    const placed = placedFindings(report);
    expect(placed.length).toBeGreaterThan(5);
    expect(view.sarif.tools).toEqual(["exptrack"]);
    const ours = placed.map(({ finding, place }) => [
      SARIF_LEVELS[finding.severity],
      `exptrack/${finding.rule}`,
      place.path,
      String(place.line),
    ]);
    const theirs = view.sarif.results.map(([severity, code, path, line]) => [
      severity,
      code,
      path,
      String(line),
    ]);
    expect(theirs.map(String).sort()).toEqual(ours.map(String).sort());
  });

  test("E4: junitparser sees the suites, and fails the rules that have open errors and warnings", () => {
    expect(view.junit.reduce((sum, suite) => sum + suite.tests, 0)).toBe(report.rules.length);
    const failing = new Set(
      report.findings
        .filter(
          ({ scope, status, severity }) => scope === "clone" && status === "open" && severity !== "info",
        )
        .map(({ rule }) => rule),
    );
    const failed = view.junit.flatMap((suite) => suite.failed.map((name) => name.split(":")[0]));
    expect(failed.sort()).toEqual([...failing].sort());
    for (const { failures, skipped, failed, left } of view.junit)
      expect([failures, skipped]).toEqual([failed.length, left.length]);
  });

  test("E4: pandas reads a row per finding", () => {
    expect(view.csv.map(String).sort()).toEqual(
      report.findings
        .map(({ severity, rule, location, fingerprint }) =>
          [severity, rule, location.path, String(location.line ?? ""), fingerprint].map(String).toString(),
        )
        .sort(),
    );
  });
});
