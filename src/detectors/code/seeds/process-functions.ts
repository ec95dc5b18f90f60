import type { CodeFile } from "../../../core/code.js";
import { scopeNode } from "../study/graph.js";
import { argument } from "../study/names.js";
import { imports } from "../study/project.js";
import type { Study } from "../study/study.js";

/** Functions that other processes run, by the node of the call graph. */
export interface ProcessFunctions {
  /** Handed to a DataLoader as `worker_init_fn`. */
  readonly loaders: ReadonlySet<string>;
  /** Handed to a pool of processes or to a process. */
  readonly pools: ReadonlySet<string>;
}

const known = new WeakMap<Study, ProcessFunctions>();
const POOL_METHODS = new Set([
  "map",
  "imap",
  "imap_unordered",
  "starmap",
  "map_async",
  "starmap_async",
  "apply",
  "apply_async",
  "submit",
]); // prettier-ignore

export function processFunctions(study: Study): ProcessFunctions {
  const found = known.get(study);
  if (found !== undefined) return found;
  const loaders = new Set<string>();
  const pools = new Set<string>();
  for (const file of study.graph.files) {
    const multi = imports(file, "multiprocessing", "concurrent", "torch.multiprocessing", "pathos");
    for (const call of file.calls) {
      const init = argument(call, "worker_init_fn");
      const pooled = multi
        ? POOL_METHODS.has(call.method) && /pool|executor/i.test(call.name)
          ? call.args[0]?.value
          : call.method === "Process"
            ? argument(call, "target")
            : undefined
        : undefined;
      for (const [value, into] of [
        [init, loaders],
        [pooled, pools],
      ] as const) {
        if (value?.is !== "name") continue;
        const target = study.graph.resolve(file, value.name, call.scope);
        if (target?.kind === "function") into.add(scopeNode(target.file.path, target.name));
      }
    }
  }
  const functions = { loaders, pools };
  known.set(study, functions);
  return functions;
}

/** Is the place in one of the functions? */
export function standsIn(
  study: Study,
  functions: ReadonlySet<string>,
  file: CodeFile,
  place: Parameters<Study["graph"]["nodeOf"]>[1],
): boolean {
  return functions.size > 0 && functions.has(study.graph.nodeOf(file, place));
}
