import type { Workspace } from "./workspace.js";

/**
 * A change that is about to come in, as a hook sees it: what is staged, what a range of commits brings, or files that were
 * named. Only `src/workspace` makes one; nothing walks the tree for it.
 */
export interface Change {
  /** files: no change, but files whose every finding counts. */
  readonly mode: "range" | "index" | "files";
  /** Sorted by path. Against a merge's parents: what differs from each of them. */
  readonly files: readonly ChangedFile[];
  /**
   * Changed files that were not among the named ones: a hook's `exclude` has left them out. They are part of the states,
   * and nothing is said of them.
   */
  readonly aside: ReadonlySet<string>;
  readonly after: ChangeState;
  /** What it leads from: the parents of a merge, one commit, none for the first commit and for named files. */
  readonly before: readonly ChangeState[];
  close(): Promise<void>;
}

/** Paths are relative to the root of the repository, POSIX. */
export interface ChangedFile {
  readonly path: string;
  readonly status: "added" | "modified" | "renamed" | "deleted";
  /** Its path before, where it has another one. */
  readonly from: string | null;
}

/** One state of the repository: a commit's tree, the index, or the folder. */
export interface ChangeState {
  /** Every path that git holds in this state, sorted; in a folder without git, the named files. */
  paths(): Promise<readonly string[]>;
  /**
   * Paths of the files that hold one of the words (fixed strings), told by one `git grep`; at most `limit`, sorted.
   * @param endings  `.py`: only files whose name ends so
   */
  holding(
    words: readonly string[],
    options: { readonly endings: readonly string[]; readonly limit: number },
  ): Promise<readonly string[]>;
  /**
   * Of each file that holds one of the words the lines that do, each with its line end, told by one `git grep`: at most
   * `limit` files, in the order of the paths. Binary files are left out.
   */
  lines(
    words: readonly string[],
    options: { readonly endings: readonly string[]; readonly limit: number },
  ): Promise<ReadonlyMap<string, string>>;
  /** Those of these files that git names and whose content this clone does not hold. */
  absent(paths: readonly string[]): Promise<readonly string[]>;
  /** These files and nothing else, as an audit sees them; paths that are not there are left out. */
  view(paths: readonly string[]): Promise<Workspace>;
}
