import { join } from "node:path";
import { audit } from "../../audit.js";
import type { Memory } from "../../core/memory.js";
import { REPORT_PATH } from "../../core/outputs.js";
import type { Report } from "../../core/report.js";
import { VERSION } from "../../version.js";
import { cacheFolder } from "../../workspace/cache-folder.js";
import { memoryIn } from "../../workspace/memory.js";
import { openWorkspace } from "../../workspace/open.js";
import { exitCodeOf } from "../gate.js";
import { print, writeReport } from "../output.js";
import { policyFor } from "../policy.js";
import { Progress } from "../progress.js";
import { render } from "../report-formats.js";
import { parseReportOutput, writeReportOutputs } from "../report-outputs.js";
import { loadRules } from "../rules.js";
import type { AuditCommandOptions } from "./audit-options.js";

/** `exptrack audit`: answers with the exit code. */
export async function runAudit(path: string, options: AuditCommandOptions): Promise<number> {
  const outputs = options.output.map(parseReportOutput);
  const policy = await policyFor(path, options);
  const progress = new Progress(options.progress && !options.quiet);
  const workspace = await openWorkspace(path, options.rev === undefined ? {} : { rev: options.rev });
  try {
    progress.say("reading the repository");
    const report = await audit(workspace, {
      ruleSet: await loadRules(),
      local: options.local && policy.configuration.local,
      policy,
      memory: memoryFor(path, options),
    });
    progress.clear();
    const reportPath =
      options.report && workspace.source === "directory" ? await intoRepository(path, report, options) : null;
    await writeReportOutputs(report, outputs, { color: options.color, reportPath: null });
    if (!options.quiet || options.format !== "text")
      await print(await render(report, options.format, { color: options.color, reportPath }));
    return exitCodeOf(report, { threshold: options.threshold ?? options.failUnder ?? null });
  } finally {
    progress.clear();
    await workspace.close();
  }
}

function memoryFor(root: string, options: AuditCommandOptions): Memory | null {
  const folder = options.cache ? cacheFolder() : null;
  return folder === null ? null : memoryIn({ folder, root, version: VERSION });
}

/** Where the report was written, or null where it was left alone. */
async function intoRepository(
  root: string,
  report: Report,
  options: AuditCommandOptions,
): Promise<string | null> {
  const { markdown } = await import("../../formats/markdown.js");
  const target = join(root, REPORT_PATH);
  const result = await writeReport(root, REPORT_PATH, markdown(report), options.force);
  if (result === "written") return target;
  process.stderr.write(
    `exptrack: ${target} was edited by hand and is left as it is (--force overwrites it)\n`,
  );
  return null;
}
