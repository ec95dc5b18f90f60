import { SNAPSHOT_PATH } from "../core/outputs.js";
import type { RunRecord } from "../core/run.js";
import { type Change, UnreadableFile, type Workspace } from "../core/workspace.js";
import { parseLock } from "../trackers/dvc/lock-file.js";

/** Versions of one lock file that are looked through. */
const MAX_VERSIONS = 500;

/** The commit that last changed each record that names none: of a DVC lock, its entry; of other files, the file. */
export async function changesOfRecords(
  workspace: Workspace,
  records: readonly RunRecord[],
): Promise<ReadonlyMap<RunRecord, Change>> {
  const found = new Map<RunRecord, Change>();
  const undated = records.filter(
    ({ commit, location }) => commit === null && location.path !== SNAPSHOT_PATH,
  );
  const locked = new Map<string, RunRecord[]>();
  for (const record of undated.filter(({ tracker }) => tracker === "dvc")) {
    const { path } = record.location;
    locked.set(path, locked.get(path) ?? []);
    locked.get(path)!.push(record);
  }
  for (const [path, changes] of await workspace.git.changes([...locked.keys()].sort())) {
    const stages = locked.get(path)!;
    for (const [record, change] of await changesOfEntries(workspace, path, stages, changes))
      found.set(record, change);
  }
  const rest = undated.filter(({ tracker }) => tracker !== "dvc");
  const last = await workspace.git.lastChanges(
    [...new Set(rest.map(({ location }) => location.path))].sort(),
  );
  for (const record of rest) {
    const change = last.get(record.location.path);
    if (change !== undefined) found.set(record, change);
  }
  return found;
}

/** From the newest version back: an entry was changed by the commit before which it was another, or not there. */
async function changesOfEntries(
  workspace: Workspace,
  path: string,
  records: readonly RunRecord[],
  changes: readonly Change[],
): Promise<ReadonlyMap<RunRecord, Change>> {
  const now = entriesOf(await readAtHand(workspace, path));
  const found = new Map<RunRecord, Change>();
  let open = records.map((record) => {
    const stage = record.id.slice(path.length + 1);
    return { record, stage, entry: now.get(stage), last: null as Change | null };
  });
  for (const change of changes.slice(0, MAX_VERSIONS)) {
    if (open.length === 0) break;
    const then = entriesOf(await workspace.git.blob(change.commit, path));
    open = open.filter((one) => {
      if (one.entry !== undefined && then.get(one.stage) === one.entry) {
        one.last = change;
        return true;
      }
      if (one.last !== null) found.set(one.record, one.last);
      return false;
    });
  }
  // What the oldest version holds already came with it, unless its beginning cannot be seen.
  if (!workspace.git.shallow && changes.length <= MAX_VERSIONS)
    for (const { record, last } of open) if (last !== null) found.set(record, last);
  return found;
}

const entriesOf = (bytes: Buffer | null): ReadonlyMap<string, string> =>
  new Map(
    bytes === null
      ? []
      : parseLock(bytes.toString("utf8")).stages.map(({ name, fingerprint }) => [name, fingerprint]),
  );

async function readAtHand(workspace: Workspace, path: string): Promise<Buffer | null> {
  try {
    return await workspace.read(path);
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
}
