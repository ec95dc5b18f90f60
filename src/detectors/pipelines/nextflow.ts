import { type Evidence, evidence } from "../../core/evidence.js";
import { definitionOf, pipelineItem } from "./item.js";
import type { WorkflowFile } from "./workflow-files.js";

const PROCESS = /^[ \t]*process[ \t]+["']?(\w{1,100})["']?[ \t]*\{/;
const HANDLER = /\bworkflow\.(onError|onComplete)\b/;
const PARAMETER = /^[ \t]*params\.(\w{1,60})[ \t]*=(?!=)[ \t]*(.{0,200})$/;
const BLOCK_PARAMETER = /^[ \t]{1,40}(\w{1,60})[ \t]*(?::[ \t]*\w{1,40}[ \t]*)?=(?!=)[ \t]*(.{0,200})$/;
const DIRECTIVE =
  /(?:^|[{;.])[ \t]*(errorStrategy|maxRetries|cache|storeDir|resume)\b[ \t]{0,40}(?:=(?!=))?[ \t]{0,40}(\S.{0,120})$/;
const BLOCK = /^[ \t]*(?:(params|notification)[ \t]*\{|withName|withLabel)/;

const isConfig = (path: string): boolean => path.endsWith(".config");

/** Files of one workflow: its main script, and what lies below its folder. */
export function nextflow(files: readonly WorkflowFile[]): readonly Evidence[] {
  const read = files.map(({ path, text }) => ({ path, ...readNextflow(path, text) }));
  const names = read.flatMap((one) => one.names);
  const found = read.flatMap((one) => one.found);
  const main = files[0];
  if (names.length === 0 || main === undefined) return found;
  const at = { path: main.path, line: read[0]?.line ?? 1 };
  return [
    evidence("pipeline.definition", at, definitionOf("nextflow", { names, edges: [] })),
    evidence("pipeline.command", at, { tool: "nextflow", command: `nextflow run ${main.path}` }),
    ...found,
  ];
}

interface Read {
  readonly names: readonly string[];
  /** Of the first process, or of the workflow. */
  readonly line: number;
  readonly found: readonly Evidence[];
}

/** Processes, and what a script or a configuration says of retries, caches, parameters and mail. */
function readNextflow(path: string, text: string): Read {
  const lines = withoutComments(text).split("\n");
  const names: string[] = [];
  const found: Evidence[] = [];
  const parameters: string[] = [];
  let setAt = 0;
  let firstLine = 0;
  let process: string | null = null;
  let block: string | null = null;
  let depth = 0;
  lines.forEach((row, index) => {
    const line = index + 1;
    const at = { path, line };
    const made = PROCESS.exec(row);
    if (made !== null) {
      if (names.length === 0) firstLine = line;
      process = made[1]!;
      names.push(process);
    }
    const opened = depth === 0 ? BLOCK.exec(row)?.[1] : undefined;
    const parameter =
      PARAMETER.exec(row) ?? (block === "params" && depth === 1 ? BLOCK_PARAMETER.exec(row) : null);
    if (parameter !== null) {
      if (parameters.length === 0) setAt = line;
      parameters.push(parameter[1]!);
    }
    const directive = DIRECTIVE.exec(row);
    if (directive !== null && block !== "params" && (process !== null || isConfig(path)))
      found.push(...told(directive[1]!, directive[2]!, process ?? "every process"));
    if (HANDLER.test(row) && /onError/.test(row))
      found.push(pipelineItem("alerting", at, "workflow.onError", "runs where the workflow fails"));
    if (block === "notification" && /\benabled[ \t]*=[ \t]*true/.test(row))
      found.push(pipelineItem("alerting", at, "notification", "mail at the end"));
    if (opened !== undefined) block = opened;
    for (const sign of row) depth += sign === "{" ? 1 : sign === "}" ? -1 : 0;
    if (depth <= 0) {
      depth = 0;
      process = null;
      block = null;
    }

    function told(key: string, value: string, where: string): Evidence[] {
      const words = value.slice(0, 500).replace(/[,;}\s]+$/, "");
      if (key === "errorStrategy")
        return /retry/.test(words) ? [pipelineItem("retries", at, where, "errorStrategy", words)] : [];
      if (key === "maxRetries") return [pipelineItem("retries", at, where, "maxRetries", words)];
      if (key === "resume")
        return isConfig(path) && /^true/.test(words)
          ? [pipelineItem("resume", at, "nextflow", "by default: finished tasks are taken from the cache")]
          : [];
      if (key === "cache")
        return /^false/.test(words)
          ? [pipelineItem("caching", at, where, "switched off")]
          : [pipelineItem("caching", at, where, "cache", words)];
      return [pipelineItem("caching", at, where, "storeDir", words)];
    }
  });
  if (parameters.length > 0)
    found.push(
      pipelineItem("parameters", { path, line: setAt }, "params", "with defaults", parameters.join(", ")),
    );
  const start = lines.findIndex((row) => /^[ \t]*workflow[ \t]*\{/.test(row)) + 1;
  return { names, line: firstLine || start || 1, found };
}

/** Lines stay where they are. */
function withoutComments(source: string): string {
  const text = source.replace(/\r/g, "");
  let kept = "";
  let from = 0;
  for (;;) {
    const open = text.indexOf("/*", from);
    const close = open < 0 ? -1 : text.indexOf("*/", open + 2);
    if (close < 0) break;
    kept += text.slice(from, open) + text.slice(open, close).replace(/[^\n]/g, "");
    from = close + 2;
  }
  return (kept + text.slice(from)).replace(/(^|[^:"'\w])\/\/.*$/gm, "$1");
}
