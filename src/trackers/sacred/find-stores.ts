import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import type { RecordStore } from "../../core/tracker.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../../core/workspace.js";

/** `run.json` has its keys sorted: `artifacts` and `command` before `experiment`. */
const HEAD_BYTES = 64 * 1024;
const OF_EXPERIMENT = ["base_dir", "mainfile", "repositories", "dependencies", "heartbeat"];
const OF_RUN = /^(?:run|config|metrics|info)\.json$|^cout\.txt$|^report\.\w+$/;

/**
 * Folders that hold the run folders of a FileStorageObserver, whatever they are called: `run.json` with an experiment
 * in it, or one that cannot be told (damaged, a pointer) with `config.json` and `cout.txt` beside it; and beside such
 * folders one whose `run.json` is lost.
 */
export async function findFileStores(
  files: readonly FileEntry[],
  workspace: Workspace,
): Promise<readonly RecordStore[]> {
  const folders = new Map<string, Map<string, FileEntry>>();
  for (const file of files) {
    const name = posix.basename(file.path);
    if (!OF_RUN.test(name)) continue;
    const folder = posix.dirname(file.path);
    folders.set(folder, (folders.get(folder) ?? new Map()).set(name, file));
  }
  const stores = new Map<string, FileEntry[]>();
  const added = new Set<string>();
  const add = (folder: string) => {
    added.add(folder);
    const store = posix.dirname(folder);
    const entries = stores.get(store) ?? [];
    entries.push(...folders.get(folder)!.values());
    stores.set(store, entries);
  };
  for (const [folder, own] of folders) {
    if (own.has("run.json") && (await isRun(own, workspace))) add(folder);
  }
  const known = new Set(stores.keys());
  for (const [folder, own] of folders) {
    const left = own.has("config.json") && (own.has("run.json") || own.has("cout.txt"));
    if (left && known.has(posix.dirname(folder)) && !added.has(folder)) add(folder);
  }
  return [...stores]
    .map(([path, entries]) => ({
      path,
      files: entries.sort((a, b) => compareText(a.path, b.path)),
    }))
    .sort((a, b) => compareText(a.path, b.path));
}

async function isRun(folder: ReadonlyMap<string, FileEntry>, workspace: Workspace): Promise<boolean> {
  const head = await headOf(folder.get("run.json")!.path, workspace);
  const marks = OF_EXPERIMENT.filter((key) => head.includes(`"${key}":`)).length;
  if (marks > 2 || (marks > 0 && head.includes('"experiment":'))) return true;
  return folder.has("config.json") && folder.has("cout.txt");
}

/** `metadata.json` of a TinyDbObserver: beside a `hashfs` folder, or with its marks. */
export async function findTinyDbs(
  files: readonly FileEntry[],
  workspace: Workspace,
): Promise<readonly RecordStore[]> {
  const named = files.filter(({ path }) => posix.basename(path) === "metadata.json");
  if (named.length === 0) return [];
  const homes = new Set<string>();
  for (const { path } of files) {
    const match = /^(?:(.*)\/)?hashfs\//.exec(path);
    if (match !== null) homes.add(match[1] ?? ".");
  }
  const stores: RecordStore[] = [];
  for (const file of named) {
    const head = await headOf(file.path, workspace);
    const marked =
      head.includes('"TinyDbObserver-') || (head.includes('"runs"') && head.includes('"{TinyDate}:'));
    if (marked || homes.has(posix.dirname(file.path))) stores.push({ path: file.path, files: [file] });
  }
  return stores;
}

async function headOf(path: string, workspace: Workspace): Promise<string> {
  try {
    return (await workspace.read(path, { limit: HEAD_BYTES })).toString("latin1");
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return "";
  }
}
