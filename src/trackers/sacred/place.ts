import { posix } from "node:path";

/** Where the program and the base directory of a run lie in this tree. */
export interface Place {
  /** Relative to the audited root; may be a file that is not there any more. null: none was recorded. */
  readonly program: string | null;
  /** The base directory here ("." for the root); null: the program is not in this tree. */
  readonly base: string | null;
  /** A path of the machine that recorded it as one of this tree, or as it was where it lies outside. */
  readonly rebased: (recorded: string) => string;
}

/**
 * Finds the main file, whose base directory is an absolute path of another machine, by the longest end of that path
 * that exists here, seen from the root or from a folder above the store. Without one: relative to the repository, where
 * the record names that, else to the base directory.
 */
export function placeOf(
  experiment: {
    readonly baseDir: string | null;
    readonly mainfile: string | null;
    readonly url: string | null;
  },
  store: string,
  files: ReadonlySet<string>,
): Place {
  const mainfile = experiment.mainfile === null ? null : slashed(experiment.mainfile);
  const baseDir = experiment.baseDir === null ? null : slashed(experiment.baseDir);
  if (mainfile === null || mainfile === "") return { program: null, base: null, rebased: slashed };
  const recorded = posix.normalize(isAbsolute(mainfile) ? mainfile : posix.join(baseDir ?? "", mainfile));
  const program = found(recorded, store, files);
  if (program === null) {
    const root = baseDir === null ? null : repositoryRoot(baseDir, experiment.url);
    const outside = root !== null && recorded.startsWith(`${root}/`) ? recorded.slice(root.length + 1) : null;
    const guess = outside ?? (isAbsolute(mainfile) || mainfile.startsWith("../") ? null : mainfile);
    return { program: guess, base: null, rebased: rebaser(root, ".") };
  }
  const common = commonEnd(recorded, program);
  const [root, here] = [recorded.slice(0, -common.length), program.slice(0, -common.length)];
  return {
    program,
    base: program.endsWith(mainfile) ? folder(program.slice(0, -mainfile.length)) : null,
    rebased: rebaser(folder(root), folder(here)),
  };
}

/** Deepest folders above a store first. */
export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let at = path; at !== "."; ) {
    at = posix.dirname(at);
    folders.push(at);
  }
  return folders;
}

function found(recorded: string, store: string, files: ReadonlySet<string>): string | null {
  const parts = recorded.split("/").filter((part) => part !== "");
  const homes = [".", ...foldersAbove(store).filter((home) => home !== ".")];
  for (let from = 0; from < parts.length; from++) {
    const end = parts.slice(from).join("/");
    const home = homes.find((candidate) => files.has(posix.join(candidate, end)));
    if (home !== undefined) return posix.join(home, end);
  }
  return null;
}

/** `git:/` before the path, where there was no remote (sacred/dependencies.py); else the folder named like the remote. */
function repositoryRoot(baseDir: string, url: string | null): string | null {
  if (url === null) return null;
  if (url.startsWith("git:/")) {
    const root = slashed(url.slice("git:/".length));
    return baseDir === root || baseDir.startsWith(`${root}/`) ? root : null;
  }
  const name = repositoryName(url);
  const at = `${baseDir}/`.lastIndexOf(`/${name}/`);
  return name === "" || at < 0 ? null : baseDir.slice(0, at + name.length + 1);
}

const repositoryName = (url: string): string =>
  slashed(url)
    .replace(/\.git$/, "")
    .split(/[/:]/)
    .at(-1) ?? "";

function commonEnd(a: string, b: string): string {
  const [left, right] = [a.split("/"), b.split("/")];
  let length = 0;
  while (length < right.length && left.at(-1 - length) === right.at(-1 - length)) length++;
  return right.slice(right.length - length).join("/");
}

const rebaser =
  (root: string | null, here: string) =>
  (recorded: string): string => {
    const path = slashed(recorded);
    return root !== null && root !== "." && path.startsWith(`${root}/`)
      ? posix.join(here, path.slice(root.length + 1))
      : path;
  };

const folder = (path: string): string => path.replace(/\/+$/, "") || ".";
const slashed = (path: string): string => path.replaceAll("\\", "/").replace(/(.)\/+$/, "$1");
export const isAbsolute = (path: string): boolean => /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
