import { isOwnOutput } from "../core/outputs.js";
import type { RunRecord } from "../core/run.js";
import type { Workspace } from "../core/workspace.js";
import {
  blobQuestions,
  commitToLookIn,
  type Found,
  type GitAnswers,
  isRepositoryPath,
  recordedCommits,
} from "../runs/questions.js";
import { recordedCommit } from "../runs/recorded-commit.js";
import { matchHashes } from "./hash-matches.js";
import { lookAtCopies } from "./kept-copies.js";
import { lookAtPatches } from "./kept-patches.js";
import { lookAtPackages } from "./package-lists.js";
import { findPrograms } from "./programs.js";
import { changesOfRecords } from "./recorded-in.js";

/** All that the six answers need of git and of the files beside records, in a constant number of processes. */
export async function askGit(workspace: Workspace, records: readonly RunRecord[]): Promise<GitAnswers> {
  const { git } = workspace;
  const changes = await changesOfRecords(workspace, records);
  const partial = {
    git: git.present,
    why: git.why,
    complete: git.present && !git.shallow && !git.partial,
    hasRemote: git.hasRemote,
    remotes: git.remotes,
    commits: await git.commits(recordedCommits(records)),
    found: new Map<RunRecord, Found>(),
  };
  for (const record of records) {
    const recordedIn = changes.get(record) ?? null;
    const hidden = recordedIn === null && record.commit === null && git.present && !partial.complete;
    const entry = hidden ? await workspace.entry(record.location.path) : undefined;
    partial.found.set(
      record,
      entry?.scope === "tracked" ? { recordedIn, recordedBeforeHistory: true } : { recordedIn },
    );
  }
  const commits = new Map(records.map((record) => [record, commitToLookIn(record, partial)]));
  const commitOf = (record: RunRecord): string | null => commits.get(record)?.id ?? null;
  const blobs = await git.blobs(blobQuestions(records, commitOf));
  // What a row of the snapshot speaks of is not here to be looked at.
  const beside = records.filter(({ location }) => !isOwnOutput(location.path));
  const patches = await lookAtPatches(workspace, beside, commitOf);
  const copies = await lookAtCopies(workspace, beside, commitOf);
  const hashes = await matchHashes(workspace, records, (record) =>
    isFirm(record, partial.commits) ? commitOf(record) : null,
  );
  const packages = await lookAtPackages(workspace, records, commitOf, { blobs });
  const programs = await findPrograms(git, records, commitOf, blobs);
  const folders = await heldFolders(workspace, records, commitOf, blobs);
  const found = new Map<RunRecord, Found>();
  for (const [record, known] of partial.found) {
    found.set(record, {
      ...known,
      ...given("program", programs.get(record)),
      ...given("patch", patches.get(record)),
      ...given("copies", copies.get(record)),
      ...given("hashes", hashes.get(record)),
      ...given("packages", packages.get(record)),
      ...given("heldFolders", folders.get(record)),
    });
  }
  return { ...partial, blobs, found };
}

/** The commit is one that stays: a record that names one on no branch is not answered by that very commit. */
function isFirm(record: RunRecord, commits: GitAnswers["commits"]): boolean {
  const named = recordedCommit(record);
  const reachability = named === null ? "head" : commits.get(named.id)?.reachability;
  return reachability === "head" || reachability === "tag" || reachability === "remote";
}

const given = <K extends keyof Found>(key: K, value: Found[K] | undefined): Pick<Found, K> | object =>
  value === undefined ? {} : { [key]: value };

/** Inputs without a digest that are folders which the commit holds. */
async function heldFolders(
  { git }: Workspace,
  records: readonly RunRecord[],
  commitOf: (record: RunRecord) => string | null,
  blobs: ReadonlyMap<string, string | null>,
): Promise<ReadonlyMap<RunRecord, ReadonlySet<string>>> {
  const known = new Map<string, Promise<boolean>>();
  const isHeld = (commit: string, folder: string): Promise<boolean> => {
    const key = `${commit}:${folder}`;
    const held = known.get(key) ?? git.folderFiles(commit, folder).then((files) => (files?.size ?? 0) > 0);
    known.set(key, held);
    return held;
  };
  const found = new Map<RunRecord, ReadonlySet<string>>();
  for (const record of records) {
    const commit = commitOf(record);
    if (commit === null) continue;
    const held = new Set<string>();
    for (const { source, digest } of record.inputs) {
      if (digest !== null || !isRepositoryPath(source)) continue;
      if (blobs.get(`${commit}:${source}`) === null && (await isHeld(commit, source))) held.add(source);
    }
    if (held.size > 0) found.set(record, held);
  }
  return found;
}
