import { compareText } from "../../core/location.js";
import { baseName, storeFolderOf } from "../../core/paths.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { opensRecordFile } from "../../parsers/tfevents-framing.js";

/** One run as TensorBoard has it: a directory with event files, which are read in the order of their names. */
export interface EventDirectory {
  /** Relative to the audited root; "." for the root. */
  readonly path: string;
  readonly files: readonly FileEntry[];
}

/** What TensorFlow and PyTorch write, and CatBoost, whose files carry neither time nor host. */
const EVENT_FILE = /^events\.out\.tfevents(?:\.|$)/;
/** Other names with the word in them are event files if they open like one; these never are. */
const OTHER_CONTENT = /\.(?:py|ipynb|md|txt|csv|json|ya?ml|dvc|gz|zip|tar|tgz|bz2|xz|zst|png|html)$/i;
const HEADER_BYTES = 12;

/** Event files by name; names that are unusual are looked into. Links are left out: their target is listed itself. */
export async function eventFiles(files: readonly FileEntry[], workspace: Workspace): Promise<FileEntry[]> {
  const found: FileEntry[] = [];
  for (const file of files) {
    if (!file.path.includes("tfevents") || file.symlink) continue;
    const name = baseName(file.path);
    if (!name.includes("tfevents") || OTHER_CONTENT.test(name)) continue;
    if (EVENT_FILE.test(name) || (await opensLikeOne(file, workspace))) found.push(file);
  }
  return withoutCopies(found);
}

export function eventDirectories(files: readonly FileEntry[]): EventDirectory[] {
  const byDirectory = new Map<string, FileEntry[]>();
  for (const file of files) {
    const directory = storeFolderOf(file.path);
    const known = byDirectory.get(directory);
    if (known === undefined) byDirectory.set(directory, [file]);
    else known.push(file);
  }
  return [...byDirectory]
    .map(([path, entries]) => ({ path, files: entries.sort((a, b) => compareText(a.path, b.path)) }))
    .sort((a, b) => compareText(a.path, b.path));
}

/** Unix time in a file's name, in seconds: `events.out.tfevents.1700000000.host.123.0`. */
export function timeInName(path: string): number | null {
  const seconds = Number(/tfevents\.(\d{9,11})(?:\.|$)/.exec(baseName(path))?.[1]);
  return Number.isNaN(seconds) ? null : seconds;
}

async function opensLikeOne(file: FileEntry, workspace: Workspace): Promise<boolean> {
  if (file.size < HEADER_BYTES) return false;
  try {
    return opensRecordFile(await workspace.read(file.path, { limit: HEADER_BYTES }));
  } catch {
    return false;
  }
}

/** W&B's `latest-run`, where it is a folder, repeats files of the run folder beside it. */
function withoutCopies(files: readonly FileEntry[]): FileEntry[] {
  const latest = /(^|\/)latest-run\//;
  const originals = new Set(
    files.flatMap(({ path }) => {
      const match = /^((?:.*\/)?)(?:offline-)?run-\d{8}_\d{6}-[^/]+\/(.+)$/.exec(path);
      return match === null ? [] : [`${match[1]}\n${match[2]}`];
    }),
  );
  return files.filter(({ path }) => {
    const match = latest.exec(path);
    if (match === null) return true;
    const store = path.slice(0, match.index + match[1]!.length);
    return !originals.has(`${store}\n${path.slice(match.index + match[0].length)}`);
  });
}
