import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Report } from "../../src/core/schema/report.js";
import { exptrack, lastLine } from "../tools/command-line.js";
import { buildRepository, temporaryFolder } from "../tools/repository.js";
import { snapshot } from "../tools/tree-snapshot.js";
import { RUN, run, sampleProject, TRAIN } from "./sample.js";

const REPORT = "docs/experiment-tracking-analysis.md";
const reportOf = (root: string): string => readFileSync(join(root, REPORT), "utf8");

describe("E1 and E3: exptrack audit", () => {
  test("writes the report with every section and prints the summary", () => {
    const { root } = sampleProject();
    const { code, stdout } = exptrack(["audit", root]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^score {8}[\d.]+ \/ 30/);
    for (const part of ["report ", "tools ", "experiments ", "gaps ", "Parameter Management", "next steps"])
      expect(stdout).toContain(part);
    expect(reportOf(root).match(/^## .*/gm)).toEqual([
      "## Executive Summary",
      "## Experiment Infrastructure Inventory",
      "## Parameter Management Assessment",
      "## Metric Logging Evaluation",
      "## Reproducibility Scorecard (0–30)",
      "## Pipeline Architecture Review",
      "## Collaboration Assessment",
      "## Prioritized Recommendations",
      "## Data gaps",
      "## Method",
    ]);
  });

  test("E4: --format json is the published shape and nothing else is on stdout", () => {
    const { root } = sampleProject();
    const { stdout, code } = exptrack(["audit", root, "--no-report", "-f", "json"]);
    expect(code).toBe(0);
    const report = Report.parse(JSON.parse(stdout));
    expect(report.runs.total).toBe(1);
    expect(existsSync(join(root, REPORT))).toBe(false);
  });

  test("every location of the report is a file of the repository, every line lies in it", () => {
    const { root } = sampleProject({ untracked: { "scratch.py": "import torch\ntorch.rand(1)\n" } });
    const report = Report.parse(JSON.parse(exptrack(["audit", root, "--no-report", "-f", "json"]).stdout));
    const places = report.findings.flatMap((finding) => [finding.location, ...finding.related]);
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) {
      const lines = readFileSync(join(root, place.path), "utf8").split("\n").length;
      expect(place.line ?? 1).toBeLessThanOrEqual(lines);
    }
  });

  test("E4: several outputs in one run", () => {
    const { root } = sampleProject();
    const target = temporaryFolder();
    const { code } = exptrack([
      "audit",
      root,
      "--no-report",
      "-q",
      "-o",
      `json=${target}/r.json`,
      "-o",
      `markdown=${target}/deep/r.md`,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(join(target, "r.json"), "utf8")).schemaVersion).toBe(1);
    expect(readFileSync(join(target, "deep/r.md"), "utf8")).toContain("## Executive Summary");
  });
});

