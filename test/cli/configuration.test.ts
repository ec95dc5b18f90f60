import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Report } from "../../src/core/schema/report.js";
import { exptrack, lastLine } from "../tools/command-line.js";
import type { Files } from "../tools/repository.js";
import { RUN, run, sampleProject, TRAIN } from "./sample.js";

const project = (files: Files) => sampleProject({ changed: files });

/** The report of an audit that passed, as JSON. */
function reportOf(root: string, ...args: string[]) {
  const { code, stdout, stderr } = exptrack(["audit", root, "--no-report", "-f", "json", ...args]);
  expect([code, stderr]).toEqual([0, ""]);
  return Report.parse(JSON.parse(stdout));
}

const audit = (root: string, ...args: string[]) => exptrack(["audit", root, "--no-report", "-q", ...args]);

describe("E6: the command line and the configuration", () => {
  test("the threshold of the configuration gates, the command line goes before it", () => {
    const { root } = project({ "exptrack.yml": "threshold: 30\n" });
    const failed = audit(root);
    expect(failed.code).toBe(1);
    expect(lastLine(failed.stderr)).toContain("below the threshold 30");
    expect(audit(root, "--threshold", "1").code).toBe(0);
    // The score of a part is not held to the gate of the whole.
    expect(exptrack(["audit", "--no-report", "-q"], { cwd: join(root, "mlruns") }).code).toBe(0);
  });

  test("--config and EXPTRACK_CONFIG name another file; --config goes first", () => {
    const { root } = project({ "exptrack.yml": "threshold: 30\n", "ci/mild.yml": "threshold: 1\n" });
    const mild = join(root, "ci/mild.yml");
    expect(audit(root, "--config", mild).code).toBe(0);
    const environment = (value: string) => ({ cwd: root, env: { EXPTRACK_CONFIG: value } });
    const args = ["audit", "--no-report", "-q"];
    expect(exptrack(args, environment("ci/mild.yml")).code).toBe(0);
    expect(exptrack(args, environment("")).code).toBe(1);
    expect(exptrack([...args, "--config", "exptrack.yml"], environment("ci/mild.yml")).code).toBe(1);
    const missing = exptrack([...args, "--config", "nope.yml"], { cwd: root });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("nope.yml: there is no such file");
  });

  test("excluded files are out of the audit and of the runs, and the report says so", () => {
    const second = RUN.replace(/^c/, "d");
    const files = { ...run(`${second}1`, null), "old/train.py": TRAIN };
    const { root } = project({ ...files, "exptrack.yml": `exclude: [old/, "mlruns/1/${second}1/"]\n` });
    const report = reportOf(root, "--local");
    expect(report.policy).toMatchObject({
      configuration: "exptrack.yml",
      excluded: ["old/", `mlruns/1/${second}1/`],
    });
    expect(report.gaps.map(({ what }) => what)).toContain(
      `what the configuration excludes was not looked at: old/, mlruns/1/${second}1/`,
    );
    expect(JSON.stringify(report)).not.toContain("old/train.py");
    expect(report.runs.items.map(({ id }) => id)).not.toContain(`${second}1`);
    const listed = exptrack(["runs", root, "-f", "json"]);
    expect(listed.code).toBe(0);
    expect(listed.stdout).not.toContain(`${second}1`);
  });

  test("local: false leaves out what only this machine holds; --local and --no-local override", () => {
    const id = `${RUN.replace(/^c/, "d")}1`;
    const local = { ignored: run(id, null) };
    const { root } = sampleProject({ ...local, changed: { "exptrack.yml": "local: false\n" } });
    const ids = (...args: string[]) => reportOf(root, ...args).runs.items.map((one) => one.id);
    expect(ids()).not.toContain(id);
    expect(ids("--local")).toContain(id);
    writeFileSync(join(root, "exptrack.yml"), "local: true\n");
    expect(ids()).toContain(id);
    expect(ids("--no-local")).not.toContain(id);
    expect(exptrack(["runs", root, "-f", "json"]).stdout).toContain(id);
  });

  test("a configured project is gated by its own threshold, and named", () => {
    const { root } = sampleProject({
      commits: [{ files: { "train.py": TRAIN, "vision/train.py": TRAIN } }],
      changed: { "exptrack.yml": "projects:\n  - root: vision\n    threshold: 29\n" },
    });
    const { code, stderr } = audit(root);
    expect(code).toBe(1);
    expect(lastLine(stderr)).toContain("project vision");
    writeFileSync(join(root, "exptrack.yml"), "projects: [{root: vision, threshold: 0.01}]\n");
    expect(audit(root).code).toBe(0);
    writeFileSync(join(root, "exptrack.yml"), "projects: [vision]\n");
    expect(audit(root).code).toBe(0);
    const own = audit(root, "--threshold", "0.01");
    expect([own.code, own.stderr.includes("vision")]).toEqual([0, false]);
  });

  test("an audit of a revision is under the configuration of that revision", () => {
    const { root } = sampleProject({ changed: { "exptrack.yml": "threshold: 30\n" } });
    expect(audit(root).code).toBe(1);
    expect(audit(root, "--rev", "HEAD").code).toBe(0);
    expect(audit(root, "--rev", "HEAD", "--config", join(root, "exptrack.yml")).code).toBe(1);
  });

  test("--config-from: a pull request cannot silence its own gate", () => {
    const { root } = sampleProject({
      commits: [
        {
          tag: "base",
          files: { "train.py": TRAIN, "requirements.txt": "mlflow\n", "exptrack.yml": "threshold: 30\n" },
        },
        { files: { "exptrack.yml": "threshold: 0\nrules: {no-lock: off}\n" } },
      ],
    });
    expect(audit(root).code).toBe(0);
    const { code, stderr } = audit(root, "--config-from", "base");
    expect(code).toBe(1);
    expect(lastLine(stderr)).toContain("below the threshold 30");
    const unknown = audit(root, "--config-from", "origin/main");
    expect(unknown.code).toBe(2);
    expect(lastLine(unknown.stderr)).toContain("no commit is called origin/main here: fetch it");
  });
});

