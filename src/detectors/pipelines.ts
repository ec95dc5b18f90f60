import type { DetectionContext } from "../core/detector.js";
import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { compareLocations, type Location } from "../core/location.js";
import { packageOf, usesOf } from "../core/uses.js";
import { parseYaml } from "../parsers/yaml.js";
import { entries, field, readCommands, type SourcedCommand } from "./commands.js";
import { distribution } from "./distribution.js";
import { type Purposes, readPurposes } from "./purpose.js";

/** Pipelines by the tools that define them, and the commands that run them. DVC's stages are told by its own detector. */
export const detector = defineDetector({
  id: "pipelines",
  async detect(context) {
    return [
      ...fromCode(context),
      ...(await fromFiles(context)),
      ...fromCommands(context, await readCommands(context), await readPurposes(context)),
      ...distribution(context.code),
    ];
  },
});

interface CodeTool {
  readonly tool: string;
  /** What its names begin with. */
  readonly package: string;
  /** Decorators, calls or base classes that make the pipeline, and its steps. */
  readonly root: RegExp;
  readonly step: RegExp;
  /** null: no command is known that runs it. */
  readonly command: ((path: string) => string) | null;
}

const CODE_TOOLS: readonly CodeTool[] = [
  {
    tool: "airflow",
    package: "airflow",
    root: /^airflow\.(?:DAG|models\.DAG|models\.dag\.DAG|sdk\.DAG|decorators\.dag|sdk\.dag)$/,
    step: /^airflow\.(?:\w+\.)*\w+(?:Operator|Sensor)$|^airflow\.(?:decorators|sdk)\.task(?:\.\w+)?$/,
    command: null,
  },
  {
    tool: "prefect",
    package: "prefect",
    root: /^prefect\.(?:flow|Flow|flows\.flow)$/,
    step: /^prefect\.(?:task|Task|tasks\.task)$/,
    command: (path) => `python ${path}`,
  },
  {
    tool: "dagster",
    package: "dagster",
    root: /^dagster\.(?:job|graph|define_asset_job|Definitions|repository|pipeline)$/,
    step: /^dagster\.(?:asset|multi_asset|op|solid)$/,
    command: (path) => `dagster job execute -f ${path}`,
  },
  {
    tool: "kubeflow",
    package: "kfp",
    root: /^kfp\.dsl\.(?:pipeline|graph_component)$/,
    step: /^kfp\.(?:dsl\.(?:component|ContainerOp|container_component)|components\.(?:create_component_from_func|load_component_from_\w+|func_to_container_op))$/,
    command: null,
  },
  {
    tool: "metaflow",
    package: "metaflow",
    root: /^metaflow\.FlowSpec$/,
    step: /^metaflow\.step$/,
    command: (path) => `python ${path} run`,
  },
  {
    tool: "kedro",
    package: "kedro",
    root: /^kedro\.pipeline\.(?:\w+\.)?(?:pipeline|Pipeline)$/,
    step: /^kedro\.pipeline\.(?:\w+\.)?(?:node|Node)$/,
    command: () => "kedro run",
  },
  {
    tool: "zenml",
    package: "zenml",
    root: /^zenml\.(?:pipelines\.)?pipeline$/,
    step: /^zenml\.(?:steps\.)?step$/,
    command: (path) => `python ${path}`,
  },
  {
    tool: "luigi",
    package: "luigi",
    root: /^luigi\.(?:\w+\.)?(?:\w*Task)$/,
    step: /^luigi\.(?:\w+\.)?(?:\w*Task)$/,
    command: (path) => `python ${path}`,
  },
  {
    tool: "flyte",
    package: "flytekit",
    root: /^flytekit\.workflow$/,
    step: /^flytekit\.task$/,
    command: null,
  },
  {
    tool: "mlflow",
    package: "mlflow",
    root: /^mlflow\.(?:projects\.)?run$/,
    step: /^mlflow\.(?:projects\.)?run$/,
    command: (path) => `python ${path}`,
  },
  {
    tool: "sagemaker",
    package: "sagemaker",
    root: /^sagemaker\.workflow\.pipeline\.Pipeline$/,
    step: /^sagemaker\.workflow\.(?:\w+\.)?\w*Step$/,
    command: null,
  },
];

function fromCode({ code }: DetectionContext): readonly Evidence[] {
  const own = code.files.filter((file) => !file.test && !file.vendored);
  const packages = new Set(CODE_TOOLS.map((one) => one.package));
  const uses = own.flatMap((file) => usesOf(file).filter(({ name }) => packages.has(packageOf(name))));
  return CODE_TOOLS.flatMap(({ tool, package: library, root, step, command }) => {
    const named = uses.filter(({ name }) => packageOf(name) === library);
    const placesOf = (pattern: RegExp): readonly Location[] =>
      named
        .filter((one) => pattern.test(one.name))
        .map((one) => one.location)
        .sort(compareLocations);
    const roots = placesOf(root);
    const steps = placesOf(step);
    const first = roots[0];
    if (first === undefined || steps.length === 0) return [];
    const found: Evidence[] = [evidence("pipeline.definition", first, { tool, steps: steps.length })];
    if (command !== null)
      found.push(evidence("pipeline.command", first, { tool, command: command(first.path) }));
    return found;
  });
}

