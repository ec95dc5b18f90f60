import { compareText } from "../core/location.js";
import type { LedgerView } from "../core/model.js";
import { isOwnOutput } from "../core/outputs.js";
import { type Exposure, type JudgedRun, type Problem, type RunRecord, runKey } from "../core/run.js";
import type { SnapshotFacts } from "../core/snapshot.js";
import type { Tracker } from "../core/tracker.js";
import type { RunScope } from "../core/vocabulary.js";
import type { Workspace } from "../core/workspace.js";
import { abandonedRuns } from "../runs/abandoned.js";
import { linkRuns } from "../runs/link.js";
import { programPaths } from "../runs/program-paths.js";
import { recover } from "../runs/recover.js";
import { withUniqueKeys } from "../runs/unique.js";
import { exposuresOf } from "./exposures.js";
import { askGit } from "./git-answers.js";
import { projectFolders } from "./project-folders.js";
import { readRecords } from "./records.js";
import { matchRows } from "./snapshot/match.js";
import { readSnapshot, snapshotFacts } from "./snapshot/read.js";

export interface Ledger {
  /** The records at hand, and what only the snapshot knows. Newest first. */
  readonly here: LedgerView;
  /** What a clone holds: committed records, and the rows of the committed snapshot. */
  readonly cloned: LedgerView;
  readonly snapshot: SnapshotFacts | null;
}

export interface LedgerOptions {
  readonly trackers: readonly Tracker[];
  /** Options that programs declare, by path; asked only where a run's program has parameters to compare with. */
  readonly declared: () => Promise<ReadonlyMap<string, readonly string[]>>;
  readonly problem: (problem: Problem) => void;
  /** Looks for secrets in the texts that lie beside records too, not in their fields alone. */
  readonly texts: boolean;
  /** Told after each record, with the number read so far. */
  readonly progress?: (records: number) => void;
}

/** Every run that any tracker recorded here, or that the snapshot knows, linked and judged. */
export async function readLedger(workspace: Workspace, options: LedgerOptions): Promise<Ledger> {
  const records = withUniqueKeys(await readRecords(workspace, options));
  const snapshot = await readSnapshot(workspace, options.problem);
  const matches = matchRows(snapshot.rows, records);
  const scopes = new Map<RunRecord, RunScope>(snapshot.rows.map((row) => [row, "snapshot"]));
  for (const record of records) scopes.set(record, await scopeOf(workspace, record));

  const here = [...records, ...snapshot.rows.filter((row) => !matches.has(row))];
  const judge = await judgeOf(workspace, [...records, ...snapshot.rows], scopes, options);
  const view = judge(here);
  const isCommitted = (record: RunRecord): boolean => scopes.get(record) === "committed";
  const rows = snapshot.committed
    ? snapshot.rows.filter((row) => !matches.has(row) || !isCommitted(matches.get(row)!))
    : [];
  const clone = [...records.filter(isCommitted), ...rows];
  return {
    here: view,
    cloned: clone.length === here.length && rows.length === 0 ? view : judge(clone),
    snapshot: snapshot.rows.length === 0 ? null : snapshotFacts(snapshot, view.runs, matches),
  };
}

/** Judges a set of records as if there were no others. git is asked once for all of them. */
async function judgeOf(
  workspace: Workspace,
  records: readonly RunRecord[],
  scopes: ReadonlyMap<RunRecord, RunScope>,
  options: LedgerOptions,
): Promise<(set: readonly RunRecord[]) => LedgerView> {
  const git = await askGit(workspace, records);
  const newestChange =
    records.length === 0 ? null : await workspace.git.newestChange((path) => !isOwnOutput(path));
  const needed = records.some(
    (record) => record.program !== null && (record.command !== null || Object.keys(record.params).length > 0),
  );
  const declared = needed ? await options.declared() : new Map<string, readonly string[]>();
  const declaredBy = (record: RunRecord) => {
    const program = programPaths(record).find((path) => declared.has(path));
    return program === undefined ? null : (declared.get(program) ?? null);
  };
  const projects = projectFolders(await workspace.files());
  const exposures = await exposuresByRecord(workspace, records, scopes, options);
  return (set) => {
    const abandoned = abandonedRuns(set, newestChange?.at ?? null);
    const { links, executions } = linkRuns(
      set.filter((record) => record.status !== "deleted"),
      projects,
    );
    const runs = set.map(
      (record): JudgedRun => ({
        ...record,
        links: [...(links.get(runKey(record)) ?? [])],
        scope: scopes.get(record)!,
        abandoned: abandoned.has(record),
        exposures: exposures.get(record) ?? [],
        ...recover(record, git, declaredBy(record)),
      }),
    );
    return { runs: runs.sort(newestFirst), executions };
  };
}

/** A row of the snapshot and the record that it was written from share a key, but not what they give away. */
async function exposuresByRecord(
  workspace: Workspace,
  records: readonly RunRecord[],
  scopes: ReadonlyMap<RunRecord, RunScope>,
  options: LedgerOptions,
): Promise<ReadonlyMap<RunRecord, readonly Exposure[]>> {
  const found = new Map<RunRecord, readonly Exposure[]>();
  const isRow = (record: RunRecord): boolean => scopes.get(record) === "snapshot";
  for (const rows of [true, false]) {
    const asked = records.filter((record) => isRow(record) === rows);
    const byKey = await exposuresOf(asked, workspace, options);
    for (const record of asked) found.set(record, byKey.get(runKey(record)) ?? []);
  }
  return found;
}

/** A record counts as committed when git tracks the file it stands in; one known from a ref only is local. */
async function scopeOf(workspace: Workspace, record: RunRecord): Promise<RunScope> {
  const entry = await workspace.entry(record.location.path);
  return entry?.scope === "tracked" && record.location.commit === undefined ? "committed" : "local";
}

function newestFirst(a: JudgedRun, b: JudgedRun): number {
  return (
    compareText(b.startedAt ?? "", a.startedAt ?? "") ||
    compareText(a.tracker, b.tracker) ||
    compareText(a.id, b.id)
  );
}
