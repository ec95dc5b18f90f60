import { describe, expect, test } from "vitest";
import { gitlab } from "../../src/formats/gitlab.js";
import { gitlabMistakes } from "./gitlab-schema.js";
import { finding, reportOf } from "./sample-report.js";

describe("E4: Code Quality report of GitLab", () => {
  test("E4: entries as the widget reads them, the most severe first", () => {
    const text = gitlab(
      reportOf({
        findings: [
          finding({ severity: "info", fingerprint: "i" }),
          finding({ severity: "warning", fingerprint: "w" }),
          finding(),
        ],
        repository: { folder: "ml" },
      }),
    );
    expect(gitlabMistakes(text)).toEqual([]);
    const entries = JSON.parse(text);
    expect(entries[0]).toEqual({
      description: "exptrack/unseeded-randomness: torch is not seeded",
      check_name: "exptrack/unseeded-randomness",
      fingerprint: "0123456789abcdef",
      severity: "major",
      location: { path: "ml/train.py", lines: { begin: 12 } },
    });
    expect(entries.map(({ severity }: { severity: string }) => severity)).toEqual(["major", "minor", "info"]);
  });

  test("E4: of findings with one fingerprint each gets its own, and the first keeps it", () => {
    const findings = ["a.py", "b.py", "b.py"].map((path) => finding({ location: { path, line: 1 } }));
    const prints = JSON.parse(gitlab(reportOf({ findings }))).map(
      ({ fingerprint }: { fingerprint: string }) => fingerprint,
    );
    expect(prints[0]).toBe("0123456789abcdef");
    expect(new Set(prints).size).toBe(3);
  });

  test("E4: only open findings of what a clone holds", () => {
    const findings = [
      finding({ status: "suppressed" }),
      finding({ status: "baselined" }),
      finding({ scope: "local" }),
    ];
    expect(gitlab(reportOf({ findings }))).toBe("[]\n");
  });

  test("the schema refuses what the widget would not show", () => {
    const entry = { description: "x", check_name: "x", fingerprint: "1", severity: "major" };
    const at = (location: object) => gitlabMistakes(JSON.stringify([{ ...entry, location }]));
    expect(at({ path: "./a.py", lines: { begin: 1 } })).not.toEqual([]);
    expect(at({ path: "a.py", lines: { begin: 0 } })).not.toEqual([]);
    expect(at({ path: "a.py", lines: { begin: 1 } })).toEqual([]);
  });
});
