import { createHash } from "node:crypto";
import type { Problem } from "../../core/run.js";
import type { Workspace } from "../../core/workspace.js";
import { readBytes } from "./json-file.js";

/** A larger copy of a source is not looked into. */
const LARGEST = 16 * 2 ** 20;

/** The text of a copy whose bytes have the recorded MD5; null: they have not. */
export type CopyReader = (path: string, md5: string) => Promise<string | null>;

/** Reads each copy once, however many runs share it; git may have changed the kind of its line ends. */
export function copyReader(workspace: Workspace, problem: (problem: Problem) => void): CopyReader {
  const known = new Map<string, string | null>();
  return async (path, md5) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const bytes = await readBytes(path, workspace, LARGEST);
    const same = bytes !== null && hasHash(bytes.toString("latin1"), md5);
    if (!same) problem({ path, message: "Sacred record: the copy has not the MD5 by which it is named" });
    const text = same ? bytes.toString("utf8") : null;
    known.set(path, text);
    return text;
  };
}

function hasHash(bytes: string, md5: string): boolean {
  const unix = bytes.replaceAll("\r\n", "\n");
  return [bytes, unix, unix.replaceAll("\n", "\r\n")].some(
    (variant) => createHash("md5").update(variant, "latin1").digest("hex") === md5,
  );
}
