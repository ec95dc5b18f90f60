import type { MetricValue } from "../../core/run.js";
import type { Json } from "../../core/vocabulary.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { type SqliteDatabase, type SqliteValue, textOf } from "../../parsers/sqlite.js";
import {
  columnOr,
  has,
  loadIntermediates,
  loadValues,
  plain,
  stepsOf,
  stepsTable,
} from "./database-values.js";
import { distributionReader, externalValue } from "./distribution.js";
import { put } from "./journal.js";
import { momentOf, type Study, type Trial } from "./trial.js";

/** Newest schema that was read (5.0.0 has it still). */
const NEWEST_SCHEMA = "v3.2.0.a";

/** All trials, by study and number; what cannot be read of them is told in `faults`. */
export function loadTrials(database: SqliteDatabase, faults: string[]): readonly Trial[] {
  const schema = newerSchema(database);
  if (schema !== null)
    faults.push(`its schema ${schema} is newer than ${NEWEST_SCHEMA}, the newest known here`);
  const studies = loadStudies(database);
  const params = loadParams(database, faults);
  const values = loadValues(database);
  const intermediates = loadIntermediates(database);
  const user = loadAttributes(database, "trial_user_attributes", "trial_id");
  const system = loadAttributes(database, "trial_system_attributes", "trial_id");
  const heartbeats = loadHeartbeats(database);
  const trials: Trial[] = [];
  for (const { id, study: owner, number, state, start, complete } of listTrials(database, system)) {
    const study = studies.get(owner);
    if (study === undefined) {
      faults.push(`trial ${id} belongs to study ${owner}, which is not there`);
      continue;
    }
    trials.push({
      study,
      number,
      state,
      start: momentOf(start),
      complete: momentOf(complete),
      heartbeat: heartbeats.get(id) ?? null,
      params: params.get(id) ?? {},
      values: values.get(id) ?? [],
      intermediate: intermediates.get(id) ?? null,
      userAttributes: user.get(id) ?? {},
      reason: Object.hasOwn(system.get(id) ?? {}, "fail_reason"),
    });
  }
  return trials;
}

function newerSchema(database: SqliteDatabase): string | null {
  if (!has(database, "alembic_version", "version_num")) return null;
  const parts = (version: string) => version.match(/\d+|[a-z]+$/g) ?? [];
  const newest = parts(NEWEST_SCHEMA);
  for (const [version] of database.rows(`SELECT ${textOf("version_num")} FROM alembic_version`)) {
    const found = parts(String(version));
    const differing = found.findIndex((part, index) => part !== newest[index]);
    const [now, known] = [found[differing], newest[differing]];
    if (now === undefined) continue;
    if (known === undefined || (/\d/.test(now) ? Number(now) > Number(known) : now > known))
      return String(version);
  }
  return null;
}

function loadStudies(database: SqliteDatabase): ReadonlyMap<number, Study> {
  const objectives = new Map<number, number>();
  if (has(database, "study_directions", "study_id"))
    for (const [study, count] of database.rows(
      "SELECT study_id, count(*) FROM study_directions GROUP BY study_id",
    ))
      objectives.set(Number(study), Number(count));
  const attributes = has(database, "study_system_attributes", "study_id", "key", "value_json")
    ? loadAttributes(database, "study_system_attributes", "study_id")
    : new Map<number, Record<string, Json>>();
  const studies = new Map<number, Study>();
  for (const [id, name] of database.rows(
    `SELECT study_id, ${textOf("study_name")} FROM studies ORDER BY study_id`,
  )) {
    const names = attributes.get(Number(id))?.["study:metric_names"];
    studies.set(Number(id), {
      name: String(name ?? ""),
      objectives: Math.max(1, objectives.get(Number(id)) ?? 1),
      metricNames: Array.isArray(names) ? names.map(String) : [],
    });
  }
  return studies;
}

interface TrialRow {
  readonly id: number;
  readonly study: number;
  readonly number: number;
  readonly state: string;
  readonly start: string | null;
  readonly complete: string | null;
}

/**
 * Numbers stand in a column since 1.3, in the system attribute `_number` before (0.15 to 1.2); where neither tells,
 * they count the trials of the study, as the client does.
 */
