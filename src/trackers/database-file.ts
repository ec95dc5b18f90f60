import { posix } from "node:path";
import type { RecordStore } from "../core/tracker.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../core/workspace.js";
import {
  openSqlite,
  type SqliteDatabase,
  SqliteUnavailable,
  SqliteUnreadable,
  whyNotSqlite,
} from "../parsers/sqlite.js";
import { pageFault } from "../parsers/sqlite-pages.js";
import { declaresTables } from "../parsers/sqlite-schema.js";

/** The SQLite databases of one tracker. */
export interface DatabaseKind {
  /** Tables and columns that every version of the client has made. */
  readonly schema: Readonly<Record<string, readonly string[]>>;
  /** Names by which its documentation and courses call one: it is known by them where its content is damaged. */
  readonly named: RegExp;
}

export const DATABASE_NAME = /\.(?:db3?|sqlite3?)$/i;
const HEAD_BYTES = 200;
/** The schema stands in the first pages, unless it was changed late in a long life. */
const SCHEMA_BYTES = 1 << 20;
const SMALLEST_PAGE = 512;

/** Databases of any name (`.db`, `.sqlite`, `.sqlite3`, no extension), by header and tables. */
export async function findDatabases(
  kind: DatabaseKind,
  files: readonly FileEntry[],
  workspace: Workspace,
): Promise<readonly RecordStore[]> {
  const stores: RecordStore[] = [];
  for (const file of files) {
    if (!file.symlink && mayBeDatabase(kind, file) && (await isDatabase(kind, file, workspace)))
      stores.push({ path: file.path, files: [file] });
  }
  return stores;
}

/** The many small files of an MLflow file store, whose sizes need not be asked of the disk. */
const NO_DATABASE = /\/(?:params|metrics|tags)\/|\.[^/]*$/;

/** By its name; without an extension, by a size of whole pages, one for each table at least. */
function mayBeDatabase({ schema }: DatabaseKind, file: FileEntry): boolean {
  if (DATABASE_NAME.test(file.path)) return true;
  if (NO_DATABASE.test(file.path)) return false;
  const pages = file.size / SMALLEST_PAGE;
  return Number.isInteger(pages) && pages >= Object.keys(schema).length;
}

async function isDatabase(
  { schema, named: name }: DatabaseKind,
  { path }: FileEntry,
  workspace: Workspace,
): Promise<boolean> {
  const named = DATABASE_NAME.test(path) && name.test(posix.basename(path));
  const tables = Object.keys(schema);
  try {
    if (whyNotSqlite(await workspace.read(path, { limit: HEAD_BYTES })) !== null) return named;
    const declared = declaresTables(await workspace.read(path, { limit: SCHEMA_BYTES }), tables);
    if (declared === true) return true;
    const wal = await workspace.entry(`${path}-wal`);
    if (declared === false && (wal?.size ?? 0) === 0) return named;
    for await (const stored of withDatabase(path, workspace, (database) => [database.tables]))
      return tables.every((table) => stored.has(table));
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  return named;
}

/** Why a database that opens is none of this kind; null: it is one. */
export function missingTable({ schema }: DatabaseKind, { tables }: SqliteDatabase): string | null {
  for (const [table, columns] of Object.entries(schema)) {
    const stored = tables.get(table);
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
    const fault = await pageFault(copy.path, hasWal);
    if (fault !== null) throw new SqliteUnreadable(fault);
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
