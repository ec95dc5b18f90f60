import type { DetectionContext } from "../core/detector.js";
import { defineDetector } from "../core/detector.js";
import type { Evidence } from "../core/evidence.js";
import { packageOf } from "../core/uses.js";
import { fromCommands } from "./pipelines/commands.js";
import { fromCode } from "./pipelines/from-code.js";
import { nextflow } from "./pipelines/nextflow.js";
import { isProjectFile, projectFile } from "./pipelines/project-files.js";
import { snakemake } from "./pipelines/snakemake.js";
import { type WorkflowFile, workflowsOf } from "./pipelines/workflow-files.js";
import { costTags, workflowYaml } from "./pipelines/workflow-yaml.js";

/**
 * Pipelines by the tools that define them, their steps, schedules, retries, caches, parameters and alerts, and the
 * commands that run them. That `dvc.yaml` is a pipeline is told by DVC's own detector.
 */
export const detector = defineDetector({
  id: "pipelines",
  async detect(context) {
    return [...(await fromCode(context)), ...(await fromFiles(context)), ...(await fromCommands(context))];
  },
});

const LARGEST = 256 * 1024;

const SNAKEMAKE = /(?:^|\/)Snakefile[^/]*$|\.smk$/;
const NEXTFLOW = /\.nf$|(?:^|\/)(?:nextflow|conf\/[\w.-]{1,60})\.config$/;

async function fromFiles({ workspace, files, code }: DetectionContext): Promise<readonly Evidence[]> {
  const kedro = code.files.some(({ imports }) => imports.some(({ module }) => packageOf(module) === "kedro"));
  const found: Evidence[] = [];
  const rules: WorkflowFile[] = [];
  const scripts: WorkflowFile[] = [];
  for (const { path, size, symlink } of files) {
    const tell = symlink || size > LARGEST ? null : readerOf(path, kedro);
    if (tell === null) continue;
    const text = await workspace.readText(path).catch(() => "");
    if (tell === "snakemake") rules.push({ path, text });
    else if (tell === "nextflow") scripts.push({ path, text });
    else found.push(...tell(path, text));
  }
  return [
    ...workflowsOf(rules, ({ path }) => /(?:^|\/)Snakefile$/.test(path)).flatMap(snakemake),
    ...(scripts.some(({ path }) => path.endsWith(".nf"))
      ? workflowsOf(scripts, isMainScript).flatMap(nextflow)
      : []),
    ...found,
  ];
}

/** The workflow without a name is the one that runs. */
const isMainScript = ({ path, text }: WorkflowFile): boolean =>
  path.endsWith(".nf") && /^[ \t]*workflow[ \t]*\{/m.test(text);

type Reader = (path: string, text: string) => readonly Evidence[];

function readerOf(path: string, kedro: boolean): Reader | "snakemake" | "nextflow" | null {
  if (SNAKEMAKE.test(path)) return "snakemake";
  if (NEXTFLOW.test(path)) return "nextflow";
  if (isProjectFile(path)) return (at, text) => projectFile(at, text, kedro);
  if (/\.tf(?:vars)?$/.test(path)) return costTags;
  return /\.ya?ml$/.test(path) ? workflowYaml : null;
}
