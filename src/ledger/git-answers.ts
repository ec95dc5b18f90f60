import { type RunRecord, runKey } from "../core/run.js";
import type { Workspace } from "../core/workspace.js";
import { blobQuestions, type GitAnswers, recordedCommits } from "../runs/questions.js";
import { commitToLookIn } from "../runs/recover.js";
import { dvcDigest } from "../trackers/dvc/digest.js";

/** A constant number of questions, however many runs there are. */
export async function askGit(workspace: Workspace, records: readonly RunRecord[]): Promise<GitAnswers> {
  const { git } = workspace;
  const none = new Map<never, never>();
  if (!git.present || records.length === 0)
    return {
      git: git.present,
      why: git.why,
      hasRemote: git.hasRemote,
      commits: none,
      blobs: none,
      recordedIn: none,
      hashesMatch: none,
    };
  const commits = await git.commits(recordedCommits(records));
  const undated = records.filter((record) => record.commit === null).map((record) => record.location.path);
  const recordedIn = await git.lastChanges([...new Set(undated)].sort());
  const partial: GitAnswers = {
    git: true,
    why: null,
    hasRemote: git.hasRemote,
    commits,
    recordedIn,
    blobs: none,
    hashesMatch: none,
  };
  const blobs = await git.blobs(blobQuestions(records, (record) => commitToLookIn(record, partial)));
  return { ...partial, blobs, hashesMatch: await matchHashes(workspace, records, partial) };
}

/** Do the code files that a record ties by hash equal those of the commit that holds the record (or that it names)? */
async function matchHashes(
  workspace: Workspace,
  records: readonly RunRecord[],
  git: GitAnswers,
): Promise<Map<string, boolean>> {
  const matches = new Map<string, boolean>();
  const digests = new Map<string, Promise<ReadonlySet<string>>>();
  for (const record of records) {
    const commit = commitToLookIn(record, git);
    if (commit === null || record.trace.codeHashes.length === 0) continue;
    const same = record.trace.codeHashes.map(async ({ path, digest }) => {
      const key = `${commit}:${path}`;
      const known = digests.get(key) ?? workspace.git.blob(commit, path).then(digestsOf);
      digests.set(key, known);
      return (await known).has(digest);
    });
    matches.set(runKey(record), (await Promise.all(same)).every(Boolean));
  }
  return matches;
}

const digestsOf = (bytes: Buffer | null): ReadonlySet<string> =>
  new Set(bytes === null ? [] : [`md5:${dvcDigest(bytes, false)}`, `md5-dos2unix:${dvcDigest(bytes, true)}`]);
