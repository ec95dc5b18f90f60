import { createHash } from "node:crypto";
import { compareText } from "../../core/location.js";

/**
 * The MD5 that DVC gives a folder, with its ending: over the JSON list of its files, as `json.dumps(sort_keys=True)`
 * writes it. Source: dvc_data/hashfile/tree.py (`Tree.digest`, `as_bytes`) of 3.18.
 * @param files  MD5 of each file as DVC takes it, by path relative to the folder
 */
export function folderDigest(files: ReadonlyMap<string, string>): string {
  const entries = [...files]
    .sort(([a], [b]) => compareText(a, b))
    .map(([path, md5]) => `{"md5": "${md5}", "relpath": ${pythonText(path)}}`);
  return `${createHash("md5")
    .update(`[${entries.join(", ")}]`)
    .digest("hex")}.dir`;
}

/** Beyond ASCII `json.dumps` escapes every unit of UTF-16. */
const pythonText = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
