import type { Call, CodeFile } from "../../../core/code.js";
import { compareText } from "../../../core/location.js";
import type { CallGraph, Definition, Edge, Place } from "./graph.js";
import { mainNode, moduleNode, scopeNode } from "./graph.js";
import { lastPart } from "./names.js";
import type { ConsoleScripts, StartedBy } from "./programs.js";

/** Which programs run which code. */
export interface Reach {
  readonly programs: ReadonlyMap<string, StartedBy | "library">;
  /** Paths of the programs that run a place in a file, sorted; empty: nothing that runs leads to it. */
  runBy(file: CodeFile, place: Place): readonly string[];
  /** Programs that load a file. */
  loadedBy(path: string): readonly string[];
  /** Does a program come to a node? */
  comesTo(program: string, node: string): boolean;
  /** The nodes that a program runs first, in their order. */
  startsOf(program: string): readonly string[];
  /** What configuration names to be built, where the call builds that. */
  builtBy(call: Call): readonly string[];
  /** What leads to a node from code that runs. */
  callersOf(node: string): readonly Edge[];
}

/** Calls that build what configuration names. */
const DYNAMIC = new Set([
  "instantiate",
  "instantiate_from_config",
  "get_obj_from_str",
  "get_class",
  "get_method",
  "call",
  "LightningCLI",
  "CLI",
  "import_module",
  "__import__",
  "locate",
  "import_string",
  "build_from_cfg",
  "get_object",
]); // prettier-ignore

const NONE: readonly never[] = [];

/**
 * @param targets  what configuration files name to be built (`_target_`, `class_path`)
 * @param library  files whose functions stand for programs where no program of the repository trains
 */
export function reachOf(
  graph: CallGraph,
  programs: ReadonlyMap<string, StartedBy>,
  scripts: ConsoleScripts,
  targets: readonly Definition[],
  library: ReadonlyMap<string, readonly string[]>,
): Reach {
  const files = new Map(graph.files.map((file) => [file.path, file]));
  const built = [
    ...new Set(targets.flatMap(({ file, name }) => [moduleNode(file.path), scopeNode(file.path, name)])),
  ];
  const builtBy = (call: Call): readonly string[] => (DYNAMIC.has(lastPart(call.method)) ? built : NONE);
  const building = new Set<string>();
  if (built.length > 0) {
    for (const file of graph.files) {
      for (const call of file.calls) if (builtBy(call) !== NONE) building.add(graph.nodeOf(file, call));
    }
  }

  const starts = new Map<string, readonly string[]>();
  for (const path of programs.keys()) {
    const named = (scripts.get(files.get(path)?.module ?? "") ?? []).map((name) => scopeNode(path, name));
    starts.set(path, [moduleNode(path), mainNode(path), ...named]);
  }
  for (const [path, nodes] of library) starts.set(path, [moduleNode(path), ...nodes]);

  const runBy = spread(starts, graph, (node) => (building.has(node) ? built : NONE));

  let callers: ReadonlyMap<string, readonly Edge[]> | undefined;
  const all = new Map<string, StartedBy | "library">(programs);
  for (const path of library.keys()) if (!all.has(path)) all.set(path, "library");
  return {
    programs: all,
    runBy: (file, place) => runBy.get(graph.nodeOf(file, place)) ?? NONE,
    loadedBy: (path) => runBy.get(moduleNode(path)) ?? NONE,
    comesTo: (program, node) => runBy.get(node)?.includes(program) === true,
    startsOf: (program) => starts.get(program) ?? NONE,
    builtBy,
    callersOf: (node) => {
      callers ??= callersIn(graph, runBy);
      return callers.get(node) ?? NONE;
    },
  };
}

/**
 * The programs that come to each node, for all programs in one go: a node hands on the set of its programs (a bit each)
 * until nothing is added. A gated edge hands on those that also ask for the method's name.
 */
