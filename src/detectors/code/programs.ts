import type { Code, CodeFile } from "../../core/code.js";
import { lastPart } from "./names.js";
import { ownFiles } from "./project.js";

/** Why a file is a program: what somebody starts it by. */
export type StartedBy = "__main__" | "notebook" | "hydra" | "click" | "sacred" | "script" | "console script";

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
export function programsOf(code: Code, scripts: ConsoleScripts): ReadonlyMap<string, StartedBy> {
  const own = ownFiles(code);
  const imported = new Set(own.flatMap((file) => file.imports.flatMap((found) => found.file ?? [])));
  const programs = new Map<string, StartedBy>();
  for (const file of own) {
    if (NO_PROGRAM.test(file.path)) continue;
    const by = startedBy(file, file.guard !== null, imported.has(file.path), scripts);
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
  const acts = file.main || file.calls.some(({ scope }) => scope === null);
  return acts && !imported ? "script" : null;
}

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
