import { resolve } from "node:path";
import { REPORT_PATH } from "../core/outputs.js";
import { folderOf } from "../core/paths.js";
import type { Report } from "../core/report.js";
import { plain } from "../formats/plain.js";
import { summaryColumns } from "./columns.js";
import { didYouMean } from "./nearest.js";
import { print, writeAtomically } from "./output.js";
import { REPORT_FORMATS, type RenderOptions, type ReportFormat, render } from "./report-formats.js";
import { UsageError } from "./usage-error.js";

/** One `-o FORMAT=PATH`; the path `-` is stdout. */
export interface ReportOutput {
  readonly format: ReportFormat;
  readonly path: string;
}

export interface ReportOutputOptions {
  /** `-f`; undefined: it was not asked for. */
  readonly format?: string;
  /** `-o FORMAT=PATH`, each. */
  readonly output?: readonly string[];
  readonly quiet: boolean;
}

/**
 * Everything that a command has to write. stdout carries one format: that of `-f`, else that of an `-o FORMAT=-`, else
 * the text, which `--quiet` leaves out.
 * @throws UsageError  no such format, no path, or two outputs to one place
 */
export function plannedOutputs({ format, output = [], quiet }: ReportOutputOptions): ReportOutput[] {
  const outputs = output.map(parseReportOutput);
  if (format !== undefined) outputs.push({ format: knownFormat(format, "--format"), path: "-" });
  const seen = new Map<string, ReportOutput>();
  for (const one of outputs) {
    const place = one.path === "-" ? "-" : resolve(one.path);
    const other = seen.get(place);
    if (other !== undefined)
      throw new UsageError(
        `${other.format} and ${one.format} would both go to ${place === "-" ? "stdout" : one.path}: give each a place of its own (-o FORMAT=PATH)`,
      );
    seen.set(place, one);
  }
  const wanted = quiet ? outputs.filter((one) => one.format !== "text" || one.path !== "-") : outputs;
  return quiet || seen.has("-") ? wanted : [...outputs, { format: "text", path: "-" }];
}

function parseReportOutput(text: string): ReportOutput {
  const [name = "", ...rest] = text.split("=");
  const path = rest.join("=");
  const format = knownFormat(name, "--output");
  if (path === "")
    throw new UsageError(`--output ${plain(text)}: a path is missing, as in -o ${format}=FILE (- is stdout)`);
  return { format, path };
}

function knownFormat(name: string, option: string): ReportFormat {
  const known = REPORT_FORMATS.find((one) => one === name);
  if (known !== undefined) return known;
  throw new UsageError(
    `${option} ${plain(name)}: there is no such format${didYouMean(name, REPORT_FORMATS)} (formats: ${REPORT_FORMATS.join(", ")})`,
  );
}

/** Writes each output, every file whole or not at all; stdout last, for there the text says where the report is. */
export async function writeReportOutputs(
  report: Report,
  outputs: readonly ReportOutput[],
  { color, reportPath }: Omit<RenderOptions, "width" | "folder">,
): Promise<void> {
  const inFile = { color: "never", width: null, reportPath: null } as const;
  const width = summaryColumns(process.stdout, process.env);
  const onStdout: RenderOptions = { color, width, reportPath, folder: null };
  for (const { format, path } of outputs)
    if (path !== "-")
      await writeAtomically(path, await render(report, format, { ...inFile, folder: folderFor(path) }));
  for (const { format, path } of outputs)
    if (path === "-") await print(await render(report, format, onStdout));
}

/**
 * Where a file lies within the audited repository, as far as its path alone tells: a saved report is rendered without
 * the repository, and has to come out as the audit itself would have written it. Only the report's own place is known.
 */
function folderFor(path: string): string | null {
  const whole = resolve(path).replaceAll("\\", "/");
  return whole.endsWith(`/${REPORT_PATH}`) ? folderOf(REPORT_PATH) : null;
}
