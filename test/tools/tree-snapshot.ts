import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, relative } from "node:path";

/** Every path below a folder, `.git` included, with kind, mode, time and a hash of its bytes. */
export function snapshot(root: string): Record<string, string> {
  const state: Record<string, string> = {};
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    // A name that is not UTF-8 leads nowhere once it is text.
    if (stat === undefined) {
      state[relative(root, path)] = "cannot be looked at";
      continue;
    }
    const content = entry.isSymbolicLink()
      ? readlinkSync(path)
      : entry.isFile()
        ? createHash("sha256").update(readFileSync(path)).digest("hex")
        : "folder";
    // A folder's own time changes with what is written into it: that is told by the entries.
    state[relative(root, path)] = entry.isDirectory() ? content : `${stat.mode} ${stat.mtimeNs} ${content}`;
  }
  return state;
}
