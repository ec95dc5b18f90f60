import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { REPORT_FORMATS } from "../../src/cli/report-formats.js";
import { exptrack, lastLine } from "../tools/command-line.js";
import { temporaryFolder } from "../tools/repository.js";
import { run, sampleProject } from "./sample.js";

/** A report and every format of it, as one audit wrote them. */
function audited(): { readonly folder: string; readonly stdout: string } {
  const { root } = sampleProject({ ignored: run("c0ffee".padEnd(32, "2"), null) });
  const folder = temporaryFolder();
  const outputs = REPORT_FORMATS.flatMap((format) => ["-o", `${format}=${folder}/deep/er/report.${format}`]);
  const { code, stdout, stderr } = exptrack(["audit", root, "--no-report", ...outputs]);
  expect([code, stderr]).toEqual([0, ""]);
  return { folder: join(folder, "deep/er"), stdout };
}

describe("E4 and E5: exptrack render", () => {
  const { folder, stdout } = audited();
  const saved = join(folder, "report.json");
  const fresh = (name: string, text: string | Buffer): string => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, text);
    return path;
  };

  test.each(REPORT_FORMATS)(
    "E4: %s from the saved report is what the audit wrote, byte for byte",
    (format) => {
      const rendered = exptrack(["render", saved, "-f", format]);
      expect([rendered.code, rendered.stderr]).toEqual([0, ""]);
      expect(rendered.stdout).toBe(readFileSync(join(folder, `report.${format}`), "utf8"));
    },
  );

  test("E5: without a format the text, as the audit printed it", () => {
    expect(exptrack(["render", saved]).stdout).toBe(stdout);
  });

  test("E5: writes several files, their folders too, and stdout carries what is asked for", () => {
    const target = temporaryFolder();
    const { stdout, code } = exptrack(
      ["render", saved, "-o", "sarif=new/a.sarif", "-o", "csv=new/b/c=d.csv", "-o", "badge=-"],
      { cwd: target },
    );
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(join(folder, "report.badge"), "utf8"));
    expect(readFileSync(join(target, "new/a.sarif"), "utf8")).toContain('"version": "2.1.0"');
    expect(readFileSync(join(target, "new/b/c=d.csv"), "utf8")).toMatch(/^severity,/);
  });

  test("E1: written to the report's own place, its links are those of the audit, byte for byte", () => {
    const { root } = sampleProject();
    exptrack(["audit", root, "-q", "-o", `json=${folder}/own.json`]);
    const elsewhere = join(temporaryFolder(), "docs/experiment-tracking-analysis.md");
    exptrack(["render", join(folder, "own.json"), "-o", `markdown=${elsewhere}`]);
    const committed = readFileSync(join(root, "docs/experiment-tracking-analysis.md"), "utf8");
    expect(committed).toContain("](../train.py#L");
    expect(readFileSync(elsewhere, "utf8")).toBe(committed);
    expect(exptrack(["render", join(folder, "own.json"), "-f", "markdown"]).stdout).not.toContain("](../");
  });

  test("E5: reads stdin", () => {
    const { stdout, code } = exptrack(["render", "-", "-f", "github"], {
      input: readFileSync(saved, "utf8"),
    });
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(join(folder, "report.github"), "utf8"));
  });

  test("E5: reads what a shell of Windows redirected: UTF-16 with its mark", () => {
    const wide = fresh("wide.json", Buffer.from(`\ufeff${readFileSync(saved, "utf8")}`, "utf16le"));
    expect(exptrack(["render", wide, "-f", "csv"]).stdout).toBe(
      readFileSync(join(folder, "report.csv"), "utf8"),
    );
  });

  test("E5: holds the saved score against a threshold", () => {
    const failed = exptrack(["render", saved, "-f", "badge", "--threshold", "29"]);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toBe(readFileSync(join(folder, "report.badge"), "utf8"));
    expect(lastLine(failed.stderr)).toMatch(
      /^exptrack: score [\d.]+ is below the threshold 29; .*\(exit 1\)$/,
    );
    expect(exptrack(["render", saved, "-f", "badge", "--fail-under", "0"]).code).toBe(0);
  });

  test("E5: another document is refused with the places of its first mistakes", () => {
    const report = JSON.parse(readFileSync(saved, "utf8"));
    report.findings[1].severity = "fatal";
    report.score.total = "high";
    const { code, stderr, stdout } = exptrack(["render", fresh("x.json", JSON.stringify(report))]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^ {2}score\.total: .*number/m);
    expect(stderr).toMatch(/^ {2}findings\[1\]\.severity: /m);
    expect(lastLine(stderr)).toMatch(/x\.json is no report of exptrack audit -f json: 2 of its values/);
  });

  test.each([
    ["no file", null, /cannot read .*none\.json/],
    ["no JSON", "score: 3\n", /is no JSON \(/],
    ["another JSON", "[]", /is no report of exptrack/],
    ["nothing", "null", /is no report of exptrack/],
    [
      "a newer one",
      '{ "schemaVersion": 2 }',
      /written by a newer exptrack: its schemaVersion is 2, and this one knows 1/,
    ],
  ])("E5: %s gets a sentence and exit 2", (_, text, sentence) => {
    const path = text === null ? join(temporaryFolder(), "none.json") : fresh("some.json", text);
    const { code, stderr, stdout } = exptrack(["render", path]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(lastLine(stderr)).toMatch(sentence);
  });
});

describe("E4: where formats go", () => {
  const { root } = sampleProject();
  const refused = (...args: string[]): string => {
    const { code, stderr, stdout } = exptrack(["audit", root, "--no-report", ...args]);
    expect([code, stdout]).toEqual([2, ""]);
    return lastLine(stderr);
  };

  test("E4: -o FORMAT=- takes the place of the text on stdout", () => {
    const { stdout } = exptrack(["audit", root, "--no-report", "-o", "badge=-"]);
    expect(JSON.parse(stdout)).toMatchObject({ label: "experiment tracking" });
  });

  test("E4: two formats for stdout, or for one file however it is written, are refused", () => {
    expect(refused("-f", "json", "-o", "sarif=-")).toMatch(/sarif and json would both go to stdout/);
    expect(refused("-o", "badge=-", "-o", "csv=-")).toMatch(/badge and csv would both go to stdout/);
    expect(refused("-o", "badge=a/../x", "-o", "csv=./x")).toMatch(/badge and csv would both go to \.\/x/);
  });

  test("E4: a wrong format is answered with the nearest one", () => {
    expect(refused("-f", "sarfi")).toMatch(/--format sarfi: there is no such format; did you mean sarif\?/);
    expect(refused("-o", "jnuit=x")).toMatch(/--output jnuit: there is no such format; did you mean junit\?/);
    expect(refused("-o", "sarif")).toMatch(/--output sarif: a path is missing, as in -o sarif=FILE/);
  });

  test("E4: --quiet leaves out the text and nothing else", () => {
    const quiet = (...args: string[]) => exptrack(["audit", root, "--no-report", "-q", ...args]).stdout;
    expect(quiet()).toBe("");
    expect(quiet("-f", "badge")).toContain("experiment tracking");
  });
});
