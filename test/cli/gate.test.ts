import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { REPORT_PATH } from "../../src/core/outputs.js";
import type { Report } from "../../src/core/report.js";
import { exptrack, lastLine, type Outcome } from "../tools/command-line.js";
import { buildRepository } from "../tools/repository.js";
import { sampleProject, TRAIN } from "./sample.js";

const { root } = sampleProject({}, "gated");
const ask = (...args: string[]): Outcome => exptrack(["audit", root, "--no-report", "-q", ...args]);
const report = (...args: string[]): Report =>
  JSON.parse(exptrack(["audit", root, "--no-report", "-f", "json", ...args]).stdout);
const score = report().score!;
const earned = (id: string): number => score.dimensions.find((one) => one.id === id)!.earned;
const step = (points: number, by: number): string => String(Math.round((points + by) * 100) / 100);

describe("F3: the gate on both sides of the score", () => {
  test.each([-0.01, 0])("a threshold %d above the score passes", (by) => {
    const { code, stderr } = ask("--threshold", step(score.total, by));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("a threshold a hundredth above it fails", () => {
    const { code, stderr } = ask("--threshold", step(score.total, 0.01));
    expect(code).toBe(1);
    expect(lastLine(stderr)).toMatch(
      /^exptrack: score [\d.]+ is below the threshold [\d.]+; 0\.01 more would pass.* \(exit 1\)$/,
    );
  });

  test.each(["environment", "env"])(
    "a floor of %s at what is earned passes, a hundredth above it fails",
    (name) => {
      expect(ask("--floor", `${name}=${step(earned("environment"), 0)}`).code).toBe(0);
      const failed = ask("--floor", `${name}=${step(earned("environment"), 0.01)}`);
      expect(failed.code).toBe(1);
      expect(lastLine(failed.stderr)).toContain("environment ");
      expect(lastLine(failed.stderr)).toContain("0.01 more would pass (exit 1)");
    },
  );

  test("everything that failed is said, the last line says it all", () => {
    const { code, stderr } = ask("--threshold", "30", "--floor", "data=5", "--floor", "code=0");
    expect(code).toBe(1);
    expect(stderr.trimEnd().split("\n")).toHaveLength(3);
    expect(lastLine(stderr)).toMatch(
      /^exptrack: score .* below the threshold 30; .*data .* below its floor 5; .*\(exit 1\)$/,
    );
  });

  test("a gate that passes says so, unless it is to be quiet", () => {
    const { stderr } = exptrack(["audit", root, "--no-report", "--threshold", "1"]);
    expect(lastLine(stderr)).toBe(
      `exptrack: the gate passed: score ${score.total} reaches the threshold 1 (exit 0)`,
    );
    expect(ask("--threshold", "1").stderr).toBe("");
    expect(exptrack(["audit", root, "--no-report"]).stderr).toBe("");
  });

  test("--exit-zero neutralises a failure, and nothing else", () => {
    const failed = ask("--threshold", "30", "--exit-zero");
    expect(failed.code).toBe(0);
    expect(lastLine(failed.stderr)).toContain("(exit 0, as --exit-zero asks)");
    expect(ask("--fail-on-new", "--exit-zero").code).toBe(2);
  });

  test("the configuration gates too, and the command line goes before it", () => {
    const configured = sampleProject({}, "configured");
    configured.write({ "exptrack.yml": "threshold: 30\nfloors:\n  data: 5\n" });
    const gate = (...args: string[]): Outcome =>
      exptrack(["audit", configured.root, "--no-report", "-q", ...args]);
    expect(lastLine(gate().stderr)).toMatch(/threshold 30.*floor 5/);
    expect(gate("--threshold", "1").stderr).not.toContain("threshold");
    expect(gate("--threshold", "1", "--floor", "data=0").code).toBe(0);
  });

  test("where there is no machine learning, a gate cannot be held, and no suppression has ended", () => {
    const folder = buildRepository({
      untracked: {
        "notes.md": "# Notes\n",
        "exptrack.yml": "ignore:\n  - rule: no-ci\n    reason: notes\n    expires: 2001-01-01\n",
      },
    });
    const { code, stderr } = exptrack(["audit", folder.root, "--no-report", "-q", "--floor", "data=1"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "exptrack: no machine learning was found, so there is no score to hold against the floors (exit 2)\n",
    );
  });

  test("records of this machine raise no score and lower none", () => {
    const local = sampleProject({}, "local");
    const gate = (...args: string[]): Outcome =>
      exptrack([
        "audit",
        local.root,
        "--no-report",
        "-q",
        "--threshold",
        "30",
        "--floor",
        "results=5",
        ...args,
      ]);
    const before = gate();
    local.write({
      "scratch.py": TRAIN.replace("torch.manual_seed(0)\n", ""),
      "mlruns/1/b/meta.yaml": "run_id: b\nstatus: 4\n",
    });
    expect(gate()).toEqual(before);
    expect(gate("--no-local")).toEqual(before);
  });

  test.each([
    ["a dimension that there is not", ["--floor", "dta=1"], /did you mean data\?/],
    ["a floor beyond the scale", ["--floor", "data=6"], /between 0 and 5/],
    ["a floor without points", ["--floor", "data"], /DIMENSION=POINTS/],
    [
      "new findings without a baseline",
      ["--fail-on-new"],
      /run exptrack baseline and commit exptrack-baseline\.json/,
    ],
    [
      "a baseline that is not there",
      ["--baseline", "nowhere.json"],
      /nowhere\.json: there is no such baseline/,
    ],
  ])("F4: 2 and a clear word for %s", (_, args, message) => {
    const { code, stderr } = ask(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe("E5: --only shows one concern, and changes nothing else", () => {
  const whole = report();

  test("an area, with what it rests on", () => {
    const shown = report("--only", "environment-capture");
    expect(shown.areas.map(({ id }) => id)).toEqual(["environment-capture"]);
    expect(shown.findings.length).toBeGreaterThan(0);
    expect(shown.findings).toEqual(
      whole.findings.filter(({ areas }) => areas.includes("environment-capture")),
    );
    const prints = shown.findings.map(({ fingerprint }) => fingerprint);
    for (const { findings } of shown.recommendations)
      for (const one of findings) expect(prints).toContain(one);
    expect(shown.score).toEqual(whole.score);
  });

  test("a dimension, a tracker, a path", () => {
    for (const { rung } of report("--only", "data").findings) expect(rung).toMatch(/^data\./);
    const tracker = report("--only", "mlflow").findings;
    expect(tracker.length).toBeLessThan(whole.findings.length);
    for (const { location, related } of tracker)
      expect(
        [location, ...related].some(({ run, line }) => run?.startsWith("mlflow:") || line !== undefined),
      ).toBe(true);
    for (const { location } of report("--only", "requirements.txt").findings)
      expect(location.path).toBe("requirements.txt");
    for (const { location } of report("--only", "mlruns/").findings)
      expect(location.path).toMatch(/^mlruns\//);
  });

  test("./ makes a path of a word that means something else", () => {
    const made = sampleProject({}, "paths");
    made.write({ "data/load.py": TRAIN });
    const shown: Report = JSON.parse(exptrack(["audit", made.root, "-f", "json", "--only", "./data"]).stdout);
    for (const { location } of shown.findings) expect(location.path).toMatch(/^data\//);
    expect(existsSync(join(made.root, REPORT_PATH))).toBe(false);
  });

  test("the gate is the same, and the report in the repository is left alone", () => {
    expect(ask("--only", "data", "--threshold", "30")).toEqual(ask("--threshold", "30"));
    const made = sampleProject({}, "kept");
    exptrack(["audit", made.root, "-q"]);
    const before = readFileSync(join(made.root, REPORT_PATH), "utf8");
    made.write({ "requirements.txt": "torch\n" });
    exptrack(["audit", made.root, "-q", "--only", "data"]);
    expect(readFileSync(join(made.root, REPORT_PATH), "utf8")).toBe(before);
  });

  test.each([
    ["modelregistry", /no area, dimension, tracker, file or folder is called so/],
    ["model-registri", /did you mean model-registry\?/],
    ["mlfow", /did you mean mlflow\?/],
    ["./trian.py", /no such file or folder; did you mean train\.py\?/],
    ["../elsewhere", /is called so/],
  ])("F4: 2 for %s", (word, message) => {
    const { code, stderr } = ask("--only", word);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
