import type { Call, Code, CodeFile } from "../../../core/code.js";
import type { CallGraph } from "./graph.js";
import { lastPart } from "./names.js";
import type { Started } from "./started.js";

/** Why a file is a program: what somebody starts it by. */
export type StartedBy =
  | "__main__"
  | "notebook"
  | "hydra"
  | "click"
  | "sacred"
  | "script"
  | "console script"
  | "process";

const STARTERS: readonly (readonly [pattern: RegExp, by: StartedBy])[] = [
  [/^hydra\.main$/, "hydra"],
  [/^(?:click\.(?:command|group)|(?:\w+\.)*command)$/, "click"],
  [/\.(?:automain|main)$/, "sacred"],
];
const NO_PROGRAM = /(?:^|\/)(?:__init__|setup|conftest|noxfile|versioneer|conf)\.py$/;

/** Functions that packaging starts, by module. */
export type ConsoleScripts = ReadonlyMap<string, readonly string[]>;

/**
 * The files that somebody starts: those with a `__main__` guard, notebooks, mains of Hydra, click and Sacred, console
 * scripts, and scripts whose module level does something and that no other file imports.
 */
export function programsOf(
  { files, executed }: CallGraph,
  scripts: ConsoleScripts,
  started: readonly Started[],
): ReadonlyMap<string, StartedBy> {
  const imported = new Set(executed);
  for (const { imports } of files) for (const { file } of imports) if (file !== null) imported.add(file);
  const processes = new Set(started.map(({ program }) => program));
  const programs = new Map<string, StartedBy>();
  for (const file of files) {
    if (NO_PROGRAM.test(file.path)) continue;
    const by =
      startedBy(file, file.guard !== null, imported.has(file.path), scripts) ??
      (processes.has(file.path) ? "process" : null);
    if (by !== null) programs.set(file.path, by);
  }
  return programs;
}

function startedBy(
  file: CodeFile,
  guarded: boolean,
  imported: boolean,
  scripts: ConsoleScripts,
): StartedBy | null {
  if (file.notebook) return "notebook";
  for (const { decorators } of file.functions) {
    for (const { name } of decorators) {
      const found = STARTERS.find(([pattern]) => pattern.test(name));
      if (found !== undefined) return found[1];
    }
  }
  if (guarded || lastPart(file.module ?? "") === "__main__") return "__main__";
  if (file.module !== null && scripts.has(file.module)) return "console script";
  return !imported && (file.main || file.calls.some((call) => call.scope === null && acts(call)))
    ? "script"
    : null;
}

/** Modules and functions whose calls give values; a file of them alone keeps settings. */
const GIVES =
  /^(?:[a-z]\w*|str\.\w+|(?:argparse|collections|copy|dataclasses|datetime|enum|functools|itertools|logging|math|ml_collections|os|pathlib|platform|random|re|socket|string|sys|tempfile|time|typing|uuid)\..*)$/;
const acts = ({ name }: Call): boolean => !GIVES.test(name);

/** What packaging files name as `package.module:function`, where the function exists. */
export function consoleScripts(code: Code, packaging: readonly string[]): ConsoleScripts {
  const modules = new Map(
    code.files.flatMap((file) => (file.module === null ? [] : [[file.module, file] as const])),
  );
  const found = new Map<string, string[]>();
  for (const content of packaging) {
    for (const [, module, name] of content.matchAll(/["'\s=]([A-Za-z_][\w.]*):([A-Za-z_]\w*)["'\s]/g)) {
      if (modules.get(module!)?.functions.some((facts) => facts.name === name) === true)
        found.set(module!, [...(found.get(module!) ?? []), name!]);
    }
  }
  return found;
}