describe("F3: exit codes", () => {
  const { root } = sampleProject();

  test("0 without a gate, 0 above the threshold, 1 below it with the reason in the last line", () => {
    expect(exptrack(["audit", root, "--no-report", "-q"]).code).toBe(0);
    expect(exptrack(["audit", root, "--no-report", "-q", "--threshold", "1"]).code).toBe(0);
    const failed = exptrack(["audit", root, "--no-report", "-q", "--threshold", "29"]);
    expect(failed.code).toBe(1);
    expect(lastLine(failed.stderr)).toMatch(
      /^exptrack: score [\d.]+ is below the threshold 29; .* \(exit 1\)$/,
    );
    expect(exptrack(["audit", root, "--no-report", "-q", "--fail-under", "29"]).code).toBe(1);
  });

  test.each([
    ["a path that does not exist", ["audit", join(root, "nowhere")], /does not exist/],
    ["a file instead of a folder", ["audit", join(root, "train.py")], /is a file/],
    ["an unknown revision", ["audit", root, "--rev", "v9"], /no commit is called v9/],
    ["a threshold that is none", ["audit", root, "--threshold", "much"], /between 0 and 30/],
    ["a threshold beyond the scale", ["audit", root, "--threshold", "31"], /between 0 and 30/],
    ["an unknown format", ["audit", root, "-f", "pdf"], /--format pdf: there is no such format/],
    ["an output without a path", ["audit", root, "-o", "json"], /a path is missing, as in -o json=FILE/],
    ["an unknown command", ["adit"], /audit/],
    [
      "an output that cannot be written",
      ["audit", root, "--no-report", "-q", "-o", `json=${root}/train.py/x.json`],
      /cannot write/,
    ],
  ])("F4: 2 and a clear word for %s", (_, args, message) => {
    const { code, stderr, stdout } = exptrack(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
    expect(stdout).toBe("");
  });
});

describe("F2: nothing in the audited tree changes but the report", () => {
  test("neither files nor git's own folder, ignored records included", () => {
    const { root } = sampleProject({
      ignored: run(`${RUN}2`, null),
      changed: { "train.py": `${TRAIN}# edited\n` },
    });
    const before = snapshot(root);
    expect(exptrack(["audit", root]).code).toBe(0);
    const after = snapshot(root);
    const report = after[REPORT];
    expect(report).toBeDefined();
    delete after[REPORT];
    delete after.docs;
    expect(after).toEqual(before);
    exptrack(["audit", root]);
    expect(snapshot(root)[REPORT]).toBe(report);
  });

  test("`exptrack runs` and --no-report change nothing at all", () => {
    const { root } = sampleProject();
    const before = snapshot(root);
    exptrack(["runs", root]);
    exptrack(["audit", root, "--no-report"]);
    exptrack(["audit", root, "--rev", "HEAD"]);
    expect(snapshot(root)).toEqual(before);
  });

  test("a report that somebody edited is left alone until --force", () => {
    const { root } = sampleProject();
    exptrack(["audit", root, "-q"]);
    const edited = `${reportOf(root)}\nOur own conclusions.\n`;
    writeFileSync(join(root, REPORT), edited);
    const left = exptrack(["audit", root, "-q"]);
    expect(left.code).toBe(0);
    expect(left.stderr).toContain("was edited by hand");
    expect(reportOf(root)).toBe(edited);
    expect(exptrack(["audit", root, "-q", "--threshold", "30"]).code).toBe(1);
    exptrack(["audit", root, "-q", "--force"]);
    expect(reportOf(root)).not.toBe(edited);
  });
});

describe("F1 and F2: the report is written into the repository, and nowhere else", () => {
  test("a folder that links out of it is not written through", () => {
    const { root } = sampleProject();
    const outside = temporaryFolder("outside");
    symlinkSync(outside, join(root, "docs"));
    const { code, stderr } = exptrack(["audit", root, "-q"]);
    expect(code).toBe(2);
    expect(lastLine(stderr)).toMatch(/^exptrack: cannot write .*a link leads out of the repository there$/);
    expect(readdirSync(outside)).toEqual([]);
  });

  test.each([
    ["a link", (place: string) => symlinkSync("/dev/null", place)],
    ["a pipe", (place: string) => execFileSync("mkfifo", [place])],
    ["a folder", (place: string) => mkdirSync(place)],
  ])("%s in its place is left alone, and said", (_, put) => {
    const { root } = sampleProject();
    mkdirSync(join(root, "docs"));
    put(join(root, REPORT));
    const before = lstatSync(join(root, REPORT)).mode;
    const { code, stderr } = exptrack(["audit", root, "-q"]);
    expect(code).toBe(2);
    expect(lastLine(stderr)).toMatch(/^exptrack: cannot write .*what is there is no regular file$/);
    expect(lstatSync(join(root, REPORT)).mode).toBe(before);
  });
});

describe("D1 and E1: the same commit gives the same bytes", () => {
  const original = sampleProject();
  exptrack(["audit", original.root, "-q", "--no-local"]);
  const bytes = reportOf(original.root);

  test("in a second clone under another name", () => {
    const { root } = original.clone();
    expect(root).not.toBe(original.root);
    exptrack(["audit", root, "-q", "--no-local"]);
    expect(reportOf(root)).toBe(bytes);
  });

  test("with ignored and untracked records beside it, under --no-local", () => {
    const { root } = sampleProject({
      ignored: run(`${RUN}2`, null),
      untracked: { "notes/scratch.py": "import torch\ntorch.rand(1)\n" },
    });
    exptrack(["audit", root, "-q", "--no-local"]);
    expect(reportOf(root)).toBe(bytes);
  });

  test("the score as cloned is the same with local records, which stand in a part of their own", () => {
    const { root } = sampleProject({ ignored: { ...run(`${RUN}2`, null), "mlruns/1/meta.yaml": null } });
    const read = (...args: string[]) =>
      Report.parse(JSON.parse(exptrack(["audit", root, "--no-report", "-f", "json", ...args]).stdout));
    const local = read();
    const cloned = read("--no-local");
    expect(local.score?.total).toBe(cloned.score?.total);
    expect(cloned.score?.withLocalRecords).toBeNull();
    expect(local.score?.withLocalRecords).not.toBeNull();
    expect(local.runs.byScope).toEqual({ committed: 1, local: 1 });
    exptrack(["audit", root, "-q"]);
    expect(reportOf(root)).toContain("## Records on this machine only");
  });

  test("after the report itself has been committed", () => {
    const { root, git } = sampleProject();
    exptrack(["audit", root, "-q"]);
    const first = reportOf(root);
    git("add", "-A");
    git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "Add the report");
    exptrack(["audit", root, "-q"]);
    expect(reportOf(root)).toBe(first);
  });

  test("as a revision of a bare repository", () => {
    const bare = original.clone("--bare");
    const place = join(temporaryFolder(), "docs/experiment-tracking-analysis.md");
    exptrack(["audit", bare.root, "-q", "-o", `markdown=${place}`]);
    expect(readFileSync(place, "utf8")).toBe(bytes);
  });

  test("neither clock, folder names, people nor absolute paths stand in it", () => {
    expect(bytes).not.toContain(original.root);
    expect(bytes).not.toContain("flowers/");
    expect(bytes).not.toMatch(/\d\d:\d\d:\d\d/);
    expect(bytes).not.toContain("@");
  });
});

