import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
} from "node:fs";
import { copyFile, open } from "node:fs/promises";
import { posix, sep } from "node:path";
import { type FileEntry, UnreadableFile } from "../core/workspace.js";
import { bulkReader } from "./bulk-reader.js";
import { type Cap, type Located, type Source, wantedBytes } from "./source.js";

/** Up to this size a file is read without a detour over the thread pool, which takes ten times as long. */
const SMALL_BYTES = 1024 ** 2;
/** Most files of records fit: they are read with one call, and nobody asks for their size. */
const first = Buffer.allocUnsafeSlow(64 * 1024);
/** A link or a pipe put in the place of a file after the listing is not followed, and not waited for. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Files as they lie on disk. Files that are not listed (the object store of DVC, say) can be read by their
 * name, git's own cannot.
 * @param root  absolute, links resolved
 */
export function directorySource(
  root: string,
  entries: readonly FileEntry[],
  close: () => void,
  leftOut: Source["leftOut"] = async () => [],
): Source {
  const bulk = bulkReader({ flags: FLAGS, limit: first.length });
  const entryAt = (path: string): FileEntry | undefined => {
    // A map of all would take half as much memory again as the entries.
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (entries[middle]!.path < path) low = middle + 1;
      else high = middle;
    }
    return entries[low]?.path === path ? entries[low] : undefined;
  };

  const resolve = (path: string): string => {
    if (entryAt(path)?.symlink === false) return `${root}/${path}`;
    const normal = posix.normalize(path);
    if (normal !== path || posix.isAbsolute(path) || path === ".." || path.startsWith("../")) {
      throw new UnreadableFile(path, "not a path inside the audited folder");
    }
    const real = attempt(path, () => realpathSync(`${root}/${path}`));
    const inside = root.endsWith(sep) ? root : root + sep;
    if (!real.startsWith(inside)) throw new UnreadableFile(path, "a link out of the audited folder");
    if (real.slice(inside.length).split(sep).includes(".git"))
      throw new UnreadableFile(path, "belongs to git");
    return real;
  };

  return {
    entries,
    entry: entryAt,
    leftOut,
    close: () => {
      bulk.close();
      close();
    },
    readAhead(paths, options) {
      const limit = Math.min(options.limit, SMALL_BYTES);
      const cap = { limit, maxBytes: limit };
      // A path that is not listed as a file has to be looked at first.
      const real = paths.map((path) => (entryAt(path)?.symlink === false ? `${root}/${path}` : ""));
      const own = (index: number): Buffer | UnreadableFile => {
        const path = paths[index]!;
        try {
          const place = real[index] || resolve(path);
          return attempt(path, () => readShort(path, place, cap)) ?? Buffer.alloc(0);
        } catch (error) {
          if (error instanceof UnreadableFile) return error;
          throw error;
        }
      };
      return bulk.begin<Buffer | UnreadableFile>(real, own, (bytes) => bytes.subarray(0, limit));
    },
    linkTarget: async (path) => attempt(path, () => readlinkSync(`${root}/${path}`)),
    async read(path, cap) {
      const real = resolve(path);
      return attempt(path, () => readShort(path, real, cap)) ?? readLong(path, real, cap);
    },
    async locate(path): Promise<Located> {
      const real = resolve(path);
      // What was a file when it was listed may be a link by now.
      const stats = attempt(path, () => lstatSync(real));
      if (!stats.isFile()) throw new UnreadableFile(path, "not a regular file");
      return {
        size: stats.size,
        stream: () => pieces(path, real),
        copyTo: (target) => copyFile(real, target, constants.COPYFILE_FICLONE).catch(unreadable(path)),
      };
    },
  };
}

/** null: so many bytes are wanted that they are better read piece by piece. @throws UnreadableFile */
function readShort(path: string, real: string, cap: Cap): Buffer | null {
  const file = openSync(real, FLAGS);
  try {
    const count = readSync(file, first, 0, Math.min(first.length, cap.limit), 0);
    // Short of what was asked for, so whole; a pipe gives nothing, and so does an empty file.
    if (count > 0 && count < first.length && count <= cap.maxBytes) {
      return Buffer.from(first.subarray(0, count));
    }
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new UnreadableFile(path, "not a regular file");
    const length = wantedBytes(path, stats.size, cap);
    return length > SMALL_BYTES ? null : filled(file, length);
  } finally {
    closeSync(file);
  }
}

function filled(file: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

async function readLong(path: string, real: string, cap: Cap): Promise<Buffer> {
  const file = await open(real, FLAGS).catch(unreadable(path));
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafe(wantedBytes(path, size, cap));
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, done).catch(unreadable(path));
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  } finally {
    await file.close();
  }
}

async function* pieces(path: string, real: string): AsyncGenerator<Buffer, void> {
  const file = await open(real, FLAGS).catch(unreadable(path));
  try {
    yield* createReadStream(real, {
      fd: file,
      autoClose: false,
      highWaterMark: SMALL_BYTES,
    }) as AsyncIterable<Buffer>;
  } catch (error) {
    unreadable(path)(error);
  } finally {
    await file.close();
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "not there",
  ENOTDIR: "not there",
  EACCES: "not permitted",
  EPERM: "not permitted",
  ELOOP: "a link that leads nowhere",
};

function unreadable(path: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof UnreadableFile) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new UnreadableFile(path, WORDS[code] ?? `cannot be read (${code})`);
  };
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    return unreadable(path)(error);
  }
}
