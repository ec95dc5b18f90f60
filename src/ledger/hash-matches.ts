import { isOwnOutput } from "../core/outputs.js";
import type { RunRecord } from "../core/run.js";
import type { Workspace } from "../core/workspace.js";
import { type HashesFound, isRepositoryPath } from "../runs/questions.js";
import { type FileDigests, fileDigests } from "./file-digests.js";

interface Tied {
  readonly path: string;
  readonly digest: string;
}

/** Commits that are tried for one run, and versions of one file that are compared. */
const MAX_COMMITS = 300;
const FILE_DIGEST = /^md5(?:-dos2unix)?:[0-9a-f]{32}$/;
const FOLDER_DIGEST = /^md5(?:-dos2unix)?:[0-9a-f]{32}\.dir$/;

/**
 * Which commit holds the code that a record ties by hash (DVC), and which recorded hashes no version of their file
 * has? Only what git tracks is spoken of: what DVC itself tracks lies elsewhere.
 * @param commitOf  the commit to try first
 */
export async function matchHashes(
  workspace: Workspace,
  records: readonly RunRecord[],
  commitOf: (record: RunRecord) => string | null,
): Promise<ReadonlyMap<RunRecord, HashesFound>> {
  const { git } = workspace;
  const found = new Map<RunRecord, HashesFound>();
  const tied = records.filter((record) => record.tracker === "dvc" || record.trace.codeHashes.length > 0);
  if (tied.length === 0) return found;
  const paths = new Set(
    tied.flatMap((record) => [
      ...record.trace.codeHashes.map((item) => (isFolder(item) ? `${item.path}/` : item.path)),
      ...filesTied(record).map(({ path }) => path),
    ]),
  );
  const changes = await git.changes([...paths].sort());
  const commitsOf = (item: Tied): string[] =>
    (changes.get(isFolder(item) ? `${item.path}/` : item.path) ?? []).map(({ commit }) => commit);
  const digests = fileDigests(workspace);
  for (const record of tied) {
    const first = [commitOf(record), git.head].filter((commit) => commit !== null);
    const code = record.trace.codeHashes;
    const candidates = [...new Set([...first, ...code.flatMap(commitsOf)])].slice(0, MAX_COMMITS);
    const unmatched: Tied[] = [];
    if (!git.shallow && !git.partial) {
      for (const item of filesTied(record))
        if (await isNoVersion(item, record.commit ?? git.head, [...first, ...commitsOf(item)], digests))
          unmatched.push(item);
    }
    found.set(record, {
      commit: code.length === 0 ? null : await commitWith(code, candidates, digests),
      unmatched: await without(unmatched, digests),
    });
  }
  return found;
}

const isFolder = ({ digest }: Tied): boolean => FOLDER_DIGEST.test(digest);

/** Single files: code, inputs, and outputs as far as the record states a hash. */
function filesTied({ trace, inputs, location }: RunRecord): Tied[] {
  // A row of the snapshot repeats what its record said.
  if (isOwnOutput(location.path)) return [];
  const items = [
    ...trace.codeHashes,
    ...inputs.map(({ source, digest }) => ({ path: source, digest })),
    ...trace.artifactFiles.map(({ path, digest }) => ({ path, digest })),
  ];
  return items.flatMap(({ path, digest }) =>
    isRepositoryPath(path) && digest !== null && FILE_DIGEST.test(digest) ? [{ path, digest }] : [],
  );
}

async function commitWith(
  items: readonly Tied[],
  candidates: readonly string[],
  digests: FileDigests,
): Promise<string | null> {
  for (const commit of candidates) {
    let equal = true;
    for (const item of items) {
      const held = isFolder(item)
        ? await digests.ofFolder(commit, item.path)
        : await digests.ofFile(commit, item.path);
      equal = held?.has(item.digest) === true;
      if (!equal) break;
    }
    if (equal) return commit;
  }
  return null;
}

/** git tracks the file (at `home`: what it gave up may be in DVC's hands now), and of all its versions none has the hash. */
async function isNoVersion(
  item: Tied,
  home: string | null,
  commits: readonly string[],
  digests: FileDigests,
): Promise<boolean> {
  const unique = [...new Set(commits)];
  if (home === null || unique.length > MAX_COMMITS) return false;
  if ((await digests.ofFile(home, item.path)) == null) return false;
  for (const commit of unique) {
    const held = await digests.ofFile(commit, item.path);
    if (held === undefined || held?.has(item.digest)) return false;
  }
  return true;
}

/** A change that is not committed yet may be what ran. */
async function without(items: readonly Tied[], digests: FileDigests): Promise<Tied[]> {
  const there = await Promise.all(
    items.map(async (item) => (await digests.atHand(item.path))?.has(item.digest)),
  );
  return items.filter((_, index) => there[index] !== true);
}
