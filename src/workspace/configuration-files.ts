import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { ChangeState } from "../core/change.js";
import { UnreadableFile } from "../core/workspace.js";
import {
  asText,
  type ConfigurationFiles,
  existingFolder,
  type FoundText,
  isWithin,
  MAX_BYTES,
  placed,
  posixPath,
  realPath,
  TOO_LARGE,
} from "./configuration-place.js";
import { filesAt } from "./configuration-revision.js";
import { findRepository } from "./git-layout.js";

/**
 * As they lie on disk; of a bare repository, which has no files, as HEAD holds them.
 * @throws CannotAudit  no such folder
 */
export async function filesHere(path: string): Promise<ConfigurationFiles> {
  const bare = findRepository(existingFolder(path)).layout?.workTree === null;
  return bare ? filesAt(path, "HEAD", NOTHING) : filesOnDisk(path);
}

/** What stands in for a revision that is not there. */
const NOTHING = { texts: async () => new Map(), hasFolder: async () => false };

/**
 * As they lie on disk around a folder; links are followed inside the top only.
 * @throws CannotAudit  no such folder
 */
export function filesOnDisk(path: string): ConfigurationFiles {
  const root = existingFolder(path);
  const top = topOf(root);
  const files = placed(top, root);
  return {
    ...files,
    texts: async (paths) => {
      const found = new Map<string, FoundText>();
      for (const one of new Set(paths)) {
        const text = textAt(top, one);
        if (text !== null) found.set(one, text);
      }
      return found;
    },
    hasFolder: async (folder) => {
      const real = realPath(join(top, folder));
      return real !== null && isWithin(top, real) && statSync(real).isDirectory();
    },
    close: () => {},
  };
}

/** As the state of a change holds them: what is staged, say. */
export function filesOf(state: ChangeState, root: string): ConfigurationFiles {
  const top = existingFolder(root);
  return {
    ...placed(top, top),
    texts: async (paths) => {
      const found = new Map<string, FoundText>();
      if (paths.length === 0) return found;
      const view = await state.view(paths);
      for (const path of paths) {
        if ((await view.entry(path)) !== undefined)
          found.set(
            path,
            await view.read(path, { maxBytes: MAX_BYTES }).then(asText, (error: unknown) => {
              if (error instanceof UnreadableFile) return { unreadable: error.reason };
              throw error;
            }),
          );
      }
      return found;
    },
    hasFolder: async (folder) => (await state.paths()).some((path) => path.startsWith(`${folder}/`)),
    close: () => {},
  };
}

/** Where the search upwards ends: the top of the work tree, or the folder itself without git. */
function topOf(root: string): string {
  return findRepository(root).layout?.workTree ?? root;
}

/** A pipe in the place of the file is not waited for. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function textAt(top: string, path: string): FoundText | null {
  const written = join(top, path);
  const real = realPath(written);
  if (real === null) return isLink(written) ? { unreadable: "a link that leads nowhere" } : null;
  if (!isWithin(top, real)) return { unreadable: "a link out of the repository" };
  if (posixPath(relative(top, real)).split("/").includes(".git")) return { unreadable: "belongs to git" };
  if (!statSync(real).isFile()) return { unreadable: "not a regular file" };
  try {
    const file = openSync(real, FLAGS);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) return { unreadable: "not a regular file" };
      if (stats.size > MAX_BYTES) return { unreadable: TOO_LARGE };
      return asText(filled(file, stats.size));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { unreadable: `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"})` };
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function filled(file: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let done = 0;
  for (let count = -1; done < size && count !== 0; done += count)
    count = readSync(file, bytes, done, size - done, done);
  return bytes.subarray(0, done);
}
