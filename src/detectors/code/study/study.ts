import type { Code } from "../../../core/code.js";
import type { DetectionContext } from "../../../core/detector.js";
import { compareText } from "../../../core/location.js";
import { withConstants } from "../../setup-text.js";
import { type Configuration, readConfiguration, targetsIn } from "../values/configuration.js";
import { type Values, valuesOf } from "../values/values.js";
import { buildCallGraph, type CallGraph, type Definition, scopeNode } from "./graph.js";
import { type Order, orderOf } from "./order.js";
import { comesPlainlyTo } from "./plain-reach.js";
import { consoleScripts, programsOf, type StartedBy } from "./programs.js";
import { type Reach, reachOf } from "./reach.js";
import { type Started, startedIn } from "./started.js";
import { isTraining } from "./training-calls.js";

/** What the detectors of code share: made once for a repository. */
export interface Study {
  readonly graph: CallGraph;
  readonly configuration: Configuration;
  readonly reach: Reach;
  readonly values: Values;
  /** Programs that code starts as processes of their own. */
  readonly started: readonly Started[];
  /** What comes before what in the run of a program. */
  readonly order: Order;
  /** The programs that train; where none can be seen to, those that draw random numbers or use a framework decide. */
  readonly training: ReadonlySet<string>;
  /** Is one of the programs a training program? Where none can be seen to train, each may. */
  trains(programs: readonly string[]): boolean;
}

const studies = new WeakMap<Code, Promise<Study>>();

export function studyOf(context: DetectionContext): Promise<Study> {
  const known = studies.get(context.code);
  if (known !== undefined) return known;
  const made = study(context);
  studies.set(context.code, made);
  return made;
}

async function study(context: DetectionContext): Promise<Study> {
  const { code } = context;
  const graph = buildCallGraph(code);
  const configuration = await readConfiguration(context);
  const scripts = consoleScripts(code, await packaging(context));
  const started = startedIn(graph.files);
  const programs = programsOf(graph, scripts, started);
  const targets = definitionsOf(graph, [...targetsIn(configuration.files), ...targetsOf(graph)]);
  let reach = reachOf(graph, programs, scripts, targets, new Map());
  let training = trainingPrograms(graph, reach);
  if (training.size === 0) {
    const library = trainingFunctions(graph, programs);
    if (library.size > 0) {
      reach = reachOf(graph, programs, scripts, targets, library);
      training = trainingPrograms(graph, reach);
    }
  }
  const trains = (paths: readonly string[]): boolean =>
    training.size === 0 || paths.some((path) => training.has(path));
  return {
    graph,
    configuration,
    reach,
    values: valuesOf(code, graph, reach, configuration),
    started,
    order: orderOf(graph, reach),
    training,
    trains,
  };
}

function trainingPrograms(graph: CallGraph, reach: Reach): ReadonlySet<string> {
  const found = new Set<string>();
  const gradients = new Set<string>();
  const updating = new Set<string>();
  const nodes = new Set<string>();
  for (const file of graph.files) {
    for (const call of file.calls) {
      const trains = isTraining(file, call);
      if (trains) nodes.add(graph.nodeOf(file, call));
      const into = trains
        ? call.method === "backward"
          ? gradients
          : found
        : UPDATES.test(call.name)
          ? updating
          : null;
      if (into !== null) for (const program of reach.runBy(file, call)) into.add(program);
    }
  }
  // Gradients alone are measured and shown too; where nobody is seen to use them, an update is written by hand.
  const used = [...gradients].filter((program) => updating.has(program));
  for (const program of used.length > 0 ? used : gradients) found.add(program);
  // The object that it measures may well know how to learn.
  return new Set(
    [...found].filter((program) => !MEASURES.test(program) || comesPlainlyTo(graph, reach, program, nodes)),
  );
}

/** Programs that are called by what is done with a model that was trained. */
const MEASURES = /(?:^|[/_-])(?:eval|evaluate|evaluation|predict|prediction|inference|infer)(?:_\w+)?\.py$/i;

/** What an optimizer is told, and its making. */
const UPDATES =
  /(?:^|\.)zero_grad$|optim\w*(?:\(\))?(?:\[[^\]]*\])?\.step$|^torch\.optim\.|^lightning\..*\boptimizers$/i;

/**
 * In a library nothing is started: the functions that train, and those that lead to them, stand for programs. What a
 * program keeps and does not call is dead.
 */
function trainingFunctions(
  graph: CallGraph,
  programs: ReadonlyMap<string, StartedBy>,
): ReadonlyMap<string, readonly string[]> {
  const leading = new Map<string, string[]>();
  for (const file of graph.files) {
    for (const { name } of file.functions) {
      const node = scopeNode(file.path, name);
      for (const { to } of graph.edges(node)) leading.set(to, [...(leading.get(to) ?? []), node]);
    }
  }
  const found = new Map<string, Set<string>>();
  for (const file of graph.files) {
    if (programs.has(file.path)) continue;
    for (const call of file.calls) {
      if (!isTraining(file, call)) continue;
      const roots = found.get(file.path) ?? new Set<string>();
      found.set(file.path, roots);
      const open = [graph.nodeOf(file, call)];
      while (open.length > 0) {
        const node = open.pop()!;
        if (roots.has(node)) continue;
        roots.add(node);
        open.push(...(leading.get(node) ?? []));
      }
    }
  }
  return new Map([...found].map(([path, nodes]) => [path, [...nodes].sort(compareText)]));
}

const TARGET = /^[a-z_]\w*(?:\.[a-z_]\w*)*\.[A-Z]\w*$/;

/** Classes that code names in full for something else to build: `{"target": "main.SetupCallback"}`. */
const targetsOf = (graph: CallGraph): string[] =>
  graph.files.flatMap(({ strings }) =>
    strings.flatMap(({ value }) => (value.length < 200 && TARGET.test(value) ? [value] : [])),
  );

function definitionsOf(graph: CallGraph, names: readonly string[]): readonly Definition[] {
  const anywhere = graph.files[0];
  if (anywhere === undefined) return [];
  return names.flatMap((name) =>
    name.includes("${") ? graph.matching(name) : (graph.resolve(anywhere, name, null) ?? []),
  );
}

async function packaging({ workspace, files }: DetectionContext): Promise<string[]> {
  const found: string[] = [];
  for (const { path, size, symlink } of files) {
    if (symlink || size > 1 << 20 || !/(?:^|\/)(?:pyproject\.toml|setup\.cfg|setup\.py)$/.test(path))
      continue;
    // A file that cannot be read is named as a problem by the detector whose subject it is.
    const text = await workspace.readText(path).catch(() => "");
    found.push(path.endsWith("setup.py") ? withConstants(text) : text);
  }
  return found;
}
