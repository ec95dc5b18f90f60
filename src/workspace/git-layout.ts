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
    return commonDir === null ? null : known(top, realpathSync(dotGit), commonDir);
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
    : known(top, realpathSync(gitDir), commonDir);
}

/**
 * A git directory elsewhere is believed when it names this work tree itself, as git notes it of linked work trees
 * (`gitdir`), submodules and `--separate-git-dir` (`core.worktree`): a folder must not speak for somebody else's repository.
 */
function known(
  top: string,
  gitDir: string,
  commonDir: string,
): { readonly gitDir: string; readonly commonDir: string } | { readonly why: string } {
  const own =
    isBelow(realPath(top), gitDir) || worktreesNamed(gitDir).some((path) => realPath(path) === realPath(top));
  return own
    ? { gitDir, commonDir }
    : {
        why: "the .git here leads to a git directory that does not know this folder",
      };
}

function worktreesNamed(gitDir: string): readonly string[] {
  const linked = smallText(join(gitDir, "gitdir")).trim();
  const configured = ["config", "config.worktree"].flatMap((name) =>
    [...smallText(join(gitDir, name)).matchAll(/^[ \t]*worktree[ \t]*=[ \t]*(.*)$/gim)].map(
      ([, value = ""]) =>
        value
          .trim()
          .replace(/^"(.*)"$/, "$1")
          .replace(/\\(.)/g, "$1"),
    ),
  );
  return [...(linked === "" ? [] : [dirname(linked)]), ...configured].map((path) => resolve(gitDir, path));
}

function smallText(path: string): string {
  const stats = statOf(path);
  return stats?.isFile() && stats.size <= MAX_POINTER_BYTES ? readFileSync(path, "utf8") : "";
}

const isBelow = (folder: string, path: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** True where names in a folder show that it is the inside of a git directory. */
export const isGitDirectory = (holds: (name: string) => boolean): boolean =>
  holds("HEAD") && holds("objects") && holds("refs");

const MAX_POINTER_BYTES = 65_536;

function commonDirOf(gitDir: string): string | null {
  if (statOf(join(gitDir, "HEAD")) === null) return null;
  const named = smallText(join(gitDir, "commondir")).replace(/[\r\n]+$/, "");
  try {
    const commonDir = realpathSync(resolve(gitDir, named));
    // A linked work tree's own part lies in what it shares with the others.
    if (named !== "" && !isBelow(join(commonDir, "worktrees"), realpathSync(gitDir))) return null;
    const names = new Set([...readdirSync(commonDir), "HEAD"]);
    return isGitDirectory((name) => names.has(name)) ? commonDir : null;
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
