import { once } from "../../core/once.js";
import type { MetricSummary } from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import { type SqliteDatabase, type SqliteValue, textOf } from "../../parsers/sqlite.js";
import {
  type Alongside,
  alongside,
  type Damage,
  has,
  numberOrNull,
  RUNS_IN_ORDER,
  readable,
} from "./database-rows.js";
import { metricValue } from "./metric-lines.js";

export interface DatabaseSeries {
  readonly key: string;
  readonly summary: MetricSummary;
  readonly lastAt: number | null;
}

/**
 * Infinity in a column that cannot hold it: the client writes the greatest double instead, and NaN as 0 with `is_nan`
 * (mlflow/store/tracking/sqlalchemy_store.py, sanitize_metric_value).
 */
const GREATEST = Number.MAX_VALUE;

/**
 * The series of each run: grouped by SQLite, so that memory does not grow with steps. Their last points are read beside
 * them and not joined: the statistics of a foreign database may have SQLite go through all of one for each of the other.
 */
export function metricsByRun(database: SqliteDatabase, damage: Damage): Alongside<DatabaseSeries> {
  const { step, nan } = metricColumns(database);
  const finite = `FILTER (WHERE NOT ${nan} AND abs(value) < ${GREATEST})`;
  const { where, by } = RUNS_IN_ORDER;
  const sql = `SELECT ${textOf("run_uuid")}, ${textOf("key")}, count(*), min(value) ${finite}, max(value) ${finite},
      max(timestamp) FROM metrics WHERE key IS NOT NULL AND ${where} GROUP BY ${by}, key ORDER BY ${by}, key`;
  const grouped = alongside(readable(database, "metrics", sql, damage), (row) => ({
    run: String(row[0]),
    item: row,
  }));
  const latest = keptLast(database, damage);
  const later = once(() => lastByOrder(database, step, nan, damage));
  return {
    of(run) {
      const last = new Map(latest?.of(run));
      return grouped.of(run).map(([, key, count, low, high, at]): DatabaseSeries => {
        const end = last.get(String(key)) ?? later().get(seriesKey(run, key));
        const summary = {
          last: end?.value ?? "NaN",
          min: numberOrNull(low),
          max: numberOrNull(high),
          count: Number(count),
          lastStep: end?.step ?? null,
        };
        return { key: String(key), summary, lastAt: numberOrNull(at) };
      });
    },
    close: () => {
      grouped.close();
      latest?.close();
    },
  };
}

/** From 1.3 on the client keeps the last point of each series itself, by key. */
function keptLast(
  database: SqliteDatabase,
  damage: Damage,
): Alongside<readonly [key: string, last: LastPoint]> | null {
  if (!has(database, "latest_metrics", "run_uuid", "key", "value", "step", "is_nan")) return null;
  const { where, by } = RUNS_IN_ORDER;
  const sql = `SELECT ${textOf("run_uuid")}, ${textOf("key")}, value, step, is_nan FROM latest_metrics
    WHERE key IS NOT NULL AND ${where} ORDER BY ${by}`;
  return alongside(readable(database, "latest_metrics", sql, damage), ([run, key, value, step, isNan]) => ({
    run: String(run),
    item: [String(key), { value: recordedValue(value, isNan), step: numberOrNull(step) }] as const,
  }));
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

/** The last points of all series, for databases that do not keep them. */
function lastByOrder(
  database: SqliteDatabase,
  step: string,
  nan: string,
  damage: Damage,
): ReadonlyMap<string, LastPoint> {
  const latest = new Map<string, LastPoint>();
  const sql = `SELECT ${textOf("run_uuid")}, ${textOf("key")}, value, at, is_nan FROM (
      SELECT run_uuid, key, value, ${step} AS at, ${nan} AS is_nan, row_number() OVER (
        PARTITION BY run_uuid, key ORDER BY ${step} DESC, timestamp DESC, value DESC
      ) AS place FROM metrics WHERE key IS NOT NULL
    ) WHERE place = 1`;
  for (const [run, key, value, at, isNan] of readable(database, "metrics", sql, damage)) {
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
