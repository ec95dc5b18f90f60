import type { Code, CodeFile } from "../core/code.js";
import { compareText } from "../core/location.js";
import type { Memory } from "../core/memory.js";
import { folderOf } from "../core/paths.js";
import type { Problem } from "../core/run.js";
import type { FileEntry, Workspace } from "../core/workspace.js";
import { mapModules } from "./names/modules.js";
import { resolveNames } from "./names/names.js";
import { resolveFile } from "./names/resolve.js";
import { addedFolders } from "./names/search-path.js";
import type { RawFacts } from "./raw.js";
import { allFacts, readFacts } from "./read-facts.js";
import { type ConfigLookup, readTruth } from "./truth/truth.js";

export interface ReadCodeOptions {
  /** A value of the project's own configuration (Hydra, YAML) by its dotted name; null where there is none. */
  readonly config?: ConfigLookup;
  /** Keeps what each source shows by itself from one run to the next. */
  readonly memory?: Memory;
}

type Scope = CodeFile["scope"];

/**
 * Facts of all Python sources and notebooks among `files`. A file that cannot be read or parsed is reported, and
 * stays in the list as broken, without facts; a quiet one that nothing leads to stays without facts too. Links are
 * left out: what they lead to is a file of its own.
 */
export async function readCode(
  workspace: Workspace,
  files: readonly FileEntry[],
  report: (problem: Problem) => void,
  options: ReadCodeOptions = {},
): Promise<Code> {
  const sources = files
    .filter(({ path, scope, symlink }) => /\.(?:py|ipynb)$/.test(path) && scope !== "ignored" && !symlink)
    .sort((a, b) => compareText(a.path, b.path));
  const read = await readFacts(workspace, sources, report, options.memory);
  const scripts = new Set<string>();
  for (const [path, found] of read.told) if (found.guard !== null) scripts.add(folderOf(path));
  const modules = mapModules(
    files.map(({ path }) => path),
    scripts,
    addedFolders(read.told),
  );
  const facts = allFacts(read, modules);
  const names = resolveNames(facts, modules);
  const resolved = sources.map(({ path, scope }) =>
    resolveFile({ path, scope: scope as Scope, facts: facts.get(path)! }, names, modules),
  );
  return assemble(resolved, facts, options);
}

/** A module, and the packages that run before it. */
function withPackages(file: string, files: ReadonlyMap<string, CodeFile>): readonly string[] {
  const found: string[] = [];
  for (let folder = folderOf(file); files.has(`${folder}/__init__.py`); folder = folderOf(folder))
    found.push(`${folder}/__init__.py`);
  found.push(file);
  return found;
}

function assemble(
  files: readonly CodeFile[],
  facts: ReadonlyMap<string, RawFacts>,
  options: ReadCodeOptions,
): Code {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const imports = new Map<string, readonly string[]>();
  const importsOf = (path: string): readonly string[] => {
    const known = imports.get(path);
    if (known !== undefined) return known;
    const reached = new Set([path]);
    for (const at of reached) {
      for (const { file, typing } of byPath.get(at)?.imports ?? []) {
        if (file === null || typing === true) continue;
        for (const one of withPackages(file, byPath)) reached.add(one);
      }
    }
    const found = [...reached];
    imports.set(path, found);
    return found;
  };
  return {
    files,
    file: (path) => byPath.get(path),
    ...readTruth(byPath, facts, options.config),
    importsOf,
  };
}
