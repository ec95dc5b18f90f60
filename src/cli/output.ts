import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
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

/** written: the file holds the text now; kept: somebody has edited it, and it was left alone. */
export async function writeReport(path: string, text: string, force: boolean): Promise<"written" | "kept"> {
  const present = await readFile(path, "utf8").catch(() => null);
  if (present === text) return "written";
  if (present !== null && !force && sealOf(present) === "edited") return "kept";
  await writeAtomically(path, text);
  return "written";
}
