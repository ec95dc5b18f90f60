import { VENDOR_FOLDERS } from "../core/paths.js";

/** Folders that are called `external` and the like are left out: projects use them too. */
const VENDORED: ReadonlySet<string> = new Set(VENDOR_FOLDERS);

/** What to leave out: everything below them. */
export const excludedPatterns = (paths: readonly string[]): readonly string[] =>
  vendoredFolders(paths).map((folder) => `${folder}/**`);

/**
 * The outermost folders of other people's code.
 * @param paths  of files, sorted
 */
function vendoredFolders(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of paths) {
    const parts = path.split("/").slice(0, -1);
    const at = parts.findIndex((part) => VENDORED.has(part.toLowerCase()));
    if (at >= 0) found.add(parts.slice(0, at + 1).join("/"));
  }
  return [...found];
}
