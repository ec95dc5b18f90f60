import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Report } from "../../src/core/schema/report.js";
import { exptrack } from "../tools/command-line.js";
import type { Content } from "../tools/repository.js";
import { sampleProject } from "./sample.js";

const SQLITE = Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(600, 7)]);

/** What lies in a repository and cannot be read, and the words that say so. */
const BROKEN: readonly (readonly [what: string, path: string, content: Content, says: RegExp])[] = [
  ["a corrupt SQLite file", "mlflow.db", new Uint8Array(SQLITE), /./],
  ["a zero-byte database", "empty.db", "", /^$/],
  [
    "a truncated event file",
    "logs/events.out.tfevents.1700000000.host.1.0",
    new Uint8Array([24, 0, 0, 0, 0, 0, 0, 0, 163, 127, 75]),
    /./,
  ],
  ["invalid YAML in a run", "mlruns/1/bad/meta.yaml", "run_id: [\n  status: }", /./],
  ["an invalid dvc.lock", "dvc.lock", "schema: '2.0'\nstages: [\n", /./],
  ["a broken notebook", "explore.ipynb", '{"cells": [', /./],
  ["Python that no version reads", "broken.py", "def f(:\n  return ]\n", /^$/],
];

describe("F4 and B4: what cannot be read costs one problem, and the rest is still audited", () => {
  const { root } = sampleProject({
    untracked: Object.fromEntries(BROKEN.map(([, path, content]) => [path, content])),
  });
  const { stdout, code, stderr } = exptrack(["audit", root, "--no-report", "-f", "json"]);
  const report = Report.parse(JSON.parse(stdout));

  test("the audit ends well, and the readable run is there", () => {
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(report.runs.items.map((run) => run.name)).toContain("pilot");
    expect(report.score?.total).toBeGreaterThan(0);
  });

  test.each(BROKEN.filter(([, , , says]) => !says.test("")))(
    "%s is named with its path and a reason",
    (_, path, __, says) => {
      const found = report.problems.filter((problem) => problem.path === path);
      expect(found.length).toBeGreaterThan(0);
      for (const problem of found) {
        expect(problem.message).toMatch(says);
        expect(problem.message).not.toMatch(/undefined|\[object|TypeError|at .*\.js/);
      }
    },
  );

  test("no rule, detector or reader failed", () => {
    expect(report.problems.filter((problem) => / failed: /.test(problem.message))).toEqual([]);
  });
});

test("the version is that of the package", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(exptrack(["--version"]).stdout.trim()).toBe(manifest.version);
});
