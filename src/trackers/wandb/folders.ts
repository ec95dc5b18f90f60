import { compareText } from "../../core/location.js";
import { baseName, storeFolderOf } from "../../core/paths.js";
import type { FileEntry } from "../../core/workspace.js";

/** One folder that the client wrote: a run, or one part of a run that was resumed. */
export interface RunFolder {
  readonly path: string;
  readonly id: string;
  /** Folder that holds run folders: `wandb`, `train/wandb`. */
  readonly store: string;
  /** Every file below the folder, by its path in it: `files/config.yaml`. */
  readonly files: ReadonlyMap<string, FileEntry>;
  /** Path of the `run-<id>.wandb` log. */
  readonly log: FileEntry | null;
}

/** All that is known of one run id in one store: its folders in the order of their start. */
export interface FoundRun {
  readonly id: string;
  readonly store: string;
  readonly folders: readonly RunFolder[];
}

/** `run-` and `offline-run-` of 0.10 and later, `dryrun-` before. The time in the name is local, never UTC. */
const RUN_FOLDER = /^(?:(?:offline-)?run|dryrun)-\d{8}_\d{6}-(.+)$/;
const LATEST = "latest-run";
const LOG_FILE = /^run-(.+)\.wandb$/;
const STORE_NAMES = ["wandb", ".wandb"];
/** Files that no other program writes; outside a `wandb` folder one of them is asked for. */
const MARKS = [
  "files/wandb-metadata.json",
  "files/wandb-summary.json",
  "wandb-metadata.json",
  "wandb-history.jsonl",
];

/**
 * Runs by names alone. `latest-run` is usually a link; where it is a folder (git without links, Windows) it copies a
 * run or merges two, so it counts only for ids that have no folder of their own.
 */
export function findRuns(files: readonly FileEntry[]): FoundRun[] {
  const byFolder = new Map<string, FileEntry[]>();
  for (const file of files) {
    const folder = folderOf(file.path);
    if (folder === null) continue;
    const known = byFolder.get(folder);
    if (known === undefined) byFolder.set(folder, [file]);
    else known.push(file);
  }
  const own: RunFolder[] = [];
  const copies: RunFolder[] = [];
  for (const [path, entries] of byFolder) {
    const inside = new Map(
      entries.map((entry) => [entry.path.slice(path === "." ? 0 : path.length + 1), entry]),
    );
    const name = baseName(path);
    const id = RUN_FOLDER.exec(name)?.[1];
    if (id === undefined) copies.push(...foldersOfLogs(path, inside));
    else if (isWrittenByClient(path, inside)) {
      own.push({ path, id, store: storeFolderOf(path), files: inside, log: logOf(inside, id) });
    }
  }
  const known = new Set(own.map(runKeyOf));
  const stores = new Set(own.map((folder) => folder.store));
  // A copy without a log does not say of which run; it counts only where there is no run folder beside it.
  const others = copies.filter((copy) =>
    copy.log === null
      ? !stores.has(copy.store) && isWrittenByClient(copy.path, copy.files)
      : !known.has(runKeyOf(copy)),
  );
  const runs = new Map<string, RunFolder[]>();
  for (const folder of [...own, ...others]) {
    const parts = runs.get(runKeyOf(folder)) ?? [];
    parts.push(folder);
    runs.set(runKeyOf(folder), parts);
  }
  return [...runs.values()]
    .map((folders) =>
      folders.sort((a, b) => compareText(startOf(a), startOf(b)) || compareText(a.path, b.path)),
    )
    .map((folders) => ({ id: folders[0]!.id, store: folders[0]!.store, folders }))
    .sort((a, b) => compareText(a.store, b.store) || compareText(a.folders[0]!.path, b.folders[0]!.path));
}

/** The run folder that a path lies in; for a log outside any, the folder it lies in. */
function folderOf(path: string): string | null {
  if (!path.includes("run-") && !path.includes(`${LATEST}/`) && !path.endsWith(".wandb")) return null;
  const parts = path.split("/");
  for (let depth = 0; depth < parts.length - 1; depth++) {
    const part = parts[depth]!;
    if (part === LATEST || RUN_FOLDER.test(part)) return parts.slice(0, depth + 1).join("/");
  }
  return LOG_FILE.test(parts.at(-1)!) ? storeFolderOf(path) : null;
}

/** `latest-run` as a folder (without a log its path is its id), and logs that were moved away from their folder. */
function foldersOfLogs(path: string, inside: ReadonlyMap<string, FileEntry>): RunFolder[] {
  const logs = [...inside].flatMap(([name, entry]) => {
    const id = LOG_FILE.exec(name)?.[1];
    return id === undefined ? [] : [{ id, name, entry }];
  });
  const latest = baseName(path) === LATEST;
  if (latest && logs.length === 0) {
    return [{ path, id: path, store: storeFolderOf(path), files: inside, log: null }];
  }
  return logs.map(({ id, name, entry }) => ({
    path,
    id,
    store: latest ? storeFolderOf(path) : path,
    // Beside two logs nobody can say whose the other files are.
    files: latest && logs.length === 1 ? inside : new Map([[name, entry]]),
    log: entry,
  }));
}

function isWrittenByClient(path: string, inside: ReadonlyMap<string, FileEntry>): boolean {
  if (path.split("/").some((part) => STORE_NAMES.includes(part))) return true;
  return MARKS.some((mark) => inside.has(mark)) || [...inside.keys()].some((name) => LOG_FILE.test(name));
}

function logOf(inside: ReadonlyMap<string, FileEntry>, id: string): FileEntry | null {
  const named = inside.get(`run-${id}.wandb`);
  if (named !== undefined) return named;
  for (const [name, entry] of inside) if (LOG_FILE.test(name)) return entry;
  return null;
}

function startOf(folder: RunFolder): string {
  return /\d{8}_\d{6}/.exec(baseName(folder.path))?.[0] ?? "";
}

const runKeyOf = (folder: RunFolder): string => `${folder.store}\n${folder.id}`;
