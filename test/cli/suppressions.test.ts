import { describe, expect, test } from "vitest";
import type { Finding, Report } from "../../src/core/report.js";
import { exptrack } from "../tools/command-line.js";
import { buildRepository, type Content } from "../tools/repository.js";
import { sampleProject, TRAIN } from "./sample.js";

const UNSEEDED = TRAIN.replace("torch.manual_seed(0)\n", "");
const DRAW = "    loss = torch.nn.Linear(1, 1)(torch.rand(1)).sum()\n";
const RULE = "unseeded-randomness";

function audited(files: Readonly<Record<string, Content>>, ...args: string[]): Report {
  const { root } = buildRepository({
    commits: [{ files: { "requirements.txt": "torch==2.3.0\nmlflow==2.14.0\n", ...files } }],
  });
  const { stdout, stderr } = exptrack(["audit", root, "--no-report", "--no-cache", "-f", "json", ...args]);
  return JSON.parse(stdout === "" ? stderr : stdout);
}
const of = ({ findings }: Report, rule: string): Finding[] => findings.filter((one) => one.rule === rule);
const statuses = (report: Report, rule = RULE): string[] => of(report, rule).map(({ status }) => status);

describe("E6: suppressions in a whole audit", () => {
  test("a comment above the line accepts its finding, with the reason, and the score stays", () => {
    const open = audited({ "train.py": UNSEEDED });
    expect(statuses(open)).toEqual(["open"]);
    const line = of(open, RULE)[0]!.location.line!;
    const lines = UNSEEDED.split("\n");
    const indent = /^ */.exec(lines[line - 1]!)![0];
    lines.splice(line - 1, 0, `${indent}# exptrack: ignore[${RULE}] a smoke test`);
    const accepted = audited({ "train.py": lines.join("\n") });
    expect(of(accepted, RULE)).toMatchObject([{ status: "suppressed", reason: "a smoke test" }]);
    expect(accepted.score?.total).toBe(open.score?.total);
    expect(of(accepted, "unused-suppression")).toEqual([]);
    expect(accepted.recommendations.flatMap(({ findings }) => findings)).not.toContain(
      of(accepted, RULE)[0]!.fingerprint,
    );
  });

  test("a string that holds the words accepts nothing", () => {
    const text = `print("# exptrack: ignore-file[${RULE}] no")\n'''\n# exptrack: ignore-file[${RULE}] no\n'''\n`;
    const report = audited({ "train.py": UNSEEDED + text });
    expect(statuses(report)).toEqual(["open"]);
    expect(report.policy.suppressions).toEqual([]);
  });

  test("a whole file; and without ignores it is open again, and listed", () => {
    const files = { "train.py": `# exptrack: ignore-file[${RULE}] a demo\n${UNSEEDED}` };
    expect(statuses(audited(files))).toEqual(["suppressed"]);
    const shown = audited(files, "--no-ignores");
    expect(statuses(shown)).toEqual(["open"]);
    expect(shown.policy).toMatchObject({ ignores: false, suppressions: [{ rule: RULE, reason: "a demo" }] });
    expect(shown.policy.suppressions[0]?.findings).toHaveLength(1);
  });

  test("a notebook, by a comment in the cell and by its metadata", () => {
    const notebook = (source: string, metadata = {}) => ({
      json: {
        nbformat: 4,
        nbformat_minor: 5,
        metadata,
        cells: [{ cell_type: "code", source, metadata: {}, outputs: [], execution_count: 1 }],
      },
    });
    expect(statuses(audited({ "train.ipynb": notebook(UNSEEDED) }))).toEqual(["open"]);
    const commented = UNSEEDED.replace(DRAW, `    # exptrack: ignore[${RULE}] a demo\n${DRAW}`);
    expect(statuses(audited({ "train.ipynb": notebook(commented) }))).toEqual(["suppressed"]);
    const said = { exptrack: { ignore: [`${RULE}: a demo`] } };
    expect(of(audited({ "train.ipynb": notebook(UNSEEDED, said) }), RULE)).toMatchObject([
      { status: "suppressed", reason: "a demo" },
    ]);
  });

  test("what is about the whole repository, by the file it is shown at and by the configuration", () => {
    const open = audited({ "train.py": TRAIN });
    expect(of(open, "no-ci")).toMatchObject([{ status: "open", location: { path: "requirements.txt" } }]);
    const commented = {
      "train.py": TRAIN,
      "requirements.txt": "# exptrack: ignore-file[no-ci] a paper's code\ntorch==2.3.0\nmlflow==2.14.0\n",
    };
    expect(statuses(audited(commented), "no-ci")).toEqual(["suppressed"]);
    const configured = {
      "train.py": TRAIN,
      "exptrack.yml": "ignore:\n  - rule: no-ci\n    reason: a paper's code\n",
    };
    expect(of(audited(configured), "no-ci")).toMatchObject([
      { status: "suppressed", reason: "a paper's code" },
    ]);
  });

  test("what is wrong with suppressions is told", () => {
    const report = audited({
      "train.py": [
        "x = 1  # exptrack: ignore[unseeded-randomnes] a typo",
        "y = 2  # exptrack: ignore",
        "z = 3  # exptrack: ignore[no-readme]",
        TRAIN,
      ].join("\n"),
      "README.md": "# Flowers\n\n```bash\npython train.py\n```\n",
    });
    expect(
      of(report, "unknown-rule-in-suppression").map(({ location, message }) => [location.line, message]),
    ).toEqual([
      [2, "this is not heeded: it names no rule, and there is no blanket form"],
      [1, "there is no rule unseeded-randomnes; did you mean unseeded-randomness?"],
    ]);
    expect(of(report, "suppression-without-reason")).toMatchObject([
      { location: { path: "train.py", line: 3 } },
    ]);
    expect(of(report, "unused-suppression")).toMatchObject([
      { location: { path: "train.py", line: 3 }, severity: "info" },
    ]);
    const prints = report.findings.map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
  });

  test("an accepted error is no error of its areas any more; the points that they are measured by stay", () => {
    const areaOf = (report: Report) => report.areas.find(({ id }) => id === "parameter-management");
    const open = audited({ "train.py": UNSEEDED });
    const accepted = audited({ "train.py": `# exptrack: ignore-file[${RULE}] a demo\n${UNSEEDED}` });
    expect(areaOf(open)?.status).toBe("WARN");
    expect(areaOf(accepted)?.status).toBe("PASS");
    expect(areaOf(accepted)?.share).toBe(areaOf(open)?.share);
    expect(accepted.score?.total).toBe(open.score?.total);
  });

  test("an end in the past counts for the gate, and not for the report", () => {
    const made = sampleProject({}, "expired");
    made.write({
      "train.py": UNSEEDED,
      "exptrack.yml":
        "ignore:\n  - rule: unseeded-randomness\n    reason: until the rewrite\n    expires: 2001-01-01\n",
      "exptrack-baseline.json": '{"schemaVersion":1,"ruleSet":1,"floors":{},"accepted":[]}\n',
    });
    const gate = (): ReturnType<typeof exptrack> =>
      exptrack([
        "audit",
        made.root,
        "--no-report",
        "-q",
        "--baseline",
        `${made.root}/exptrack-baseline.json`,
        "--fail-on-new",
      ]);
    expect(gate().stderr).toMatch(/the suppression of unseeded-randomness ended with 2001-01-01/);
    expect(gate().stderr).toMatch(/train\.py:\d+ {2}unseeded-randomness/);
    expect(gate().code).toBe(1);
    const { stdout } = exptrack(["audit", made.root, "--no-report", "-f", "json"]);
    expect(statuses(JSON.parse(stdout))).toEqual(["suppressed"]);
  });
});
