import { createRequire } from "node:module";

/** What a cell holds; blobs are bytes. */
export type SqliteValue = null | number | string | Uint8Array;

export interface SqliteDriver {
  rows(sql: string, parameters: readonly (string | number)[]): Iterable<readonly SqliteValue[]>;
  close(): void;
}

/** No SQLite on this machine: neither better-sqlite3 nor `node:sqlite` (Node 22.16 and later) can be loaded. */
export class SqliteUnavailable extends Error {
  constructor(readonly reasons: readonly string[]) {
    super(`no SQLite driver here (${reasons.join("; ")})`);
    this.name = "SqliteUnavailable";
  }
}

/**
 * Said on every connection before anything is read: functions that a schema names are not trusted, damaged pages are
 * noticed, nothing is mapped into memory (https://www.sqlite.org/security.html).
 */
const PRECAUTIONS = [
  "trusted_schema = OFF",
  "cell_size_check = ON",
  "mmap_size = 0",
  "query_only = ON",
  "cache_size = -32768",
];

/**
 * A read-only connection by whichever driver loads.
 * @throws SqliteUnavailable
 * @throws the driver's own error, where the file cannot be opened
 */
export async function openDriver(path: string): Promise<SqliteDriver> {
  const reasons: string[] = [];
  for (const open of [openBetterSqlite, openNodeSqlite]) {
    const opened = await open(path);
    if (typeof opened !== "string") return opened;
    reasons.push(opened);
  }
  throw new SqliteUnavailable(reasons);
}

type Opened = SqliteDriver | string;
const nodeMajor = Number(process.versions.node.split(".")[0]);

/** better-sqlite3 13 is built for Node 22 and later; loading it on an older one is not an exception but a crash. */
function unsuitableVersion(): string | null {
  try {
    const { version } = createRequire(import.meta.url)("better-sqlite3/package.json") as { version: string };
    const fits = nodeMajor >= 22 || Number(version.split(".")[0]) < 13;
    return fits ? null : `better-sqlite3 ${version} needs Node 22`;
  } catch {
    return "better-sqlite3 is not installed";
  }
}

async function openBetterSqlite(path: string): Promise<Opened> {
  const unsuitable = unsuitableVersion();
  if (unsuitable !== null) return unsuitable;
  try {
    const { default: Database } = await import("better-sqlite3");
    const database = new Database(path, { readonly: true, fileMustExist: true });
    for (const precaution of PRECAUTIONS) database.pragma(precaution);
    return {
      rows: (sql, parameters) =>
        database
          .prepare<unknown[], SqliteValue[]>(sql)
          .raw()
          .iterate(...parameters),
      close: () => database.close(),
    };
  } catch (error) {
    // The native part is loaded by the first connection: an error that SQLite did not raise means it does not load.
    if (String((error as { code?: unknown }).code).startsWith("SQLITE_")) throw error;
    return "better-sqlite3 does not load";
  }
}

/** The part of `node:sqlite` in use; `setReturnArrays` came with 22.16 (and 24.0), later than all else. */
interface NodeStatement {
  iterate(...parameters: readonly unknown[]): Iterable<readonly unknown[]>;
  setReturnArrays(on: boolean): void;
  setReadBigInts(on: boolean): void;
}
interface NodeDatabase {
  prepare(sql: string): NodeStatement;
  exec(sql: string): void;
  close(): void;
}
interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { readOnly: boolean }) => NodeDatabase;
  readonly StatementSync: { readonly prototype: object };
}

async function openNodeSqlite(path: string): Promise<Opened> {
  const module = loadNodeSqlite();
  if (module === null || !("setReturnArrays" in module.StatementSync.prototype)) {
    return `node:sqlite needs Node 22.16, this is ${process.versions.node}`;
  }
  const database = new module.DatabaseSync(path, { readOnly: true });
  try {
    for (const precaution of PRECAUTIONS) database.exec(`PRAGMA ${precaution}`);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    *rows(sql, parameters) {
      const statement = database.prepare(sql);
      // Columns may have equal names, which a row as an object would lose.
      statement.setReturnArrays(true);
      // Without it an integer beyond 2^53 is an exception.
      statement.setReadBigInts(true);
      for (const row of statement.iterate(...parameters)) yield row.map(plain);
    },
    close: () => database.close(),
  };
}

const plain = (value: unknown): SqliteValue =>
  typeof value === "bigint" ? Number(value) : (value as SqliteValue);

/** Loads `node:sqlite` without its ExperimentalWarning; warnings of others, at any other time, pass. */
function loadNodeSqlite(): NodeSqlite | null {
  const warn = process.emitWarning;
  process.emitWarning = (() => undefined) as typeof warn;
  try {
    return createRequire(import.meta.url)("node:sqlite") as NodeSqlite;
  } catch {
    return null;
  } finally {
    process.emitWarning = warn;
  }
}