function spread(
  starts: ReadonlyMap<string, readonly string[]>,
  graph: CallGraph,
  more: (node: string) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const programs = [...starts.keys()].sort(compareText);
  const words = Math.ceil(programs.length / 32);
  const sets = new Map<string, Uint32Array>();
  const nobody = new Uint32Array(words);
  const both = new Uint32Array(words);
  /** Gated edges of nodes that were come to, by the name that they wait for. */
  const gated = new Map<string, Edge[]>();
  const visited = new Set<string>();
  const open: string[] = [];
  const waiting = new Set<string>();
  const take = (node: string, given: Uint32Array): void => {
    let set = sets.get(node);
    let added = false;
    for (let i = 0; i < words; i++) {
      const old = set === undefined ? 0 : set[i]!;
      const sum = (old | given[i]!) >>> 0;
      if (sum === old) continue;
      if (set === undefined) {
        set = new Uint32Array(words);
        sets.set(node, set);
      }
      set[i] = sum;
      added = true;
    }
    if (!added || waiting.has(node)) return;
    waiting.add(node);
    open.push(node);
  };
  const pass = ({ from, to, gate }: Edge): void => {
    const holders = sets.get(from) ?? nobody;
    if (gate === undefined) {
      take(to, holders);
      return;
    }
    const askers = sets.get(nameNode(gate)) ?? nobody;
    for (let i = 0; i < words; i++) both[i] = (holders[i]! & askers[i]!) >>> 0;
    take(to, both);
  };
  programs.forEach((program, i) => {
    const own = new Uint32Array(words);
    own[i >> 5] = (1 << (i & 31)) >>> 0;
    for (const node of starts.get(program)!) take(node, own);
  });
  for (let i = 0; i < open.length; i++) {
    const node = open[i]!;
    waiting.delete(node);
    if (node.startsWith("?")) {
      for (const edge of gated.get(node) ?? NONE) pass(edge);
      continue;
    }
    const edges = graph.edges(node);
    if (!visited.has(node)) {
      visited.add(node);
      for (const edge of edges) {
        if (edge.gate === undefined) continue;
        const name = nameNode(edge.gate);
        const known = gated.get(name);
        if (known === undefined) gated.set(name, [edge]);
        else known.push(edge);
      }
    }
    const set = sets.get(node)!;
    for (const edge of edges) pass(edge);
    for (const to of more(node)) take(to, set);
    for (const name of graph.asks(node)) take(nameNode(name), set);
  }
  // Many nodes are run by the same programs: they share one list.
  const lists = new Map<string, readonly string[]>();
  const found = new Map<string, readonly string[]>();
  for (const [node, set] of sets) {
    if (node.startsWith("?")) continue;
    const key = set.join();
    let list = lists.get(key);
    if (list === undefined) {
      list = programs.filter((_, i) => (set[i >> 5]! >>> (i & 31)) & 1);
      lists.set(key, list);
    }
    found.set(node, list);
  }
  return found;
}

/** Stands for the programs that ask for a method of that name; no path begins so. */
const nameNode = (name: string): string => `?${name}`;

/** Edges from code that runs, by where they lead. */
function callersIn(
  graph: CallGraph,
  runBy: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly Edge[]> {
  const callers = new Map<string, Edge[]>();
  for (const node of [...runBy.keys()].sort(compareText)) {
    for (const edge of graph.edges(node)) {
      if (edge.how === "load") continue;
      const known = callers.get(edge.to);
      if (known === undefined) callers.set(edge.to, [edge]);
      else known.push(edge);
    }
  }
  for (const [node, edges] of callers) {
    // A method that is called by its name runs when that call does, not already when its object is made.
    const named = edges.some(({ how }) => how === "call");
    // A class that is made by its name is still the base of others.
    if (!named || graph.calledBlindly(lastPart(node)) || graph.definition(node)?.kind === "class") continue;
    const kept = edges.filter(({ from, how }) => how !== "part" || graph.definition(from)?.kind !== "class");
    if (kept.length > 0) callers.set(node, kept);
  }
  return callers;
}
