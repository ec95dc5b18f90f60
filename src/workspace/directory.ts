import {
  closeSync,
  constants,
  createReadStream,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
} from "node:fs";
import { copyFile, open } from "node:fs/promises";
import { posix, sep } from "node:path";
import { type FileEntry, UnreadableFile } from "../core/workspace.js";
import type { Located, Source } from "./source.js";

/** Up to this size a file is read without a detour over the thread pool, which takes ten times as long. */
const SMALL_BYTES = 1024 ** 2;
/** A link or a pipe put in the place of a file after the listing is not followed, and not waited for. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Files as they lie on disk. Files that are not listed (the object store of DVC, say) can be read by their
 * name, git's own cannot.
 * @param root  absolute, links resolved
 */
export function directorySource(root: string, entries: readonly FileEntry[], close: () => void): Source {
  const plain = new Set(entries.filter((entry) => !entry.symlink).map((entry) => entry.path));

  const resolve = (path: string): string => {
    if (plain.has(path)) return `${root}/${path}`;
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
    close,
    linkTarget: async (path) => attempt(path, () => readlinkSync(`${root}/${path}`)),
    async locate(path): Promise<Located> {
      const real = resolve(path);
      // What was a file when it was listed may be a link by now.
      const stats = attempt(path, () => lstatSync(real));
      if (!stats.isFile()) throw new UnreadableFile(path, "not a regular file");
      return {
        size: stats.size,
        read: (length) =>
          length > SMALL_BYTES
            ? readLong(path, real, length)
            : Promise.resolve(attempt(path, () => readShort(real, length))),
        stream: () => pieces(path, real),
        copyTo: (target) => copyFile(real, target, constants.COPYFILE_FICLONE).catch(unreadable(path)),
      };
    },
  };
}

function readShort(real: string, length: number): Buffer {
  const file = openSync(real, FLAGS);
  try {
    const bytes = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(file, bytes, filled, length - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

async function readLong(path: string, real: string, length: number): Promise<Buffer> {
  const file = await open(real, FLAGS).catch(unreadable(path));
  try {
    const bytes = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(bytes, filled, length - filled, filled).catch(unreadable(path));
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
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
