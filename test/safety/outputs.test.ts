import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { lastLine } from "../tools/command-line.js";
import { type Files, temporaryFolder } from "../tools/repository.js";
import { snapshot } from "../tools/tree-snapshot.js";
import { attacked, BINARY, stagedProject } from "./attacked.js";

const REPORT = "docs/experiment-tracking-analysis.md";

/** What writes into the repository by itself, and the file it writes. */
const WRITERS: readonly (readonly [
  command: string,
  args: (root: string) => readonly string[],
  file: string,
])[] = [
  ["audit", (root) => ["audit", root], REPORT],
  ["runs --snapshot", (root) => ["runs", root, "--snapshot"], "experiments.lock.jsonl"],
  ["baseline", (root) => ["baseline", root], "exptrack-baseline.json"],
  ["init", (root) => ["init", root, "--yes"], "exptrack.yml"],
  ["init (hook)", (root) => ["init", root, "--yes"], ".pre-commit-config.yaml"],
];

const link = (symlink: string): Files[string] => ({ symlink });

describe("F2: nothing is written through what a repository puts in the place of an output", () => {
  test.each(WRITERS)("%s: a link out of the repository", async (command, args, file) => {
    const outside = temporaryFolder("outside");
    for (const target of [join(outside, "new"), join(outside, "there")]) {
      writeFileSync(join(outside, "there"), "theirs\n");
      const { root } = stagedProject({ [file]: link(target) });
      const { code, stderr } = await attacked(args(root));
      // `init` proposes nothing for what is there already.
      expect(command.startsWith("init") ? [0, 2] : [2], stderr).toContain(code);
      expect(lstatSync(join(root, file)).isSymbolicLink()).toBe(true);
      expect(readdirSync(outside)).toEqual(["there"]);
      expect(readFileSync(join(outside, "there"), "utf8")).toBe("theirs\n");
    }
  });

  test.each(WRITERS)("%s: a pipe, or a folder, is left as it is, at once", async (command, args, file) => {
    for (const plant of [(path: string) => spawnSync("mkfifo", [path]), (path: string) => mkdirSync(path)]) {
      const { root } = stagedProject();
      mkdirSync(join(root, "docs"));
      plant(join(root, file));
      const { code, signal, stderr } = await attacked(args(root), { killAfterSeconds: 20 });
      expect(signal).toBe(null);
      // A snapshot of nothing new is not written.
      expect(command.startsWith("runs") ? [0, 2] : [2], stderr).toContain(code);
      expect(lstatSync(join(root, file)).isFile()).toBe(false);
    }
  });

  test.each([
    ["docs", REPORT],
    [".git", REPORT],
  ])("the report behind a folder that is a link out of the repository, or into %s", async (kind) => {
    const outside = temporaryFolder("outside");
    const { root } = stagedProject({ docs: link(kind === ".git" ? ".git" : outside) });
    const before = snapshot(join(root, ".git"));
    const { code, stderr } = await attacked(["audit", root]);
    expect(code).toBe(2);
    expect(lastLine(stderr)).toMatch(/a link leads/);
    expect(readdirSync(outside)).toEqual([]);
    expect(snapshot(join(root, ".git"))).toEqual(before);
  });
});

describe("F2 F3: outputs that cannot be written", () => {
  const { root } = stagedProject();
  const folder = temporaryFolder("out");
  mkdirSync(join(folder, "a-folder"));
  writeFileSync(join(folder, "a-file"), "");
  test.each([
    ["a full disk", "/dev/full", /no space is left/],
    ["a folder", join(folder, "a-folder"), /it is a folder/],
    ["a file for a folder", join(folder, "a-file/x.json"), /a file stands where a folder/],
    ["a name of 300 bytes", join(folder, "x".repeat(300)), /the name is too long/],
    ["a place for no files", "/proc/exptrack/x.json", /cannot write/],
  ])("%s: exit 2, the reason, and no stack", async (_, path, why) => {
    for (const args of [
      ["audit", root, "--no-report", "-o", `json=${path}`],
      ["runs", root, "-f", "json", "-o", path],
      ["metrics", "healthy", "-C", root, "-o", path],
    ]) {
      const { code, signal, stderr } = await attacked(args, { killAfterSeconds: 20 });
      expect(signal).toBe(null);
      expect(code, stderr).toBe(2);
      expect(lastLine(stderr)).toMatch(why);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
    expect(readdirSync(folder).sort()).toEqual(["a-file", "a-folder"]);
  });

  test("a folder that may not be written into leaves no part of a file", async () => {
    // Root may write everywhere: then the folder is one of a file system that nobody may write to.
    const locked = process.getuid?.() === 0 ? "/sys/kernel" : temporaryFolder("locked");
    if (locked !== "/sys/kernel") chmodSync(locked, 0o500);
    const { code, stderr } = await attacked(["runs", root, "-f", "json", "-o", join(locked, "runs.json")]);
    expect(code).toBe(2);
    expect(lastLine(stderr)).toMatch(/cannot write .*: /);
    expect(existsSync(join(locked, "runs.json"))).toBe(false);
  });

  test.each([
    ["a link", "out.json", "there"],
    ["a folder that is a link", "out/there", "."],
    ["a link into git's folder", "out.json", "GIT"],
  ])("%s that a repository brings does not lead a named output out of it", async (_, named, leadsTo) => {
    const outside = temporaryFolder("outside");
    writeFileSync(join(outside, "there"), "theirs\n");
    const target = leadsTo === "GIT" ? ".git/config" : join(outside, leadsTo);
    const { root } = stagedProject({ [named.split("/")[0]!]: link(target) });
    const config = readFileSync(join(root, ".git/config"), "utf8");
    for (const args of [
      ["audit", ".", "--no-report", "-q", "-o", `json=${named}`],
      ["runs", "-f", "json", "-o", named],
      ["metrics", "healthy", "-o", join(root, named)],
    ]) {
      const { code, stderr } = await attacked(args, { cwd: root });
      expect(code, stderr).toBe(2);
      expect(lastLine(stderr)).toMatch(/a link leads (out of the repository|into git's own folder) there/);
    }
    expect(readFileSync(join(outside, "there"), "utf8")).toBe("theirs\n");
    expect(readFileSync(join(root, ".git/config"), "utf8")).toBe(config);
  });

  test("a link that the user names is followed, and stays a link", async () => {
    const target = join(temporaryFolder("elsewhere"), "real.json");
    const named = join(temporaryFolder("here"), "named.json");
    writeFileSync(target, "old");
    symlinkSync(target, named);
    expect((await attacked(["runs", root, "-f", "json", "-o", named])).code).toBe(0);
    expect(lstatSync(named).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, "utf8")).toContain('"runs"');
  });
});

test("F2: killed at any moment, a command leaves the whole old file or the whole new one", async () => {
  const { root } = stagedProject();
  const out = join(temporaryFolder("killed"), "report.json");
  const args = ["audit", root, "--no-report", "-o", `json=${out}`];
  expect((await attacked(args)).code).toBe(0);
  const whole = readFileSync(out, "utf8");
  for (const milliseconds of [120, 200, 280, 330, 360, 400, 450]) {
    writeFileSync(out, "old\n");
    const child = spawn(process.execPath, [BINARY, ...args], { stdio: "ignore" });
    await Promise.race([wait(milliseconds), new Promise((resolve) => child.once("close", resolve))]);
    child.kill("SIGKILL");
    await (child.exitCode === null && child.signalCode === null
      ? new Promise((resolve) => child.once("close", resolve))
      : undefined);
    expect(["old\n", whole]).toContain(readFileSync(out, "utf8"));
  }
});