describe("A9: several projects in one repository", () => {
  test("are listed with a score of their own, the root as a whole first", () => {
    const { root } = buildRepository({
      commits: [
        {
          files: {
            "README.md": "# Two models\n",
            "cats/requirements.txt": "torch==2.3.0\nmlflow==2.14.0\n",
            "cats/train.py": TRAIN,
            "dogs/pyproject.toml": '[project]\nname = "dogs"\nversion = "1"\ndependencies = ["torch"]\n',
            "dogs/train.py": TRAIN,
            "site/requirements.txt": "flask==3.0.0\n",
            "site/app.py": "import flask\napp = flask.Flask(__name__)\n",
          },
        },
      ],
    });
    const report = Report.parse(JSON.parse(exptrack(["audit", root, "--no-report", "-f", "json"]).stdout));
    const [whole, ...nested] = report.repository.projects;
    expect(whole).toEqual({ root: ".", score: report.score?.total });
    expect(nested.map((project) => project.root)).toEqual(["cats", "dogs"]);
    // The pins of one project are its own.
    expect(nested[0]?.score).toBeGreaterThan(nested[1]?.score ?? 30);
    expect(exptrack(["audit", root, "--no-report", "-f", "markdown"]).stdout).toContain("### Projects");
  });
});

describe("contracts 5: nothing to score", () => {
  test("no machine learning: says so, score null, exit 0, or 2 when a gate was asked for", () => {
    const { root } = buildRepository({
      commits: [
        {
          files: { "app.py": "import pandas as pd\nprint(pd.DataFrame())\n", "requirements.txt": "pandas\n" },
        },
      ],
    });
    const report = Report.parse(JSON.parse(exptrack(["audit", root, "--no-report", "-f", "json"]).stdout));
    expect(report).toMatchObject({ score: null, findings: [] });
    expect(exptrack(["audit", root, "--no-report"]).stdout).toContain("no machine learning found");
    const gated = exptrack(["audit", root, "--no-report", "--threshold", "1"]);
    expect(gated.code).toBe(2);
    expect(lastLine(gated.stderr)).toContain("no machine learning was found");
  });

  test("an empty folder has no findings", () => {
    const report = Report.parse(
      JSON.parse(exptrack(["audit", temporaryFolder(), "--no-report", "-f", "json"]).stdout),
    );
    expect(report).toMatchObject({ score: null, findings: [] });
  });
});

describe("manners", () => {
  const { root } = sampleProject();

  test("--version and --help answer 0; colours are off where nobody watches and on when asked for", () => {
    expect(exptrack(["--version"])).toMatchObject({ code: 0, stderr: "" });
    expect(exptrack(["audit", "--help"]).stdout).toContain("Examples:");
    expect(exptrack(["audit", root, "--no-report"]).stdout).not.toContain("\u001b[");
    expect(exptrack(["audit", root, "--no-report", "--color", "always"]).stdout).toContain("\u001b[");
  });

  test("works from a subfolder by path, with `.` as default", () => {
    expect(exptrack(["audit", "--no-report", "-q"], { cwd: root }).code).toBe(0);
  });
});
