import { compareText } from "../core/location.js";
import type { LedgerView } from "../core/model.js";
import { isOwnOutput } from "../core/outputs.js";
import { type Exposure, type JudgedRun, type Problem, type RunRecord, runKey } from "../core/run.js";
import type { SnapshotFacts } from "../core/snapshot.js";
import type { Tracker } from "../core/tracker.js";
import type { RunScope } from "../core/vocabulary.js";
import type { Change, Workspace } from "../core/workspace.js";
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
  /** What a clone holds: records as far as git tracks them, and before those the rows of the committed snapshot. */
  readonly cloned: LedgerView;
  readonly snapshot: SnapshotFacts | null;
}

export interface LedgerOptions {
  readonly trackers: readonly Tracker[];
  /** Options that programs declare, by path; asked only where a run's program has parameters to compare with. */
  readonly declared: () => Promise<ReadonlyMap<string, readonly string[]>>;
  readonly problem: (problem: Problem) => void;
  /** Looks for secrets and data of persons in the records and in the texts beside them. */
  readonly exposures: boolean;
  /** The same state as a clone has it; left out, `cloned` is not made but is what is here. */
  readonly clone?: Workspace;
  /** Told after each record, with the number read so far. */
  readonly progress?: (records: number) => void;
}

/** Every run that any tracker recorded here, or that the snapshot knows, linked and judged. */
export async function readLedger(workspace: Workspace, options: LedgerOptions): Promise<Ledger> {
  const read = await readRecords(workspace, options);
  const records = withUniqueKeys(read.records);
  const snapshot = await readSnapshot(workspace, options.problem);
  const matches = matchRows(snapshot.rows, records);
  const foreign = snapshot.rows.filter((row) => !matches.has(row));
  const newestChange =
    records.length + snapshot.rows.length === 0
      ? null
      : await workspace.git.newestChange((path) => !isOwnOutput(path));
  const here = await judged(workspace, records, foreign, newestChange, options);
  return {
    here,
    cloned: options.clone === undefined ? here : await cloned(options.clone),
    snapshot: snapshot.rows.length === 0 ? null : snapshotFacts(snapshot, here.runs, matches),
  };

  /** A record of which git holds a part only says there what that part says; the snapshot's row says more. */
  async function cloned(clone: Workspace): Promise<LedgerView> {
    const rows = snapshot.committed ? snapshot.rows : [];
    const held = read.tracked ? await recordsOf(clone) : [];
    const all = new Set(records);
    if (rows.length === 0 && held.length === all.size && held.every((one) => all.has(one))) return here;
    const known = new Set(matchRows(rows, held).values());
    return judged(
      clone,
      held.filter((record) => !known.has(record)),
      rows,
      newestChange,
      options,
    );
  }

  async function recordsOf(clone: Workspace): Promise<readonly RunRecord[]> {
    const files = await workspace.files();
    if (files.every((file) => file.scope === "tracked")) return records.filter(isInFiles);
    return withUniqueKeys((await readRecords(clone, { ...options, problem: () => {} })).records);
  }
}

/** Not an experiment that only a ref knows. */
const isInFiles = (record: RunRecord): boolean => record.location.commit === undefined;

/** Judges records and rows of the snapshot as if there were no others. */
async function judged(
  workspace: Workspace,
  records: readonly RunRecord[],
  rows: readonly RunRecord[],
  newestChange: Change | null,
  options: LedgerOptions,
): Promise<LedgerView> {
  const set = [...records, ...rows];
  const git = await askGit(workspace, set);
  const needed = set.some(
    (record) => record.program !== null && (record.command !== null || Object.keys(record.params).length > 0),
  );
  const declared = needed ? await options.declared() : new Map<string, readonly string[]>();
  const declaredBy = (record: RunRecord) => {
    const program = programPaths(record).find((path) => declared.has(path));
    return program === undefined ? null : (declared.get(program) ?? null);
  };
  const projects = projectFolders(await workspace.files());
  const abandoned = abandonedRuns(set, newestChange?.at ?? null);
  const { links, executions } = linkRuns(
    set.filter((record) => record.status !== "deleted"),
    projects,
  );
  const exposuresIn = (some: readonly RunRecord[]) =>
    options.exposures
      ? exposuresOf(some, workspace, options.problem)
      : new Map<string, readonly Exposure[]>();
  const inRecords = await exposuresIn(records);
  const inRows = await exposuresIn(rows);
  const runOf = (record: RunRecord, scope: RunScope, exposures: readonly Exposure[]): JudgedRun => ({
    ...record,
    links: [...(links.get(runKey(record)) ?? [])],
    scope,
    abandoned: abandoned.has(record),
    exposures,
    ...recover(record, git, declaredBy(record)),
  });
  const runs = rows.map((row) => runOf(row, "snapshot", inRows.get(runKey(row)) ?? []));
  for (const record of records)
    runs.push(runOf(record, await scopeOf(workspace, record), inRecords.get(runKey(record)) ?? []));
  return { runs: runs.sort(newestFirst), executions };
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
