import { posix } from "node:path";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";

/** The files beside a lock file: those at hand, or those of an experiment's commit. */
export interface State {
  /** null: the files at hand. */
  readonly commit: string | null;
  /** null: not there, or not to be read. */
  bytes(path: string): Promise<Buffer | null>;
  has(path: string): boolean;
  /** Does a file lie below this folder? */
  hasFolder(folder: string): boolean;
  /** Are most files below the folder source code? */
  isCodeFolder(folder: string): boolean;
  /** Paths with this base name. */
  named(name: string): readonly string[];
  /** Files that were asked for and are there, but cannot be read: the reason by path. Grows with what is asked. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** Metrics and pipelines are small; what is larger is none. */
const LARGEST = 16 * 2 ** 20;

export async function stateAtHand(workspace: Workspace): Promise<State> {
  const paths = (await workspace.files()).map(({ path }) => path);
  const unreadable = new Map<string, string>();
  const bytes = async (path: string) => {
    try {
      return await workspace.read(path, { maxBytes: LARGEST });
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      unreadable.set(path, error.reason);
      return null;
    }
  };
  return stateOf(paths, null, bytes, unreadable);
}

/** null: the commit cannot be seen here. */
export async function stateOfCommit(workspace: Workspace, commit: string): Promise<State | null> {
  const paths = await workspace.git.tree(commit);
  return paths && stateOf(paths, commit, (path) => workspace.git.blob(commit, path), new Map());
}

function stateOf(
  paths: readonly string[],
  commit: string | null,
  bytes: State["bytes"],
  unreadable: State["unreadable"],
): State {
  const files = new Set(paths);
  let folders: ReadonlyMap<string, FolderCount> | undefined;
  const folder = (path: string) => {
    folders ??= countFolders(paths);
    return folders.get(path);
  };
  return {
    commit,
    bytes: async (path) => (files.has(path) ? bytes(path) : null),
    has: (path) => files.has(path),
    hasFolder: (path) => folder(path) !== undefined,
    isCodeFolder: (path) => {
      const { code, all } = folder(path) ?? { code: 0, all: 0 };
      return code > 0 && 2 * code >= all;
    },
    named: (name) => paths.filter((path) => posix.basename(path) === name),
    unreadable,
  };
}

interface FolderCount {
  code: number;
  all: number;
}

function countFolders(paths: readonly string[]): Map<string, FolderCount> {
  const counts = new Map<string, FolderCount>();
  for (const path of paths) {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const name = path.slice(0, end);
      const count = counts.get(name) ?? { code: 0, all: 0 };
      count.all++;
      if (isCodeFile(path)) count.code++;
      counts.set(name, count);
    }
  }
  return counts;
}

const CODE =
  /\.(?:py|pyx|ipynb|r|rmd|jl|sh|bash|scala|java|kt|c|cc|cpp|cu|h|hpp|rs|go|js|ts|lua|m|pl|sql|do|sas)$/i;

export const isCodeFile = (path: string): boolean => CODE.test(path);
