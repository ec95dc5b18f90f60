import type { RunRecord } from "../../core/run.js";

/** What a row and a record have in common when they are of one run, however its key was made unique. */
interface Identity {
  readonly tracker: string;
  /** The tracker's own id, without the path of the store. */
  readonly id: string;
  readonly store: string;
}

/**
 * Which records at hand are the runs of a snapshot: by tracker, id and store; a store that has moved since is known
 * by its id alone, where that id stands once on either side.
 */
export function matchRows(
  rows: readonly RunRecord[],
  records: readonly RunRecord[],
): ReadonlyMap<RunRecord, RunRecord> {
  const here = new Map(records.map((record) => [exactly(identity(record)), record]));
  const rowsOnce = onceEach(rows);
  const recordsOnce = onceEach(records);
  const matches = new Map<RunRecord, RunRecord>();
  for (const row of rows) {
    const rough = roughly(identity(row));
    const moved = rowsOnce.get(rough) === row ? recordsOnce.get(rough) : null;
    const match = here.get(exactly(identity(row))) ?? moved;
    if (match != null) matches.set(row, match);
  }
  return matches;
}

/** Runs by tracker and id; null: several have it. */
function onceEach(runs: readonly RunRecord[]): Map<string, RunRecord | null> {
  const once = new Map<string, RunRecord | null>();
  for (const run of runs) {
    const key = roughly(identity(run));
    once.set(key, once.has(key) ? null : run);
  }
  return once;
}

function identity({ tracker, id, trace }: RunRecord): Identity {
  const prefix = `${trace.store}#`;
  return { tracker, id: id.startsWith(prefix) ? id.slice(prefix.length) : id, store: trace.store };
}

const exactly = ({ tracker, id, store }: Identity): string => JSON.stringify([tracker, id, store]);
const roughly = ({ tracker, id }: Identity): string => JSON.stringify([tracker, id]);
