import type { Code } from "../../core/code.js";
import type { DetectionContext } from "../../core/detector.js";
import { compareText } from "../../core/location.js";
import { type Configuration, readConfiguration, targetsIn } from "./configuration.js";
import { buildCallGraph, type CallGraph, type Definition, scopeNode } from "./graph.js";
import { consoleScripts, programsOf } from "./programs.js";
import { type Reach, reachOf } from "./reach.js";
import { isTraining } from "./training-calls.js";
import { type Values, valuesOf } from "./values.js";

/** What the detectors of code share: made once for a repository. */
export interface Study {
  readonly graph: CallGraph;
  readonly configuration: Configuration;
  readonly reach: Reach;
  readonly values: Values;
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
  const code = remembering(context.code);
  const graph = buildCallGraph(code);
  const configuration = await readConfiguration(context);
  const scripts = consoleScripts(code, await packaging(context));
  const programs = programsOf(code, scripts);
  const targets = definitionsOf(graph, [...targetsIn(configuration.files), ...targetsOf(graph)]);
  let reach = reachOf(code, graph, programs, scripts, targets, new Map());
  let training = trainingPrograms(graph, reach);
  if (training.size === 0) {
    const library = trainingFunctions(graph);
    if (library.size > 0) {
      reach = reachOf(code, graph, programs, scripts, targets, library);
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
    training,
    trains,
  };
}

/** What a file imports is asked for again and again. */
function remembering(code: Code): Code {
  const known = new Map<string, readonly string[]>();
  const importsOf = (path: string): readonly string[] => {
    const found = known.get(path) ?? code.importsOf(path);
    known.set(path, found);
    return found;
  };
  return {
    files: code.files,
    file: (path) => code.file(path),
    truth: (file, condition) => code.truth(file, condition),
    valueOf: (file, name) => code.valueOf(file, name),
    importsOf,
  };
}

function trainingPrograms(graph: CallGraph, reach: Reach): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of graph.files) {
    for (const call of file.calls) {
      if (isTraining(file, call)) for (const program of reach.runBy(file, call)) found.add(program);
    }
  }
  return found;
}

/** In a library nothing is started: the functions that train, and those that lead to them, stand for programs. */
function trainingFunctions(graph: CallGraph): ReadonlyMap<string, readonly string[]> {
  const leading = new Map<string, string[]>();
  for (const file of graph.files) {
    for (const { name } of file.functions) {
      const node = scopeNode(file.path, name);
      for (const { to } of graph.edges(node)) leading.set(to, [...(leading.get(to) ?? []), node]);
    }
  }
  const found = new Map<string, Set<string>>();
  for (const file of graph.files) {
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
  return anywhere === undefined ? [] : names.flatMap((name) => graph.resolve(anywhere, name, null) ?? []);
}

async function packaging({ workspace, files }: DetectionContext): Promise<string[]> {
  const found: string[] = [];
  for (const { path, size, symlink } of files) {
    if (symlink || size > 1 << 20 || !/(?:^|\/)(?:pyproject\.toml|setup\.cfg|setup\.py)$/.test(path))
      continue;
    // A file that cannot be read is named as a problem by the detector whose subject it is.
    found.push(await workspace.readText(path).catch(() => ""));
  }
  return found;
}
