import type { Report } from "../core/report.js";
import type { ColourChoice } from "./colour.js";

/** What a format may be told beside the report. */
export interface RenderOptions {
  readonly color: ColourChoice;
  /** Columns of the terminal; null: there is none. */
  readonly width: number | null;
  /** Where the Markdown report was written; null: it was not. */
  readonly reportPath: string | null;
  /** Folder of the file that is written, relative to the audited root; null: not known, or not below it. */
  readonly folder: string | null;
}

interface FormatEntry {
  /** What it is for, in the help. */
  readonly help: string;
  readonly render: (report: Report, options: RenderOptions) => Promise<string>;
}

/** Every format of a report; each is loaded when it is asked for. */
const FORMATS = {
  text: {
    help: "summary for a terminal",
    render: async (report, { color, width, reportPath }) =>
      (await import("../formats/text.js")).text(report, {
        palette: (await import("./colour.js")).paletteFor(color, process.stdout, process.env),
        reportPath,
        width,
      }),
  },
  json: {
    help: "everything, in the published shape",
    render: async (report) => (await import("../formats/json.js")).json(report),
  },
  markdown: {
    help: "the report for people, as it is committed",
    render: async (report, { folder }) =>
      (await import("../formats/markdown.js")).markdown(report, { folder }),
  },
  summary: {
    help: "short Markdown for a job summary or a comment",
    render: async (report) => (await import("../formats/summary.js")).summary(report),
  },
  sarif: {
    help: "SARIF 2.1.0 for code scanning",
    render: async (report) => (await import("../formats/sarif.js")).sarif(report),
  },
  github: {
    help: "annotations of GitHub Actions",
    render: async (report) => (await import("../formats/github.js")).github(report),
  },
  gitlab: {
    help: "Code Quality report of GitLab",
    render: async (report) => (await import("../formats/gitlab.js")).gitlab(report),
  },
  junit: {
    help: "JUnit XML: a suite per dimension, a case per rule",
    render: async (report) => (await import("../formats/junit.js")).junit(report),
  },
  csv: {
    help: "findings, a row each",
    render: async (report) => (await import("../formats/findings-csv.js")).findingsCsv(report),
  },
  badge: {
    help: "document for an endpoint badge of shields.io",
    render: async (report) => (await import("../formats/badge.js")).badge(report),
  },
  "badge-svg": {
    help: "the same as an image that loads nothing",
    render: async (report) => (await import("../formats/badge-svg.js")).badgeSvg(report),
  },
} satisfies Readonly<Record<string, FormatEntry>>;

export type ReportFormat = keyof typeof FORMATS;
export const REPORT_FORMATS = Object.keys(FORMATS) as readonly ReportFormat[];

/** The list under `--help`. */
export const FORMATS_HELP = [
  "Formats:",
  ...Object.entries(FORMATS).map(([name, { help }]) => `  ${name.padEnd(10)} ${help}`),
].join("\n");

export const render = (report: Report, format: ReportFormat, options: RenderOptions): Promise<string> =>
  FORMATS[format].render(report, options);
