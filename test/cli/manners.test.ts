import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { drawable } from "../../src/cli/ascii.js";
import { paletteFor } from "../../src/cli/colour.js";
import { columnsOf, summaryColumns } from "../../src/cli/columns.js";
import { BINARY, exptrack, lastLine } from "../tools/command-line.js";
import { temporaryFolder } from "../tools/repository.js";
import { sampleProject } from "./sample.js";

/** A line of a shell in which `exptrack` is the built command line. */
const shell = (line: string, cwd: string, env: Readonly<Record<string, string>> = {}) =>
  spawnSync("bash", ["-c", line.replaceAll("exptrack ", `'${process.execPath}' '${BINARY}' `)], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", CI: "", ...env },
    timeout: 120_000,
    killSignal: "SIGKILL",
    maxBuffer: 1 << 28,
  });

/** The same with stdin, stdout and stderr on a terminal of so many columns. */
const onTerminal = (
  line: string,
  cwd: string,
  columns: number,
  env: Readonly<Record<string, string>> = {},
) => {
  const command = `stty cols ${columns}; ${line.replaceAll("exptrack ", `'${process.execPath}' '${BINARY}' `)}`;
  const { stdout, status } = spawnSync("script", ["-qec", `bash -c "${command}"`, "/dev/null"], {
    cwd,
    encoding: "utf8",
    input: "",
    env: { PATH: process.env.PATH, HOME: cwd, TERM: "xterm", ...env },
    timeout: 120_000,
    killSignal: "SIGKILL",
  });
  return { status, text: stdout.replaceAll("\r\n", "\n") };
};

const COMMANDS = ["audit", "check", "render", "baseline", "runs", "show", "metrics", "init"];

