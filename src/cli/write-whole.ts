import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "./usage-error.js";
import { whyNot } from "./why-not.js";

/**
 * Hands `write` a file that appears under its name whole, when all is written, or not at all. A link is followed;
 * pipes and devices are written to as they are, for nothing can be put in their place.
 *
 * @throws UsageError  it cannot be written; what `write` itself throws is handed on
 */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const target = await realpath(path).catch(() => path);
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