function listTrials(
  database: SqliteDatabase,
  system: ReadonlyMap<number, Readonly<Record<string, Json>>>,
): readonly TrialRow[] {
  const column = (name: string) => columnOr(database, "trials", name);
  const sql = `SELECT trial_id, study_id, ${column("number")}, ${textOf("state")},
    ${textOf(column("datetime_start"))}, ${textOf(column("datetime_complete"))} FROM trials ORDER BY study_id, trial_id`;
  const counts = new Map<number, number>();
  const rows: TrialRow[] = [];
  for (const [id, study, number, state, start, complete] of database.rows(sql)) {
    const counted = counts.get(Number(study)) ?? 0;
    counts.set(Number(study), counted + 1);
    const told = number ?? system.get(Number(id))?._number;
    rows.push({
      id: Number(id),
      study: Number(study),
      number: typeof told === "number" ? told : counted,
      state: String(state ?? ""),
      start: textOrNull(start),
      complete: textOrNull(complete),
    });
  }
  return rows;
}

const textOrNull = (value: SqliteValue | undefined): string | null =>
  typeof value === "string" ? value : null;

function loadParams(database: SqliteDatabase, faults: string[]): ReadonlyMap<number, Record<string, Json>> {
  const distributionOf = distributionReader();
  const order = has(database, "trial_params", "param_id") ? "param_id" : "rowid";
  const sql = `SELECT trial_id, ${textOf("param_name")}, param_value, ${textOf("distribution_json")}
    FROM trial_params WHERE param_name IS NOT NULL ORDER BY ${order}`;
  const params = new Map<number, Record<string, Json>>();
  for (const [trial, name, internal, json] of database.rows(sql)) {
    const distribution = distributionOf(json);
    const number = typeof internal === "number" ? plain(internal) : null;
    const value = distribution === null || number === null ? undefined : externalValue(distribution, number);
    if (value === undefined) faults.push(`parameter ${name} of trial ${trial} cannot be decoded`);
    else put(recordOf(params, Number(trial)), String(name), value);
  }
  return params;
}

/** A trial with its intermediate values; null: it is not there. */
export function loadSteps(
  database: SqliteDatabase,
  study: string,
  number: number,
): {
  readonly trial: Pick<Trial, "study" | "values" | "complete">;
  readonly steps: Iterable<readonly [number, MetricValue]>;
} | null {
  const studies = loadStudies(database);
  const system = has(database, "trials", "number")
    ? new Map<number, Record<string, Json>>()
    : loadAttributes(database, "trial_system_attributes", "trial_id");
  const row = listTrials(database, system).find(
    (trial) => trial.number === number && studies.get(trial.study)?.name === study,
  );
  if (row === undefined) return null;
  const table = stepsTable(database);
  return {
    trial: {
      study: studies.get(row.study)!,
      values: loadValues(database).get(row.id) ?? [],
      complete: momentOf(row.complete),
    },
    steps: table === null ? [] : stepsOf(database, `${table} WHERE trial_id = ? ORDER BY step`, row.id),
  };
}

/** Values of attributes that are no JSON stay the text that they are. */
function loadAttributes(
  database: SqliteDatabase,
  table: "trial_user_attributes" | "trial_system_attributes" | "study_system_attributes",
  owner: "trial_id" | "study_id",
): ReadonlyMap<number, Record<string, Json>> {
  const sql = `SELECT ${owner}, ${textOf("key")}, ${textOf("value_json")} FROM ${table}
    WHERE key IS NOT NULL AND value_json IS NOT NULL ORDER BY ${owner}, key`;
  const found = new Map<number, Record<string, Json>>();
  for (const [id, key, json] of database.rows(sql)) {
    const { value, error } = parsePythonJson(String(json));
    put(recordOf(found, Number(id)), String(key), error === null ? (value as Json) : String(json));
  }
  return found;
}

function recordOf(map: Map<number, Record<string, Json>>, id: number): Record<string, Json> {
  let record = map.get(id);
  if (record === undefined) {
    record = {};
    map.set(id, record);
  }
  return record;
}

/** SQLite itself writes them (`CURRENT_TIMESTAMP`), in UTC. */
function loadHeartbeats(database: SqliteDatabase): ReadonlyMap<number, string> {
  const beats = new Map<number, string>();
  if (!has(database, "trial_heartbeats", "trial_id", "heartbeat")) return beats;
  for (const [trial, at] of database.rows(`SELECT trial_id, ${textOf("heartbeat")} FROM trial_heartbeats`)) {
    const { local } = momentOf(at);
    if (local !== null) beats.set(Number(trial), new Date(local).toISOString());
  }
  return beats;
}
