import { join } from "node:path";
import { REPORT_PATH } from "../../core/outputs.js";
import { folderOf } from "../../core/paths.js";
import type { Report } from "../../core/report.js";
import { focused } from "../../policy/focus.js";
import { openWorkspace } from "../../workspace/open.js";
import { auditUnder } from "../audit-under.js";
import { EXIT } from "../exit.js";
import { focusOn } from "../focus.js";
import { exitCodeOf } from "../gate.js";
import { writeReport } from "../output.js";
import { policyFor } from "../policy.js";
import { Progress } from "../progress.js";
import { plannedOutputs, writeReportOutputs } from "../report-outputs.js";
import { tellFolder } from "../tell-folder.js";
import type { AuditCommandOptions } from "./audit-options.js";

/** `exptrack audit`: answers with the exit code. */
export async function runAudit(path: string, options: AuditCommandOptions): Promise<number> {
  const outputs = plannedOutputs(options);
  const policy = await policyFor(path, options);
  const progress = new Progress(options.progress && !options.quiet);
  const workspace = await openWorkspace(path, options.rev === undefined ? {} : { rev: options.rev });
  try {
    tellFolder(path, workspace, options);
    const focus = options.only === undefined ? null : await focusOn(options.only, workspace);
    progress.say("reading the repository");
    const report = await auditUnder(policy, workspace, path, options);
    progress.clear();
    const tracked = (await workspace.entry(REPORT_PATH))?.scope === "tracked";
    const written =
      options.report && focus === null && workspace.source === "directory"
        ? await intoRepository(path, report, options)
        : null;
    const reportPath = written === null || written === "kept" ? null : join(path, REPORT_PATH);
    await writeReportOutputs(focus === null ? report : focused(report, focus), outputs, {
      color: options.color,
      reportPath,
    });
    const code = exitCodeOf(report, policy, options);
    const stale = written === "written" || (written === "unchanged" && !tracked);
    return options.failOnChange && stale && code === EXIT.passed ? toBeStaged(path) : code;
  } finally {
    progress.clear();
    await workspace.close();
  }
}

async function intoRepository(
  root: string,
  report: Report,
  options: AuditCommandOptions,
): ReturnType<typeof writeReport> {
  const { markdown } = await import("../../formats/markdown.js");
  const result = await writeReport(
    root,
    REPORT_PATH,
    markdown(report, { folder: folderOf(REPORT_PATH) }),
    options.force,
  );
  if (result === "kept")
    process.stderr.write(
      `exptrack: ${join(root, REPORT_PATH)} was edited by hand and is left as it is (--force overwrites it)\n`,
    );
  return result;
}

/** A hook's question: a report that git does not hold as it is now, for it changed or was never added, has to be staged. */
function toBeStaged(path: string): number {
  process.stderr.write(
    `exptrack: ${join(path, REPORT_PATH)} has changed: stage it (exit ${EXIT.gateFailed})\n`,
  );
  return EXIT.gateFailed;
}
