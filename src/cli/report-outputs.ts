import type { Report } from "../core/report.js";
import { print, writeAtomically } from "./output.js";
import { REPORT_FORMATS, type RenderOptions, type ReportFormat, render } from "./report-formats.js";
import { UsageError } from "./usage-error.js";

/** One `-o FORMAT=PATH`; the path `-` is stdout. */
export interface ReportOutput {
  readonly format: ReportFormat;
  readonly path: string;
}

/** @throws UsageError  no known format, or no path */
export function parseReportOutput(text: string): ReportOutput {
  const [format, ...rest] = text.split("=");
  const path = rest.join("=");
  const known = REPORT_FORMATS.find((one) => one === format);
  if (known === undefined || path === "")
    throw new UsageError(
      `--output ${text}: FORMAT=PATH is expected, with one of ${REPORT_FORMATS.join(", ")}`,
    );
  return { format: known, path };
}

/** Writes each output, every file whole or not at all. */
export async function writeReportOutputs(
  report: Report,
  outputs: readonly ReportOutput[],
  options: RenderOptions,
): Promise<void> {
  for (const { format, path } of outputs) {
    const rendered = await render(report, format, options);
    if (path === "-") await print(rendered);
    else await writeAtomically(path, rendered);
  }
}
