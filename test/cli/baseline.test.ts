import { existsSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Baseline } from "../../src/core/policy.js";
import { Baseline as Schema } from "../../src/core/schema/baseline.js";
import { exptrack, lastLine, type Outcome } from "../tools/command-line.js";
import { type Repository, temporaryFolder } from "../tools/repository.js";
import { sampleProject, TRAIN } from "./sample.js";

const FILE = "exptrack-baseline.json";
const textOf = ({ root }: Repository): string => readFileSync(join(root, FILE), "utf8");
const read = (repository: Repository): Baseline => Schema.parse(JSON.parse(textOf(repository))) as Baseline;
const tighten = ({ root }: Repository, ...more: string[]): Outcome => exptrack(["baseline", root, ...more]);
const gate = ({ root }: Repository, ...more: string[]): Outcome =>
  exptrack(["audit", root, "--no-report", "-q", "--baseline", join(root, FILE), "--fail-on-new", ...more]);

/** A training program that draws without a seed: an error. */
const UNSEEDED = TRAIN.replace("torch.manual_seed(0)\n", "");
const project = (): Repository => {
  const repository = sampleProject({}, "ratchet");
  repository.write({ "train.py": UNSEEDED });
  repository.git("add", "-A");
  return repository;
};
const commit = (repository: Repository): void => void repository.git("add", "-A");
const held = (repository: Repository, rule: string): string[] =>
  read(repository)
    .accepted.filter((one) => one.rule === rule)
    .map(({ path }) => path);

