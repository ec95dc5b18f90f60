import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { BINARY, exptrack, lastLine } from "../tools/command-line.js";
import { buildRepository, temporaryFolder } from "../tools/repository.js";
import { snapshot } from "../tools/tree-snapshot.js";
import { sampleProject } from "./sample.js";

const HOOKS = "# ours\nrepos:\n-   repo: https://example.org/a\n    rev: v1\n    hooks:\n    -   id: one\n";
const WORKFLOW = ".github/workflows/exptrack.yml";

/** A project on GitHub that has hooks. */
const project = () =>
  sampleProject({
    untracked: { ".pre-commit-config.yaml": HOOKS, ".github/workflows/test.yml": "on: push\n" },
  });
const read = (root: string, path: string): string => readFileSync(join(root, path), "utf8");

describe("E5: exptrack init", () => {
  test("--yes writes settings, hook and CI job, and the second time there is nothing to do", () => {
    const { root } = project();
    const first = exptrack(["init", root, "--yes"]);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("+++ b/exptrack.yml");
    expect(first.stdout).toMatch(
      /wrote exptrack\.yml\nchanged \.pre-commit-config\.yaml\nwrote \.github\/workflows\/exptrack\.yml\n$/,
    );
    expect(read(root, ".pre-commit-config.yaml").startsWith(HOOKS)).toBe(true);
    expect(parse(read(root, WORKFLOW)).jobs.audit.steps).toHaveLength(2);
    const written = snapshot(root);
    const second = exptrack(["init", root, "--yes"]);
    expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 0, stdout: "" });
    expect(lastLine(second.stderr)).toBe("exptrack: nothing to do");
    expect(snapshot(root)).toEqual(written);
  });

  test("the audit takes the settings, and passes the threshold that they propose", () => {
    const { root } = project();
    expect(exptrack(["init", root, "--yes", "--quiet", "--report-hook"]).code).toBe(0);
    const { threshold, local } = parse(read(root, "exptrack.yml"));
    expect(threshold).toBeGreaterThan(0);
    expect(local).toBe(false);
    expect(exptrack(["audit", root, "--no-report", "--quiet"]).code).toBe(0);
    expect(
      exptrack(["audit", root, "--no-report", "--quiet", "--threshold", String(threshold + 0.5)]).code,
    ).toBe(1);
  });

  test("settings in pyproject.toml count as well", () => {
    const { root } = sampleProject({ untracked: { "pyproject.toml": "[tool.ruff]\nline-length = 100\n" } });
    expect(exptrack(["init", root, "--yes", "--quiet", "--pyproject", "--no-hook"]).code).toBe(0);
    expect(existsSync(join(root, "exptrack.yml"))).toBe(false);
    expect(read(root, "pyproject.toml")).toMatch(
      /^\[tool\.ruff\]\nline-length = 100\n\n\[tool\.exptrack\]\n/,
    );
    expect(exptrack(["audit", root, "--no-report", "--quiet", "--threshold", "29"]).code).toBe(1);
    expect(exptrack(["audit", root, "--no-report", "--quiet"]).code).toBe(0);
  });

  test("--dry-run prints a patch that git applies, and changes nothing", () => {
    const { root } = project();
    const before = snapshot(root);
    const { code, stdout, stderr } = exptrack(["init", root, "--dry-run"]);
    expect(code).toBe(0);
    expect(lastLine(stderr)).toBe("exptrack: nothing was written (--dry-run)");
    expect(snapshot(root)).toEqual(before);
    execFileSync("git", ["apply", "-"], { cwd: root, input: stdout });
    expect(existsSync(join(root, WORKFLOW))).toBe(true);
    expect(lastLine(exptrack(["init", root, "--yes"]).stderr)).toBe("exptrack: nothing to do");
  });

  test("F3: without a terminal and without --yes: the changes are shown, nothing is written, exit 2 and what to do", () => {
    const { root } = project();
    const before = snapshot(root);
    const { code, stdout, stderr } = exptrack(["init", root]);
    expect(code).toBe(2);
    expect(stdout).toContain("+++ b/exptrack.yml");
    expect(lastLine(stderr)).toMatch(/nothing was written.*--yes.*--dry-run/);
    expect(snapshot(root)).toEqual(before);
  });

  test("without machine learning it says so, and writes settings without a threshold", () => {
    const { root } = buildRepository({ commits: [{ files: { "notes.txt": "hello\n" } }] });
    const { code, stderr } = exptrack(["init", root, "--yes", "--no-hook", "--no-ci"]);
    expect(code).toBe(0);
    expect(stderr).toContain("no machine learning was found");
    expect(parse(read(root, "exptrack.yml"))).toBeNull();
  });

  test("a bare repository has nothing to write into", () => {
    const { root } = project().clone("--bare");
    const { code, stderr } = exptrack(["init", root, "--yes"]);
    expect(code).toBe(2);
    expect(lastLine(stderr)).toMatch(/work tree/);
  });
});

