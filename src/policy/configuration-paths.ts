import { joinedPath } from "../core/paths.js";

/** Paths that a configuration names: POSIX, below the top of the repository. "" is a top itself. */

/** A path as it is written in a file of `folder`, from the top; null: it leads out of the repository. */
export function pathFrom(folder: string, written: string): string | null {
  if (written.startsWith("/") || /^[a-zA-Z]:/.test(written) || written.includes("\\")) return null;
  return joinedPath(folder, written);
}

/** A path as it reads from a folder; null: it does not lie below it. */
export function pathBelow(folder: string, path: string): string | null {
  if (folder === "") return path;
  if (path === folder) return "";
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
}

/** A file as it reads from a folder: `../exptrack.yml` where it lies above. */
export function pathSeenFrom(folder: string, file: string): string {
  const from = folder === "" ? [] : folder.split("/");
  const to = file.split("/");
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same += 1;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/");
}

/** The folder and every one above it, up to the top. */
export function foldersUpFrom(folder: string): string[] {
  const names = folder === "" ? [] : folder.split("/");
  return Array.from({ length: names.length + 1 }, (_, left) => names.slice(0, names.length - left).join("/"));
}

export const joined = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);
