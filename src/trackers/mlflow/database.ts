import type { Problem } from "../../core/run.js";
import type { MetricPoint, Read, RecordStore } from "../../core/tracker.js";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import type { SqliteDatabase } from "../../parsers/sqlite.js";
import { artifactFolders, locateArtifacts, modelEnvironment } from "./artifacts.js";
import { type Contents, type DatabaseRun, loadContents } from "./database-contents.js";
import { pointsOf } from "./database-metrics.js";
import { folderOf, join } from "./layout.js";
import { isUnreadable, whyNotMlflow, withDatabase } from "./open-database.js";
import { type Scripts, scriptsOf } from "./programs.js";
import { type LoggedModel, type RawRun, runStatus, toRunRecord } from "./run-record.js";
import { placeOf, withoutTail } from "./uris.js";

/** Runs of a SQLite store, 0.9 to 3.x, in the order of their ids. Never opened in place. */
export async function* readDatabase(store: RecordStore, workspace: Workspace): AsyncGenerator<Read> {
  const journal = await workspace.entry(`${store.path}-journal`);
  if (journal !== undefined && journal.size > 0) {
    yield unread(store, "a write was interrupted (its -journal is here): the last change may be half there");
  }
  try {
    yield* withDatabase(store.path, workspace, (database) => runsOf(database, store, workspace));
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const reason = error instanceof UnreadableFile ? error.reason : error.message;
    yield unread(store, `could not be read: ${reason}`);
  }
}

const unread = (store: RecordStore, message: string): { readonly problem: Problem } => ({
  problem: { path: store.path, message: `MLflow database: ${message}` },
});

async function* runsOf(
  database: SqliteDatabase,
  store: RecordStore,
  workspace: Workspace,
): AsyncGenerator<Read> {
  const why = whyNotMlflow(database);
  if (why !== null) {
    yield unread(store, why);
    return;
  }
  const contents = loadContents(database);
  const tree = await workspace.files();
  const models = new Map([...contents.models.values()].flat().map((model) => [model.id, model]));
  const folders = artifactFolders(tree, (owner) => contents.runs.has(owner) || models.has(owner));
  const scripts = scriptsOf(tree);
  for (const run of contents.runs.values()) {
    const kept = locateArtifacts(run.id, run.artifactUri ?? "", folders);
    const logged = (contents.models.get(run.id) ?? []).map((model) => ({
      ...model,
      artifacts: locateArtifacts(model.id, model.uri, folders).artifacts,
    }));
    const environment = await modelEnvironment(
      [...kept.artifacts, ...logged.flatMap(({ artifacts }) => artifacts)],
      workspace,
    );
    const home = kept.home ?? defaultHome(run, store);
    const raw = rawRun(run, contents, store, { ...kept, home, models: logged, environment });
    yield { run: toRunRecord(raw, (): Scripts => scripts) };
  }
}

/** By default artifacts lie under `mlruns/` beside the database: that tells where the repository lay, without a file. */
function defaultHome(run: DatabaseRun, store: RecordStore): string | null {
  if (run.artifactUri === null) return null;
  const tail = join(folderOf(store.path), `mlruns/${run.experimentId}/${run.id}/artifacts`);
  return withoutTail(placeOf(run.artifactUri).path, tail);
}

function rawRun(
  run: DatabaseRun,
  contents: Contents,
  store: RecordStore,
  kept: Pick<RawRun, "artifacts" | "home" | "environment"> & { readonly models: readonly LoggedModel[] },
): RawRun {
  const tags = new Map(contents.tags.get(run.id));
  const series = contents.metrics.get(run.id) ?? [];
  return {
    id: run.id,
    name: run.name ?? (tags.get("mlflow.runName") || null),
    experiment: contents.experiments.get(run.experimentId)?.name ?? null,
    status: runStatus(
      run.status,
      contents.experiments.get(run.experimentId)?.deleted === true ? "deleted" : run.lifecycle,
    ),
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    lastAt: series.reduce<number | null>(
      (last, { lastAt }) => (last === null ? lastAt : Math.max(last, lastAt)),
      run.deletedAt,
    ),
    parentListed: (parent) => contents.runs.has(parent),
    params: contents.params.get(run.id) ?? [],
    metrics: series.map(({ key, summary }) => [key, summary] as const),
    tags,
    source: { name: run.sourceName, commit: run.sourceVersion },
    inputs: contents.inputs.get(run.id) ?? [],
    artifactUri: run.artifactUri,
    ...kept,
    record: store.path,
    store: store.path,
    storeFolder: folderOf(store.path),
    directory: null,
    fileOfTag: () => store.path,
    incomplete: null,
  };
}

/** All points of a run of a database, by key, step and time. */
export const databaseSeries = (
  path: string,
  run: string,
  workspace: Workspace,
): AsyncGenerator<MetricPoint> => withDatabase(path, workspace, (database) => pointsOf(database, run));
