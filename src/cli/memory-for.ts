import type { Memory } from "../core/memory.js";
import { VERSION } from "../version.js";
import { cacheFolder } from "../workspace/cache-folder.js";
import { memoryIn } from "../workspace/memory.js";

/** What earlier audits of a folder have kept; null for `--no-cache`, and where there is no place for it. */
export function memoryFor(root: string, { cache }: { readonly cache: boolean }): Memory | null {
  const folder = cache ? cacheFolder() : null;
  return folder === null ? null : memoryIn({ folder, root, version: VERSION });
}
