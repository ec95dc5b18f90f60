import { lstat, readFile, realpath } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { sealOf } from "../formats/seal.js";
import { drawable } from "./ascii.js";
import { OutputClosed } from "./output-closed.js";
import { UsageError } from "./usage-error.js";
import { whyNot } from "./why-not.js";
import { writeWhole } from "./write-whole.js";

/**
 * Waits until the text is out, so that an exit does not cut it off in a pipe.
 *
 * @throws OutputClosed
 * @throws UsageError  stdout takes nothing: a full disk
 */
export function printPiece(text: string | Uint8Array): Promise<void> {
  const shown = typeof text === "string" ? drawable(text, process.stdout, process.env) : text;
  return new Promise((resolve, reject) =>
    process.stdout.write(shown, (error) => {
      if (error == null) resolve();
      else if ((error as NodeJS.ErrnoException).code === "EPIPE") reject(new OutputClosed());
      else reject(new UsageError(`cannot write to stdout: ${whyNot(error)}`));
    }),
  );
}

/** The same for what is not a command's last word: when nobody reads it, the rest is done all the same. */
export const print = (text: string): Promise<void> =>
  printPiece(text).catch((error: unknown) => {
    if (!(error instanceof OutputClosed)) throw error;
  });

/**
 * Writes a file whole or not at all; its folder is made where it is missing.
 *
 * @throws UsageError
 */
export const writeAtomically = (path: string, text: string): Promise<void> =>
  writeWhole(path, (file) => file.writeFile(text));

/**
 * The path of a file of the repository that may be written. A folder on the way that is a link out of the repository
 * or into git's own, and a link or pipe in the file's place, are its own doing: nothing is read or written through them.
 */
async function ownPlace(root: string, path: string): Promise<string> {
  const target = join(root, path);
  const base = await realpath(root);
  const folder = await nearestFolder(dirname(target));
  const below = relative(base, folder).split(sep);
  if (folder !== base && (below[0] === ".." || join(base, ...below) !== folder))
    throw new UsageError(`cannot write ${target}: a link leads out of the repository there`);
  if (below.includes(".git"))
    throw new UsageError(`cannot write ${target}: a link leads into git's own folder there`);
  const present = await lstat(target).catch(() => null);
  if (present !== null && !present.isFile())
    throw new UsageError(`cannot write ${target}: what is there is no regular file`);
  return target;
}

/** Where a folder is, or the nearest above it that is there already, links resolved. */
async function nearestFolder(folder: string): Promise<string> {
  const found = await realpath(folder).catch(() => null);
  if (found !== null) return found;
  // What is no folder although something is there (a link that leads nowhere) would be written through.
  if ((await lstat(folder).catch(() => null)) !== null)
    throw new UsageError(`cannot write below ${folder}: a link leads nowhere there`);
  return nearestFolder(dirname(folder));
}

/**
 * unchanged: the file held the text already; written: it holds it now; kept: somebody has edited it, and it was left alone.
 * @param path  relative to the repository's root
 */
export async function writeReport(
  root: string,
  path: string,
  text: string,
  force: boolean,
): Promise<"unchanged" | "written" | "kept"> {
  const target = await ownPlace(root, path);
  const present = await readFile(target, "utf8").catch(() => null);
  if (present === text) return "unchanged";
  if (present !== null && !force && sealOf(present) === "edited") return "kept";
  await writeAtomically(target, text);
  return "written";
}

/** A file of the repository as it was when the change to it was decided (null: it was not there), and as it is to be. */
export interface OwnFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

/**
 * Writes files of the repository; none, where one of them may not be written or is not what it was.
 *
 * @throws UsageError
 */
export async function writeOwnFiles(root: string, files: readonly OwnFile[]): Promise<void> {
  for (const file of files) {
    const target = await ownPlace(root, file.path);
    const present = await readFile(target, "utf8").catch(() => null);
    if (present !== file.before)
      throw new UsageError(`${target} has changed meanwhile and is left as it is: run the command again`);
  }
  for (const file of files) await writeAtomically(join(root, file.path), file.after);
}
