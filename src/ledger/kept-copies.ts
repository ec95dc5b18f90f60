import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { RunRecord } from "../core/run.js";
import { isPointer, UnreadableFile, type Workspace } from "../core/workspace.js";
import type { CopiesFound } from "../runs/questions.js";

/** Where a tracker lays its copies: below the folder, under the path that the file had, or all in one folder. */
const FOLDERS: Readonly<Record<string, { readonly folder: string; readonly flat: boolean }>> = {
  wandb: { folder: "/code/", flat: false },
  guild: { folder: "/sourcecode/", flat: false },
  sacred: { folder: "/_sources/", flat: true },
};
/** Sacred puts the MD5 into the name: `train_0123….py` (sacred/observers/file_storage.py of 0.8). */
const NAMED_BY_HASH = /_[0-9a-f]{32}(?=\.\w+$|$)/;
/** A notebook is saved again with its outputs: its copy is never the file of the commit. */
const NOTEBOOK = /\.ipynb$/i;
const LARGEST = 16 * 2 ** 20;

/**
 * A look at the copies of source files that runs keep: are they there, and are they what the recorded commit holds?
 * Copies are compared by the id that git would give them, so no content of the commit is read.
 */
export async function lookAtCopies(
  workspace: Workspace,
  records: readonly RunRecord[],
  commitOf: (record: RunRecord) => string | null,
): Promise<ReadonlyMap<RunRecord, CopiesFound>> {
  const found = new Map<RunRecord, CopiesFound>();
  const ids = new Map<string, Promise<readonly string[] | null>>();
  const idsOf = (path: string) => {
    const known = ids.get(path) ?? blobIds(workspace, path);
    ids.set(path, known);
    return known;
  };
  for (const record of records) {
    const { sources } = record.trace;
    if (sources === null || sources.paths.length === 0) continue;
    const present: string[] = [];
    for (const path of sources.paths) if ((await idsOf(path)) !== null) present.push(path);
    const commit = commitOf(record);
    const compared = commit === null ? NOTHING : await compare(workspace, record, present, commit, idsOf);
    found.set(record, {
      paths: present,
      whole: sources.whole && present.length === sources.paths.length,
      ...compared,
    });
  }
  return found;
}

type Compared = Pick<CopiesFound, "changed" | "added">;
const NOTHING: Compared = { changed: [], added: [] };

async function compare(
  workspace: Workspace,
  record: RunRecord,
  copies: readonly string[],
  commit: string,
  idsOf: (path: string) => Promise<readonly string[] | null>,
): Promise<Compared> {
  const layout = FOLDERS[record.tracker];
  const files = layout === undefined ? null : await workspace.git.folderFiles(commit, "");
  if (layout === undefined || files == null) return NOTHING;
  const byName = layout.flat ? namesOf(files) : null;
  const changed: string[] = [];
  const added: string[] = [];
  for (const copy of copies) {
    const from = copy.indexOf(layout.folder);
    if (from < 0 || NOTEBOOK.test(copy)) continue;
    const name = copy.slice(from + layout.folder.length).replace(NAMED_BY_HASH, "");
    const candidates = byName === null ? [name].filter((path) => files.has(path)) : (byName.get(name) ?? []);
    const own = await idsOf(copy);
    if (candidates.some((path) => own?.includes(files.get(path)!))) continue;
    // Of several files of that name the copy may be of one that the commit lacks; so may one that came from elsewhere.
    if (candidates.length === 1) changed.push(candidates[0]!);
    else if (candidates.length === 0 && !layout.flat) added.push(name);
  }
  return { changed, added };
}

const lists = new WeakMap<ReadonlyMap<string, string>, ReadonlyMap<string, readonly string[]>>();

/** Paths by their last part. */
function namesOf(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const known = lists.get(files);
  if (known !== undefined) return known;
  const names = new Map<string, string[]>();
  for (const path of files.keys()) {
    const name = posix.basename(path);
    const list = names.get(name);
    if (list === undefined) names.set(name, [path]);
    else list.push(path);
  }
  lists.set(files, names);
  return names;
}

/** The ids that git gives the file, as it is and with Unix line ends; null: it is not there, or a pointer alone. */
async function blobIds(workspace: Workspace, path: string): Promise<readonly string[] | null> {
  try {
    const kind = await workspace.kind(path);
    if (isPointer(kind) || kind === "symlink") return null;
    const bytes = await workspace.read(path, { maxBytes: LARGEST });
    const unix = bytes.includes("\r\n")
      ? Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1")
      : bytes;
    return [bytes, unix].flatMap((content) => ["sha1", "sha256"].map((hash) => blobId(hash, content)));
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
}

const blobId = (hash: string, content: Buffer): string =>
  createHash(hash).update(`blob ${content.length}\0`).update(content).digest("hex");
