import type { Call, Code, CodeFile, Value } from "../../core/code.js";
import type { DetectionContext } from "../../core/detector.js";
import { type Evidence, evidence } from "../../core/evidence.js";
import { compareLocations } from "../../core/location.js";
import { packageOf } from "../../core/uses.js";
import { argument, lastPart, text } from "../code/study/names.js";
import { CODE_TOOLS, type CodeTool } from "./code-tools.js";
import { type Declared, declaredIn } from "./declared.js";
import { definitionOf } from "./item.js";
import { PLANNING_PACKAGES, plannedIn } from "./planned.js";

const PACKAGES: ReadonlySet<string> = new Set([
  ...CODE_TOOLS.map((one) => one.package),
  ...PLANNING_PACKAGES,
]);

interface Read {
  readonly file: CodeFile;
  readonly declared: readonly Declared[];
}

/** Pipelines that Python defines: each with its steps, what leads to what, and how it is planned. */
export async function fromCode(context: DetectionContext): Promise<readonly Evidence[]> {
  const read = context.code.files.flatMap((file): Read[] => {
    if (file.test || file.vendored) return [];
    const imports = file.imports.some(({ module }) => PACKAGES.has(packageOf(module)));
    const declared = imports ? declaredIn(file, PACKAGES) : [];
    return declared.length === 0 ? [] : [{ file, declared }];
  });
  const found: Evidence[] = [];
  for (const tool of CODE_TOOLS) found.push(...(await pipelinesOf(tool, read, context)));
  for (const { file, declared } of read) found.push(...plannedIn(file, declared, context.code));
  return found;
}

/** One pipeline for each file that makes one; its steps stand in that file, or in those that it imports. */
async function pipelinesOf(
  { tool, package: library, root, step, command, program }: CodeTool,
  read: readonly Read[],
  context: DetectionContext,
): Promise<readonly Evidence[]> {
  const own = read.map(({ file, declared }) => ({
    file,
    declared: declared.filter(({ name }) => packageOf(name) === library),
  }));
  const stepsIn = new Map(
    own.map(({ file, declared }) => [file.path, declared.filter(({ name }) => step.test(name))]),
  );
  const every = [...stepsIn.values()].flat();
  const makers = own.filter(({ declared }) => declared.some(({ name }) => root.test(name)));
  if (every.length === 0 || makers.length === 0) return [];
  const found: Evidence[] = [];
  for (const { file, declared } of makers) {
    const roots = declared
      .filter(({ name }) => root.test(name))
      .sort((a, b) => compareLocations(a.location, b.location));
    const first = roots[0]!;
    const reached = context.code.importsOf(file.path).flatMap((path) => stepsIn.get(path) ?? []);
    const own = stepsIn.get(file.path) ?? [];
    const known = [...new Set([...own, ...reached])];
    const called = calledIn(file, roots, known) ?? (own.length > 0 ? [] : known);
    const steps = makers.length === 1 ? every : [...new Set([...own, ...called])];
    if (steps.length === 0) continue;
    const sorted = [...steps].sort((a, b) => compareLocations(a.location, b.location));
    const text = tool === "airflow" ? await context.workspace.readText(file.path).catch(() => "") : "";
    found.push(
      evidence(
        "pipeline.definition",
        first.location,
        definitionOf(tool, { names: sorted.map(stepName), edges: edgesOf(file, sorted, roots, text) }),
      ),
    );
    const run = program === true ? programOf(file, context.code) : file.path;
    if (command !== null && run !== null)
      found.push(evidence("pipeline.command", first.location, { tool, command: command(run) }));
  }
  return found;
}

/** The steps that the pipeline's own function calls; null: it calls none by name. */
function calledIn(
  file: CodeFile,
  roots: readonly Declared[],
  steps: readonly Declared[],
): readonly Declared[] | null {
  const names = new Set(steps.map(({ label }) => label));
  const scopes = new Set(roots.flatMap(({ by, label }) => (by === "decorator" ? [label] : [])));
  const called = new Set(
    file.calls.flatMap((call) =>
      call.scope !== null && scopes.has(call.scope) ? (calledStep(call, names) ?? []) : [],
    ),
  );
  const found = steps.filter(({ label }) => called.has(label));
  return found.length === 0 ? null : found;
}

const HANDS_OVER = /^(?:submit|map|with_options|delay|override|expand|partial)$/;