describe("E5: help", () => {
  test("of the program: every command in a group, examples, exit codes", () => {
    const { code, stdout } = exptrack(["--help"]);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    expect(stdout).not.toMatch(/^Commands:/m);
    expect(stdout).toContain("Examples:\n  exptrack audit");
    expect(stdout).toContain("Exit codes: 0 passed");
  });

  test.each(COMMANDS)("of %s: what it does, and examples of it", (command) => {
    const { code, stdout } = exptrack([command, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: exptrack ${command}`));
    expect(stdout).toMatch(new RegExp(`Examples:\\n(?:.*\\n)*?  .*exptrack ${command}`));
    expect(exptrack(["help", command]).stdout).toBe(stdout);
  });

  test("F3: without a command it is on stderr, and exit 2 says that one is missing", () => {
    const { code, stdout, stderr } = exptrack([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: exptrack");
    expect(lastLine(stderr)).toBe("exptrack: name a command (exit 2)");
  });
});

describe("F4: a command line that cannot be meant is answered in one line", () => {
  test.each([
    ["a command", ["adit"], /unknown command 'adit'; did you mean audit\?/],
    ["an option", ["audit", "--treshold", "3"], /unknown option '--treshold'; did you mean --threshold\?/],
    ["the value of an option", ["runs", "-f", "jsn"], /--format.*jsn.*did you mean json/],
    ["a colour", ["runs", "--color", "alwas"], /--color alwas: .*did you mean always\?/],
    ["a format", ["audit", "-f", "sarf"], /did you mean sarif\?/],
    ["a number", ["runs", "-n", "0"], /--limit 0: a whole number above 0 is expected/],
    ["an argument too many", ["audit", "a", "b"], /too many arguments/],
    ["an argument too few", ["show"], /missing required argument 'run'/],
    ["a value that is missing", ["audit", "--threshold"], /argument missing/],
  ])("%s", (_, args, says) => {
    const { code, stdout, stderr } = exptrack(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr.startsWith("exptrack: ")).toBe(true);
  });
});

describe("colours are decided here, for each stream", () => {
  const coloured = (choice: "auto" | "always" | "never", isTTY: boolean, env: NodeJS.ProcessEnv): boolean =>
    paletteFor(choice, { isTTY }, env).bad("x") !== "x";

  test.each([
    ["a terminal", true, {}, true],
    ["a pipe", false, {}, false],
    ["NO_COLOR", true, { NO_COLOR: "1" }, false],
    ["an empty NO_COLOR, which counts as none", true, { NO_COLOR: "" }, true],
    ["a terminal that can nothing", true, { TERM: "dumb" }, false],
    ["FORCE_COLOR in a pipe", false, { FORCE_COLOR: "1" }, true],
    ["FORCE_COLOR=0 on a terminal", true, { FORCE_COLOR: "0" }, false],
    ["CLICOLOR_FORCE in a pipe", false, { CLICOLOR_FORCE: "1" }, true],
    ["CLICOLOR_FORCE=0 in a pipe", false, { CLICOLOR_FORCE: "0" }, false],
    ["CLICOLOR=0 on a terminal", true, { CLICOLOR: "0" }, false],
    ["NO_COLOR and FORCE_COLOR", true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
  ])("auto, %s", (_, isTTY, env, expected) => {
    expect(coloured("auto", isTTY, env)).toBe(expected);
  });

  test("always and never are the last word", () => {
    expect(coloured("always", false, { NO_COLOR: "1", TERM: "dumb" })).toBe(true);
    expect(coloured("never", true, { FORCE_COLOR: "1" })).toBe(false);
  });

  test("machine formats and files carry none, whatever is asked for", () => {
    const { root } = sampleProject();
    const file = join(temporaryFolder(), "summary.txt");
    const { stdout } = exptrack([
      "audit",
      root,
      "--no-report",
      "--color",
      "always",
      "-f",
      "json",
      "-o",
      `text=${file}`,
    ]);
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stdout).not.toContain("\u001b[");
    expect(readFileSync(file, "utf8")).not.toContain("\u001b");
  });
});

describe("terminals and pipes", () => {
  const { root } = sampleProject();

  test.each([40, 80, 200])("at %i columns no line of the scores is longer", (columns) => {
    const { text, status } = onTerminal(
      "exptrack audit --no-report --no-progress --color always",
      root,
      columns,
    );
    expect(status).toBe(0);
    const plain = text.replace(/\u001b\[[0-9;]*m/g, "");
    const lines = plain
      .split("\n")
      .filter((line) => /^(?:PASS|WARN|FAIL|[A-Z]\w+(?: \w+)? +[\d.]+ [#-]{10})/.test(line));
    expect(lines.length).toBeGreaterThanOrEqual(14);
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
    expect(text).toContain("\u001b[");
  });

  test("in a pipe nothing is cut, unless COLUMNS asks for it", () => {
    const longest = (env: Readonly<Record<string, string>>) =>
      Math.max(
        ...exptrack(["audit", root, "--no-report"], { env })
          .stdout.split("\n")
          .map((line) => line.length),
      );
    expect(longest({ COLUMNS: "" })).toBeGreaterThan(100);
    expect(exptrack(["audit", root, "--no-report"], { env: { COLUMNS: "" } }).stdout).not.toContain("…");
    expect(longest({ COLUMNS: "90" })).toBeLessThanOrEqual(90);
  });

  test("a terminal that does not know its width cuts nothing", () => {
    expect(columnsOf({ isTTY: true, columns: 0 })).toBeNull();
    expect(columnsOf({ isTTY: true, columns: 80 })).toBe(80);
    expect(columnsOf({ isTTY: false, columns: 80 })).toBeNull();
    expect(summaryColumns({}, { COLUMNS: "70" })).toBe(70);
    expect(summaryColumns({ isTTY: true, columns: 80 }, { COLUMNS: "70" })).toBe(80);
    expect(summaryColumns({}, { COLUMNS: "wide" })).toBeNull();
  });

  test("progress comes and goes on a terminal alone", () => {
    const shown = (line: string, env = {}) => onTerminal(line, root, 80, env).text;
    const watched = shown("exptrack audit --no-report --no-cache");
    expect(watched).toContain("\r\u001b[Kexptrack: reading the repository");
    expect(watched).toMatch(/\r\u001b\[K(?:\u001b\[\d+m)?score/);
    for (const [line, env] of [
      ["exptrack audit --no-report --no-progress", {}],
      ["exptrack audit --no-report", { CI: "true" }],
      ["exptrack audit --no-report", { TERM: "dumb" }],
      ["exptrack audit --no-report -f json 2>&1 | cat", {}],
    ] as const)
      expect(shown(line, env)).not.toContain("reading the repository");
    expect(shown("exptrack audit --no-report --quiet")).toBe("");
  });

  test("where the locale is not one of UTF-8, marks of ours are ASCII and names stay", () => {
    const text = "caf\u00e9 \u2026 3 \u00d7 A100 \u2265 2 \u2192 \u4ee5";
    const shown = (isTTY: boolean, env: NodeJS.ProcessEnv) => drawable(text, { isTTY }, env);
    expect(shown(true, { LC_ALL: "C" })).toBe("caf\u00e9 ~ 3 x A100 > 2 > \u4ee5");
    for (const env of [{ LANG: "en_GB.UTF-8" }, { LC_ALL: "C.utf8", LANG: "C" }, {}, { LC_ALL: "" }])
      expect(shown(true, env)).toBe(text);
    expect(shown(false, { LC_ALL: "C" })).toBe(text);
  });
});

describe("F3: whoever stops reading has read enough", () => {
  const { root } = sampleProject();

  test.each([
    "audit --no-report",
    "audit --no-report -f json",
    "audit --no-report -f sarif",
    "audit --no-report -f markdown",
    "runs",
    "runs -f json",
    "runs -f csv",
    "--help",
  ])("exptrack %s | head -1", (command) => {
    const { status, stderr, stdout } = shell(`set -o pipefail; exptrack ${command} | head -1`, root);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.length).toBeGreaterThan(0);
  });

  test("the gate's word stands all the same", () => {
    const { status, stderr } = shell(
      "set -o pipefail; exptrack audit --no-report -f json --threshold 29 | head -c 1",
      root,
    );
    expect(status).toBe(1);
    expect(lastLine(stderr)).toMatch(/\(exit 1\)$/);
  });

  test.each([
    ["stdout", ">&-"],
    ["stderr", "2>&-"],
    ["all three", ">&- 2>&- <&-"],
  ])("%s closed from the start: the exit code is what it would be", (_, closed) => {
    expect(shell(`exptrack audit --no-report ${closed}`, root).status).toBe(0);
    expect(shell(`exptrack audit --no-report --threshold 29 ${closed}`, root).status).toBe(1);
    expect(shell(`exptrack audit nowhere ${closed}`, root).status).toBe(2);
  });

  test("a large report arrives whole at a slow reader", async () => {
    const file = join(temporaryFolder(), "report.json");
    expect(exptrack(["audit", root, "--no-report", "--quiet", "-o", `json=${file}`]).code).toBe(0);
    const child = spawn(process.execPath, [BINARY, "audit", root, "--no-report", "-f", "json"]);
    let text = "";
    for await (const piece of child.stdout) {
      text += piece;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(text.length).toBeGreaterThan(1 << 16);
    expect(text).toBe(readFileSync(file, "utf8"));
  });
});

describe("F4: what the machine refuses is said in words, without a stack", () => {
  const { root } = sampleProject();
  mkdirSync(join(root, "folder"));

  test.each([
    [
      "a full disk behind stdout",
      "exptrack audit --no-report > /dev/full",
      /^exptrack: cannot write to stdout: no space/,
    ],
    [
      "a full disk behind a list",
      "exptrack runs -f json > /dev/full",
      /^exptrack: cannot write to stdout: no space/,
    ],
    [
      "a full disk behind a file",
      "exptrack audit --no-report -q -o json=/dev/full",
      /^exptrack: cannot write \/dev\/full: no space/,
    ],
    [
      "a folder in a file's place",
      "exptrack audit --no-report -q -o json=folder",
      /is a folder: name a file in it/,
    ],
    [
      "a file in a folder's place",
      "exptrack audit --no-report -q -o json=train.py/x.json",
      /a file stands where a folder/,
    ],
    [
      "a folder that nobody can make",
      "exptrack runs -f csv -o /proc/nowhere/runs.csv",
      /cannot write .*: its folder/,
    ],
    ["a path that is not there", "exptrack audit nowhere", /nowhere does not exist: check the path/],
    ["a file instead of a repository", "exptrack runs train.py", /is a file: name the folder/],
    ["a revision that is not there", "exptrack show a --rev v9", /no commit is called v9/],
    [
      "too few files that may be open",
      "ulimit -n 24; exptrack audit --no-report",
      /too many (?:open files|files are open)/,
    ],
  ])("%s", (_, line, says) => {
    const { status, stderr } = shell(line, root);
    expect(status).toBe(2);
    const last = lastLine(stderr);
    expect(last).toMatch(says);
    expect(last.startsWith("exptrack: ")).toBe(true);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(readdirSync(root).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("git that is broken is no end of the audit", () => {
    const broken = sampleProject().root;
    writeFileSync(join(broken, ".git/HEAD"), "nonsense\n");
    const { code, stderr } = exptrack(["audit", broken, "--no-report", "--quiet"]);
    expect([0, 2]).toContain(code);
    expect(stderr).not.toMatch(/\n\s+at |defect/);
  });

  test("a device and a pipe are written to, a link is followed; none of them is replaced", () => {
    const target = join(temporaryFolder(), "real.json");
    const link = join(dirname(target), "link.json");
    writeFileSync(target, "old");
    symlinkSync(target, link);
    expect(
      exptrack(["audit", root, "--no-report", "-q", "-o", "json=/dev/null", "-o", `markdown=${link}`]).code,
    ).toBe(0);
    expect(readFileSync(target, "utf8")).toContain("## Executive Summary");
    expect(shell("test -c /dev/null && test -L link.json", dirname(link)).status).toBe(0);
    const line = `mkfifo pipe; timeout 60 cat pipe | wc -c & exptrack audit '${root}' --no-report -q -o json=pipe; wait; test -p pipe`;
    const { stdout, status } = shell(line, temporaryFolder());
    expect(status).toBe(0);
    expect(Number(stdout)).toBeGreaterThan(1000);
  });
});

describe("works from where one stands", () => {
  const { root } = sampleProject({ untracked: { "src/models/fit.py": "import torch\ntorch.rand(1)\n" } });

  test("in a folder of a repository that folder is looked at, and where the rest is is said", () => {
    const inside = exptrack(["audit", "--no-report"], { cwd: join(root, "src/models") });
    expect(inside.code).toBe(0);
    expect(inside.stderr).toMatch(/only src\/models\/ is looked at.*root of the repository is \.\.\/\.\.$/m);
    expect(exptrack(["audit", "--no-report"], { cwd: root }).stderr).toBe("");
    expect(exptrack(["audit", "src/models", "--no-report"], { cwd: root }).stderr).toBe("");
    expect(exptrack(["audit", "--no-report", "-q"], { cwd: join(root, "src/models") }).stderr).toBe("");
    expect(exptrack(["runs"], { cwd: join(root, "src/models") }).stderr).toContain(
      "only src/models/ is looked at",
    );
  });

  test("however the root is spelled, the report is the same", () => {
    const report = (args: readonly string[], cwd: string) =>
      exptrack(["audit", ...args, "--no-report", "-f", "markdown"], { cwd }).stdout;
    const plain = report([], root);
    expect(plain.length).toBeGreaterThan(1000);
    for (const spelled of [`${root}/`, `${root}/src/..`, "./", "../flowers", "../flowers//"])
      expect(report([spelled], root)).toBe(plain);
    expect(report(["../.."], join(root, "src/models"))).toBe(plain);
  });
});
