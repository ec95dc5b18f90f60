import type { Code, CodeFile } from "../../core/code.js";
import { compareText } from "../../core/location.js";
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

/**
 * @param targets  what configuration files name to be built (`_target_`, `class_path`)
 * @param library  files whose functions stand for programs where no program of the repository trains
 */
export function reachOf(
  code: Code,
  graph: CallGraph,
  programs: ReadonlyMap<string, StartedBy>,
  scripts: ConsoleScripts,
  targets: readonly Definition[],
  library: ReadonlyMap<string, readonly string[]>,
): Reach {
  const files = new Map(graph.files.map((file) => [file.path, file]));
  const dynamic = new Set<string>();
  for (const file of graph.files) {
    for (const call of file.calls) {
      if (DYNAMIC.has(lastPart(call.method))) dynamic.add(graph.nodeOf(file, call));
    }
  }
  const loaded = (path: string): string[] =>
    code.importsOf(path).flatMap((imported) => (files.has(imported) ? [moduleNode(imported)] : []));
  const built = targets.flatMap(({ file, name }) => [
    scopeNode(file.path, name),
    moduleNode(file.path),
    ...loaded(file.path),
  ]);

  const runBy = new Map<string, string[]>();
  const starts = new Map<string, string[]>();
  for (const path of programs.keys()) {
    const module = files.get(path)?.module ?? "";
    const named = (scripts.get(module) ?? []).map((name) => scopeNode(path, name));
    starts.set(path, [mainNode(path), moduleNode(path), ...loaded(path), ...named]);
  }
  for (const [path, nodes] of library) starts.set(path, [moduleNode(path), ...loaded(path), ...nodes]);

  for (const path of [...starts.keys()].sort(compareText)) {
    const seen = new Set<string>();
    const open = [...starts.get(path)!];
    while (open.length > 0) {
      const node = open.pop()!;
      if (seen.has(node)) continue;
      seen.add(node);
      for (const { to } of graph.edges(node)) open.push(to);
      if (dynamic.has(node)) open.push(...built);
    }
    for (const node of seen) {
      const known = runBy.get(node);
      if (known === undefined) runBy.set(node, [path]);
      else known.push(path);
    }
  }

  const callers = new Map<string, Edge[]>();
  for (const node of [...runBy.keys()].sort(compareText)) {
    for (const edge of graph.edges(node)) {
      const known = callers.get(edge.to);
      if (known === undefined) callers.set(edge.to, [edge]);
      else known.push(edge);
    }
  }
  const none: readonly never[] = [];
  const all = new Map<string, StartedBy | "library">(programs);
  for (const path of library.keys()) if (!all.has(path)) all.set(path, "library");
  return {
    programs: all,
    runBy: (file, place) => runBy.get(graph.nodeOf(file, place)) ?? none,
    loadedBy: (path) => runBy.get(moduleNode(path)) ?? none,
    callersOf: (node) => callers.get(node) ?? none,
  };
}
