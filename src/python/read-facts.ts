import type { Memory } from "../core/memory.js";
import type { Problem } from "../core/run.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../core/workspace.js";
import { keptFacts } from "./kept-facts.js";
import { leadsOf } from "./names/leads.js";
import type { ModuleMap } from "./names/modules.js";
import { inTestFolder, isVendored } from "./names/nature.js";
import { isQuiet } from "./prefilter.js";
import type { RawFacts } from "./raw.js";
import { NOTHING, readSource, silent } from "./read-source.js";

/** What sources show by themselves, by path. */
export interface Facts {
  /** Of all but the quiet ones, in the order of the sources. */
  readonly told: ReadonlyMap<string, RawFacts>;
  /** Texts of quiet sources. */
  readonly quiet: ReadonlyMap<string, string>;
}

/** Longer sources are generated or data: they are named as problems and not parsed. */
const MAX_SOURCE_BYTES = 5 * 1024 ** 2;
/** Outputs make notebooks long, and are dropped. */
const MAX_NOTEBOOK_BYTES = 100 * 1024 ** 2;
const READ_AT_ONCE = 32;

export async function readFacts(
  workspace: Workspace,
  sources: readonly FileEntry[],
  report: (problem: Problem) => void,
  memory: Memory | undefined,
): Promise<Facts> {
  const told = new Map<string, RawFacts>();
  const quiet = new Map<string, string>();
  const kept = await keptFacts(memory);
  for (let i = 0; i < sources.length; i += READ_AT_ONCE) {
    const batch = sources.slice(i, i + READ_AT_ONCE);
    const texts = await Promise.all(batch.map((file) => readText(workspace, file, report)));
    for (const [n, { path }] of batch.entries()) {
      const text = texts[n]!;
      if (text === null) {
        told.set(path, NOTHING);
        continue;
      }
      if (isQuiet(path, text)) {
        quiet.set(path, text);
        continue;
      }
      const read = kept.of(path, text, () => readSource(text, path.endsWith(".ipynb")));
      if (read.problem !== null) report({ path, ...read.problem });
      told.set(path, read.facts);
      // What others wait for, git's answers say, is heard in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await kept.keep();
  return { told, quiet };
}

/** Facts of all sources: of a quiet one only what it shows of itself from afar, unless own code leads to it. */
export function allFacts({ told, quiet }: Facts, modules: ModuleMap): ReadonlyMap<string, RawFacts> {
  const facts = new Map(told);
  const open = [...told.keys()].filter((path) => !inTestFolder(path) && !isVendored(path));
  for (const [path, text] of quiet) facts.set(path, silent(text));
  const led = new Set<string>();
  for (let i = 0; i < open.length && led.size < quiet.size; i++) {
    for (const path of leadsOf(open[i]!, facts.get(open[i]!)!, modules)) {
      const text = led.has(path) ? undefined : quiet.get(path);
      if (text === undefined) continue;
      led.add(path);
      facts.set(path, readSource(text, false).facts);
      open.push(path);
    }
  }
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
