import type { RunInput } from "../../core/run.js";
import { type SqliteDatabase, type SqliteValue, textOf } from "../../parsers/sqlite.js";
import {
  type Alongside,
  alongside,
  type Damage,
  has,
  push,
  RUNS_IN_ORDER,
  readable,
} from "./database-rows.js";
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
  readonly user: string | null;
}

/** What a database holds beside the rows of its runs. Tables and columns came over the years: what is not there is empty. */
export interface Contents {
  readonly runIds: ReadonlySet<string>;
  readonly experiments: ReadonlyMap<string, { readonly name: string | null; readonly deleted: boolean }>;
  /** By run id. */
  readonly inputs: ReadonlyMap<string, readonly RunInput[]>;
  readonly models: ReadonlyMap<string, readonly LoggedModel[]>;
}

/** Source of the columns: migrations of 0.9 to 3.17.2. */
export function loadContents(database: SqliteDatabase, damage: Damage): Contents {
  const ids = `SELECT ${textOf("run_uuid")} FROM runs WHERE ${RUNS_IN_ORDER.where}`;
  const { models, names } = loadModels(database, damage);
  return {
    runIds: new Set(Array.from(readable(database, "runs", ids, damage), ([id]) => String(id))),
    experiments: loadExperiments(database, damage),
    inputs: loadInputs(database, names, damage),
    models,
  };
}

const columnsOf =
  (database: SqliteDatabase, table: string) =>
  (...columns: readonly string[]): string =>
    columns.map((column) => (has(database, table, column) ? textOf(column) : "NULL")).join(", ");

function loadExperiments(database: SqliteDatabase, damage: Damage): Contents["experiments"] {
  const columns = columnsOf(database, "experiments")("experiment_id", "name", "lifecycle_stage");
  const experiments = new Map<string, { name: string | null; deleted: boolean }>();
  for (const [id, name, stage] of readable(
    database,
    "experiments",
    `SELECT ${columns} FROM experiments`,
    damage,
  )) {
    experiments.set(String(id), { name: textOrNull(name), deleted: stage === "deleted" });
  }
  return experiments;
}

/** In the order of their ids. */
export function* runsInOrder(database: SqliteDatabase, damage: Damage): Generator<DatabaseRun, void> {
  const columns = columnsOf(database, "runs")(
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
    "user_id",
  );
  const { where, by } = RUNS_IN_ORDER;
  const sql = `SELECT ${columns} FROM runs WHERE ${where} ORDER BY ${by}`;
  for (const row of readable(database, "runs", sql, damage)) {
    const [id, name, experiment, status, lifecycle, uri, source, version, start, end, deleted, user] = row;
    yield {
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
      user: textOrNull(user),
    };
  }
}

type Texts = readonly (readonly [string, string])[];

/** Params or tags, those of a run as one JSON object: a fifth of the time that a row for each takes. */
export function textsByRun(
  database: SqliteDatabase,
  table: "params" | "tags",
  damage: Damage,
): Alongside<Texts> {
  const { where, by } = RUNS_IN_ORDER;
  const sql = `SELECT ${textOf("run_uuid")}, json_group_object(${textOf("key")}, ${textOf("value")}) FROM ${table}
    WHERE key IS NOT NULL AND ${where} GROUP BY ${by} ORDER BY ${by}`;
  return alongside(readable(database, table, sql, damage), ([run, texts]) => {
    const parsed = JSON.parse(String(texts)) as Record<string, string | null>;
    const item = Object.entries(parsed).map(([key, value]) => [key, value ?? ""] as const);
    return { run: String(run), item };
  });
}

function loadInputs(
  database: SqliteDatabase,
  names: ReadonlyMap<string, string>,
  damage: Damage,
): ReadonlyMap<string, readonly RunInput[]> {
  const found = new Map<string, RunInput[]>();
  if (has(database, "datasets", "dataset_uuid", "name", "digest", "dataset_source") && hasInputs(database)) {
    const sql = `SELECT ${textOf("i.destination_id")}, ${textOf("d.name")}, ${textOf("d.digest")}, ${textOf("d.dataset_source")}
      FROM inputs i JOIN (SELECT * FROM datasets GROUP BY dataset_uuid) d ON d.dataset_uuid = i.source_id
      WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' ORDER BY i.destination_id, d.name, d.digest`;
    for (const [run, name, digest, source] of readable(database, "inputs", sql, damage)) {
      push(found, String(run), datasetInput(String(name), String(digest ?? ""), String(source ?? "")));
    }
  }
  for (const [run, model] of tiedModels(database, "INPUT", damage)) {
    push(found, run, { name: names.get(model) ?? model, source: null, digest: null, kind: "model" });
  }
  return found;
}

const hasInputs = (database: SqliteDatabase): boolean =>
  has(database, "inputs", "source_type", "source_id", "destination_type", "destination_id");

/** Runs and the models that they used or made (mlflow/store/tracking/sqlalchemy_store.py of 3.x). */
function tiedModels(database: SqliteDatabase, as: "INPUT" | "OUTPUT", damage: Damage): [string, string][] {
  if (!hasInputs(database)) return [];
  const sql = `SELECT ${textOf("source_id")}, ${textOf("destination_id")} FROM inputs
    WHERE source_type = 'RUN_${as}' AND destination_type = 'MODEL_${as}' ORDER BY source_id, destination_id`;
  return Array.from(readable(database, "inputs", sql, damage), ([run, model]) => [
    String(run),
    String(model),
  ]);
}

type RecordedModels = Pick<Contents, "models"> & { readonly names: ReadonlyMap<string, string> };

function loadModels(database: SqliteDatabase, damage: Damage): RecordedModels {
  const models = new Map<string, LoggedModel[]>();
  const byId = new Map<string, LoggedModel>();
  if (has(database, "logged_models", "source_run_id", "model_id")) {
    const tags = loadModelTags(database, damage);
    const columns = columnsOf(database, "logged_models")(
      "source_run_id",
      "model_id",
      "name",
      "artifact_location",
    );
    const sql = `SELECT ${columns} FROM logged_models ORDER BY source_run_id, model_id`;
    for (const [run, id, name, uri] of readable(database, "logged_models", sql, damage)) {
      const model = {
        id: String(id),
        name: String(name ?? id),
        uri: String(uri ?? ""),
        artifacts: [],
        tags: new Map(tags.get(String(id))),
      };
      byId.set(model.id, model);
      if (run !== null) push(models, String(run), model);
    }
  }
  for (const [run, id] of tiedModels(database, "OUTPUT", damage)) {
    const known = models.get(run)?.some((model) => model.id === id) ?? false;
    const model = byId.get(id);
    if (!known && model !== undefined) push(models, run, model);
  }
  return { models, names: new Map([...byId].map(([id, { name }]) => [id, name])) };
}

function loadModelTags(
  database: SqliteDatabase,
  damage: Damage,
): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  const found = new Map<string, (readonly [string, string])[]>();
  if (!has(database, "logged_model_tags", "tag_key")) return found;
  const columns = columnsOf(database, "logged_model_tags")("model_id", "tag_key", "tag_value");
  const sql = `SELECT ${columns} FROM logged_model_tags WHERE tag_key LIKE 'mlflow.source.git.%'`;
  for (const [model, key, value] of readable(database, "logged_model_tags", sql, damage)) {
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
