import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import type { Problem } from "../../core/run.js";
import { defineReader, type Read, type RecordStore } from "../../core/tracker.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { isUnreadable, withDatabase } from "../database-file.js";
import { candidates } from "./candidates.js";
import { databaseRuns, mayHoldExperiments } from "./database.js";
import { pointsOfRun, runsOf } from "./runs.js";
import { recognise, type Source } from "./sources.js";

/**
 * Logs of a project's own making, told by their columns alone (confidence "medium"): tables (CSV, TSV) and JSON with a
 * column that counts epochs or steps upwards beside measures; histories of lists; tables of results with a row for
 * each named run; tables of experiments in SQLite files. A store is the folder of a log.
 */
export const reader = defineReader({
  tracker: "custom",

  async find(files, workspace) {
    const stores = new Map<string, FileEntry[]>();
    const put = (store: string, file: FileEntry) => stores.set(store, [...(stores.get(store) ?? []), file]);
    for (const file of await customLogs(files, workspace)) put(posix.dirname(file.path), file);
    for (const file of files) if (await mayHoldExperiments(file, workspace)) put(file.path, file);
    return [...stores]
      .map(([path, own]): RecordStore => ({ path, files: own }))
      .sort((a, b) => compareText(a.path, b.path));
  },

  async *read(store, workspace): AsyncGenerator<Read> {
    for (const file of store.files) {
      if (file.path === store.path) yield* readDatabase(file.path, workspace);
      else yield* readLog(file, workspace);
    }
  },

  async *series(run, workspace) {
    const { path } = run.location;
    const file = await workspace.entry(path);
    if (file === undefined) return;
    const source = await sourceOf(file, workspace);
    if (source !== null) yield* pointsOfRun(source, run.id, workspace);
    else
      for (const [key, { last }] of Object.entries(run.metrics))
        yield { key, step: null, value: last, at: null };
  },
});

/** Files looked into; and how many of one folder may be something else before the rest of it is left alone. */
const MOST_LOOKS = 2000;
const MOST_MISSES = 100;
const AT_ONCE = 16;

const known = new WeakMap<Workspace, Map<string, Promise<Source | null>>>();

/** What was told of a file once is kept: detectors ask for it too. */
function sourceOf(file: FileEntry, workspace: Workspace): Promise<Source | null> {
  const sources = known.get(workspace) ?? new Map<string, Promise<Source | null>>();
  known.set(workspace, sources);
  const source = sources.get(file.path) ?? recognise(file.path, file.size, workspace);
  sources.set(file.path, source);
  return source;
}

/** Candidates whose first bytes are those of a log. */
export async function customLogs(
  files: readonly FileEntry[],
  workspace: Workspace,
): Promise<readonly FileEntry[]> {
  const folders = new Map<string, { misses: number; hits: number }>();
  const found: FileEntry[] = [];
  const all = candidates(files);
  let looks = 0;
  for (let from = 0; from < all.length && looks < MOST_LOOKS; from += AT_ONCE) {
    const batch = all.slice(from, from + AT_ONCE).filter(({ path }) => {
      const folder = folders.get(posix.dirname(path));
      return folder === undefined || folder.hits > 0 || folder.misses < MOST_MISSES;
    });
    looks += batch.length;
    const sources = await Promise.all(batch.map((file) => sourceOf(file, workspace)));
    batch.forEach((file, at) => {
      const name = posix.dirname(file.path);
      const folder = folders.get(name) ?? { misses: 0, hits: 0 };
      folders.set(name, folder);
      if (sources[at] === null) folder.misses++;
      else {
        folder.hits++;
        found.push(file);
      }
    });
  }
  return found;
}

async function* readLog(file: FileEntry, workspace: Workspace): AsyncGenerator<Read> {
  const problems: Problem[] = [];
  try {
    const source = await sourceOf(file, workspace);
    if (source !== null)
      for (const run of await runsOf(source, workspace, (problem) => problems.push(problem))) yield { run };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problems.push({ path: file.path, message: error.reason });
  }
  for (const problem of problems) yield { problem };
}

async function* readDatabase(path: string, workspace: Workspace): AsyncGenerator<Read> {
  try {
    for await (const run of withDatabase(path, workspace, (database) => databaseRuns(database, path)))
      yield { run };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const reason = error instanceof UnreadableFile ? error.reason : error.message;
    yield { problem: { path, message: `table of experiments: could not be read: ${reason}` } };
  }
}
