import type { RunRecord } from "../core/run.js";
import type { Change, CommitFacts } from "../core/workspace.js";

/** What the ledger has to ask git, all of it known before the first question is put. */
export interface GitQuestions {
  readonly commits: readonly string[];
  readonly blobs: readonly { readonly commit: string; readonly path: string }[];
}

/** What git answered. Every map may lack an entry: then it cannot be told from here. */
export interface GitAnswers {
  /** False: there is no git here; `why` says so. */
  readonly git: boolean;
  readonly why: string | null;
  readonly hasRemote: boolean;
  readonly commits: ReadonlyMap<string, CommitFacts>;
  /** Keys `commit:path`, by full commit id; null: the commit does not hold the path. */
  readonly blobs: ReadonlyMap<string, string | null>;
  /** The commit that last changed a record, by path of the record's location. */
  readonly recordedIn: ReadonlyMap<string, Change>;
  /** For runs that tie code by content hash: the hashes equal the blobs of the commit that recorded them. By run key. */
  readonly hashesMatch: ReadonlyMap<string, boolean>;
}

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

/** The commits that records name. */
export function recordedCommits(records: readonly RunRecord[]): string[] {
  return [...new Set(records.flatMap((record) => (record.commit === null ? [] : [record.commit])))].sort();
}

/** Which paths must be looked up in which commit, once the commits are known. */
export function blobQuestions(
  records: readonly RunRecord[],
  commitOf: (record: RunRecord) => string | null,
): { commit: string; path: string }[] {
  const wanted = new Map<string, { commit: string; path: string }>();
  for (const record of records) {
    const commit = commitOf(record);
    if (commit === null) continue;
    for (const path of pathsOfInterest(record)) wanted.set(`${commit}:${path}`, { commit, path });
  }
  return [...wanted.values()];
}

function pathsOfInterest(record: RunRecord): string[] {
  const folder = record.program?.includes("/") ? record.program.replace(/\/[^/]*$/, "/") : "";
  const packages = [...LOCK_FILES, ...MANIFEST_FILES];
  return [
    ...(record.program === null ? [] : [record.program]),
    ...(typedProgram(record) ?? []),
    ...packages,
    ...(folder === "" ? [] : packages.map((name) => folder + name)),
    ...record.inputs.flatMap((input) => (isRepositoryPath(input.source) ? [input.source] : [])),
  ];
}

/**
 * The program as it was typed, where its place is a guess from the files that are here now: a script that has moved
 * since lies elsewhere in the commit.
 */
export function typedProgram(record: RunRecord): [string] | null {
  const typed = record.tags["mlflow.source.name"]?.replace(/^\.\//, "") ?? null;
  return record.program !== null && isRepositoryPath(typed) && typed !== record.program ? [typed] : null;
}

/** A recorded source that may be a path of this repository: relative, no URL, no climbing. */
export function isRepositoryPath(source: string | null): source is string {
  return source !== null && /^[^/\\:][^:\\]*$/.test(source) && !source.split("/").includes("..");
}

/** It names a commit, of which this clone cannot tell whether it exists. */
export function namesUnseenCommit({ commit }: RunRecord, git: GitAnswers): boolean {
  if (commit === null) return false;
  const facts = git.commits.get(commit);
  return facts === undefined || facts.reachability === "unobservable";
}
