import { posix } from "node:path";
import type { RecordStore } from "../../core/tracker.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { whyNotSqlite } from "../../parsers/sqlite.js";
import { declaresTables } from "../../parsers/sqlite-schema.js";
import { isUnreadable, withDatabase } from "../mlflow/open-database.js";
import { SCHEMA } from "./database.js";

const DATABASE_NAME = /\.(?:db3?|sqlite3?)$/i;
/** What the documentation and its users call a journal; others are known by their first line. */
const JOURNAL_NAME = /\.(?:log|journal|jsonl|ndjson)$|(?:optuna|journal)[^.]*(?:\.txt)?$/i;
const OPTUNA_NAME = /optuna/i;
const TABLES = Object.keys(SCHEMA);
/** The schema stands in the first pages, unless it was changed late in a long life. */
const SCHEMA_BYTES = 1 << 20;
const HEAD_BYTES = 256;
const SMALLEST_PAGE = 512;
const SMALLEST_DATABASE = 7 * SMALLEST_PAGE;

/** SQLite storages and journals, by header, tables and first line; by name, where their content is damaged or not here. */
export async function findStorages(
  files: readonly FileEntry[],
  workspace: Workspace,
): Promise<readonly RecordStore[]> {
  const stores: RecordStore[] = [];
  for (const file of files) {
    if (file.symlink) continue;
    const name = posix.basename(file.path);
    const found =
      DATABASE_NAME.test(name) || mayBeDatabase(file, name)
        ? await isDatabase(file, DATABASE_NAME.test(name) && OPTUNA_NAME.test(name), workspace)
        : JOURNAL_NAME.test(name) && (await isJournal(file, OPTUNA_NAME.test(name), workspace));
    if (found) stores.push({ path: file.path, files: [file] });
  }
  return stores;
}

/** A file without extension whose size is one of whole pages. */
const mayBeDatabase = (file: FileEntry, name: string): boolean =>
  !name.includes(".") && file.size % SMALLEST_PAGE === 0 && file.size >= SMALLEST_DATABASE;

async function isDatabase(file: FileEntry, named: boolean, workspace: Workspace): Promise<boolean> {
  try {
    if (whyNotSqlite(await workspace.read(file.path, { limit: HEAD_BYTES })) !== null) return named;
    const declared = declaresTables(await workspace.read(file.path, { limit: SCHEMA_BYTES }), TABLES);
    if (declared === true) return true;
    const wal = await workspace.entry(`${file.path}-wal`);
    if (declared === false && (wal?.size ?? 0) === 0) return named;
    for await (const tables of withDatabase(file.path, workspace, (database) => [database.tables]))
      return TABLES.every((table) => tables.has(table));
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  return named;
}

async function isJournal(file: FileEntry, named: boolean, workspace: Workspace): Promise<boolean> {
  try {
    const head = await workspace.read(file.path, { limit: HEAD_BYTES });
    return opensJournal(head) || (named && whyNotSqlite(head) !== NOT_SQLITE && head.length > 0);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return false;
  }
}
/** What is said of a file with a content of its own; pointers and empty files are told apart. */
const NOT_SQLITE = whyNotSqlite(Buffer.from("text"));

/** Keys in the order that the client writes them (`_write_log`). */
const FIRST_LINE = /^\{"op_code": ?\d{1,2}, ?"worker_id": ?"/;

export const opensJournal = (head: Buffer): boolean => FIRST_LINE.test(head.toString("latin1"));
