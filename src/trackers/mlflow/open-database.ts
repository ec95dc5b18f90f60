import type { RecordStore } from "../../core/tracker.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../../core/workspace.js";
import {
  openSqlite,
  type SqliteDatabase,
  SqliteUnavailable,
  SqliteUnreadable,
  whyNotSqlite,
} from "../../parsers/sqlite.js";
import { declaresTables } from "../../parsers/sqlite-schema.js";
import { baseName } from "./layout.js";

/** Tables and columns that every version of the client has made since 0.9. */
const SCHEMA: Readonly<Record<string, readonly string[]>> = {
  experiments: ["experiment_id", "name"],
  runs: ["run_uuid", "experiment_id", "status"],
  metrics: ["run_uuid", "key", "value", "timestamp"],
  params: ["run_uuid", "key", "value"],
  tags: ["run_uuid", "key", "value"],
};
const TABLES = Object.keys(SCHEMA);

/** Names by which MLflow's documentation and courses call a database; others are known by their tables alone. */
const MLFLOW_NAME = /mlflow|mlruns/i;
const DATABASE_NAME = /\.(?:db3?|sqlite3?)$/i;
/** The schema stands in the first pages, unless it was changed late in a long life. */
const SCHEMA_BYTES = 1 << 20;
const SMALLEST_PAGE = 512;
/** Less than this holds no five tables with their indices. */
const SMALLEST_DATABASE = 5 * SMALLEST_PAGE;

/** SQLite stores of any name (`.db`, `.sqlite`, `.sqlite3`, no extension), by header and tables. */
export async function findDatabases(
  files: readonly FileEntry[],
  workspace: Workspace,
): Promise<readonly RecordStore[]> {
  const stores: RecordStore[] = [];
  for (const file of files) {
    const name = baseName(file.path);
    const named = DATABASE_NAME.test(name);
    if (file.symlink || !(named || mayBeDatabase(file, name))) continue;
    if (await isMlflowDatabase(file, named && MLFLOW_NAME.test(name), workspace)) {
      stores.push({ path: file.path, files: [file] });
    }
  }
  return stores;
}

/** A file without extension whose size is one of whole pages. */
const mayBeDatabase = (file: FileEntry, name: string): boolean =>
  !name.includes(".") && file.size % SMALLEST_PAGE === 0 && file.size >= SMALLEST_DATABASE;

async function isMlflowDatabase(file: FileEntry, named: boolean, workspace: Workspace): Promise<boolean> {
  try {
    if (whyNotSqlite(await workspace.read(file.path, { limit: 200 })) !== null) return named;
    const declared = declaresTables(await workspace.read(file.path, { limit: SCHEMA_BYTES }), TABLES);
    if (declared === true) return true;
    const wal = await workspace.entry(`${file.path}-wal`);
    if (declared === false && (wal?.size ?? 0) === 0) return named;
    for await (const tables of withDatabase(file.path, workspace, (database) => [database.tables])) {
      return TABLES.every((table) => tables.has(table));
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  return named;
}

/** Why a database that opens is no store of MLflow; null: it is one. */
export function whyNotMlflow(database: SqliteDatabase): string | null {
  for (const [table, columns] of Object.entries(SCHEMA)) {
    const stored = database.tables.get(table);
    if (stored === undefined) return `it has no table ${table}`;
    const absent = columns.find((column) => !stored.has(column));
    if (absent !== undefined) return `its table ${table} has no column ${absent}`;
  }
  return null;
}

export const isUnreadable = (
  error: unknown,
): error is UnreadableFile | SqliteUnavailable | SqliteUnreadable =>
  error instanceof UnreadableFile || error instanceof SqliteUnavailable || error instanceof SqliteUnreadable;

/**
 * Hands a private copy of a database (with its write-ahead log, whose rows are not in the main file yet) to `use`, and
 * removes the copy when what `use` yields has been taken.
 * @throws UnreadableFile, SqliteUnavailable, SqliteUnreadable
 */
export async function* withDatabase<T>(
  path: string,
  workspace: Workspace,
  use: (database: SqliteDatabase) => Iterable<T> | AsyncIterable<T>,
): AsyncGenerator<T> {
  const why = whyNotSqlite(await workspace.read(path, { limit: 200 }));
  if (why !== null) throw new SqliteUnreadable(why);
  const wal = `${path}-wal`;
  const hasWal = ((await workspace.entry(wal))?.size ?? 0) > 0;
  const copy = await holdCopy(hasWal ? [path, wal] : [path], workspace);
  try {
    const database = await openSqlite(copy.path);
    try {
      yield* use(database);
    } finally {
      database.close();
    }
  } finally {
    await copy.release();
  }
}

/** A copy that stays until it is released: `withCopy` keeps it for the time of a call, a generator needs it for longer. */
async function holdCopy(paths: readonly string[], workspace: Workspace) {
  let release = (): void => undefined;
  let held: Promise<void> | null = null;
  const path = await new Promise<string>((resolve, reject) => {
    held = workspace.withCopy(paths, async (_folder, copies) => {
      const released = new Promise<void>((done) => {
        release = done;
      });
      resolve(copies[0]!);
      await released;
    });
    held.catch(reject);
  });
  return {
    path,
    release: async (): Promise<void> => {
      release();
      await held;
    },
  };
}
