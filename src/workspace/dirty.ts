import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseLfsPointer } from "../parsers/file-kind.js";
import type { SafeRepository } from "./git-shadow.js";
import type { IndexEntry } from "./git-survey.js";
import type { ObjectReader } from "./object-reader.js";
import { type DiskFile, statFile } from "./walk.js";

/** Larger files of the size that git noted are taken as unchanged. */
const MAX_COMPARED_BYTES = 64 * 1024 ** 2;
/** Files compared before git is asked once for the attributes of those that differ. */
const SLICE = 64;

/**
 * Does a tracked file differ on disk from the index? `git status` would answer by running the repository's own
 * clean filters over the files, so the comparison is done here: by the stat that git noted, and where that
 * differs by content: as it is, with CRLF made LF, and as the content that a git-LFS pointer names. A file under
 * any other filter or encoding cannot be compared and is left out; so are executable bits.
 * @param root  where the entries lie
 */
export async function differsFromIndex(
  root: string,
  tracked: ReadonlyMap<string, IndexEntry>,
  repository: SafeRepository,
  objects: ObjectReader,
): Promise<boolean> {
  const candidates: string[] = [];
  for (const [path, entry] of tracked) {
    if (entry.exempt) continue;
    if (entry.stage > 0) return true;
    const file = statFile(root, path);
    if (file === undefined || file.symlink !== (entry.mode === "120000")) return true;
    if (!isAsNoted(file, entry, repository.indexWrittenAt)) candidates.push(path);
  }
  for (let start = 0; start < candidates.length; start += SLICE) {
    const different: string[] = [];
    for (const path of candidates.slice(start, start + SLICE)) {
      const same = await hasSameContent(root, path, tracked.get(path)!, repository, objects);
      if (!same) different.push(path);
    }
    if (await anyComparable(different, repository)) return true;
  }
  return false;
}

/** A file changed in the moment the index was written has the same stat: git calls that racy. */
function isAsNoted(file: DiskFile, { stat }: IndexEntry, indexWrittenAt: number | null): boolean {
  if (stat === undefined || stat.size !== file.size || file.modifiedAt >= (indexWrittenAt ?? 0)) return false;
  const noted = stat.seconds * 1000 + stat.nanoseconds / 1e6;
  // A git built without nanoseconds notes none; a double holds microseconds.
  return stat.nanoseconds === 0
    ? Math.floor(file.modifiedAt / 1000) === stat.seconds
    : Math.abs(file.modifiedAt - noted) < 0.002;
}

async function hasSameContent(
  root: string,
  path: string,
  entry: IndexEntry,
  { config }: SafeRepository,
  objects: ObjectReader,
): Promise<boolean> {
  const file = statFile(root, path);
  if (file === undefined) return false;
  if (file.size > MAX_COMPARED_BYTES) return (await expectedSize(entry, objects)) === file.size;
  const blobId = (bytes: Buffer) =>
    createHash(config.objectFormat).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  let bytes: Buffer;
  try {
    bytes = contentAt(root, path, file);
  } catch {
    return false;
  }
  if (blobId(bytes) === entry.id) return true;
  if (bytes.includes("\r\n") && blobId(withoutCarriageReturns(bytes)) === entry.id) return true;
  const pointer = await pointerOf(entry, objects);
  return (
    pointer?.size === bytes.length && createHash("sha256").update(bytes).digest("hex") === pointer.sha256
  );
}

/** An index can name paths below what is a link on disk, or above the root; what is a file may be a pipe by now. */
function contentAt(root: string, path: string, { symlink }: DiskFile): Buffer {
  const place = join(root, path);
  if (realpathSync(dirname(place)) !== dirname(place) || path.split("/").includes(".."))
    throw new Error("not inside the work tree");
  if (symlink) return Buffer.from(readlinkSync(place));
  const file = openSync(
    place,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    return fstatSync(file).isFile() ? readFileSync(file) : Buffer.alloc(0);
  } finally {
    closeSync(file);
  }
}

const withoutCarriageReturns = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1");

async function expectedSize(entry: IndexEntry, objects: ObjectReader): Promise<number | undefined> {
  const info = await objects.info(entry.id);
  return (await pointerOf(entry, objects))?.size ?? (typeof info === "string" ? undefined : info.size);
}

async function pointerOf(entry: IndexEntry, objects: ObjectReader) {
  const info = await objects.info(entry.id);
  if (typeof info === "string" || info.size >= 1024) return undefined;
  const bytes = await objects.contents(entry.id);
  return bytes && parseLfsPointer(bytes);
}

/** Attributes are data; only the drivers that a configuration may define for them are commands. */
async function anyComparable(paths: readonly string[], { call }: SafeRepository): Promise<boolean> {
  if (paths.length === 0) return false;
  const converting = ["filter", "working-tree-encoding", "ident"];
  const output = await call.run(["check-attr", "-z", "--stdin", ...converting], `${paths.join("\0")}\0`);
  const fields = output.toString().split("\0");
  const converted = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = "", attribute, value = ""] = fields.slice(at, at + 3);
    const isLfs = attribute === "filter" && value === "lfs";
    if (!isLfs && value !== "unspecified" && value !== "unset") converted.add(path);
  }
  return paths.some((path) => !converted.has(path));
}
