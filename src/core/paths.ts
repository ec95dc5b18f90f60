/** Paths inside a repository: relative, with `/` between their parts. */

/** Last part of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Path without its last part; empty for the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 0));

/** Path without its last part; "." for the root, as a store names the folder that it lies in. */
export const storeFolderOf = (path: string): string => folderOf(path) || ".";

/** What `path` means when it is written in the folder `base` ("" for the root); null: it leads out of the tree. */
export function joinedPath(base: string, path: string): string | null {
  const parts = base === "" ? [] : base.split("/");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}

/** Names, in small letters, of folders that hold other people's code and nothing else. */
export const VENDOR_FOLDERS: readonly string[] = [
  "third_party",
  "third-party",
  "thirdparty",
  "3rdparty",
  "vendor",
  "vendored",
  "_vendor",
  "site-packages",
];
