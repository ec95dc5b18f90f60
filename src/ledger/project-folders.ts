import { posix } from "node:path";
import type { FileEntry } from "../core/workspace.js";

/** Files that only the root of a project has; lists of packages lie beside records, too. */
const MARK = /(?:^|\/)(?:pyproject\.toml|setup\.py|setup\.cfg|MLproject|\.dvc\/config|\.gitmodules)$/;

/** Folders that are projects of their own, and so no directory of one run. */
export function projectFolders(files: readonly FileEntry[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const { path } of files) {
    if (!MARK.test(path)) continue;
    const folder = posix.dirname(path);
    folders.add(posix.basename(folder) === ".dvc" ? posix.dirname(folder) : folder);
  }
  return folders;
}
