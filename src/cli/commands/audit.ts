import { join } from "node:path";
import { audit } from "../../audit.js";
import type { Memory } from "../../core/memory.js";
import { REPORT_PATH } from "../../core/outputs.js";
import type { Report } from "../../core/report.js";
import { gate } from "../../policy/gate.js";
import { VERSION } from "../../version.js";
import { cacheFolder } from "../../workspace/cache-folder.js";
import { memoryIn } from "../../workspace/memory.js";
import { openWorkspace } from "../../workspace/open.js";
import { paletteFor } from "../colour.js";
import { EXIT } from "../exit.js";
import { print, writeAtomically, writeReport } from "../output.js";
import { Progress } from "../progress.js";
import { loadRules } from "../rules.js";
import { UsageError } from "../usage-error.js";
import { AUDIT_FORMATS, type AuditCommandOptions, type AuditFormat } from "./audit-options.js";

/** `exptrack audit`: answers with the exit code. */
export async function runAudit(path: string, options: AuditCommandOptions): Promise<number> {
  const outputs = options.output.map(parseOutput);
  const progress = new Progress(options.progress && !options.quiet);
  const workspace = await openWorkspace(path, options.rev === undefined ? {} : { rev: options.rev });
  try {
    progress.say("reading the repository");
    const report = await audit(workspace, {
      ruleSet: await loadRules(),
      local: options.local,
      memory: memoryFor(path, options),
    });
    progress.clear();
    const written =
      options.report && workspace.source === "directory" ? await intoRepository(path, report, options) : null;
    for (const { format, path: target } of outputs) {
      const rendered = await render(report, format, options, null);
      if (target === "-") await print(rendered);
      else await writeAtomically(target, rendered);
    }
    if (!options.quiet || options.format !== "text")
      await print(await render(report, options.format, options, written));
    return judged(report, options);
  } finally {
    progress.clear();
    await workspace.close();
  }
}

function memoryFor(root: string, options: AuditCommandOptions): Memory | null {
  const folder = options.cache ? cacheFolder() : null;
  return folder === null ? null : memoryIn({ folder, root, version: VERSION });
}

interface Output {
  readonly format: AuditFormat;
  readonly path: string;
}

function parseOutput(text: string): Output {
  const [format, ...rest] = text.split("=");
  const path = rest.join("=");
  const known = AUDIT_FORMATS.find((one) => one === format);
  if (known === undefined || path === "")
    throw new UsageError(
      `--output ${text}: FORMAT=PATH is expected, with one of ${AUDIT_FORMATS.join(", ")}`,
    );
  return { format: known, path };
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

async function render(
  report: Report,
  format: AuditFormat,
  options: AuditCommandOptions,
  reportPath: string | null,
): Promise<string> {
  switch (format) {
    case "json":
      return (await import("../../formats/json.js")).json(report);
    case "markdown":
      return (await import("../../formats/markdown.js")).markdown(report);
    case "text": {
      const palette = paletteFor(options.color, process.stdout, process.env);
      return (await import("../../formats/text.js")).text(report, {
        palette,
        reportPath,
        width: process.stdout.columns ?? null,
      });
    }
  }
}

/** The last line on stderr says why the exit code is what it is. */
function judged(report: Report, options: AuditCommandOptions): number {
  const threshold = options.threshold ?? options.failUnder ?? null;
  const verdict = gate(report, { threshold });
  if (verdict.outcome === "passed") return EXIT.passed;
  const code = verdict.outcome === "failed" ? EXIT.gateFailed : EXIT.couldNot;
  process.stderr.write(`exptrack: ${verdict.reason} (exit ${code})\n`);
  return code;
}
