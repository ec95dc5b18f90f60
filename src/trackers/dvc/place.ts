import { posix } from "node:path";

export interface Place {
  /** Relative to the audited root; what lies outside, and URLs, as written. */
  readonly at: string;
  /** Below the audited root. */
  readonly inside: boolean;
}

/** What a path in a file of DVC's names. `folder`: what it is relative to, itself relative to the audited root. */
export function placeOf(path: string, folder: string): Place {
  const foreign = /^[A-Za-z][\w+.-]*:/.test(path) || path.startsWith("/");
  const at = foreign ? path : posix.join(folder, path).replace(/\/$/, "");
  return { at, inside: !foreign && at !== ".." && !at.startsWith("../") };
}

/** A working directory that a file names, relative to the audited root. */
export const workingFolder = (file: string, directory: string): string =>
  posix.join(posix.dirname(file), directory);
