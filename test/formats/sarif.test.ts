import { describe, expect, test } from "vitest";
import type { Finding, Report } from "../../src/core/report.js";
import { sarif } from "../../src/formats/sarif.js";
import { finding, reportOf, rule } from "./sample-report.js";
import { sarifMistakes } from "./sarif-schema.js";

interface Result {
  readonly ruleId: string;
  readonly ruleIndex?: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: Readonly<Record<string, number>>;
    };
  }[];
  readonly relatedLocations?: readonly unknown[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly object[];
  readonly baselineState?: string;
}

interface Descriptor {
  readonly id: string;
  readonly defaultConfiguration: object;
  readonly properties: { readonly precision: string };
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly Descriptor[] } };
  readonly automationDetails: { readonly id: string };
  readonly invocations: readonly {
    readonly toolExecutionNotifications?: readonly { readonly message: { readonly text: string } }[];
  }[];
  readonly results: readonly Result[];
}

/** The one run of a log that the official schema accepts. */
function runOf(report: Report): Run {
  const text = sarif(report);
  expect(sarifMistakes(text)).toEqual([]);
  return JSON.parse(text).runs[0];
}

const uriOf = (result: Result | undefined): string | undefined =>
  result?.locations[0]?.physicalLocation.artifactLocation.uri;

