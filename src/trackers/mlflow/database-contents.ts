import type { RunInput } from "../../core/run.js";
import { type SqliteDatabase, type SqliteValue, textOf } from "../../parsers/sqlite.js";
import { type DatabaseSeries, has, loadMetrics, push } from "./database-metrics.js";
import { datasetInput, type LoggedModel } from "./run-record.js";

export interface DatabaseRun {
  readonly id: string;
  readonly name: string | null;
  readonly experimentId: string;
  readonly status: string | null;
  readonly lifecycle: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly deletedAt: number | null;
  readonly artifactUri: string | null;
  readonly sourceName: string | null;
  readonly sourceVersion: string | null;
}

/** What a database holds, by run id. */
export interface Contents {
  readonly experiments: ReadonlyMap<string, { readonly name: string | null; readonly deleted: boolean }>;
  readonly runs: ReadonlyMap<string, DatabaseRun>;
  readonly params: ReadonlyMap<string, readonly (readonly [string, string])[]>;
  readonly tags: ReadonlyMap<string, readonly (readonly [string, string])[]>;
  readonly metrics: ReadonlyMap<string, readonly DatabaseSeries[]>;
  readonly inputs: ReadonlyMap<string, readonly RunInput[]>;
  readonly models: ReadonlyMap<string, readonly LoggedModel[]>;
}

/** Tables and columns came over the years: what is not there reads as NULL. Source: migrations of 0.9 to 3.17.2. */
export function loadContents(database: SqliteDatabase): Contents {
  return {
    experiments: loadExperiments(database),
    runs: loadRuns(database),
    params: loadTexts(database, "params"),
    tags: loadTexts(database, "tags"),
    metrics: loadMetrics(database),
    inputs: loadInputs(database),
    models: loadModels(database),
  };
}

const columnsOf =
  (database: SqliteDatabase, table: string) =>
  (...columns: readonly string[]): string =>
    columns.map((column) => (has(database, table, column) ? textOf(column) : "NULL")).join(", ");

function loadExperiments(database: SqliteDatabase): Contents["experiments"] {
  const columns = columnsOf(database, "experiments")("experiment_id", "name", "lifecycle_stage");
  const experiments = new Map<string, { name: string | null; deleted: boolean }>();
  for (const [id, name, stage] of database.rows(`SELECT ${columns} FROM experiments`)) {
    experiments.set(String(id), { name: textOrNull(name), deleted: stage === "deleted" });
  }
  return experiments;
}

function loadRuns(database: SqliteDatabase): ReadonlyMap<string, DatabaseRun> {
  const text = columnsOf(database, "runs");
  const texts = text(
    "run_uuid",
    "name",
    "experiment_id",
    "status",
    "lifecycle_stage",
    "artifact_uri",
    "source_name",
    "source_version",
    "start_time",
    "end_time",
    "deleted_time",
  );
  const runs = new Map<string, DatabaseRun>();
  for (const row of database.rows(`SELECT ${texts} FROM runs WHERE run_uuid IS NOT NULL ORDER BY run_uuid`)) {
    const [id, name, experiment, status, lifecycle, uri, source, version, start, end, deleted] = row;
    runs.set(String(id), {
      id: String(id),
      name: textOrNull(name),
      experimentId: String(experiment),
      status: textOrNull(status),
      lifecycle: textOrNull(lifecycle),
      startedAt: timeOrNull(start),
      endedAt: timeOrNull(end),
      deletedAt: timeOrNull(deleted),
      artifactUri: textOrNull(uri),
      sourceName: textOrNull(source),
      sourceVersion: textOrNull(version),
    });
  }
  return runs;
}

function loadTexts(
  database: SqliteDatabase,
  table: "params" | "tags",
): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  const found = new Map<string, (readonly [string, string])[]>();
  const sql = `SELECT ${textOf("run_uuid")}, ${textOf("key")}, ${textOf("value")} FROM ${table} WHERE key IS NOT NULL`;
  for (const [run, key, value] of database.rows(sql)) {
    push(found, String(run), [String(key), value === null ? "" : String(value)]);
  }
  return found;
}

function loadInputs(database: SqliteDatabase): ReadonlyMap<string, readonly RunInput[]> {
  const found = new Map<string, RunInput[]>();
  if (!has(database, "datasets", "dataset_uuid", "name", "digest", "dataset_source")) return found;
  if (!has(database, "inputs", "source_type", "source_id", "destination_type", "destination_id"))
    return found;
  const sql = `SELECT ${textOf("i.destination_id")}, ${textOf("d.name")}, ${textOf("d.digest")}, ${textOf("d.dataset_source")}
    FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
    WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' ORDER BY i.destination_id, d.name, d.digest`;
  for (const [run, name, digest, source] of database.rows(sql)) {
    push(found, String(run), datasetInput(String(name), String(digest ?? ""), String(source ?? "")));
  }
  return found;
}

function loadModels(database: SqliteDatabase): ReadonlyMap<string, readonly LoggedModel[]> {
  const found = new Map<string, LoggedModel[]>();
  if (!has(database, "logged_models", "source_run_id", "model_id")) return found;
  const tags = loadModelTags(database);
  const columns = columnsOf(database, "logged_models")(
    "source_run_id",
    "model_id",
    "name",
    "artifact_location",
  );
  const sql = `SELECT ${columns} FROM logged_models WHERE source_run_id IS NOT NULL ORDER BY source_run_id, model_id`;
  for (const [run, id, name, uri] of database.rows(sql)) {
    const model = { id: String(id), name: String(name ?? id), uri: String(uri ?? ""), artifacts: [] };
    push(found, String(run), { ...model, tags: new Map(tags.get(model.id)) });
  }
  return found;
}

function loadModelTags(
  database: SqliteDatabase,
): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  const found = new Map<string, (readonly [string, string])[]>();
  if (!has(database, "logged_model_tags", "tag_key")) return found;
  const columns = columnsOf(database, "logged_model_tags")("model_id", "tag_key", "tag_value");
  const sql = `SELECT ${columns} FROM logged_model_tags WHERE tag_key LIKE 'mlflow.source.git.%'`;
  for (const [model, key, value] of database.rows(sql)) {
    push(found, String(model), [String(key), String(value ?? "")]);
  }
  return found;
}

const textOrNull = (value: SqliteValue | undefined): string | null =>
  value === null || value === undefined || value === "" ? null : String(value);

/** Times are read as text, as a column may hold anything. */
function timeOrNull(value: SqliteValue | undefined): number | null {
  const time = value === null || value === undefined ? Number.NaN : Number(value);
  return Number.isFinite(time) ? time : null;
}
