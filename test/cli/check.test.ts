import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { staged, training } from "../check/checked.js";
import { exptrack, lastLine, type Outcome } from "../tools/command-line.js";
import { buildRepository } from "../tools/repository.js";
import { snapshot } from "../tools/tree-snapshot.js";

const BAD = training("pass");
const GOOD = training("torch.manual_seed(0)");
/** A hook of ours may run the tests. */
const PLAIN = { PRE_COMMIT_FROM_REF: "", PRE_COMMIT_TO_REF: "", GIT_INDEX_FILE: "" };

const check = (cwd: string, args: readonly string[] = [], env: Record<string, string> = {}): Outcome =>
  exptrack(["check", ...args], { cwd, env: { ...PLAIN, ...env } });

describe("E7: exptrack check", () => {
  test("E7: blocks an unseeded training program, and says where, why and what to do", () => {
    const { root } = staged({}, { "train.py": BAD });
    const { code, stdout, stderr } = check(root);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^train\.py:\d+:\d+: error\[unseeded-randomness\] torch is not seeded/);
    expect(stdout).toContain("fix: Seed every random source");
    expect(stdout).toContain("torch.manual_seed(seed)");
    expect(stdout).toContain("1 introduced error (1 file)");
    expect(stdout).toContain("# exptrack: ignore[unseeded-randomness]");
    expect(lastLine(stderr)).toBe("exptrack: 1 error would come in (exit 1)");
  });

  test("E7: passes a seeded one", () => {
    const { root } = staged({}, { "train.py": GOOD });
    const { code, stdout, stderr } = check(root);
    expect([code, stdout, stderr]).toEqual([0, "1 file checked, nothing found\n", ""]);
  });

  test("E7: older findings are shown and do not block", () => {
    const { root } = staged({ "train.py": BAD }, { "train.py": `${BAD}\n# more\n` });
    const { code, stdout } = check(root);
    expect(code).toBe(0);
    expect(stdout).toContain("warning[unseeded-randomness]");
    expect(stdout).toContain("(older)");
    expect(stdout).toContain("1 older warning\n");
  });

  test("E7: with nothing staged and nothing named there is nothing to check", () => {
    const { root } = buildRepository({ commits: [{ files: { "train.py": BAD } }] });
    expect(check(root)).toMatchObject({
      code: 0,
      stdout: "nothing to check: nothing is staged, and no file is named\n",
    });
    expect(check(root, ["--quiet"])).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(check(root, ["train.py"]).code).toBe(1);
    expect(check(root, ["--all-files"]).code).toBe(1);
  });

  test("E7: pre-commit's variables name a range, and options go before them", () => {
    const { root, commits } = buildRepository({
      commits: [
        { id: "old", files: { "train.py": GOOD } },
        { id: "new", files: { "train.py": BAD } },
      ],
    });
    const { old = "", new: latest = "" } = commits;
    expect(check(root, [], { PRE_COMMIT_FROM_REF: old, PRE_COMMIT_TO_REF: latest }).code).toBe(1);
    expect(check(root, [], { PRE_COMMIT_FROM_REF: latest, PRE_COMMIT_TO_REF: latest }).code).toBe(0);
    expect(check(root, ["--from-ref", old]).code).toBe(1);
    expect(
      check(root, ["--from-ref", old, "--to-ref", old], {
        PRE_COMMIT_FROM_REF: old,
        PRE_COMMIT_TO_REF: latest,
      }).code,
    ).toBe(0);
  });

  test("E7: what cannot be done is exit 2, with the reason last", () => {
    const { root } = buildRepository({ commits: [{ files: { "train.py": GOOD } }] });
    const wrong = [
      ["--to-ref", "HEAD"],
      ["--from-ref", "nowhere"],
      ["--from-ref", "HEAD", "--all-files"],
      ["../elsewhere.py"],
    ];
    for (const args of wrong) {
      const { code, stdout, stderr } = check(root, args);
      expect([args, code, stdout]).toEqual([args, 2, ""]);
      expect(lastLine(stderr)).toMatch(/^exptrack: /);
    }
  });

  test("E7: --exit-zero passes whatever is found", () => {
    const { root } = staged({}, { "train.py": BAD });
    const { code, stdout, stderr } = check(root, ["--exit-zero"]);
    expect(code).toBe(0);
    expect(stdout).toContain("error[unseeded-randomness]");
    expect(lastLine(stderr)).toBe("exptrack: 1 error would come in (exit 0: --exit-zero)");
  });

  test("E7: from a folder below, paths are those of the repository", () => {
    const { root } = staged({}, { "src/train.py": BAD });
    const { code, stdout } = check(join(root, "src"), ["train.py"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^src\/train\.py:/);
  });

  test("E4, E7: as JSON and as annotations", () => {
    const { root } = staged({}, { "train.py": BAD });
    const json = check(root, ["-f", "json"]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schemaVersion: 1,
      mode: "index",
      files: 1,
      findings: [
        {
          rule: "unseeded-randomness",
          severity: "error",
          standing: "introduced",
          location: { path: "train.py" },
        },
      ],
    });
    expect(check(root, ["-f", "github"]).stdout).toMatch(
      /^::error file=train\.py,line=\d+,col=\d+,title=exptrack\/unseeded-randomness::torch is not seeded/,
    );
  });

  test("E6: the configuration of what is staged counts, not that of the folder", () => {
    const repository = staged(
      {},
      { "train.py": BAD, "exptrack.yml": "rules:\n  unseeded-randomness: warning\n" },
    );
    expect(check(repository.root).code).toBe(0);
    writeFileSync(join(repository.root, "exptrack.yml"), "rules:\n  unseeded-randomness: error\n");
    expect(check(repository.root).code).toBe(0);
  });

  test("F2: git status, the index and the objects stay as they are", () => {
    const repository = staged({ "train.py": GOOD }, { "train.py": BAD }, { changed: { "train.py": GOOD } });
    const before = snapshot(repository.root);
    expect(check(repository.root).code).toBe(1);
    expect(check(repository.root, ["--all-files"]).code).toBe(0);
    expect(snapshot(repository.root)).toEqual(before);
  });
});
