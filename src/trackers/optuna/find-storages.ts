import { posix } from "node:path";
import type { RecordStore } from "../../core/tracker.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { whyNotSqlite } from "../../parsers/sqlite.js";
import { DATABASE_NAME, findDatabases } from "../database-file.js";
import { OPTUNA_DATABASE } from "./database-kind.js";

/** What the documentation and its users call a journal; others are known by their first line. */
const JOURNAL_NAME = /\.(?:log|journal|jsonl|ndjson)$|(?:optuna|journal)[^.]*(?:\.txt)?$/i;
const OPTUNA_NAME = /optuna/i;
/** Enough for the first lines of a journal, should the very first be damaged. */
export const HEAD_BYTES = 4096;

/** SQLite storages and journals, by header, tables and first line; by name, where their content is damaged or not here. */
export async function findStorages(
  files: readonly FileEntry[],
  workspace: Workspace,
): Promise<readonly RecordStore[]> {
  const stores = [...(await findDatabases(OPTUNA_DATABASE, files, workspace))];
  const databases = new Set(stores.map(({ path }) => path));
  for (const file of files) {
    const name = posix.basename(file.path);
    if (DATABASE_NAME.test(name) || !JOURNAL_NAME.test(name) || file.symlink) continue;
    if (databases.has(file.path)) continue;
    if (await isJournal(file, OPTUNA_NAME.test(name), workspace))
      stores.push({ path: file.path, files: [file] });
  }
  return stores;
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

/** Keys in the order that the client writes them (`_write_log`), in one of the first lines. */
const LINE = /^\{"op_code": ?\d{1,2}, ?"worker_id": ?"/m;

export const opensJournal = (head: Buffer): boolean => LINE.test(head.toString("latin1"));
