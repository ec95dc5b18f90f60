import type { RunRecord } from "../core/run.js";
import type { Change, CommitFacts } from "../core/workspace.js";
import { programPaths } from "./program-paths.js";
import { recordedCommit } from "./recorded-commit.js";

/** What git and the files at hand answered. A map that lacks an entry: it cannot be told from here. */
export interface GitAnswers {
  /** False: there is no git here; `why` says so. */
  readonly git: boolean;
  readonly why: string | null;
  /** Neither shallow nor partial: what is not found is not there. */
  readonly complete: boolean;
  readonly hasRemote: boolean;
  /** URLs: never printed as they are. */
  readonly remotes: readonly string[];
  /** By the id that `recordedCommit` gives. */
  readonly commits: ReadonlyMap<string, CommitFacts>;
  /** Keys `commit:path`, by full commit id; null: the commit does not hold the path. */
  readonly blobs: ReadonlyMap<string, string | null>;
  /** By the record itself: a row of the snapshot has the key of the record that it repeats. */
  readonly found: ReadonlyMap<RunRecord, Found>;
}

/** What was found out about one run. */
export interface Found {
  /** The commit that last changed its record (of a file with several, its entry); null: not committed, or not known. */
  readonly recordedIn: Change | null;
  /** git tracks the record, and when it was committed lies beyond what this clone holds. */
  readonly recordedBeforeHistory?: true;
  /** Where the commit holds the program; null: nowhere; undefined: cannot be told. */
  readonly program?: string | null;
  readonly patch?: PatchFound;
  readonly copies?: CopiesFound;
  readonly hashes?: HashesFound;
  readonly packages?: PackagesFound;
  /** Inputs that are folders which the commit holds, by their recorded source. */
  readonly heldFolders?: ReadonlySet<string>;
}

export interface PatchFound {
  /** "part": some changes are in it, not all, or not changes of this commit; "none": it is no patch at all. */
  readonly state: "whole" | "part" | "none";
  /** What is wrong with it, as a clause: `is cut off`. */
  readonly why: string | null;
}

export interface CopiesFound {
  /** Those that are there and hold what was copied. */
  readonly paths: readonly string[];
  readonly whole: boolean;
  /** Files of the commit that the copies are not: they changed after it. */
  readonly changed: readonly string[];
  /** Copies of files that the commit does not hold. */
  readonly added: readonly string[];
}

export interface HashesFound {
  /** The commit whose files have all the hashes. */
  readonly commit: string | null;
  /** Code and inputs tracked by git of which no version has the recorded hash. */
  readonly unmatched: readonly { readonly path: string; readonly digest: string }[];
}

export interface PackagesFound {
  /** How far the list goes that the run kept, after a look at it. */
  readonly extent: "freeze" | "partial" | null;
  /** Why that is less than the record seems to say, as a clause: `is empty`. */
  readonly why: string | null;
  readonly lock: ListAtCommit | null;
  readonly manifest: ListAtCommit | null;
}

export interface ListAtCommit {
  readonly path: string;
  /** Every package is listed with its version, those that others need too. */
  readonly locks: boolean;
  /** Where the run had other versions: `numpy 1.26.4, not 1.24.0`. */
  readonly differences: readonly string[];
}

export const NOTHING_FOUND: Found = Object.freeze({ recordedIn: null });

export const foundOf = (record: RunRecord, git: GitAnswers): Found => git.found.get(record) ?? NOTHING_FOUND;

/** Files that fix or name the packages of a commit, strongest first. */
export const LOCK_FILES = [
  "uv.lock",
  "poetry.lock",
  "pdm.lock",
  "Pipfile.lock",
  "pylock.toml",
  "conda-lock.yml",
  "pixi.lock",
] as const;
export const MANIFEST_FILES = [
  "requirements.txt",
  "environment.yml",
  "environment.yaml",
  "conda.yml",
  "conda.yaml",
  "pyproject.toml",
  "setup.py",
  "setup.cfg",
  "Pipfile",
] as const;

/** The commits that records name, by id. */
export function recordedCommits(records: readonly RunRecord[]): string[] {
  return [...new Set(records.flatMap((record) => recordedCommit(record)?.id ?? []))].sort();
}

/** Which paths must be looked up in which commit, once the commits are known. */
export function blobQuestions(
  records: readonly RunRecord[],
  commitOf: (record: RunRecord) => string | null,
): { commit: string; path: string }[] {
  const wanted = new Map<string, { commit: string; path: string }>();
  const asked = new Set<string>();
  for (const record of records) {
    const commit = commitOf(record);
    if (commit === null) continue;
    const ask = (path: string) => wanted.set(`${commit}:${path}`, { commit, path });
    for (const { source } of record.inputs) if (isRepositoryPath(source)) ask(source);
    // Runs of one program at one commit ask the same.
    const programs = programPaths(record);
    const key = [commit, ...programs].join("\0");
    if (asked.has(key)) continue;
    asked.add(key);
    for (const path of programs) ask(path);
    for (const path of packageFiles(LOCK_FILES, record)) ask(path);
    for (const path of packageFiles(MANIFEST_FILES, record)) ask(path);
  }
  return [...wanted.values()];
}

/** Where such files may lie: beside the program before at the root. */
function packageFiles(names: readonly string[], { program }: RunRecord): readonly string[] {
  const folder = program !== null && isRepositoryPath(program) ? program.replace(/[^/]*$/, "") : "";
  return folder === "" ? names : [...names.map((name) => folder + name), ...names];
}

/** The first of the files that the commit holds. */
export function fileAtCommit(
  names: readonly string[],
  record: RunRecord,
  commit: string,
  git: Pick<GitAnswers, "blobs">,
): string | null {
  return (
    packageFiles(names, record).find((path) => typeof git.blobs.get(`${commit}:${path}`) === "string") ?? null
  );
}

/** A recorded source that may be a path of this repository: relative, no URL, no climbing. */
export function isRepositoryPath(source: string | null): source is string {
  return source !== null && /^[^/\\:][^:\\]*$/.test(source) && !source.split("/").includes("..");
}

/** It names a commit, of which this clone cannot tell whether it exists. */
export function namesUnseenCommit(record: RunRecord, git: GitAnswers): boolean {
  const commit = recordedCommit(record);
  if (commit === null) return false;
  const facts = git.commits.get(commit.id);
  return facts === undefined || facts.reachability === "unobservable";
}

/** The recorded commit as this repository holds it, else the commit that holds the record. */
export function commitToLookIn(
  record: RunRecord,
  git: Pick<GitAnswers, "commits" | "found">,
): { readonly id: string; readonly recorded: boolean } | null {
  const named = recordedCommit(record);
  if (named !== null) {
    const facts = git.commits.get(named.id);
    return facts === undefined || facts.reachability === "absent" || facts.reachability === "unobservable"
      ? null
      : { id: facts.id, recorded: true };
  }
  const change = git.found.get(record)?.recordedIn ?? null;
  // Of what DVC locks, the commit of the entry is the run's own.
  return change === null ? null : { id: change.commit, recorded: record.tracker === "dvc" };
}
