import { NO_POLICY } from "../../core/policy.js";
import { exitCodeOf } from "../gate.js";
import { plannedOutputs, writeReportOutputs } from "../report-outputs.js";
import { readSavedReport } from "../saved-report.js";
import type { RenderCommandOptions } from "./render-options.js";

/** `exptrack render REPORT`: the formats of a saved report, byte for byte as the audit itself would write them. */
export async function runRender(source: string, options: RenderCommandOptions): Promise<number> {
  const outputs = plannedOutputs({ ...options, quiet: false });
  const report = await readSavedReport(source);
  await writeReportOutputs(report, outputs, { color: options.color, reportPath: null });
  return exitCodeOf(report, NO_POLICY, options);
}
