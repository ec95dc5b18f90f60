import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** Where a repository keeps its parts. Absolute paths, links resolved. */
export interface GitLayout {
  /** Holds HEAD and the index (`.git`, or `.git/worktrees/x` of a linked work tree). */
  readonly gitDir: string;
  /** Holds refs, objects and configuration; the same as `gitDir` but in linked work trees. */
  readonly commonDir: string;
  /** null: a bare repository. */
  readonly workTree: string | null;
  /** The audited root relative to the work tree, POSIX; "" at its top. */
  readonly folder: string;
}

export type Discovery = { readonly layout: GitLayout } | { readonly layout: null; readonly why: string };

/**
 * The repository around a folder, found as git finds it, but without git: git would refuse folders of another
 * owner, and would believe `core.worktree`.
 */
export function findRepository(root: string): Discovery {
  const bare = commonDirOf(root);
  if (bare !== null) return { layout: { gitDir: root, commonDir: bare, workTree: null, folder: "" } };
  for (let top = root; ; top = dirname(top)) {
    const found = repositoryAt(top);
    if (found !== null && "gitDir" in found) {
      const folder = relative(top, root).split(sep).join("/");
      return { layout: { ...found, workTree: top, folder } };
    }
    if (found !== null) return { layout: null, why: found.why };
    if (dirname(top) === top)
      return { layout: null, why: "no git here: neither this folder nor one above it has a .git" };
  }
}

/** A repository whose work tree is exactly this folder: a submodule, say. */
export function repositoryAt(
  top: string,
): { readonly gitDir: string; readonly commonDir: string } | { readonly why: string } | null {
  const dotGit = join(top, ".git");
  const stats = statOf(dotGit);
  if (stats === null) return null;
  if (stats.isDirectory()) {
    const commonDir = commonDirOf(dotGit);
    return commonDir === null ? null : { gitDir: realpathSync(dotGit), commonDir };
  }
  if (!stats.isFile() || stats.size > MAX_POINTER_BYTES) return null;
  const target = /^gitdir: (.+?)[\r\n]*$/.exec(readFileSync(dotGit, "utf8"))?.[1];
  if (target === undefined) return { why: "the file .git here does not name a git directory" };
  const gitDir = isAbsolute(target) ? target : resolve(top, target);
  const commonDir = commonDirOf(gitDir);
  return commonDir === null
    ? {
        why: "the file .git here points to a git directory that is not there (a copied work tree or submodule)",
      }
    : { gitDir: realpathSync(gitDir), commonDir };
}

/** True where names in a folder show that it is the inside of a git directory. */
export const isGitDirectory = (holds: (name: string) => boolean): boolean =>
  holds("HEAD") && holds("objects") && holds("refs");

const MAX_POINTER_BYTES = 65_536;

function commonDirOf(gitDir: string): string | null {
  if (statOf(join(gitDir, "HEAD")) === null) return null;
  const pointer = join(gitDir, "commondir");
  const stats = statOf(pointer);
  const commonDir =
    stats?.isFile() && stats.size <= MAX_POINTER_BYTES
      ? resolve(gitDir, readFileSync(pointer, "utf8").replace(/[\r\n]+$/, ""))
      : gitDir;
  try {
    const names = new Set([...readdirSync(commonDir), "HEAD"]);
    return isGitDirectory((name) => names.has(name)) ? realpathSync(commonDir) : null;
  } catch {
    return null;
  }
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