const LARGEST = 256 * 1024;

interface FileTool {
  readonly tool: string;
  readonly file: RegExp;
  readonly step: RegExp;
  readonly command: (path: string) => string;
}

const FILE_TOOLS: readonly FileTool[] = [
  {
    tool: "snakemake",
    file: /(?:^|\/)Snakefile[^/]*$|\.smk$/,
    step: /^(?:rule|checkpoint)[ \t]+\w+[ \t]*:/gm,
    command: (path) => (/(?:^|workflow\/)Snakefile$/.test(path) ? "snakemake" : `snakemake -s ${path}`),
  },
  {
    tool: "nextflow",
    file: /\.nf$/,
    step: /^[ \t]*process[ \t]+\w+[ \t]*\{/gm,
    command: (path) => `nextflow run ${path}`,
  },
];

async function fromFiles({ workspace, files }: DetectionContext): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  for (const { path, size, symlink } of files) {
    if (symlink || size > LARGEST) continue;
    const tool = FILE_TOOLS.find((one) => one.file.test(path));
    const isProject = /(?:^|\/)MLproject$/.test(path);
    if (tool === undefined && !isProject && !/\.ya?ml$/.test(path)) continue;
    const text = await workspace.readText(path).catch(() => "");
    if (tool !== undefined) found.push(...fileTool(tool, path, text));
    else if (isProject) found.push(...project(path, text));
    else if (
      /^apiVersion:\s*["']?argoproj\.io\//m.test(text) &&
      /^kind:\s*["']?(?:Cron|ClusterTemplate)?Workflow/m.test(text)
    )
      found.push(...argo(path, text));
    else if (/^# PIPELINE DEFINITION|^pipelineInfo:/m.test(text)) found.push(...compiledKubeflow(path, text));
  }
  return found;
}

function fileTool({ tool, step, command }: FileTool, path: string, text: string): readonly Evidence[] {
  const steps = [...text.matchAll(step)];
  const first = steps[0];
  if (first === undefined) return [];
  const line = text.slice(0, first.index).split("\n").length;
  return [
    evidence("pipeline.definition", { path, line }, { tool, steps: steps.length }),
    evidence("pipeline.command", { path, line }, { tool, command: command(path) }),
  ];
}

/** MLflow project: its entry points are the steps. */
function project(path: string, text: string): readonly Evidence[] {
  const parsed = parseYaml(text, "pyyaml");
  const points = entries(field(parsed.value, "entry_points"));
  if (points.length === 0) return [];
  const line = parsed.lineOf(["entry_points"]) ?? 1;
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
  return [
    evidence("pipeline.definition", { path, line }, { tool: "mlproject", steps: points.length }),
    evidence("pipeline.command", { path, line }, { tool: "mlproject", command: `mlflow run ${folder}` }),
  ];
}

function argo(path: string, text: string): readonly Evidence[] {
  const parsed = parseYaml(text, "core");
  const spec = field(parsed.value, "spec");
  const templates = field(field(spec, "workflowSpec") ?? spec, "templates");
  const steps = Array.isArray(templates) ? templates.length : 1;
  return [
    evidence("pipeline.definition", { path, line: parsed.lineOf(["kind"]) ?? 1 }, { tool: "argo", steps }),
    evidence("pipeline.command", { path }, { tool: "argo", command: `argo submit ${path}` }),
  ];
}

function compiledKubeflow(path: string, text: string): readonly Evidence[] {
  const parsed = parseYaml(text, "core");
  const steps = entries(field(parsed.value, "components")).length;
  return [evidence("pipeline.definition", { path }, { tool: "kubeflow", steps: Math.max(1, steps) })];
}

/** Makefiles, scripts and cluster jobs that run at least one training program. */
function fromCommands(
  { code }: DetectionContext,
  commands: readonly SourcedCommand[],
  purposes: Purposes,
): readonly Evidence[] {
  const found: Evidence[] = [];
  for (const path of new Set(commands.map((one) => one.location.path))) {
    const own = commands.filter((one) => one.location.path === path);
    const source = own[0]?.source;
    if (source !== "Makefile" && source !== "shell script" && source !== "SLURM") continue;
    const programs = own.filter((one) => one.program !== null && code.file(one.program)?.test === false);
    const trainer = programs.find((one) => purposes.trains(one.program ?? ""));
    if (trainer === undefined) continue;
    const tool = source === "Makefile" ? "make" : source === "SLURM" ? "slurm" : "shell";
    const steps = new Set(programs.map((one) => (source === "Makefile" ? one.group : one.program))).size;
    found.push(evidence("pipeline.definition", trainer.location, { tool, steps }));
    const folder = path.includes("/") ? ` -C ${path.slice(0, path.lastIndexOf("/"))}` : "";
    const command =
      source === "Makefile"
        ? `make${folder} ${trainer.group ?? ""}`.trim()
        : source === "SLURM"
          ? `sbatch ${path}`
          : `bash ${path}`;
    found.push(evidence("pipeline.command", trainer.location, { tool, command }));
  }
  return found;
}
