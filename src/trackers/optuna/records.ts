import type { MetricValue, RunRecord } from "../../core/run.js";
import { defineReader, type MetricPoint, type Read } from "../../core/tracker.js";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import { type SqliteDatabase, whyNotSqlite } from "../../parsers/sqlite.js";
import { textLines } from "../../parsers/text-lines.js";
import { isUnreadable, missingTable, withDatabase } from "../database-file.js";
import { loadSteps, loadTrials } from "./database.js";
import { OPTUNA_DATABASE } from "./database-kind.js";
import { findStorages, HEAD_BYTES, opensJournal } from "./find-storages.js";
import { type Journal, journal } from "./journal.js";
import { faultProblem, numberOf, trialPoints, trialRuns } from "./trial.js";

/** Trials of Optuna: SQLite storages of every schema from 0.9 to 5.0, and journals (since 3.1). */
export const reader = defineReader({
  tracker: "optuna",
  find: findStorages,
  read: async function* (store, workspace): AsyncGenerator<Read> {
    const { path } = store;
    try {
      const head = await workspace.read(path, { limit: HEAD_BYTES });
      if (opensJournal(head)) yield* readJournal(path, workspace);
      else yield* withDatabase(path, workspace, (database) => runsOf(database, path));
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const reason = error instanceof UnreadableFile ? error.reason : error.message;
      yield { problem: { path, message: `Optuna storage: could not be read: ${reason}` } };
    }
  },
  series: async function* (run, workspace): AsyncGenerator<MetricPoint> {
    const path = run.trace.store;
    const head = await workspace.read(path, { limit: HEAD_BYTES });
    if (whyNotSqlite(head) === null)
      yield* withDatabase(path, workspace, (database) => pointsOf(database, run));
    else yield* journalPoints(await replay(path, workspace), run);
  },
});

function* runsOf(database: SqliteDatabase, path: string): Generator<Read> {
  const why = missingTable(OPTUNA_DATABASE, database);
  if (why !== null) {
    yield { problem: { path, message: `Optuna storage: ${why}` } };
    return;
  }
  const faults: string[] = [];
  const trials = loadTrials(database, faults);
  for (const run of trialRuns(trials, path, faults)) yield { run };
  const problem = faultProblem(path, faults);
  if (problem !== null) yield { problem };
}

async function* readJournal(path: string, workspace: Workspace): AsyncGenerator<Read> {
  const replayed = await replay(path, workspace);
  const trials = replayed.trials().map(({ trial }) => trial);
  for (const run of trialRuns(trials, path, replayed.faults)) yield { run };
  const problem = faultProblem(path, replayed.faults);
  if (problem !== null) yield { problem };
}

/** The journal replayed last: the series of its trials are asked for one after the other. */
const replayedLast = new WeakMap<Workspace, { readonly path: string; readonly journal: Journal }>();

async function replay(path: string, workspace: Workspace): Promise<Journal> {
  const last = replayedLast.get(workspace);
  if (last?.path === path) return last.journal;
  const replayed = journal();
  for await (const { text, line } of textLines(workspace.stream(path))) replayed.line(text, line);
  replayedLast.set(workspace, { path, journal: replayed });
  return replayed;
}

function* pointsOf(database: SqliteDatabase, run: RunRecord): Generator<MetricPoint> {
  const found = loadSteps(database, run.group ?? "", numberOf(run.id));
  if (found !== null) yield* trialPoints(found.trial, found.steps);
}

function* journalPoints(replayed: Journal, run: RunRecord): Generator<MetricPoint> {
  const number = numberOf(run.id);
  const found = replayed
    .trials()
    .find(({ trial }) => trial.study.name === run.group && trial.number === number);
  if (found === undefined) return;
  const steps: readonly (readonly [number, MetricValue])[] = [...found.steps].sort(([a], [b]) => a - b);
  yield* trialPoints(found.trial, steps);
}
