import type { Code } from "./core/code.js";
import { compareText } from "./core/location.js";
import { isOwnOutput } from "./core/outputs.js";
import { type JudgedRun, type Problem, type RunRecord, runKey } from "./core/run.js";
import type { RecordReader, RecordStore, Tracker } from "./core/tracker.js";
import type { RunScope } from "./core/vocabulary.js";
import { UnreadableFile, type Workspace } from "./core/workspace.js";
import { abandonedRuns } from "./runs/abandoned.js";
import { linkRuns } from "./runs/link.js";
import { blobQuestions, type GitAnswers, recordedCommits } from "./runs/questions.js";
import { commitToLookIn, recover } from "./runs/recover.js";
import { withUniqueKeys } from "./runs/unique.js";
import { dvcDigest } from "./trackers/dvc/digest.js";

export interface Ledger {
  /** Newest first; deleted ones included. */
  readonly runs: readonly JudgedRun[];
  /** Run keys, each list one execution; deleted runs left out. */
  readonly executions: readonly (readonly string[])[];
}

/** Every run that any tracker recorded here, linked and judged. */
export async function readLedger(
  workspace: Workspace,
  trackers: readonly Tracker[],
  readCode: () => Promise<Code>,
  problem: (problem: Problem) => void,
): Promise<Ledger> {
  const records = withUniqueKeys(await readRecords(workspace, trackers, problem));
  const git = await askGit(workspace, records);
  const newestChange =
    records.length === 0 ? null : await workspace.git.newestChange((path) => !isOwnOutput(path));
  const abandoned = abandonedRuns(records, newestChange?.at ?? null);
  const { links, executions } = linkRuns(records.filter((record) => record.status !== "deleted"));
  // Code is read for what a run's program declares; without such a run it need not be.
  const needed = records.some((record) => record.program !== null && Object.keys(record.params).length > 0);
  const declared = needed ? declaredOptions(await readCode()) : new Map<string, readonly string[]>();
  const runs = await Promise.all(
    records.map(
      async (record): Promise<JudgedRun> => ({
        ...record,
        links: [...(links.get(runKey(record)) ?? [])],
        scope: await scopeOf(workspace, record),
        abandoned: abandoned.has(record),
        ...recover(record, git, record.program === null ? null : (declared.get(record.program) ?? null)),
      }),
    ),
  );
  return { runs: runs.sort(newestFirst), executions };
}

async function readRecords(
  workspace: Workspace,
  trackers: readonly Tracker[],
  problem: (problem: Problem) => void,
): Promise<RunRecord[]> {
  const files = await workspace.files();
  const records: RunRecord[] = [];
  for (const tracker of trackers) {
    const reader = await tracker.records?.();
    if (reader === undefined) continue;
    for (const store of await findStores(reader)) {
      try {
        for await (const read of reader.read(store, workspace)) {
          if ("problem" in read) problem(read.problem);
          else records.push(read.run);
        }
      } catch (error) {
        problem({
          path: store.path,
          message: `the rest of this ${reader.tracker} store cannot be read: ${reasonOf(error)}`,
        });
      }
    }
  }
  return records;

  async function findStores(reader: RecordReader): Promise<readonly RecordStore[]> {
    try {
      return await reader.find(files, workspace);
    } catch (error) {
      problem({ path: ".", message: `looking for ${reader.tracker} records failed: ${reasonOf(error)}` });
      return [];
    }
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof UnreadableFile ? error.reason : error instanceof Error ? error.message : String(error);

/** A constant number of questions, however many runs there are. */
async function askGit(workspace: Workspace, records: readonly RunRecord[]): Promise<GitAnswers> {
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

/** A record counts as committed when git tracks the file it stands in; one known from a ref only is local. */
async function scopeOf(workspace: Workspace, record: RunRecord): Promise<RunScope> {
  const entry = await workspace.entry(record.location.path);
  return entry?.scope === "tracked" && record.location.commit === undefined ? "committed" : "local";
}

/** Options by program, as argument parsers and configuration classes declare them. */
function declaredOptions(code: Code): ReadonlyMap<string, readonly string[]> {
  return new Map(
    code.files.map((file) => [
      file.path,
      file.parameters.filter((parameter) => parameter.by !== "constant").map((parameter) => parameter.name),
    ]),
  );
}

function newestFirst(a: JudgedRun, b: JudgedRun): number {
  return (
    compareText(b.startedAt ?? "", a.startedAt ?? "") ||
    compareText(a.tracker, b.tracker) ||
    compareText(a.id, b.id)
  );
}
