import type { Problem } from "./run.js";

/**
 * The audited state as the layers above see it: a directory, or any git tree (a revision or the index).
 * Only `src/workspace` implements it; nothing else reads the disk or starts git.
 */

/** tracked: git holds it (every file, where there is no git or nothing is tracked yet). */
export type FileScope = "tracked" | "untracked" | "ignored";

/** What a file is, told from its first bytes and its size, never from its name. */
export type FileKind =
  | "text"
  | "binary"
  | "empty"
  | "lfs-pointer"
  | "annex-pointer"
  | "symlink"
  /** Longer than `HUGE_FILE_BYTES`: never read whole. */
  | "huge";
/** The content is elsewhere: git-lfs or git-annex keeps it. */
export const isPointer = (kind: FileKind | null): boolean =>
  kind === "lfs-pointer" || kind === "annex-pointer";

export const HUGE_FILE_BYTES = 2 * 1024 ** 3;

export interface FileEntry {
  /** POSIX, relative to the audited root. */
  readonly path: string;
  /** Bytes, as the tree or the directory says; 1 where that is not known (`absent`): it is there, and not empty. */
  readonly size: number;
  /** git's object is not in this clone: neither its size nor its content can be seen. */
  readonly absent?: true;
  readonly scope: FileScope;
  readonly symlink: boolean;
}

export interface Workspace {
  /** "directory": live files; "revision": a commit's tree; "index": what is staged. */
  readonly source: "directory" | "revision" | "index";
  /** Display name of the repository: from its remote's last part, else the root folder's name. Not for committed reports. */
  readonly name: string;
  readonly git: Git;
  /** What could not be listed: folders without permission, caps that were reached, submodules not looked into. */
  readonly problems: readonly Problem[];
  /** Sorted by path. Without `.git`, virtual environments, `node_modules` and caches; with ignored files. */
  files(): Promise<readonly FileEntry[]>;
  /**
   * What lies in the virtual environments that `files()` leaves out and was not put there by them: for a second look.
   * Sorted by path, links left out; can be read, though `entry()` does not know it.
   */
  leftOut(): Promise<readonly FileEntry[]>;
  /** Cheap after `files()`. */
  entry(path: string): Promise<FileEntry | undefined>;
  kind(path: string): Promise<FileKind>;
  /**
   * The file's bytes, or the first `limit` of them.
   * @throws UnreadableFile  missing, larger than `maxBytes` (default 256 MiB), a link out of the root, or not permitted
   */
  read(path: string, options?: { readonly limit?: number; readonly maxBytes?: number }): Promise<Buffer>;
  /**
   * Begins to read many small files, `limit` bytes of each (at most 1 MiB); what it returns is called for the answers,
   * in order. What is done between the two calls costs no time: another processor reads meanwhile.
   */
  readAhead(
    paths: readonly string[],
    options: { readonly limit: number },
  ): () => Promise<readonly (Buffer | UnreadableFile)[]>;
  /** UTF-8 (BOM dropped), UTF-16 by its BOM, else Latin-1. Line ends are left as they are. */
  readText(path: string, options?: { readonly maxBytes?: number }): Promise<string>;
  /** The bytes in pieces, for files of any size. */
  stream(path: string): AsyncIterable<Buffer>;
  /**
   * Copies files side by side into a private temporary folder and hands its path to `use`; removes it afterwards.
   * For what only a library can open (SQLite with its `-wal`).
   */
  withCopy<T>(
    paths: readonly string[],
    use: (folder: string, copies: readonly string[]) => Promise<T>,
  ): Promise<T>;
  /** Ends helper processes. */
  close(): Promise<void>;
}

export class UnreadableFile extends Error {
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path}: ${reason}`);
    this.name = "UnreadableFile";
  }
}

/** How a commit hangs together with what is audited; the first that holds. */
export type Reachability =
  /** from the audited commit */
  | "head"
  | "tag"
  | "remote"
  /** from another local branch only */
  | "branch"
  /** from a ref of another kind, or from none */
  | "dangling"
  | "absent"
  /** shallow or partial clone, or no git: cannot be told */
  | "unobservable";

export interface CommitFacts {
  /** The full id, where an abbreviation was asked for and is unique. */
  readonly id: string;
  readonly reachability: Reachability;
}

export interface Change {
  readonly commit: string;
  /** ISO 8601 UTC, committer date. */
  readonly at: string;
}

export interface GitTag {
  readonly name: string;
  readonly commit: string;
}

/** Facts of the repository's history, each asked once, in batches. Paths are relative to the audited root. */
export interface Git {
  /** False where there is no git here, or git itself is missing: `why` says which. */
  readonly present: boolean;
  readonly why: string | null;
  /** The audited commit; null without commits. */
  readonly head: string | null;
  /** Tracked files of the audited folder differ from HEAD. null: no git. False for a revision. */
  readonly dirty: boolean | null;
  readonly shallow: boolean;
  readonly partial: boolean;
  readonly hasRemote: boolean;
  /** URLs of the remotes, "origin" first, as configured: they may carry credentials, and are never printed. */
  readonly remotes: readonly string[];
  /** The audited folder within the repository; "" for its root. */
  readonly folder: string;
  tags(): Promise<readonly GitTag[]>;
  /**
   * Commits reachable from the audited one that touch a file which `counts` accepts; counting stops at `limit`.
   * null where the history cannot be seen (shallow).
   */
  countCommits(counts: (path: string) => boolean, limit: number): Promise<number | null>;
  /** Newest commit that touches a file which `counts` accepts; null: none, or it cannot be seen. */
  newestChange(counts: (path: string) => boolean): Promise<Change | null>;
  /** Existence and reachability of recorded ids (full or abbreviated). One process for all. */
  commits(ids: readonly string[]): Promise<ReadonlyMap<string, CommitFacts>>;
  /**
   * Blob ids of `path` at `commit`; null: that commit does not hold the path; undefined in the map: cannot be told.
   * Keys are `commit:path`. One process for all.
   */
  blobs(
    requests: readonly { readonly commit: string; readonly path: string }[],
  ): Promise<ReadonlyMap<string, string | null>>;
  /** All files of a commit's tree under the audited root; null: cannot be told. No process of its own. */
  tree(commit: string): Promise<readonly string[] | null>;
  /**
   * Files under the audited root that these commits hold and HEAD does not hold like that, by commit, sorted.
   * Without a HEAD and where it cannot be told: none. No process of its own.
   */
  filesBeside(
    commits: readonly string[],
    counts: (path: string) => boolean,
  ): Promise<ReadonlyMap<string, readonly string[]>>;
  /**
   * Blob ids of the files below a folder of a commit, by path relative to it ("" for the audited root).
   * null: that commit holds no such folder; undefined: cannot be told. No process of its own.
   */
  folderFiles(commit: string, folder: string): Promise<ReadonlyMap<string, string> | null | undefined>;
  /** Content of `path` at `commit`, for comparing hashes. */
  blob(commit: string, path: string): Promise<Buffer | null>;
  /** When each path was last changed by a commit reachable from the audited one. One walk for all. */
  lastChanges(paths: readonly string[]): Promise<ReadonlyMap<string, Change>>;
  /**
   * Every commit from the audited one back that changed a path, newest first; a path that ends in "/" stands for all
   * below it. The oldest commits of a shallow clone are left out: they seem to have made everything. One walk for all.
   */
  changes(paths: readonly string[]): Promise<ReadonlyMap<string, readonly Change[]>>;
  /** Refs under a prefix such as `refs/exps/`, name and commit. */
  refs(prefix: string): Promise<readonly { readonly name: string; readonly commit: string }[]>;
}
