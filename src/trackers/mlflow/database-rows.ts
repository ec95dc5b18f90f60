import { type SqliteDatabase, SqliteUnreadable, type SqliteValue } from "../../parsers/sqlite.js";

/** What of a database could not be read: its other tables still can. */
export interface Damage {
  readonly tables: Set<string>;
  reason: string | null;
}

/** Does the table have all of these columns? They came over the years. */
export const has = (database: SqliteDatabase, table: string, ...columns: readonly string[]): boolean =>
  columns.every((column) => database.tables.get(table)?.has(column) ?? false);

/** The rows of a query up to the first that cannot be read, which is noted. */
export function* readable(
  database: SqliteDatabase,
  table: string,
  sql: string,
  damage: Damage,
): Generator<readonly SqliteValue[], void> {
  try {
    yield* database.rows(sql);
  } catch (error) {
    if (!(error instanceof SqliteUnreadable)) throw error;
    damage.tables.add(table);
    damage.reason ??= error.message;
  }
}

/** Rows that belong to runs, asked for run by run in the order of their ids, so that none but the next is in memory. */
export interface Alongside<T> {
  of(run: string): readonly T[];
  close(): void;
}

/** Ids are compared as SQLite orders them: restrict and sort a query by this. */
export const RUNS_IN_ORDER = {
  where: "typeof(run_uuid) = 'text'",
  by: "run_uuid COLLATE BINARY",
} as const;

export function alongside<T>(
  rows: Generator<readonly SqliteValue[], void>,
  read: (row: readonly SqliteValue[]) => { readonly run: string; readonly item: T },
): Alongside<T> {
  let next: { readonly run: string; readonly item: T } | null = null;
  const advance = (): void => {
    const { value, done } = rows.next();
    next = done === true ? null : read(value as readonly SqliteValue[]);
  };
  advance();
  return {
    of(run) {
      const found: T[] = [];
      // Rows without a run are left behind.
      while (next !== null && next.run !== run && isBefore(next.run, run)) advance();
      while (next !== null && next.run === run) {
        found.push(next.item);
        advance();
      }
      return found;
    },
    close: () => void rows.return(),
  };
}

const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

/** Adds to a list in a map of lists. */
export function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

export const numberOrNull = (value: SqliteValue | undefined): number | null =>
  typeof value === "number" ? value : null;
