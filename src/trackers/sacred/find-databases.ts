import { posix } from "node:path";
import type { RecordStore } from "../../core/tracker.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { type SqliteDatabase, whyNotSqlite } from "../../parsers/sqlite.js";
import { declaresTables } from "../../parsers/sqlite-schema.js";
import { isUnreadable, withDatabase } from "../mlflow/open-database.js";

/** What every version of the observer has made (sacred/observers/sql_bases.py, 0.7.3 to 0.8). */
const SCHEMA: Readonly<Record<string, readonly string[]>> = {
  run: ["id", "run_id", "status", "config", "experiment_id", "host_id"],
  experiment: ["experiment_id", "name"],
  host: ["host_id"],
  source: ["source_id", "filename", "md5sum"],
  dependency: ["dependency_id", "name", "version"],
};
const DATABASE_NAME = /\.(?:db3?|sqlite3?)$/i;
const SCHEMA_BYTES = 1 << 20;
const SMALLEST_PAGE = 512;

/** SQLite databases of a SqlObserver, of any name, by header and tables. */
export async function findSqlStores(
  files: readonly FileEntry[],
  workspace: Workspace,
): Promise<readonly RecordStore[]> {
  const stores: RecordStore[] = [];
  for (const file of files) {
    const name = posix.basename(file.path);
    const mayBe =
      DATABASE_NAME.test(name) || (!name.includes(".") && file.size > 0 && file.size % SMALLEST_PAGE === 0);
    if (file.symlink || !mayBe) continue;
    if (await isSacredDatabase(file.path, workspace)) stores.push({ path: file.path, files: [file] });
  }
  return stores;
}

/** By its tables; one that cannot be opened, by its name. */
async function isSacredDatabase(path: string, workspace: Workspace): Promise<boolean> {
  const named = /sacred/i.test(posix.basename(path));
  try {
    if (whyNotSqlite(await workspace.read(path, { limit: 200 })) !== null) return named;
    const declared = declaresTables(await workspace.read(path, { limit: SCHEMA_BYTES }), Object.keys(SCHEMA));
    if (declared === true) return true;
    const wal = await workspace.entry(`${path}-wal`);
    if (declared === false && (wal?.size ?? 0) === 0) return false;
    for await (const why of withDatabase(path, workspace, (database) => [missingTable(database)])) {
      return why === null;
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  return named;
}

/** Why a database that opens is no store of Sacred; null: it is one. */
export function missingTable({ tables }: SqliteDatabase): string | null {
  for (const [table, columns] of Object.entries(SCHEMA)) {
    const stored = tables.get(table);
    if (stored === undefined) return `it has no table ${table}`;
    const absent = columns.find((column) => !stored.has(column));
    if (absent !== undefined) return `its table ${table} has no column ${absent}`;
  }
  return null;
}
