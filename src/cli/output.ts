import { randomBytes } from "node:crypto";
import { lstat, mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { sealOf } from "../formats/seal.js";
import { UsageError } from "./usage-error.js";

/** Waits until the text is out, so that an exit does not cut it off in a pipe. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}

/** Writes a file whole or not at all; its folder is made where it is missing. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, text, { flag: "wx" });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw new UsageError(`cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The path of a file of the repository that may be written. A folder on the way that is a link out of the repository,
 * and a link or pipe in the file's place, are its own doing: nothing is read or written through them.
 */
async function ownPlace(root: string, path: string): Promise<string> {
  const target = join(root, path);
  const folder = await realpath(dirname(target)).catch(() => null);
  if (
    folder !== null &&
    !`${folder}${sep}`.startsWith(`${(await realpath(root)).replace(/[\\/]$/, "")}${sep}`)
  )
    throw new UsageError(`cannot write ${target}: a link leads out of the repository there`);
  const present = await lstat(target).catch(() => null);
  if (present !== null && !present.isFile())
    throw new UsageError(`cannot write ${target}: what is there is no regular file`);
  return target;
}

/**
 * written: the file holds the text now; kept: somebody has edited it, and it was left alone.
 * @param path  relative to the repository's root
 */
export async function writeReport(
  root: string,
  path: string,
  text: string,
  force: boolean,
): Promise<"written" | "kept"> {
  const target = await ownPlace(root, path);
  const present = await readFile(target, "utf8").catch(() => null);
  if (present === text) return "written";
  if (present !== null && !force && sealOf(present) === "edited") return "kept";
  await writeAtomically(target, text);
  return "written";
}