/** `train(x)`, and Prefect's `train.submit(x)`. */
function calledStep({ name, method }: Call, names: ReadonlySet<string>): string | null {
  if (names.has(method)) return method;
  const parts = name.split(".");
  const before = parts[parts.length - 2];
  return HANDS_OVER.test(method) && before !== undefined && names.has(before) ? before : null;
}

/** The file where it is a program, else the first program that imports it. */
function programOf(file: CodeFile, code: Code): string | null {
  if (file.main) return file.notebook ? null : file.path;
  const using = code.files.find(
    (one) =>
      one.main && !one.notebook && !one.test && !one.vendored && code.importsOf(one.path).includes(file.path),
  );
  return using?.path ?? null;
}

/** A node of Kedro goes by its `name`, else by its function. */
function stepName(one: Declared): string {
  const { name, label, assignedTo } = one;
  if (label !== lastPart(name) || assignedTo !== null) return label;
  const run = argument(one, "func", 0);
  return run?.is === "name" ? lastPart(run.name) : label;
}

/** "a → b" where b runs after a, as far as the text shows it. */
function edgesOf(
  file: CodeFile,
  steps: readonly Declared[],
  roots: readonly Declared[],
  source: string,
): readonly string[] {
  const names = new Set(steps.map(stepName));
  const edges: string[] = [];
  const edge = (from: string | undefined, to: string | undefined): void => {
    if (from !== undefined && to !== undefined && from !== to) edges.push(`${from} → ${to}`);
  };
  const named = new Map(steps.map((one) => [one.assignedTo ?? one.label, stepName(one)]));
  for (const [from, to] of shifted(source)) edge(named.get(from), named.get(to));
  const scopes = new Set(roots.map(({ label }) => label));
  const made = new Map<string, string>();
  for (const call of file.calls) {
    const { name, args, scope, assignedTo } = call;
    // Metaflow: `self.next(self.train)` inside a step.
    if (name === "self.next" && scope !== null && names.has(lastPart(scope)))
      for (const { value } of args) if (value.is === "name") edge(lastPart(scope), lastPart(value.name));
    // Luigi: what `requires` hands back.
    if (scope?.endsWith(".requires") === true && names.has(lastPart(name)))
      edge(lastPart(name), scope.slice(0, -".requires".length));
    // Prefect, ZenML, Kubeflow, TaskFlow: results handed from step to step inside the pipeline's function.
    const step = scope !== null && scopes.has(scope) ? calledStep(call, names) : null;
    if (step === null) continue;
    for (const { value } of args)
      for (const word of text(value).match(/[A-Za-z_]\w*/g) ?? []) edge(made.get(word), step);
    if (assignedTo !== null) made.set(assignedTo, step);
  }
  // Dagster: an asset is named by the parameter that takes it.
  for (const { name, label, parameters } of steps)
    if (/^dagster\./.test(name)) for (const one of parameters) if (names.has(one)) edge(one, label);
  // Kedro: data sets lead from node to node.
  const outputs = new Map<string, string>();
  const nodes = steps.filter(({ name }) => /^kedro\./.test(name));
  for (const one of nodes)
    for (const set of textsOf(argument(one, "outputs", 2))) outputs.set(set, stepName(one));
  for (const one of nodes)
    for (const set of textsOf(argument(one, "inputs", 1))) edge(outputs.get(set), stepName(one));
  return edges;
}

function textsOf(value: Value | undefined): readonly string[] {
  if (value?.is === "literal") return typeof value.value === "string" ? [value.value] : [];
  if (value?.is === "list") return value.items.flatMap(textsOf);
  return value?.is === "dict" ? value.entries.flatMap(({ value: entry }) => textsOf(entry)) : [];
}

const SHIFTS = /^[ \t]*(?:[[(\w][\w.,\s[\]()]{0,300})(?:(?:>>|<<)[\w.,\s[\]()]{1,300}){1,30}$/;

/** Airflow: `extract >> [train, test] << check`, pair by pair. */
function* shifted(source: string): Generator<readonly [from: string, to: string]> {
  for (const line of source.split("\n")) {
    if (line.length > 2000 || !/>>|<</.test(line)) continue;
    const code = line.replace(/#.*$/, "").trimEnd();
    if (!SHIFTS.test(code)) continue;
    const words = code.split(/(>>|<<)/);
    for (let at = 1; at + 1 < words.length; at += 2) {
      const before = words[at - 1]!.match(/[A-Za-z_]\w*/g) ?? [];
      const after = words[at + 1]!.match(/[A-Za-z_]\w*/g) ?? [];
      for (const a of before) for (const b of after) yield words[at] === ">>" ? [a, b] : [b, a];
    }
  }
}
