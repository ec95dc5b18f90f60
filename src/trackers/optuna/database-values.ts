import { metricTally } from "../../core/metric-tally.js";
import type { MetricSummary, MetricValue } from "../../core/run.js";
import { type SqliteDatabase, type SqliteValue, textOf } from "../../parsers/sqlite.js";
import { INTERMEDIATE } from "./trial.js";

/** Does the table have all of these columns? They came over the years. */
export const has = (database: SqliteDatabase, table: string, ...columns: readonly string[]): boolean =>
  columns.every((column) => database.tables.get(table)?.has(column) ?? false);

export const columnOr = (database: SqliteDatabase, table: string, column: string): string =>
  has(database, table, column) ? column : "NULL";

/** Results: of one objective in `trials.value` until 2.3, of each in `trial_values` since. */
export function loadValues(database: SqliteDatabase): ReadonlyMap<number, readonly (MetricValue | null)[]> {
  const values = new Map<number, (MetricValue | null)[]>();
  if (!has(database, "trial_values", "objective")) {
    if (!has(database, "trials", "value")) return values;
    for (const [trial, value] of database.rows("SELECT trial_id, value FROM trials WHERE value IS NOT NULL"))
      values.set(Number(trial), [storedValue(value, null)]);
    return values;
  }
  const type = columnOr(database, "trial_values", "value_type");
  const sql = `SELECT trial_id, objective, value, ${textOf(type)} FROM trial_values ORDER BY trial_id, objective`;
  for (const [trial, objective, value, kind] of database.rows(sql)) {
    const stored = value === null && kind === null ? null : storedValue(value, kind);
    const list = values.get(Number(trial)) ?? [];
    values.set(Number(trial), list);
    const place = Number(objective);
    if (!Number.isInteger(place) || place < 0 || place > MOST_OBJECTIVES) continue;
    while (list.length < place) list.push(null);
    list[place] = stored;
  }
  return values;
}
/** Each counts for all before it, which no row needs to hold. */
const MOST_OBJECTIVES = 50;

/** The greatest float of 32 bits stood for infinity where a server's column could hold none; the client's own migration undoes it. */
const GREATEST = 3.4028234663852886e38;

/** Before 3.0 a column alone, which holds infinities themselves and NULL for NaN; then with a type beside it. */
function storedValue(value: SqliteValue | undefined, type: SqliteValue | undefined): MetricValue {
  if (type === "INF_POS") return "Infinity";
  if (type === "INF_NEG") return "-Infinity";
  if (type === "NAN" || typeof value !== "number") return "NaN";
  if (type === null && Math.abs(Math.abs(value) - GREATEST) <= GREATEST * 1e-5)
    return value > 0 ? "Infinity" : "-Infinity";
  return plain(value) as MetricValue;
}

/** A number, or the text of one that JSON has no word for. */
export const plain = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** Intermediate values have had a table of their own since 2.4. */
export function stepsTable(database: SqliteDatabase): string | null {
  if (has(database, "trial_intermediate_values", "trial_id", "step", "intermediate_value")) {
    const type = columnOr(database, "trial_intermediate_values", "intermediate_value_type");
    return `SELECT trial_id, step, intermediate_value, ${textOf(type)} FROM trial_intermediate_values`;
  }
  return has(database, "trial_values", "step")
    ? "SELECT trial_id, step, value, NULL FROM trial_values"
    : null;
}

export function loadIntermediates(database: SqliteDatabase): ReadonlyMap<number, MetricSummary> {
  const table = stepsTable(database);
  const found = new Map<number, MetricSummary>();
  if (table === null) return found;
  let open: { readonly trial: number; readonly tally: ReturnType<typeof metricTally> } | null = null;
  const close = (): void => {
    const summary = open?.tally.summaries().get(INTERMEDIATE);
    if (open !== null && summary !== undefined) found.set(open.trial, summary);
  };
  for (const [trial, step, value, type] of database.rows(`${table} ORDER BY trial_id, step`)) {
    if (open?.trial !== Number(trial)) {
      close();
      open = { trial: Number(trial), tally: metricTally() };
    }
    open.tally.add(INTERMEDIATE, stepOf(step), storedValue(value, type ?? null));
  }
  close();
  return found;
}

const stepOf = (step: SqliteValue | undefined): number | null => (typeof step === "number" ? step : null);

export function* stepsOf(
  database: SqliteDatabase,
  sql: string,
  trial: number,
): Generator<readonly [number, MetricValue]> {
  for (const [, step, value, type] of database.rows(sql, trial))
    yield [stepOf(step) ?? 0, storedValue(value, type ?? null)];
}
