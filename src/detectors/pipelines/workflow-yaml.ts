import { type Evidence, evidence } from "../../core/evidence.js";
import type { Location } from "../../core/location.js";
import { at, entriesAt, listAt, textAt } from "../../parsers/plain-data.js";
import { yamlDocuments } from "../../parsers/yaml-documents.js";
import { definitionOf, pipelineItem } from "./item.js";

/** Pipelines as YAML for a cluster: Argo workflows, compiled Kubeflow pipelines, scheduled jobs of Kubernetes. */

interface Document {
  readonly path: string;
  readonly value: unknown;
  place(keys: readonly (string | number)[]): Location;
}

const MAY_HOLD = /^(?:apiVersion:|pipelineInfo:|# PIPELINE DEFINITION)/m;
const MOST_DOCUMENTS = 50;

export function workflowYaml(path: string, text: string): readonly Evidence[] {
  if (!MAY_HOLD.test(text)) return costTags(path, text);
  const found = documentsOf(path, text).flatMap((document) => {
    const kind = textAt(document.value, "kind") ?? "";
    const api = textAt(document.value, "apiVersion") ?? "";
    if (
      /^argoproj\.io\//.test(api) &&
      /^(?:Cron|ClusterTemplate)?Workflow(?:Template)?$|^ClusterWorkflowTemplate$/.test(kind)
    )
      return argo(document);
    if (/^batch\//.test(api) && kind === "CronJob") return cronJob(document);
    return at(document.value, "pipelineInfo") === undefined ? [] : compiledKubeflow(document);
  });
  return [...found, ...costTags(path, text)];
}

const COST_TAG =
  /^[ \t-]{0,60}["']?((?:[\w./-]{0,60}[./_-])?(?:cost[-_]?(?:cent(?:er|re)|allocation|code)|billing[-_]?\w{0,20}))["']?[ \t]*[:=][ \t]*(\S.{0,60})$/i;

/** Labels by which a cloud's bill is split: keys of YAML and of Terraform. */
export function costTags(path: string, text: string): readonly Evidence[] {
  if (!/cost|billing/i.test(text)) return [];
  return text.split("\n").flatMap((row, index) => {
    const tag = COST_TAG.exec(row);
    return tag === null
      ? []
      : [pipelineItem("cost tracking", { path, line: index + 1 }, tag[1]!, "cost tag", tag[2])];
  });
}

function documentsOf(path: string, text: string): readonly Document[] {
  return yamlDocuments(text)
    .slice(0, MOST_DOCUMENTS)
    .flatMap((document): Document[] => {
      if (!MAY_HOLD.test(document.text)) return [];
      const { value, lineOf } = document.parse("core");
      if (value === null) return [];
      const place = (keys: readonly (string | number)[]): Location => {
        const line = lineOf(keys);
        return line === undefined ? { path } : { path, line };
      };
      return [{ path, value, place }];
    });
}

/** argo-workflows: api/jsonschema/schema.json, `Workflow`, `CronWorkflow`, `WorkflowTemplate`. */
function argo({ path, value, place }: Document): readonly Evidence[] {
  const kind = textAt(value, "kind");
  const root = at(value, "spec", "workflowSpec") === undefined ? ["spec"] : ["spec", "workflowSpec"];
  const templates = listAt(value, ...root, "templates");
  const found: Evidence[] = [];
  const edges: string[] = [];
  if (kind === "CronWorkflow") {
    const times = [textAt(value, "spec", "schedule"), ...listAt(value, "spec", "schedules")];
    const shown = times.filter((one) => typeof one === "string").join("; ");
    const state = at(value, "spec", "suspend") === true ? "suspended" : "CronWorkflow";
    if (shown !== "") found.push(pipelineItem("schedule", place(["spec"]), nameOf(value), state, shown));
  }
  const parameters = listAt(value, ...root, "arguments", "parameters").flatMap(
    (one) => textAt(one, "name") ?? [],
  );
  if (parameters.length > 0)
    found.push(
      pipelineItem(
        "parameters",
        place([...root, "arguments"]),
        nameOf(value),
        "arguments",
        parameters.join(", "),
      ),
    );
  const onExit = textAt(value, ...root, "onExit");
  if (onExit !== undefined)
    found.push(pipelineItem("alerting", place([...root, "onExit"]), onExit, "exit handler"));
  const strategy =
    at(value, ...root, "templateDefaults", "retryStrategy") ?? at(value, ...root, "retryStrategy");
  if (strategy !== undefined)
    found.push(pipelineItem("retries", place(root), nameOf(value), "retryStrategy", limitOf(strategy)));
  const names = templates.map((one, index) => textAt(one, "name") ?? `${index + 1}`);
  const called: string[] = [];
  templates.forEach((template, index) => {
    const here = [...root, "templates", index];
    const name = names[index]!;
    const retry = at(template, "retryStrategy");
    if (retry !== undefined)
      found.push(
        pipelineItem("retries", place([...here, "retryStrategy"]), name, "retryStrategy", limitOf(retry)),
      );
    const memoize = at(template, "memoize");
    if (memoize !== undefined)
      found.push(
        pipelineItem("caching", place([...here, "memoize"]), name, "memoize", textAt(memoize, "maxAge")),
      );
    for (const task of listAt(template, "dag", "tasks")) {
      const own = textAt(task, "name");
      if (own === undefined) continue;
      called.push(own);
      const before = [
        ...listAt(task, "dependencies"),
        ...(textAt(task, "depends")?.match(/(?<![\w.-])[\w-]+/g) ?? []),
      ];
      for (const one of before) edges.push(`${String(one)} → ${own}`);
    }
    const groups = listAt(template, "steps").map((group) =>
      (Array.isArray(group) ? group : [group]).flatMap((one) => textAt(one, "name") ?? []),
    );
    groups.forEach((group, position) => {
      called.push(...group);
      for (const from of groups[position - 1] ?? []) for (const to of group) edges.push(`${from} → ${to}`);
    });
  });
  if (templates.length === 0 && kind !== "Workflow") return found;
  const known = new Set(called);
  const steps = called.length > 0 ? called : names.length > 0 ? names : [nameOf(value)];
  const location = place(["kind"]);
  return [
    evidence(
      "pipeline.definition",
      location,
      definitionOf("argo", { names: steps, edges: edges.filter((one) => known.has(one.split(" → ")[0]!)) }),
    ),
    evidence("pipeline.command", location, { tool: "argo", command: commandOf(kind, path) }),
    ...found,
  ];
}

const commandOf = (kind: string | undefined, path: string): string =>
  kind === "CronWorkflow"
    ? `argo cron create ${path}`
    : /Template$/.test(kind ?? "")
      ? `argo template create ${path}`
      : `argo submit ${path}`;

const nameOf = (value: unknown): string =>
  textAt(value, "metadata", "name") ??
  textAt(value, "metadata", "generateName") ??
  textAt(value, "kind") ??
  "workflow";

function limitOf(strategy: unknown): string {
  const limit = at(strategy, "limit");
  const policy = textAt(strategy, "retryPolicy");
  return [
    ...(limit === undefined ? [] : [`limit ${String(limit)}`]),
    ...(policy === undefined ? [] : [policy]),
  ].join(", ");
}

function cronJob({ value, place }: Document): readonly Evidence[] {
  const schedule = textAt(value, "spec", "schedule");
  if (schedule === undefined) return [];
  const limit = at(value, "spec", "jobTemplate", "spec", "backoffLimit");
  return [
    pipelineItem(
      "schedule",
      place(["spec", "schedule"]),
      nameOf(value),
      at(value, "spec", "suspend") === true ? "suspended" : "CronJob",
      schedule,
    ),
    ...(typeof limit === "number" && limit > 0
      ? [
          pipelineItem(
            "retries",
            place(["spec", "jobTemplate", "spec", "backoffLimit"]),
            nameOf(value),
            "backoffLimit",
            `${limit}`,
          ),
        ]
      : []),
  ];
}

/** What the compiler of kfp 2 writes: pipeline_spec.proto as YAML. */
function compiledKubeflow({ value, place }: Document): readonly Evidence[] {
  const found: Evidence[] = [];
  const tasks = entriesAt(value, "root", "dag", "tasks");
  const edges: string[] = [];
  for (const [name, task] of tasks) {
    const inTask = (...keys: string[]): Location => place(["root", "dag", "tasks", name, ...keys]);
    for (const one of listAt(task, "dependentTasks")) edges.push(`${String(one)} → ${name}`);
    if (at(task, "cachingOptions", "enableCache") === true)
      found.push(pipelineItem("caching", inTask("cachingOptions"), name, "enableCache"));
    const count = at(task, "retryPolicy", "maxRetryCount");
    if (count !== undefined)
      found.push(pipelineItem("retries", inTask("retryPolicy"), name, "retryPolicy", String(count)));
    if (textAt(task, "triggerPolicy", "strategy") === "ALL_UPSTREAM_TASKS_COMPLETED")
      found.push(pipelineItem("alerting", inTask("triggerPolicy"), name, "exit handler"));
  }
  const inputs = entriesAt(value, "root", "inputDefinitions", "parameters").map(([name]) => name);
  if (inputs.length > 0)
    found.push(
      pipelineItem(
        "parameters",
        place(["root", "inputDefinitions"]),
        textAt(value, "pipelineInfo", "name") ?? "pipeline",
        "of the pipeline",
        inputs.join(", "),
      ),
    );
  const names =
    tasks.length > 0 ? tasks.map(([name]) => name) : entriesAt(value, "components").map(([name]) => name);
  return [
    evidence(
      "pipeline.definition",
      place(["pipelineInfo"]),
      definitionOf("kubeflow", { names: names.length > 0 ? names : ["pipeline"], edges }),
    ),
    ...found,
  ];
}
