import type { Code, CodeFile } from "../core/code.js";
import { compareText } from "../core/location.js";
import type { Memory } from "../core/memory.js";
import type { Problem } from "../core/run.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../core/workspace.js";
import { keptFacts } from "./kept-facts.js";
import { mapModules, parentOf } from "./names/modules.js";
import { resolveNames } from "./names/names.js";
import { resolveFile } from "./names/resolve.js";
import { addedFolders } from "./names/search-path.js";
import type { RawFacts } from "./raw.js";
import { NOTHING, readSource } from "./read-source.js";
import { type ConfigLookup, readTruth } from "./truth/truth.js";

export interface ReadCodeOptions {
  /** A value of the project's own configuration (Hydra, YAML) by its dotted name; null where there is none. */
  readonly config?: ConfigLookup;
  /** Keeps what each source shows by itself from one run to the next. */
  readonly memory?: Memory;
}

/** Longer sources are generated or data: they are named as problems and not parsed. */
const MAX_SOURCE_BYTES = 5 * 1024 ** 2;
/** Outputs make notebooks long, and are dropped. */
const MAX_NOTEBOOK_BYTES = 100 * 1024 ** 2;
const READ_AT_ONCE = 32;

type Scope = "tracked" | "untracked";

/**
 * Facts of all Python sources and notebooks among `files`. A file that cannot be read or parsed is reported, and
 * stays in the list as broken, without facts. Links are left out: what they lead to is a file of its own.
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
  const facts = await extractAll(workspace, sources, report, options.memory);
  const scripts = new Set<string>();
  for (const [path, found] of facts) if (found.guard !== null) scripts.add(parentOf(path));
  const modules = mapModules(
    files.map(({ path }) => path),
    scripts,
    addedFolders(facts),
  );
  const names = resolveNames(facts, modules);
  const resolved = sources.map(({ path, scope }) =>
    resolveFile(path, scope as Scope, facts.get(path)!, names, modules),
  );
  return assemble(resolved, facts, options);
}

async function extractAll(
  workspace: Workspace,
  sources: readonly FileEntry[],
  report: (problem: Problem) => void,
  memory: Memory | undefined,
): Promise<ReadonlyMap<string, RawFacts>> {
  const facts = new Map<string, RawFacts>();
  const kept = await keptFacts(memory);
  for (let i = 0; i < sources.length; i += READ_AT_ONCE) {
    const batch = sources.slice(i, i + READ_AT_ONCE);
    const texts = await Promise.all(batch.map((file) => readText(workspace, file, report)));
    for (const [n, { path }] of batch.entries()) {
      const text = texts[n]!;
      if (text === null) {
        facts.set(path, NOTHING);
        continue;
      }
      const read = kept.of(path, text, () => readSource(text, path.endsWith(".ipynb")));
      if (read.problem !== null) report({ path, ...read.problem });
      facts.set(path, read.facts);
      // What others wait for, git's answers say, is heard in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await kept.keep();
  return facts;
}

async function readText(
  workspace: Workspace,
  file: FileEntry,
  report: (problem: Problem) => void,
): Promise<string | null> {
  const maxBytes = file.path.endsWith(".ipynb") ? MAX_NOTEBOOK_BYTES : MAX_SOURCE_BYTES;
  if (file.size > maxBytes) {
    report({ path: file.path, message: `larger than ${maxBytes / 1024 ** 2} MiB: not parsed` });
    return null;
  }
  try {
    return await workspace.readText(file.path, { maxBytes });
  } catch (error) {
    report({ path: file.path, message: `cannot be read: ${reasonOf(error)}` });
    return null;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof UnreadableFile
    ? error.reason
    : error instanceof Error
      ? error.message
      : String(error);
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
        // A module's packages run before it.
        for (let folder = parentOf(file); byPath.has(`${folder}/__init__.py`); folder = parentOf(folder)) {
          reached.add(`${folder}/__init__.py`);
        }
        reached.add(file);
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
