import { openDriver, type SqliteDriver, SqliteUnavailable, type SqliteValue } from "./sqlite-drivers.js";

export { SqliteUnavailable, type SqliteValue };

/** A private copy of a database, opened for reading. */
export interface SqliteDatabase {
  /**
   * Ordinary tables and their stored columns. Views, virtual tables and generated columns are left out: reading
   * them would evaluate expressions that the file brings along. So are columns with a long default value: rows that
   * hold nothing would hold all of it.
   */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * Rows of a SELECT, one by one, values in the order of the columns. The statement must name only `tables`.
   * Integers beyond 2^53 lose digits; `CAST(… AS TEXT)` keeps them.
   * @throws SqliteUnreadable
   */
  rows(sql: string, ...parameters: readonly (string | number)[]): Iterable<readonly SqliteValue[]>;
  close(): void;
}

/** The file is no database, or is damaged; the message says how, without the path. */
export class SqliteUnreadable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SqliteUnreadable";
  }
}

/** Longest text taken out of a cell by `textOf`, in characters. */
export const TEXT_LIMIT = 1_000_000;

/** SQL for a column's value as text of bounded length, whatever type its cells have. */
export const textOf = (column: string): string => `CAST(substr(${column}, 1, ${TEXT_LIMIT}) AS TEXT)`;

const MAGIC = "SQLite format 3\0";

/**
 * Why these first bytes (16 are enough, more tell pointers apart) are not those of a SQLite 3 database; null: they are.
 * Source: https://www.sqlite.org/fileformat2.html §1.3.
 */
export function whyNotSqlite(head: Uint8Array): string | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  if (text.startsWith(MAGIC)) return null;
  if (text.length === 0) return "the file is empty";
  if (text.startsWith("version https://git-lfs.github.com/spec/")) {
    return "the file is a Git LFS pointer, its content is not here";
  }
  if (text.startsWith("/annex/objects/")) return "the file is a git-annex pointer, its content is not here";
  return "the file is not a SQLite 3 database";
}

/**
 * Opens a database that nobody else uses: a copy, since even a read-only connection leaves `-shm` and `-wal` files
 * beside a database in WAL mode.
 * @throws SqliteUnavailable  there is no driver on this machine
 * @throws SqliteUnreadable   the file is no database, or its schema is damaged
 */
export async function openSqlite(path: string): Promise<SqliteDatabase> {
  const driver = await openDriver(path).catch((error: unknown) => {
    throw error instanceof SqliteUnavailable ? error : unreadable(error);
  });
  try {
    return { tables: readTables(driver), rows: guarded(driver), close: () => driver.close() };
  } catch (error) {
    driver.close();
    throw unreadable(error);
  }
}

/** Ten times what the richest of these tools declares; a hundred thousand keep SQLite busy for minutes. */
const MOST_TABLES = 1000;
const LONGEST_DEFAULT = 200;
/**
 * Not `pragma_table_list`: it prepares every view, and views of views grow exponentially. SQLite itself refuses a row
 * of the schema whose type or name is not that of its statement.
 */
const TABLES = `SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND sql LIKE 'CREATE TABLE%'
  AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' LIMIT ${MOST_TABLES + 1}`;
const COLUMNS = `SELECT name FROM pragma_table_info(?) WHERE length(coalesce(dflt_value, '')) <= ${LONGEST_DEFAULT}`;

function readTables(driver: SqliteDriver): ReadonlyMap<string, ReadonlySet<string>> {
  const names = Array.from(driver.rows(TABLES, []), ([table]) => String(table));
  if (names.length > MOST_TABLES) throw new SqliteUnreadable(`it declares more than ${MOST_TABLES} tables`);
  return new Map(
    names.map((table) => [
      table,
      new Set(Array.from(driver.rows(COLUMNS, [table]), ([column]) => String(column))),
    ]),
  );
}

/** Characters that all queries of a database may give together, and rows. */
const MOST_TEXT = 2 ** 30;
const MOST_ROWS = 2e7;

function guarded(driver: SqliteDriver): SqliteDatabase["rows"] {
  let rows = 0;
  let text = 0;
  return function* (sql, ...parameters) {
    try {
      for (const row of driver.rows(sql, parameters)) {
        for (const value of row) if (typeof value === "string") text += value.length;
        if (++rows > MOST_ROWS || text > MOST_TEXT)
          throw new SqliteUnreadable("it holds more than is read of a database");
        yield row;
      }
    } catch (error) {
      throw unreadable(error);
    }
  };
}

const unreadable = (error: unknown): SqliteUnreadable =>
  error instanceof SqliteUnreadable
    ? error
    : new SqliteUnreadable(error instanceof Error ? error.message : String(error));
