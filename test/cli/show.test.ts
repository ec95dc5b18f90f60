import { describe, expect, test } from "vitest";
import { Run } from "../../src/core/schema/run.js";
import { exptrack, lastLine } from "../tools/command-line.js";
import { RUN, run, sampleProject } from "./sample.js";

const A = `a1${RUN.slice(1)}`;
const B = `ab${RUN.slice(1)}`;
const many = (folder: string, count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`${folder}/p${String(at).padStart(2, "0")}`, "1"]),
  );

const { root, commits } = sampleProject({
  ignored: {
    ...run(A, "<commit:second>"),
    [`mlruns/1/${A}/tags/mlflow.note.content`]:
      "token ghp_0123456789abcdefghijklmnopqrstuvwxyz \u001b[31mred",
    [`mlruns/1/${A}/tags/mlflow.parentRunId`]: `${RUN}1`,
    ...many(`mlruns/1/${A}/params`, 40),
    ...run(B, null),
    [`mlruns/1/${B}/tags/mlflow.runName`]: "the other one",
    [`mlruns/1/${B}/meta.yaml`]: run(B, null)[`mlruns/1/${B}/meta.yaml`]!.replace("pilot", "the other one"),
    "outputs/2026-01-02/10-00-00/.hydra/config.yaml": "lr: 0.1\n",
    "outputs/2026-01-02/10-00-00/.hydra/hydra.yaml": "hydra:\n  job:\n    name: train\n",
    "outputs/2026-01-02/10-00-00/.hydra/overrides.yaml": "- lr=0.1\n",
  },
});
const show = (...args: string[]) => exptrack(["show", ...args]);
const shown = (text: string): string => show(text, root).stdout.split("\n")[0] ?? "";

describe("E5: exptrack show finds the run that is meant", () => {
  test.each([
    ["the key", `mlflow:${A}`, `mlflow:${A}`],
    ["the id", A, `mlflow:${A}`],
    ["the beginning of the id", "a1", `mlflow:${A}`],
    ["the beginning of the key", "mlflow:ab", `mlflow:${B}`],
    ["a name that is given once", "the other one", `mlflow:${B}`],
    ["the end of a path", "10-00-00", "hydra:outputs/2026-01-02/10-00-00"],
    ["tracker and end of a path", "hydra:2026-01-02/10-00-00", "hydra:outputs/2026-01-02/10-00-00"],
  ])("by %s", (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test("in the folder at hand by default", () => {
    expect(exptrack(["show", "ab"], { cwd: root }).stdout).toContain(B);
  });

  test("F4: several runs are listed, exit 2", () => {
    const { code, stdout, stderr } = show("a", root);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`  mlflow:${A} pilot (finished, 2026-01-01 00:00)\n`);
    expect(stderr).toContain(`  mlflow:${B} the other one (finished, 2026-01-01 00:00)\n`);
    expect(lastLine(stderr)).toBe(
      "exptrack: 2 runs could be meant by a: name one by its tracker and more of its id",
    );
    expect(show("pilot", root).code).toBe(2);
  });

  test.each([
    ["a1c0fe", `  mlflow:${A} pilot`, /no run is called a1c0fe; the nearest are listed above$/],
    ["the othr one", `  mlflow:${B} the other one`, /nearest are listed above$/],
    ["zzzzzzzzzz", "", /no run is called zzzzzzzzzz \(exptrack runs lists them\)$/],
    ["mlfow:a1", "", /there is no tracker mlfow; did you mean mlflow\?$/],
  ])("F4: an unknown run %s is answered with the nearest", (text, listed, message) => {
    const { code, stdout, stderr } = show(text, root);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(listed);
    expect(lastLine(stderr)).toMatch(message);
  });
});

describe("E5: the card of a run", () => {
  const { stdout, stderr, code } = show(A, root);

  test("says what it is, answers the six questions, and lists what it recorded and where", () => {
    expect([code, stderr]).toEqual([0, ""]);
    for (const line of [
      "name         pilot",
      "group        flowers",
      "status       finished, on this machine only",
      "started      2026-01-01 00:00:00 UTC",
      "ended        2026-01-01 00:01:00 UTC, after 1 min",
      `commit       ${commits.second}`,
      "program      train.py",
      `parent       mlflow:${RUN}1`,
      "parameters (41)",
      "metrics (1)",
      "  loss  0.5   0.5  0.5  1       0",
      `  mlruns/1/${A}/meta.yaml`,
    ])
      expect(stdout.split("\n")).toContain(line);
    for (const question of ["code", "data", "environment", "parameters", "results", "purpose"])
      expect(stdout).toMatch(
        new RegExp(`^ {2}${question} +(?:exact|approximate|lost|unobservable) +\\S`, "m"),
      );
  });

  test("B9 and F1: masks secrets and strips terminal escapes", () => {
    expect(stdout).toContain("token ***");
    expect(stdout).not.toMatch(/ghp_|\u001b/);
    expect(show(A, root, "-f", "json").stdout).not.toMatch(/ghp_|\u001b/);
  });

  test("shortens long lists and says so; --all does not", () => {
    expect(stdout).toContain("and 11 more (--all shows them)");
    const whole = show(A, root, "--all").stdout;
    expect(whole).not.toContain("more (--all");
    expect(whole.match(/^ {2}p\d\d +1$/gm)?.length).toBe(40);
  });

  test("a parent lists its children", () => {
    expect(show(`${RUN}1`, root).stdout).toContain(`children     mlflow:${A}\n`);
  });

  test("json is the run of the ledger with children, health and what it gives away", () => {
    const document = JSON.parse(show(A, root, "-f", "json").stdout);
    expect(Object.keys(document)).toEqual(["schemaVersion", "run", "children", "health", "exposures"]);
    const [same] = exptrack(["runs", root, "-f", "jsonl", "--where", `id = ${A}`]).stdout.split("\n");
    expect(Run.parse(document.run)).toEqual(Run.parse(JSON.parse(same ?? "")));
  });

  test("colours come when asked for", () => {
    expect(show(A, root, "--color", "always").stdout).toContain("\u001b[1mmlflow:");
  });
});
