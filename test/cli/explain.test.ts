import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { exptrack, lastLine } from "../tools/command-line.js";
import { temporaryFolder } from "../tools/repository.js";
import { sampleProject, TRAIN } from "./sample.js";

const { root } = sampleProject({
  commits: [
    {
      id: "only",
      files: {
        "train.py": TRAIN.replace("random.seed(0)\ntorch.manual_seed(0)\n", ""),
        "requirements.txt": "torch\nmlflow\n",
        "README.md": "# Flowers\n",
      },
    },
  ],
});
const explain = (...args: string[]) => exptrack(["explain", ...args]);
const told = (...args: string[]): string => {
  const { code, stdout, stderr } = explain(...args);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
};
const report = JSON.parse(exptrack(["audit", root, "--no-report", "-f", "json"]).stdout);
const unseeded = report.findings.find(({ rule }: { rule: string }) => rule === "unseeded-randomness");
const saved = join(temporaryFolder(), "report.json");
writeFileSync(saved, JSON.stringify(report));

describe("E5: exptrack explain", () => {
  test("E5: without a name everything that has one is listed", () => {
    const shown = told();
    for (const { id } of [...RULES.dimensions, ...RULES.areas, ...RULES.rules]) expect(shown).toContain(id);
  });

  test.each([
    ["a rule", "no-lock", "no-lock\n", "rule"],
    ["a dimension", "environment", "Environment capture\n", "dimension"],
    ["a rung", "data.3", "Data versioning\n", "dimension"],
    ["an area", "Model-Registry", "Model Registry\n", "area"],
  ])("E5: %s, as text, Markdown and JSON", (_, name, first, kind) => {
    expect(told(name).startsWith(first)).toBe(true);
    expect(told(name, "-f", "markdown").startsWith(`# ${first}`)).toBe(true);
    expect(JSON.parse(told(name, "-f", "json"))).toMatchObject({ schemaVersion: 1, kind });
  });

  test("E5: needs no repository for what it judges by", () => {
    expect(exptrack(["explain", "no-lock"], { cwd: temporaryFolder() }).code).toBe(0);
  });

  test.each([
    ["unseded-randomness", "unseeded-randomness"],
    ["enviroment", "environment"],
    ["colaboration", "collaboration"],
  ])("F4: %s is answered with the nearest name, exit 2", (typed, meant) => {
    const { code, stdout, stderr } = explain(typed);
    expect([code, stdout]).toEqual([2, ""]);
    expect(lastLine(stderr)).toBe(
      `exptrack: explain ${typed}: no rule, dimension or area is called so; did you mean ${meant}? (exptrack explain lists them)`,
    );
  });

  test("E5: a finding by the beginning of its fingerprint, with its line, why and how to accept it", () => {
    const shown = told(unseeded.fingerprint.slice(0, 8), root);
    expect(shown).toContain(unseeded.message);
    expect(shown).toContain("\n  loss = torch.nn.Linear(1, 1)(torch.rand(1)).sum()\n");
    expect(shown).toContain("Why it matters");
    expect(shown).toContain("# exptrack: ignore[unseeded-randomness]");
  });

  test("E5: a finding by its place, in the folder at hand", () => {
    const { code, stdout } = exptrack(["explain", `train.py:${unseeded.location.line}`], { cwd: root });
    expect([code, stdout.split("\n")[0]]).toEqual([0, "unseeded-randomness"]);
  });

  test("E5: a finding of a saved report, without the repository", () => {
    const shown = JSON.parse(told(unseeded.fingerprint, "--from", saved, "-f", "json"));
    expect(shown).toMatchObject({ kind: "finding", fingerprint: unseeded.fingerprint, source: null });
    expect(shown.rule.why).toBe(RULES.rules.find(({ id }) => id === "unseeded-randomness")?.docs.why);
  });

  test("F4: several findings are listed, none gets a sentence; exit 2", () => {
    const several = explain("requirements.txt:1", root);
    expect(several.code).toBe(2);
    expect(several.stderr).toMatch(/^ {2}[0-9a-f]{16} {2}no-lock {2}requirements\.txt:1 {2}/m);
    expect(lastLine(several.stderr)).toMatch(/findings could be meant by requirements\.txt:1: name one by/);
    const none = explain("nowhere.py:3", root);
    expect(none.code).toBe(2);
    expect(lastLine(none.stderr)).toMatch(/no finding stands at nowhere\.py:3/);
    expect(explain("ffffffffffffffff", "--from", saved).code).toBe(2);
  });
});
