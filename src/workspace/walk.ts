import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { isGitDirectory } from "./git-layout.js";

/** A file or link on disk, told without opening it. */
export interface DiskFile {
  readonly size: number;
  /** Milliseconds, with fractions as far as a double holds them. */
  readonly modifiedAt: number;
  readonly symlink: boolean;
}

export interface Walk {
  /** By POSIX path relative to the root. */
  readonly files: ReadonlyMap<string, DiskFile>;
  /** Folders and files that could not be listed. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  /** The listing was cut at `MAX_FILES`. */
  readonly cut: boolean;
}

export interface WalkLimits {
  readonly files: number;
  readonly depth: number;
}
export const WALK_LIMITS: WalkLimits = { files: 400_000, depth: 128 };

/** Names that only machines give, and whose content is never the project's own. */
const MACHINE_MADE = new Set([
  ".git",
  "node_modules",
  "__pycache__",
  "site-packages",
  ".tox",
  ".nox",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".ipynb_checkpoints",
]);

/**
 * Folders are left out for what they are, never for a name (`env`, `build`, `runs`, `models`) that may as well
 * hold source: a virtual or conda environment, the inside of a git directory, the object store of DVC.
 * @param path  of the folder, "" for the root, which is always listed
 */
export function isLeftOut(path: string, names: ReadonlySet<string>): boolean {
  if (path === "") return false;
  const [parent, name] = path.split("/").slice(-2) as [string, string?];
  if (MACHINE_MADE.has(name ?? parent)) return true;
  return (
    names.has("pyvenv.cfg") ||
    names.has("conda-meta") ||
    isGitDirectory(names) ||
    (parent === ".dvc" && name === "cache")
  );
}

/**
 * All files below a folder, level by level, so that a cut falls on the deepest; links are listed, not followed.
 * Written by hand: on 56,000 files it takes 0.25 s where fast-glob, with sizes, takes 0.45 to 0.9 s.
 */
export async function walk(root: string, limits: WalkLimits = WALK_LIMITS): Promise<Walk> {
  const files = new Map<string, DiskFile>();
  const problems: { path: string; message: string }[] = [];
  let level = [""];
  let listed = 0;
  for (let depth = 0; level.length > 0; depth++) {
    const below: string[] = [];
    for (const folder of level) {
      // Git works beside us: its pipes are emptied now and then.
      if (++listed % 128 === 0) await setImmediate();
      const entries = list(root, folder, problems);
      if (isLeftOut(folder, new Set(entries.map((entry) => entry.name)))) continue;
      for (const entry of entries) {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!MACHINE_MADE.has(entry.name)) below.push(path);
          continue;
        }
        if (!(entry.isFile() || entry.isSymbolicLink()) || entry.name === ".git") continue;
        if (files.size === limits.files) {
          problems.push({
            path: folder === "" ? "." : folder,
            message: `more than ${limits.files} files: from here on only what git tracks is listed`,
          });
          return { files, problems, cut: true };
        }
        const file = statFile(root, path);
        if (file !== undefined) files.set(path, file);
        else
          problems.push({
            path,
            message: "cannot be looked at (its name is not UTF-8, or it has just gone)",
          });
      }
    }
    if (depth === limits.depth && below.length > 0) {
      problems.push({ path: below[0]!, message: `folders deeper than ${limits.depth} are not listed` });
      break;
    }
    level = below;
  }
  return { files, problems, cut: false };
}

/** undefined: not there. */
export function statFile(root: string, path: string): DiskFile | undefined {
  try {
    const stats = lstatSync(`${root}/${path}`);
    if (!stats.isFile() && !stats.isSymbolicLink()) return undefined;
    return { size: stats.size, modifiedAt: stats.mtimeMs, symlink: stats.isSymbolicLink() };
  } catch {
    return undefined;
  }
}

function list(root: string, folder: string, problems: { path: string; message: string }[]): Dirent[] {
  try {
    return readdirSync(`${root}/${folder}`, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    problems.push({ path: folder === "" ? "." : folder, message: `this folder cannot be listed (${code})` });
    return [];
  }
}
