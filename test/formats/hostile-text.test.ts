import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/core/report.js";
import { badgeSvg } from "../../src/formats/badge-svg.js";
import { findingsCsv } from "../../src/formats/findings-csv.js";
import { github } from "../../src/formats/github.js";
import { gitlab } from "../../src/formats/gitlab.js";
import { json } from "../../src/formats/json.js";
import { junit } from "../../src/formats/junit.js";
import { markdown } from "../../src/formats/markdown.js";
import { plain, printable, wellFormed } from "../../src/formats/plain.js";
import { sarif } from "../../src/formats/sarif.js";
import { MOST_CHARACTERS, summary } from "../../src/formats/summary.js";
import { NO_COLOUR, text } from "../../src/formats/text.js";
import { gitlabMistakes } from "./gitlab-schema.js";
import { junitMistakes, xmlTree } from "./junit-schema.js";
import { finding, reportOf, rule } from "./sample-report.js";
import { sarifMistakes } from "./sarif-schema.js";
import { workflowCommands } from "./workflow-commands.js";

const pieces = [
  ..."a é漢😀 |`*_#@<>&\"'%:,;=+-[](){}\\/".split(""),
  "\u0000",
  "\u001b[31m",
  "\u009b2J",
  "\u202e",
  "\u200b",
  "\ud800",
  "\udc00",
  "\ufffe",
  "\r",
  "\n",
  "\t",
  "%0A",
  "::error::",
  "]]>",
  "</testsuites>",
  "-->",
  "```",
  "C:\\Users\\ada\\x",
  "https://ada:secret@host/x",
];
const words = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 })
  .map((all) => all.join(""));
const hostile = fc
  .record({ message: words, path: words, title: words, reason: words, what: words, run: words })
  .map(({ message, path, title, reason, what, run }) =>
    reportOf({
      findings: [
        finding({
          message,
          location: { path, line: 3, column: 2 },
          fix: { text: what, gain: 1, effort: "days" },
        }),
        finding({ message, location: { path, run }, status: "suppressed", reason, fingerprint: "b" }),
      ],
      rules: [rule({ title, what, why: what, fix: what })],
      more: {
        gaps: [{ what, needed: reason }],
        problems: [{ path, message }],
        areas: [{ id: "metric-logging", status: "FAIL", priority: "P1", share: 0, reasons: [reason] }],
        recommendations: [
          {
            priority: "P1",
            title,
            gain: 1,
            effort: "days",
            findings: ["0123456789abcdef"],
            example: null,
            before: null,
          },
        ],
      },
    }),
  );

const first = (report: Report) => report.findings[0]!;
/** White space at the ends may go. */
const said = (report: Report): string => plain(first(report).message).trim();
// What a terminal obeys; line ends are the formats' own.
const ORDER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const holds = (check: (report: Report) => void): void =>
  fc.assert(fc.property(hostile, check), { numRuns: 200 });

describe("F1 and E4: whatever a message, a path or a reason holds", () => {
  test("SARIF stays valid, and path and message are the finding's", () => {
    holds((report) => {
      const log = sarif(report);
      expect(sarifMistakes(log)).toEqual([]);
      const [result] = JSON.parse(log).runs[0].results;
      const { uri } = result.locations[0].physicalLocation.artifactLocation;
      expect(uri).toMatch(/^[!-~]+$/);
      expect(uri.split("/").map(decodeURIComponent).join("/")).toBe(wellFormed(first(report).location.path));
      expect(result.message.text).toBe((said(report) || "no message").replaceAll("](", "] ("));
    });
  });

  test("annotations are one command each, with path and message", () => {
    holds((report) => {
      const { commands, output } = workflowCommands(github(report));
      expect(output).toEqual([]);
      expect(commands).toHaveLength(1);
      const { path } = first(report).location;
      const lines = path.split(/([\r\n])/).map((part) => (/[\r\n]/.test(part) ? part : printable(part)));
      expect(commands[0]?.properties.file).toBe(lines.join(""));
      expect(commands[0]?.message.split("\n")[0]).toBe(said(report) || "no message");
      expect(github(report)).not.toMatch(ORDER);
    });
  });

  test("the Code Quality report stays valid and whole", () => {
    holds((report) => {
      const mistakes = gitlabMistakes(gitlab(report)).filter((one) => !one.includes("/location/path"));
      expect(mistakes).toEqual([]);
      const [entry] = JSON.parse(gitlab(report));
      expect(entry.description).toBe(`exptrack/unseeded-randomness: ${said(report) || "no message"}`);
      expect(entry.location.path).toBe(printable(first(report).location.path));
    });
  });

  test("JUnit stays well-formed and valid, and the failure tells the message", () => {
    holds((report) => {
      const root = xmlTree(junit(report));
      expect(junitMistakes(root)).toEqual([]);
      expect(root.children[0]?.children[0]?.children[0]?.attributes.message).toBe(
        plain(first(report).message),
      );
    });
  });

  test("CSV keeps its columns and the message", () => {
    holds((report) => {
      const rows: Record<string, string>[] = parse(findingsCsv(report), {
        columns: true,
        record_delimiter: "\r\n",
      });
      expect(rows).toHaveLength(2);
      expect(rows[0]?.message?.replace(/^'/, "")).toBe(plain(first(report).message).replace(/^'/, ""));
      expect(rows[0]?.fingerprint).toBe("0123456789abcdef");
    });
  });

  test("JSON is the report itself to a parser, and no order to a terminal", () => {
    holds((report) => {
      expect(JSON.parse(json(report))).toEqual(report);
      expect(json(report)).not.toMatch(ORDER);
    });
  });

  test("Markdown, summary and text are no order to a terminal, and the summary keeps its size", () => {
    holds((report) => {
      const shown = [
        markdown(report, { folder: "docs" }),
        markdown(report, { folder: null }),
        summary(report),
        text(report, { palette: NO_COLOUR, reportPath: null, width: 80 }),
      ];
      for (const one of shown) expect(one).not.toMatch(ORDER);
      expect(summary(report).length).toBeLessThanOrEqual(MOST_CHARACTERS);
      expect(summary(report).match(/^- \*\*/gm)).toHaveLength(1);
      expect(summary(report).match(/^\| Metric Logging/gm)).toHaveLength(1);
    });
  });

  test("no format names a home folder or credentials", () => {
    const report = reportOf({
      findings: [
        finding({ message: "C:\\Users\\ada\\x https://ada:secret@host/x", location: { path: "a.py" } }),
      ],
    });
    const linked = (one: Report): string => markdown(one, { folder: "docs" });
    for (const write of [sarif, github, gitlab, junit, findingsCsv, summary, linked, badgeSvg])
      expect(write(report), write.name).not.toMatch(/ada|secret/);
  });
});
