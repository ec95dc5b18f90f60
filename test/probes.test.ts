import { describe, expect, test } from "vitest";
import { RULES } from "../rules/index.js";
import { audit } from "../src/audit.js";
import type { Finding, Report } from "../src/core/report.js";
import { openWorkspace } from "../src/workspace/open.js";
import { PROBES } from "./tools/probe-repositories.js";
import { buildRepository } from "./tools/repository.js";

async function reportOf(probe: keyof typeof PROBES): Promise<Report> {
  const workspace = await openWorkspace(buildRepository(PROBES[probe], { name: probe }).root);
  try {
    return await audit(workspace, { ruleSet: RULES, local: true });
  } finally {
    await workspace.close();
  }
}

/** What a finding says, and where. */
const told = (report: Report, ...rules: readonly string[]): string[] =>
  report.findings
    .filter(({ rule }) => rules.includes(rule))
    .map(
      ({ rule, location: { path, line } }: Finding) =>
        `${rule} ${path}${line === undefined ? "" : `:${line}`}`,
    )
    .sort();

const rulesOf = (report: Report): Set<string> => new Set(report.findings.map(({ rule }) => rule));
/** Rules that speak of seeds and of determinism. */
const RANDOMNESS = ["unseeded-randomness", "determinism-defeated", "seed-not-recorded"];
const sourceOf = (report: Report, source: string) =>
  report.inventory.seeds.sources.find((one) => one.source === source);
const placed = (report: Report): boolean => report.findings.every(({ location }) => location.path !== "");

describe("ten repositories with planted defects: each its own finding, and no untrue one", () => {
  test("B5 B6: p1: runs keep no parameter and name no commit; the seeds are there", async () => {
    const report = await reportOf("p1");
    expect(told(report, "run-without-commit", "parameters-not-logged")).toEqual([
      "parameters-not-logged mlruns/1/aaa/meta.yaml",
      "run-without-commit mlruns/1/aaa/meta.yaml",
    ]);
    expect(report.inventory.seeds.state).toBe("full");
    expect(rulesOf(report)).not.toContain("unseeded-randomness");
    expect(report.runs.byStatus).toEqual({ failed: 3 });
    expect(rulesOf(report)).not.toContain("commit-not-in-repository");
  });

  test("C3: p2: a seed in a test seeds no training", async () => {
    const report = await reportOf("p2");
    expect(report.inventory.seeds.state).toBe("none");
    expect(told(report, "unseeded-randomness")).toEqual([
      "unseeded-randomness train.py:3",
      "unseeded-randomness train.py:4",
    ]);
  });

  test("C3 C4: p3: seed_everything with the seed of a configuration, and a deterministic trainer", async () => {
    const report = await reportOf("p3");
    expect(report.inventory.seeds.state).toBe("full");
    expect(told(report, ...RANDOMNESS)).toEqual([]);
    expect(sourceOf(report, "torch")).toMatchObject({
      verdict: "seeded",
      value: expect.stringContaining("42"),
    });
  });

  test("C3: p4: seed(None) and default_rng() seed nothing, and what needs no seed is not accused", async () => {
    const report = await reportOf("p4");
    expect(report.inventory.seeds.state).toBe("none");
    expect(told(report, ...RANDOMNESS)).toEqual(["unseeded-randomness train.py:4"]);
    const accused = report.findings.filter(
      ({ location, rule }) => RANDOMNESS.includes(rule) && [7, 8, 9, 10].includes(location.line ?? 0),
    );
    expect(accused).toEqual([]);
  });

  test("C3: p5: a notebook that draws without a seed", async () => {
    const report = await reportOf("p5");
    expect(report.inventory.seeds.state).toBe("none");
    expect(told(report, "unseeded-randomness")).toEqual([
      "unseeded-randomness exp.ipynb:3",
      "unseeded-randomness exp.ipynb:4",
    ]);
    expect(report.inventory.trackers).toContainEqual(
      expect.objectContaining({ id: "wandb", state: "active" }),
    );
  });

  test("A4 C3: p6: data that only this machine has, and torch without a seed", async () => {
    const report = await reportOf("p6");
    expect(told(report, "unversioned-local-data", "unseeded-randomness")).toEqual([
      "unseeded-randomness train.py:2",
      "unversioned-local-data data/train.csv",
    ]);
    expect(report.findings.find(({ rule }) => rule === "unversioned-local-data")?.scope).toBe("local");
    expect(rulesOf(report)).not.toContain("large-file-in-git");
  });

  test("B6 D6: p7: six defects of records, each its own finding", async () => {
    const report = await reportOf("p7");
    const defects = told(
      report,
      "commit-not-in-repository",
      "dirty-run-without-patch",
      "lock-digest-not-in-repository",
      "lock-names-other-command",
    );
    expect(defects).toEqual([
      "commit-not-in-repository mlruns/1/r1/meta.yaml",
      "commit-not-in-repository sacred_runs/1/run.json",
      "commit-not-in-repository wandb/run-20240101_000000-abc/files/wandb-metadata.json",
      "dirty-run-without-patch sacred_runs/1/run.json",
      "lock-digest-not-in-repository dvc.lock:3",
      "lock-names-other-command dvc.lock:3",
    ]);
    // Other learning rates than the configuration's are what a search has.
    const rates = report.findings.filter(
      ({ message, severity }) => severity !== "info" && /learning rate|\blr\b/.test(message),
    );
    expect(rates).toEqual([]);
    expect(report.inventory.seeds.state).toBe("full");
  });

  test("C3: p8: a package called env/ is code, and seeds everything", async () => {
    const report = await reportOf("p8");
    expect(report.inventory.seeds.state).toBe("full");
    expect(told(report, ...RANDOMNESS)).toEqual([]);
  });

  test("C3 C4: p9: seeds in dead code seed nothing, and determinism is switched off", async () => {
    const report = await reportOf("p9");
    expect(report.inventory.seeds.state).toBe("none");
    expect(told(report, ...RANDOMNESS)).toEqual([
      "determinism-defeated train.py:9",
      "unseeded-randomness train.py:7",
      "unseeded-randomness train.py:8",
    ]);
  });

  test("A4: p10: DVC that versions nothing, and a large file in git", async () => {
    const report = await reportOf("p10");
    expect(told(report, "dvc-without-data", "large-file-in-git")).toEqual([
      "dvc-without-data .dvc/config",
      "large-file-in-git data/train.csv",
    ]);
    expect(told(report, ...RANDOMNESS)).toEqual([]);
  });

  test("E2: every finding of every one has a place in it", async () => {
    for (const probe of Object.keys(PROBES) as (keyof typeof PROBES)[]) {
      const report = await reportOf(probe);
      expect(placed(report)).toBe(true);
      expect(report.problems.filter(({ message }) => message.includes("finding"))).toEqual([]);
    }
  });
});
