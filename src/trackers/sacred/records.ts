import { defineReader, type RecordStore } from "../../core/tracker.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { findDatabases } from "../database-file.js";
import { SACRED_DATABASE } from "./database-kind.js";
import { readFileStorage, readResults } from "./file-storage.js";
import { findFileStores, findTinyDbs } from "./find-stores.js";
import { pointsOf } from "./metrics.js";
import type { Tree } from "./run.js";
import { readSql, sqlInfo } from "./sql.js";
import { readTinyDb, tinyDbInfo } from "./tiny-db.js";

const isTinyDb = (path: string): boolean => /(?:^|\/)metadata\.json$/.test(path);
/** A database is its own root. */
const isFile = ({ path, files }: RecordStore): boolean => files[0]?.path === path;

/** One tree for all stores of a walk. */
const trees = new WeakMap<readonly FileEntry[], Tree>();

async function treeOf(workspace: Workspace): Promise<Tree> {
  const files = await workspace.files();
  const tree = trees.get(files) ?? new Set(files.map(({ path }) => path));
  trees.set(files, tree);
  return tree;
}

/**
 * Runs that Sacred's local observers keep: FileStorageObserver, TinyDbObserver and SqlObserver on SQLite, 0.7 to 0.8.
 * One execution that two observers saw is two records.
 */
export const reader = defineReader({
  tracker: "sacred",
  async find(files, workspace) {
    return [
      ...(await findFileStores(files, workspace)),
      ...(await findTinyDbs(files, workspace)),
      ...(await findDatabases(SACRED_DATABASE, files, workspace)),
    ];
  },
  async *read(store, workspace) {
    const tree = await treeOf(workspace);
    const read = !isFile(store) ? readFileStorage : isTinyDb(store.path) ? readTinyDb : readSql;
    yield* read(store, tree, workspace);
  },
  async *series(run, workspace) {
    const { directory, store } = run.trace;
    if (directory !== null) {
      yield* pointsOf(await readResults(directory, workspace, () => undefined));
      return;
    }
    const info = await (isTinyDb(store) ? tinyDbInfo : sqlInfo)(store, recordedId(run.id, store), workspace);
    yield* pointsOf({ metrics: undefined, info, result: undefined });
  },
});

/** Where two stores hold the same id, the ledger puts the store's path before it. */
const recordedId = (id: string, store: string): string =>
  id.startsWith(`${store}#`) ? id.slice(store.length + 1) : id;
