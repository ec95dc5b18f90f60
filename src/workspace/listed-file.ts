import { lstatSync } from "node:fs";
import type { FileEntry, FileScope } from "../core/workspace.js";

/**
 * A file of a listing. Its size is looked up when it is asked for: few are, and to look at each file takes longer than
 * to list them all. 0 where the file has gone since.
 */
export class ListedFile implements FileEntry {
  scope: FileScope = "tracked";
  readonly #root: string;
  #size = -1;

  constructor(
    root: string,
    readonly path: string,
    readonly symlink: boolean,
  ) {
    this.#root = root;
  }

  get size(): number {
    if (this.#size < 0) this.#size = sizeOf(`${this.#root}/${this.path}`);
    return this.#size;
  }
}

function sizeOf(path: string): number {
  try {
    return lstatSync(path).size;
  } catch {
    return 0;
  }
}
