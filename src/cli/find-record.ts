import { SNAPSHOT_PATH } from "../core/outputs.js";
import { type Problem, type RunRecord, runKey } from "../core/run.js";
import type { RecordReader, Tracker } from "../core/tracker.js";
import type { Workspace } from "../core/workspace.js";
import { plain } from "../formats/plain.js";
import { readRecords } from "../ledger/records.js";
import { readSnapshot } from "../ledger/snapshot/read.js";
import { withUniqueKeys } from "../runs/unique.js";
import { candidates, findRun, trackerIn } from "./find-run.js";
import { UsageError } from "./usage-error.js";

export interface FoundRecord {
  /** As its reader knows it. */
  readonly record: RunRecord;
  readonly reader: RecordReader;
}

export interface FindOptions {
  readonly trackers: readonly Tracker[];
  readonly problem: (problem: Problem) => void;
  readonly progress: (records: number) => void;
}

/**
 * The record of a run, without a look at code or git. A key asks its tracker's reader alone; the others follow only
 * where it does not know the run (a version folder of Lightning is read from its event files).
 *
 * @throws UsageError  no run, or several
 */
export async function findRecord(
  text: string,
  workspace: Workspace,
  options: FindOptions,
): Promise<FoundRecord> {
  const named = trackerIn(text);
  const own = options.trackers.filter((tracker) => tracker.signs.id === named);
  const first = await readBy(own, workspace, options);
  const known = candidates([...first.keys()], text).length > 0;
  const others = known ? [] : options.trackers.filter((tracker) => tracker.signs.id !== named);
  const all = new Map([...first, ...(await readBy(others, workspace, options))]);
  if (candidates([...all.keys()], text).length === 0) await refuseSnapshotRow(text, workspace);
  return all.get(findRun([...all.keys()], text))!;
}

/** A run of another machine has a name, and no series here. */
async function refuseSnapshotRow(text: string, workspace: Workspace): Promise<void> {
  const { rows } = await readSnapshot(workspace, () => {});
  const row = candidates(rows, text)[0];
  if (row === undefined) return;
  throw new UsageError(
    `${plain(runKey(row))} is known from ${SNAPSHOT_PATH} alone (exptrack show has its final metrics); its series are in ${plain(row.trace.store)} on the machine that wrote it`,
  );
}

/** Records under the keys by which runs are spoken of. */
async function readBy(
  trackers: readonly Tracker[],
  workspace: Workspace,
  { problem, progress }: FindOptions,
): Promise<Map<RunRecord, FoundRecord>> {
  const found: FoundRecord[] = [];
  for (const tracker of trackers) {
    const reader = await tracker.records?.();
    if (reader === undefined) continue;
    const before = found.length;
    const { records } = await readRecords(workspace, {
      trackers: [tracker],
      problem,
      progress: (count) => progress(before + count),
    });
    for (const record of records) found.push({ record, reader });
  }
  const unique = withUniqueKeys(found.map(({ record }) => record));
  return new Map(unique.map((record, index) => [record, found[index]!]));
}