describe("F2: init writes inside the repository, or nothing at all", () => {
  test.each([
    ["a folder that leads out of it", (root: string, out: string) => symlinkSync(out, join(root, ".github"))],
    [
      "a folder above it that does",
      (root: string, out: string) => {
        mkdirSync(join(root, ".github"));
        symlinkSync(out, join(root, ".github/workflows"));
      },
    ],
    ["a folder that leads into git's own", (root: string) => symlinkSync(".git", join(root, ".github"))],
    ["a link that leads nowhere", (root: string) => symlinkSync("nowhere", join(root, ".github"))],
    [
      "a link in the file's place",
      (root: string, out: string) => {
        mkdirSync(join(root, ".github/workflows"), { recursive: true });
        symlinkSync(join(out, "x"), join(root, WORKFLOW));
      },
    ],
  ])("%s: exit 2, and no other file either", (_, link) => {
    const { root } = sampleProject();
    execFileSync("git", ["remote", "add", "origin", "git@github.com:ada/flowers.git"], { cwd: root });
    const out = temporaryFolder("outside");
    link(root, out);
    const before = snapshot(root);
    const { code, stderr } = exptrack(["init", root, "--yes", "--quiet"]);
    if (code === 2) expect(lastLine(stderr)).toMatch(/cannot write .*: .*link|no regular file/);
    else expect(lstatSync(join(root, WORKFLOW)).isSymbolicLink()).toBe(true);
    expect(snapshot(out)).toEqual({});
    if (code === 2) expect(snapshot(root)).toEqual(before);
  });

  test("a file that is added to keeps its permissions", () => {
    const { root } = project();
    const path = join(root, ".pre-commit-config.yaml");
    chmodSync(path, 0o640);
    expect(exptrack(["init", root, "--yes", "--quiet"]).code).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test("what is no text is left as it is, the rest is written", () => {
    const { root } = project();
    const bytes = Buffer.from([0x72, 0x3a, 0xff, 0xfe, 0x0a]);
    writeFileSync(join(root, ".pre-commit-config.yaml"), bytes);
    const { code, stderr } = exptrack(["init", root, "--yes", "--quiet"]);
    expect(code).toBe(0);
    expect(stderr).toContain(".pre-commit-config.yaml: cannot be read as UTF-8 text");
    expect(readFileSync(join(root, ".pre-commit-config.yaml"))).toEqual(bytes);
    expect(existsSync(join(root, "exptrack.yml"))).toBe(true);
  });
});

describe("E5: on a terminal init asks for each file", () => {
  /** What somebody types ahead; the end of it is the end of the input. */
  const typed = (root: string, input: string) =>
    spawnSync(
      "script",
      [
        "-qec",
        `'${process.execPath}' '${BINARY}' init '${root}' --no-cache --no-progress --color never`,
        "/dev/null",
      ],
      {
        input,
        encoding: "utf8",
        env: { ...process.env, TERM: "dumb" },
      },
    );

  test.each([
    ["yes, no, yes", "y\nn\ny\n", ["exptrack.yml", WORKFLOW]],
    ["a word that is no answer is asked again", "maybe\nyes\nno\nno\n", ["exptrack.yml"]],
    ["all", "n\na\n", [".pre-commit-config.yaml", WORKFLOW]],
    ["quit: nothing, whatever was said before", "y\nq\n", []],
    ["the end of the input is quit", "y\n", []],
    ["no answer is no", "\n\n\n", []],
  ])("%s", (_, input, expected) => {
    const { root } = project();
    const { stdout, status } = typed(root, input);
    expect(status).toBe(0);
    expect(stdout).toContain("write exptrack.yml?");
    const changed = ["exptrack.yml", ".pre-commit-config.yaml", WORKFLOW].filter(
      (path) => existsSync(join(root, path)) && read(root, path) !== HOOKS,
    );
    expect(changed).toEqual(expected);
  });
});
