import type { Report } from "../core/report.js";
import type { ColourChoice } from "./colour.js";

/** What a format may be told beside the report. */
export interface RenderOptions {
  readonly color: ColourChoice;
  /** Where the Markdown report was written; null: it was not. */
  readonly reportPath: string | null;
}

type Render = (report: Report, options: RenderOptions) => Promise<string>;

/** Every format of a report; each is loaded when it is asked for. */
const RENDERERS = {
  text: async (report, { color, reportPath }) =>
    (await import("../formats/text.js")).text(report, {
      palette: (await import("./colour.js")).paletteFor(color, process.stdout, process.env),
      reportPath,
      width: process.stdout.columns ?? null,
    }),
  json: async (report) => (await import("../formats/json.js")).json(report),
  markdown: async (report) => (await import("../formats/markdown.js")).markdown(report),
} satisfies Readonly<Record<string, Render>>;

export type ReportFormat = keyof typeof RENDERERS;
export const REPORT_FORMATS = Object.keys(RENDERERS) as readonly ReportFormat[];

export const render = (report: Report, format: ReportFormat, options: RenderOptions): Promise<string> =>
  RENDERERS[format](report, options);
