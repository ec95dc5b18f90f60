import { SNAPSHOT_PATH } from "../../core/outputs.js";
import { type JudgedRun, type Problem, type RunRecord, runKey } from "../../core/run.js";
import type { SnapshotFacts, SnapshotRow } from "../../core/snapshot.js";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import { withoutPersons } from "../mask.js";
import { changedFields } from "./compare.js";
import { parseSnapshot } from "./parse.js";
import { recordOf } from "./record.js";
import { NO_DIGESTS, rowOf } from "./row.js";

export interface Snapshot {
  /** Runs as the rows tell them. */
  readonly rows: readonly RunRecord[];
  readonly rowOf: ReadonlyMap<RunRecord, SnapshotRow>;
  readonly committed: boolean;
}

/** The ledger snapshot of the repository, empty where there is none. */
export async function readSnapshot(
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<Snapshot> {
  const entry = await workspace.entry(SNAPSHOT_PATH);
  if (entry === undefined) return { rows: [], rowOf: new Map(), committed: false };
  const { rows, unreadable, twice } = parseSnapshot(await textOf(workspace, problem));
  for (const one of [...unreadable, ...twice]) problem(one);
  const records = new Map(rows.map(({ row, line }) => [recordOf(row, line), row] as const));
  return { rows: [...records.keys()], rowOf: records, committed: entry.scope === "tracked" };
}

async function textOf(workspace: Workspace, problem: (problem: Problem) => void): Promise<string> {
  try {
    return await workspace.readText(SNAPSHOT_PATH);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problem({ path: SNAPSHOT_PATH, message: error.reason });
    return "";
  }
}

/** What the snapshot does not say, or says otherwise, of the runs at hand that git does not hold. */
export function snapshotFacts(
  snapshot: Snapshot,
  runs: readonly JudgedRun[],
  matches: ReadonlyMap<RunRecord, RunRecord>,
): SnapshotFacts {
  const rows = new Map([...matches].map(([row, record]) => [runKey(record), snapshot.rowOf.get(row)!]));
  const local = runs.filter(
    (run) => run.scope === "local" && run.confidence === "high" && run.status !== "deleted",
  );
  return {
    rows: snapshot.rows.length,
    committed: snapshot.committed,
    absent: local
      .filter((run) => !rows.has(runKey(run)))
      .map((run) => ({ run: runKey(run), location: run.location })),
    changed: local.flatMap((run) => {
      const row = rows.get(runKey(run));
      const fields = row === undefined ? [] : changedFields(row, rowOf(withoutPersons(run), [], NO_DIGESTS));
      return fields.length === 0 ? [] : [{ run: runKey(run), fields, location: { path: run.location.path } }];
    }),
  };
}
