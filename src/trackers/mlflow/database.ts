import { compareText } from "../../core/location.js";
import { storeFolderOf } from "../../core/paths.js";
import type { Problem } from "../../core/run.js";
import type { MetricPoint, Read, RecordStore } from "../../core/tracker.js";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import type { SqliteDatabase } from "../../parsers/sqlite.js";
import { isUnreadable, missingTable, withDatabase } from "../database-file.js";
import { artifactFolders, describedModels, locateArtifacts, modelEnvironment } from "./artifacts.js";
import {
  type Contents,
  type DatabaseRun,
  loadContents,
  runsInOrder,
  textsByRun,
} from "./database-contents.js";
import { MLFLOW_DATABASE } from "./database-kind.js";
import { type DatabaseSeries, metricsByRun, pointsOf } from "./database-metrics.js";
import type { Damage } from "./database-rows.js";
import { join } from "./layout.js";
import { type Scripts, scriptsOf } from "./programs.js";
import { greatest, type RawRun, runStatus, toRunRecord } from "./run-record.js";
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
  const why = missingTable(MLFLOW_DATABASE, database);
  if (why !== null) {
    yield unread(store, why);
    return;
  }
  const damage: Damage = { tables: new Set(), reason: null };
  const contents = loadContents(database, damage);
  const tree = await workspace.files();
  const models = new Map([...contents.models.values()].flat().map((model) => [model.id, model]));
  const folders = artifactFolders(tree, (owner) => contents.runIds.has(owner) || models.has(owner));
  const scripts = scriptsOf(tree);
  const params = textsByRun(database, "params", damage);
  const tags = textsByRun(database, "tags", damage);
  const metrics = metricsByRun(database, damage);
  try {
    for (const run of runsInOrder(database, damage)) {
      const kept = locateArtifacts(run.id, run.artifactUri ?? "", folders);
      const logged = (contents.models.get(run.id) ?? []).map((model) => ({
        ...model,
        artifacts: locateArtifacts(model.id, model.uri, folders).artifacts,
      }));
      const artifacts = [...kept.artifacts, ...logged.flatMap((model) => model.artifacts)];
      const raw = rawRun(run, contents, store, {
        params: params.of(run.id).flat(),
        tags: new Map(tags.of(run.id).flat()),
        series: metrics.of(run.id),
        artifacts: kept.artifacts,
        home: kept.home ?? defaultHome(run, store),
        models: logged,
        environment: await modelEnvironment(artifacts, workspace),
        described: await describedModels(artifacts, workspace),
        incomplete: damage.reason === null ? null : "a part of its database is damaged",
      });
      yield { run: toRunRecord(raw, (): Scripts => scripts) };
    }
  } finally {
    for (const open of [params, tags, metrics]) open.close();
  }
  if (damage.reason !== null) {
    const tables = [...damage.tables].sort(compareText).join(", ");
    yield unread(store, `what follows the damage in ${tables} could not be read: ${damage.reason}`);
  }
}

/** By default artifacts lie under `mlruns/` beside the database: that tells where the repository lay, without a file. */
function defaultHome(run: DatabaseRun, store: RecordStore): string | null {
  if (run.artifactUri === null) return null;
  const tail = join(storeFolderOf(store.path), `mlruns/${run.experimentId}/${run.id}/artifacts`);
  return withoutTail(placeOf(run.artifactUri).path, tail);
}

type Found = Pick<
  RawRun,
  "params" | "tags" | "artifacts" | "home" | "models" | "environment" | "described" | "incomplete"
> & { readonly series: readonly DatabaseSeries[] };

function rawRun(run: DatabaseRun, contents: Contents, store: RecordStore, found: Found): RawRun {
  const { series, ...rest } = found;
  const experiment = contents.experiments.get(run.experimentId);
  return {
    ...rest,
    id: run.id,
    name: run.name ?? (found.tags.get("mlflow.runName") || null),
    experiment: experiment?.name ?? null,
    status: runStatus(run.status, experiment?.deleted === true ? "deleted" : run.lifecycle),
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    lastAt: greatest([run.deletedAt, ...series.map(({ lastAt }) => lastAt)]),
    parentListed: (parent) => contents.runIds.has(parent),
    metrics: series.map(({ key, summary }) => [key, summary] as const),
    source: { name: run.sourceName, commit: run.sourceVersion },
    user: run.user,
    inputs: contents.inputs.get(run.id) ?? [],
    artifactUri: run.artifactUri,
    record: store.path,
    store: store.path,
    storeFolder: storeFolderOf(store.path),
    directory: null,
    fileOfTag: () => store.path,
  };
}

/** All points of a run of a database, by key, step and time. */
export const databaseSeries = (
  path: string,
  run: string,
  workspace: Workspace,
): AsyncGenerator<MetricPoint> => withDatabase(path, workspace, (database) => pointsOf(database, run));
