import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { UsageError } from "./usage-error.js";
import { whyNot } from "./why-not.js";

/**
 * Hands `write` a file that appears under its name whole, when all is written, or not at all. A link is followed, but
 * never out of the repository that it lies in; pipes and devices are written to as they are, for nothing can be put in
 * their place.
 *
 * @throws UsageError  it cannot be written; what `write` itself throws is handed on
 */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const target = await realpath(path).catch(() => path);
  await refuseLinkOut(path);
  const present = await stat(target).catch(() => null);
  if (present?.isDirectory()) throw cannotWrite(path, "it is a folder: name a file in it");
  const inPlace = present !== null && !present.isFile();
  const draft = inPlace ? target : `${target}.${randomBytes(6).toString("hex")}.tmp`;
  const file = await attempt(path, async () => {
    if (!inPlace) await makeFolder(dirname(target));
    return open(draft, inPlace ? "w" : "wx", present?.mode ?? 0o666);
  });
  try {
    await attempt(path, async () => {
      await write(file);
      await file.close();
      if (!inPlace) await rename(draft, target);
    });
  } catch (error) {
    await file.close().catch(() => {});
    if (!inPlace) await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}

/** A link in a repository is that repository's doing: it must not choose a file of somebody else's to be overwritten. */
async function refuseLinkOut(path: string): Promise<void> {
  const written = resolve(path);
  const target = await whereItLeads(written);
  if (target === written) return;
  for (let top = dirname(written); ; top = dirname(top)) {
    if ((await stat(join(top, ".git")).catch(() => null)) !== null) {
      const below = relative(await realpath(top), target).split(sep);
      const intoGit = below.includes(".git") && !relative(top, written).split(sep).includes(".git");
      if (below[0] === ".." || intoGit)
        throw cannotWrite(
          path,
          `a link leads ${intoGit ? "into git's own folder" : "out of the repository"} there; name the place that you mean`,
        );
    }
    if (dirname(top) === top) return;
  }
}

/** With the links of every part that is there resolved. */
async function whereItLeads(path: string): Promise<string> {
  const found = await realpath(path).catch(() => null);
  if (found !== null || dirname(path) === path) return found ?? path;
  return join(await whereItLeads(dirname(path)), basename(path));
}

/** Not by `recursive: true`, which never comes back where a file system holds no folders of ours (/proc). */
async function makeFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => null)) !== null) return;
  await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

async function attempt<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== "string") throw error;
    throw cannotWrite(path, whyNot(error));
  }
}

const cannotWrite = (path: string, why: string): UsageError => new UsageError(`cannot write ${path}: ${why}`);