describe("F3 and E5: exptrack baseline", () => {
  test("writes what there is, sorted and valid, and the same again", () => {
    const repository = project();
    const { code, stdout } = tighten(repository);
    expect(code).toBe(0);
    expect(stdout).toContain(`${FILE} written: `);
    expect(held(repository, "unseeded-randomness")).toEqual(["train.py"]);
    expect(Object.keys(read(repository).floors)).toHaveLength(6);
    const before = textOf(repository);
    expect(tighten(repository).stdout).toContain("is up to date");
    expect(textOf(repository)).toBe(before);
  });

  test("--check writes nothing, and says by its exit code whether there is something to write", () => {
    const repository = project();
    const missing = tighten(repository, "--check");
    expect(missing.code).toBe(1);
    expect(lastLine(missing.stderr)).toBe(
      `exptrack: ${FILE} is not there; exptrack baseline writes it (exit 1)`,
    );
    expect(existsSync(join(repository.root, FILE))).toBe(false);
    tighten(repository);
    expect(tighten(repository, "--check").code).toBe(0);
  });

  test("a state that is held passes the gate; through line shifts, white space and a rename, too", () => {
    const repository = project();
    tighten(repository);
    expect(gate(repository).code).toBe(0);
    repository.write({
      "train.py": `# A longer head.\n\n\n${UNSEEDED.replace("torch.nn.Linear(1, 1)", "torch.nn.Linear( 1,1 )")}`,
    });
    expect(gate(repository)).toMatchObject({ code: 0, stderr: "" });
    renameSync(join(repository.root, "train.py"), join(repository.root, "fit.py"));
    commit(repository);
    const renamed = gate(repository);
    expect(renamed.stderr).not.toContain("unseeded-randomness");
    tighten(repository);
    expect(held(repository, "unseeded-randomness")).toEqual(["fit.py"]);
  });

  test("what is fixed is stale, which fails nothing, and is removed; afterwards it fails as new", () => {
    const repository = project();
    tighten(repository);
    const before = read(repository);
    repository.write({ "train.py": TRAIN });
    const fixed = gate(repository);
    expect(fixed.code).toBe(0);
    expect(fixed.stderr).toMatch(/1 entry no longer stands for a finding; exptrack baseline removes them/);
    expect(tighten(repository).stdout).toMatch(
      /removed, no longer there: 1 finding\n {2}train\.py {2}unseeded-randomness/,
    );
    expect(held(repository, "unseeded-randomness")).toEqual([]);
    const after = read(repository);
    for (const [id, floor] of Object.entries(before.floors))
      expect(after.floors[id as keyof Baseline["floors"]]).toBeGreaterThanOrEqual(floor);
    repository.write({ "train.py": UNSEEDED });
    const back = gate(repository);
    expect(back.code).toBe(1);
    expect(back.stderr).toMatch(/train\.py:\d+ {2}unseeded-randomness: /);
    expect(lastLine(back.stderr)).toMatch(/1 new error .*--accept-new.*\(exit 1\)$/);
  });

  test("what gets worse is not taken in, unless a reason is given", () => {
    const repository = project();
    repository.write({ "train.py": TRAIN });
    tighten(repository);
    repository.write({ "train.py": UNSEEDED });
    const refused = tighten(repository);
    expect(refused.code).toBe(0);
    expect(refused.stdout).toContain("not accepted, they came since: ");
    expect(held(repository, "unseeded-randomness")).toEqual([]);
    tighten(repository, "--accept-new", "ticket 12", "--rule", "no-ci");
    expect(held(repository, "unseeded-randomness")).toEqual([]);
    tighten(repository, "--accept-new", "ticket 12");
    expect(read(repository).accepted.find(({ rule }) => rule === "unseeded-randomness")?.reason).toBe(
      "ticket 12",
    );
  });

  test("a floor falls only where somebody says so", () => {
    const repository = sampleProject({}, "floors");
    tighten(repository);
    const floor = read(repository).floors.environment ?? 0;
    repository.write({ "requirements.txt": "torch\nmlflow\n" });
    const failed = gate(repository);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(
      /environment [\d.]+ is below its floor [\d.]+ of .*; [\d.]+ more would pass/,
    );
    expect(tighten(repository).stdout).toContain("floors that are no longer reached, and stay");
    expect(read(repository).floors.environment).toBe(floor);
    expect(tighten(repository, "--accept-lower", "env").stdout).toContain("floors lowered:");
    expect(read(repository).floors.environment).toBeLessThan(floor);
  });

  test("rules and floors of a newer rule set fail no older baseline, and are named", () => {
    const repository = project();
    tighten(repository);
    const now = read(repository);
    const older = { ...now, ruleSet: 1, floors: { data: 5 } };
    writeFileSync(join(repository.root, FILE), JSON.stringify({ ...older, ruleSet: now.ruleSet }));
    expect(gate(repository).code).toBe(1);
    writeFileSync(join(repository.root, FILE), JSON.stringify({ ...older, ruleSet: now.ruleSet + 1 }));
    const other = gate(repository);
    expect(other.code).toBe(0);
    expect(other.stderr).toContain("so its floors do not count");
  });

  test("where the configuration names the file, no option has to", () => {
    const repository = project();
    repository.write({ "exptrack.yml": "baseline: ci/known.json\n" });
    expect(tighten(repository).stdout).toContain("ci/known.json written");
    expect(existsSync(join(repository.root, "ci/known.json"))).toBe(true);
    expect(exptrack(["audit", repository.root, "--no-report", "-q", "--fail-on-new"]).code).toBe(0);
  });

  test("ignored and untracked files change neither the file nor the verdict", () => {
    const repository = project();
    tighten(repository);
    const before = textOf(repository);
    repository.write({ "scratch.py": UNSEEDED, "mlruns/1/x/meta.yaml": "run_id: x\n" });
    expect(tighten(repository, "--check").code).toBe(0);
    expect(textOf(repository)).toBe(before);
    expect(gate(repository).code).toBe(0);
    const local = gate(repository, "--threshold", "30");
    expect(gate(repository, "--threshold", "30", "--no-local")).toEqual(local);
  });

  test.each([
    ["an option without its other half", ["--rule", "no-ci"], /--accept-new "reason" is missing/],
    ["a reason that says nothing", ["--accept-new", " "], /needs a reason/],
    ["a rule that there is not", ["--accept-new", "x", "--rule", "no-cii"], /did you mean no-ci\?/],
    ["a dimension that there is not", ["--accept-lower", "dta"], /did you mean data\?/],
  ])("F4: 2 and a clear word for %s", (_, args, message) => {
    const { code, stderr } = tighten(sampleProject({}, "misused"), ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test("F4: 2 for a file that is none, with the line of a merge conflict, and it is left alone", () => {
    const repository = project();
    repository.write({ [FILE]: '{\n<<<<<<< HEAD\n  "accepted": []\n=======\n>>>>>>> main\n}\n' });
    const before = textOf(repository);
    for (const outcome of [tighten(repository), gate(repository)]) {
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toContain("line 2 is the mark of a merge conflict");
    }
    expect(textOf(repository)).toBe(before);
  });

  test("F1: a link in its place is not written through", () => {
    const repository = project();
    const outside = join(temporaryFolder("outside"), "victim");
    writeFileSync(outside, "mine\n");
    symlinkSync(outside, join(repository.root, FILE));
    expect(tighten(repository).code).toBe(2);
    expect(readFileSync(outside, "utf8")).toBe("mine\n");
  });

  test("a repository without machine learning has nothing to hold", () => {
    const { code, stderr } = exptrack(["baseline", temporaryFolder()]);
    expect(code).toBe(2);
    expect(lastLine(stderr)).toContain("no machine learning was found");
  });
});
