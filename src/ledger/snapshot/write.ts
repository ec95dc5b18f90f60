import { compareText } from "../../core/location.js";
import type { JudgedRun } from "../../core/run.js";
import type { SnapshotRow } from "../../core/snapshot.js";
import type { Workspace } from "../../core/workspace.js";
import { withoutPersons } from "../mask.js";
import { digestsOf } from "./digests.js";
import { matchRows } from "./match.js";
import { parseSnapshot } from "./parse.js";
import { recordOf } from "./record.js";
import { rowOf } from "./row.js";

export interface NextSnapshot {
  readonly text: string;
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  /** Rows of runs whose records are not at hand: another machine has them. */
  readonly kept: number;
  readonly dropped: number;
}

/**
 * The snapshot after this machine has had its say. A run that git holds needs no row, except where there is no git;
 * a deleted one loses its row; rows of runs that are not at hand stay. Lines are sorted by run key, so that two
 * branches rarely touch the same one.
 *
 * @param text  the snapshot as it is, "" where there is none
 */
export async function nextSnapshot(
  text: string,
  runs: readonly JudgedRun[],
  workspace: Workspace,
): Promise<NextSnapshot> {
  const atHand = runs.filter((run) => run.scope !== "snapshot" && run.confidence === "high");
  const old = new Map(parseSnapshot(text).rows.map(({ row, line }) => [recordOf(row, line), row] as const));
  const matches = matchRows([...old.keys()], atHand);
  const needed = new Set(
    atHand.filter((run) => run.status !== "deleted" && (run.scope === "local" || !workspace.git.present)),
  );
  const kept = [...old].filter(([record]) => !matches.has(record)).map(([, row]) => row);
  const before = new Map([...matches].map(([record, match]) => [match, old.get(record)!]));
  const rows: SnapshotRow[] = [];
  let changed = 0;
  let added = 0;
  for (const run of needed) {
    const row = await rowAtHand(run, workspace);
    rows.push(row);
    const earlier = before.get(run);
    if (earlier === undefined) added += 1;
    else if (lineOf(earlier) !== lineOf(row)) changed += 1;
  }
  const lines = [...kept, ...rows].sort((a, b) => compareText(a.run, b.run)).map(lineOf);
  return {
    text: lines.join(""),
    rows: lines.length,
    added,
    changed,
    kept: kept.length,
    dropped: [...matches.values()].filter((match) => !needed.has(match as JudgedRun)).length,
  };
}

async function rowAtHand(run: JudgedRun, workspace: Workspace): Promise<SnapshotRow> {
  return rowOf(
    withoutPersons(run),
    run.links.map((link) => link.run),
    await digestsOf(run, workspace),
  );
}

const lineOf = (row: SnapshotRow): string => `${JSON.stringify(row)}\n`;
