/** Paths inside a repository: relative, with `/` between their parts. */

/** Last part of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Path without its last part; empty for the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 0));

/** Path without its last part; "." for the root, as a store names the folder that it lies in. */
export const storeFolderOf = (path: string): string => folderOf(path) || ".";
