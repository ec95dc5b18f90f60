import type { MetricSummary } from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import { type SqliteDatabase, type SqliteValue, textOf } from "../../parsers/sqlite.js";
import { metricValue } from "./metric-lines.js";

export interface DatabaseSeries {
  readonly key: string;
  readonly summary: MetricSummary;
  readonly lastAt: number;
}

/**
 * Infinity in a column that cannot hold it: the client writes the greatest double instead, and NaN as 0 with `is_nan`
 * (mlflow/store/tracking/sqlalchemy_store.py, sanitize_metric_value).
 */
const GREATEST = Number.MAX_VALUE;

/** Every series of every run, by run id: grouped by SQLite, so that memory does not grow with steps. */
export function loadMetrics(database: SqliteDatabase): ReadonlyMap<string, readonly DatabaseSeries[]> {
  const { step, nan } = metricColumns(database);
  const finite = `CASE WHEN ${nan} OR abs(value) >= ${GREATEST} THEN NULL ELSE value END`;
  const sql = `SELECT ${textOf("run_uuid")}, ${textOf("key")}, count(*), min(${finite}), max(${finite}), max(timestamp)
    FROM metrics WHERE key IS NOT NULL GROUP BY run_uuid, key`;
  const groups = [...database.rows(sql)];
  let last = loadLatest(database);
  if (!groups.every(([run, key]) => last.has(seriesKey(run, key)))) last = lastByOrder(database, step, nan);
  const found = new Map<string, DatabaseSeries[]>();
  for (const [run, key, count, min, max, at] of groups) {
    const end = last.get(seriesKey(run, key))!;
    push(found, String(run), {
      key: String(key),
      summary: {
        last: end.value,
        min: numberOrNull(min),
        max: numberOrNull(max),
        count: Number(count),
        lastStep: end.step,
      },
      lastAt: numberOrNull(at) ?? 0,
    });
  }
  return found;
}

/** Steps came with 1.0, the mark for NaN with 1.3. */
const metricColumns = (database: SqliteDatabase): { readonly step: string; readonly nan: string } => ({
  step: has(database, "metrics", "step") ? "step" : "0",
  nan: has(database, "metrics", "is_nan") ? "is_nan" : "0",
});

interface LastPoint {
  readonly value: MetricSummary["last"];
  readonly step: number | null;
}

const seriesKey = (run: SqliteValue | undefined, key: SqliteValue | undefined): string => `${run}/${key}`;

/** From 1.3 on the client keeps the last point of each series itself. */
function loadLatest(database: SqliteDatabase): ReadonlyMap<string, LastPoint> {
  const latest = new Map<string, LastPoint>();
  if (!has(database, "latest_metrics", "run_uuid", "key", "value", "step", "is_nan")) return latest;
  const sql = `SELECT ${textOf("run_uuid")}, ${textOf("key")}, value, step, is_nan FROM latest_metrics`;
  for (const [run, key, value, step, nan] of database.rows(sql)) {
    latest.set(seriesKey(run, key), { value: recordedValue(value, nan), step: numberOrNull(step) });
  }
  return latest;
}

function lastByOrder(database: SqliteDatabase, step: string, nan: string): ReadonlyMap<string, LastPoint> {
  const latest = new Map<string, LastPoint>();
  const sql = `SELECT ${textOf("run_uuid")}, ${textOf("key")}, value, ${step} AS at, ${nan} FROM metrics
    WHERE key IS NOT NULL ORDER BY run_uuid, key, at, timestamp, value`;
  for (const [run, key, value, at, isNan] of database.rows(sql)) {
    latest.set(seriesKey(run, key), { value: recordedValue(value, isNan), step: numberOrNull(at) });
  }
  return latest;
}

function recordedValue(value: SqliteValue | undefined, nan: SqliteValue | undefined): MetricSummary["last"] {
  if (nan === 1 || typeof value !== "number") return "NaN";
  return Math.abs(value) >= GREATEST ? metricValue(value * 2) : metricValue(value);
}

/** All points of one run, by key, step and time. */
export function* pointsOf(database: SqliteDatabase, run: string): Generator<MetricPoint> {
  const { step, nan } = metricColumns(database);
  const sql = `SELECT ${textOf("key")}, value, timestamp, ${step} AS at, ${nan} FROM metrics
    WHERE run_uuid = ? AND key IS NOT NULL ORDER BY key, at, timestamp, value`;
  for (const [key, value, at, atStep, isNan] of database.rows(sql, run)) {
    yield {
      key: String(key),
      step: numberOrNull(atStep),
      value: recordedValue(value, isNan),
      at: numberOrNull(at),
    };
  }
}

/** Does the table have all of these columns? They came over the years. */
export const has = (database: SqliteDatabase, table: string, ...columns: readonly string[]): boolean =>
  columns.every((column) => database.tables.get(table)?.has(column) ?? false);

/** Adds to a list in a map of lists. */
export function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

const numberOrNull = (value: SqliteValue | undefined): number | null =>
  typeof value === "number" ? value : null;