describe("E4: SARIF 2.1.0", () => {
  test("E4: a result names its rule, level, place and a fingerprint that code scanning uses", () => {
    const [result] = runOf(reportOf({ findings: [finding()] })).results;
    expect(result).toMatchObject({
      ruleId: "exptrack/unseeded-randomness",
      ruleIndex: 0,
      level: "error",
      message: { text: "torch is not seeded" },
      partialFingerprints: {
        primaryLocationLineHash: "0123456789abcdef:1",
        "exptrackFingerprint/v1": "0123456789abcdef",
      },
    });
    expect(result?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: "train.py", uriBaseId: "%SRCROOT%" },
          region: { startLine: 12, startColumn: 5, endLine: 12, endColumn: 5 },
        },
      },
    ]);
  });

  test("E4: the line moves and the fingerprints stay", () => {
    const prints = [3, 300].map(
      (line) =>
        runOf(reportOf({ findings: [finding({ location: { path: "train.py", line } })] })).results[0]
          ?.partialFingerprints,
    );
    expect(prints[0]).toEqual(prints[1]);
  });

  test("E4: every rule that ran is there in its own order, whether it has findings or not", () => {
    const rules = [
      rule({ id: "zebra", areas: [] }),
      rule({ id: "unseeded-randomness" }),
      rule({ id: "ant", configured: "info" }),
      rule({ id: "bee", configured: "off" }),
    ];
    const own = (findings: Finding[]) => runOf(reportOf({ rules, findings })).tool.driver.rules;
    expect(own([]).map(({ id }) => id)).toEqual([
      "exptrack/zebra",
      "exptrack/unseeded-randomness",
      "exptrack/ant",
      "exptrack/bee",
    ]);
    expect(own([finding()])).toEqual(own([]));
    expect(own([])[1]).toEqual({
      id: "exptrack/unseeded-randomness",
      name: "unseeded-randomness",
      shortDescription: { text: "Random sources are not seeded" },
      fullDescription: { text: "Looks at every source of randomness." },
      help: {
        text: "Two runs differ.\n\nSeed every source.",
        markdown:
          "Looks at every source of randomness.\n\n**Why it matters**: Two runs differ.\n\n**What to do**: Seed every source.",
      },
      defaultConfiguration: { level: "error" },
      properties: {
        precision: "high",
        "problem.severity": "error",
        tags: ["reproducibility", "parameters", "parameter-management"],
      },
    });
    expect(own([])[2]?.defaultConfiguration).toEqual({ level: "note" });
    expect(own([])[3]?.defaultConfiguration).toEqual({ level: "error", enabled: false });
  });

  test("E4: the precision of a rule is the confidence of its least sure finding", () => {
    const findings = [finding(), finding({ confidence: "medium", fingerprint: "b" })];
    expect(runOf(reportOf({ findings })).tool.driver.rules[0]?.properties.precision).toBe("medium");
  });

  test("E4: paths are relative to the root of the git repository and encoded by segment", () => {
    const location = { path: "a b/50%/ü#?.py", line: 1 };
    const [result] = runOf(
      reportOf({ findings: [finding({ location })], repository: { folder: "sub:dir/x" } }),
    ).results;
    expect(uriOf(result)).toBe("sub%3Adir/x/a%20b/50%25/%C3%BC%23%3F.py");
  });

  test("E4: what stands in no tracked text file is shown at the anchor, and its place is said", () => {
    const location = { path: "mlflow.db", run: "mlflow:0a1b" };
    const related = [
      { path: "mlflow.db", run: "mlflow:0c2d" },
      { path: "conf/a.yaml", line: 3 },
    ];
    const [result] = runOf(
      reportOf({
        findings: [finding({ location, related })],
        repository: { folder: "ml", textless: ["mlflow.db"] },
      }),
    ).results;
    expect(uriOf(result)).toBe("ml/README.md");
    expect(result?.locations[0]?.physicalLocation.region).toMatchObject({ startLine: 1, startColumn: 1 });
    expect(result?.message.text).toBe("torch is not seeded (mlflow.db (mlflow:0a1b))");
    expect(result?.relatedLocations).toHaveLength(1);
    expect(JSON.stringify(result?.relatedLocations)).toContain("ml/conf/a.yaml");
  });

  test("E4: a notebook is shown at its first line, and the cell is said", () => {
    const location = { path: "nb.ipynb", cell: 3, line: 4, column: 5 };
    const [result] = runOf(reportOf({ findings: [finding({ location })] })).results;
    expect(uriOf(result)).toBe("nb.ipynb");
    expect(result?.locations[0]?.physicalLocation.region.startLine).toBe(1);
    expect(result?.message.text).toBe("torch is not seeded (nb.ipynb:cell 3:4:5)");
  });

  test("E4: findings about one machine's own records are left out", () => {
    expect(runOf(reportOf({ findings: [finding({ scope: "local" })] })).results).toEqual([]);
  });

  test("E4: suppressed findings say why, and then every result says whether it is", () => {
    const findings = [
      finding({ fingerprint: "a", status: "suppressed", reason: "a smoke test" }),
      finding({ fingerprint: "b", status: "suppressed" }),
      finding({ fingerprint: "c" }),
    ];
    const suppressions = [
      {
        rule: "*",
        reason: null,
        expires: null,
        location: { path: "exptrack.yml", line: 3 },
        findings: ["b"],
      },
    ];
    const { results } = runOf(
      reportOf({ findings, policy: { configuration: "exptrack.yml", suppressions } }),
    );
    expect(results.map((one) => one.suppressions)).toEqual([
      [{ kind: "inSource", status: "accepted", justification: "a smoke test" }],
      [{ kind: "external", status: "accepted" }],
      [],
    ]);
    expect(runOf(reportOf({ findings: [finding()] })).results[0]?.suppressions).toBeUndefined();
  });

  test("E4: beside a baseline a result is new or unchanged, without one it is neither", () => {
    const findings = [
      finding(),
      finding({ status: "baselined", fingerprint: "b" }),
      // A baseline holds none of these.
      finding({ severity: "info", fingerprint: "c" }),
    ];
    const baseline = { ruleSet: 1, accepted: 1, findings: ["b"], stale: [] };
    const states = (report: Report) => runOf(report).results.map((one) => one.baselineState);
    expect(states(reportOf({ findings, policy: { baseline } }))).toEqual(["new", "unchanged", "unchanged"]);
    expect(states(reportOf({ findings: [finding()] }))).toEqual([undefined]);
  });

  test("E4: of more than 25,000 results the least severe are left out, and the file says how many", () => {
    const findings = [
      ...Array.from({ length: 25_001 }, (_, index) =>
        finding({ severity: "info", fingerprint: `i${index}` }),
      ),
      finding({ severity: "warning", fingerprint: "w" }),
    ];
    const { runs } = JSON.parse(sarif(reportOf({ findings })));
    const [run] = runs as Run[];
    expect(run?.results).toHaveLength(25_000);
    expect(run?.results[0]?.level).toBe("warning");
    expect(run?.invocations[0]?.toolExecutionNotifications?.[0]?.message.text).toBe(
      "2 less severe findings left out: code scanning takes 25000",
    );
  });

  test("E4: what could not be read is a notification; there are no fixes and no empty texts", () => {
    const problems = [{ path: "mlflow.db", message: "file is no database" }];
    const empty = finding({ message: "", fix: { text: "", gain: 0, effort: "days" } });
    const report = reportOf({
      findings: [empty],
      rules: [rule({ title: "", what: "", why: "", fix: "" })],
      more: { problems },
    });
    const run = runOf(report);
    expect(run.invocations[0]?.toolExecutionNotifications?.[0]?.message.text).toBe(
      "mlflow.db: file is no database",
    );
    expect(sarif(report)).not.toMatch(/"fixes"|: ""/);
    expect(run.automationDetails.id).toBe("exptrack/");
  });

  test("F1: a message cannot become a link", () => {
    const [result] = runOf(reportOf({ findings: [finding({ message: "[ok](http://x)" })] })).results;
    expect(result?.message.text).toBe("[ok] (http://x)");
  });

  test("E4: a repository without machine learning gives a log without results", () => {
    expect(runOf(reportOf({ total: null })).results).toEqual([]);
  });
});