describe("F4: a configuration that cannot be used", () => {
  test("is answered with every mistake, file and place, and exit 2", () => {
    const { root } = project({
      "exptrack.yml": "treshold: 18\nrules:\n  no-lok: off\nignore:\n  - rule: no-lock\n",
    });
    for (const command of [["audit", "--no-report"], ["runs"]]) {
      const { code, stdout, stderr } = exptrack([...command, root]);
      expect([code, stdout]).toEqual([2, ""]);
      const lines = stderr.trimEnd().split("\n");
      expect(lines).toHaveLength(4);
      expect(lines[0]).toContain('exptrack.yml:1:1: unknown key "treshold"; did you mean threshold?');
      expect(lines[1]).toContain('exptrack.yml:3:3: there is no rule "no-lok"; did you mean no-lock?');
      expect(lines[2]).toContain("exptrack.yml:5:5: ignore[0] has no reason");
      expect(lines[3]).toMatch(/^exptrack: exptrack\.yml has 3 mistakes/);
    }
  });

  test("F1: is not looked for behind links, and no folder is taken for one", () => {
    const { root } = sampleProject();
    writeFileSync(join(root, "..", "elsewhere.yml"), "threshold: 30\n");
    symlinkSync("../elsewhere.yml", join(root, "exptrack.yml"));
    const linked = audit(root);
    expect(linked.code).toBe(2);
    expect(linked.stderr).toContain("exptrack.yml: a link out of the repository");
    const other = sampleProject();
    mkdirSync(join(other.root, "exptrack.yml"));
    expect(audit(other.root).stderr).toContain("exptrack.yml: not a regular file");
  });

  test("a pyproject.toml without [tool.exptrack] is none, broken or not", () => {
    const { root } = project({ "pyproject.toml": "[project\n" });
    expect(audit(root).code).toBe(0);
  });
});
