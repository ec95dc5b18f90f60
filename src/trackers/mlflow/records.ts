import type { RunRecord } from "../../core/run.js";
import { defineReader, type MetricPoint, type RecordStore } from "../../core/tracker.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { findDatabases } from "../database-file.js";
import { databaseSeries, readDatabase } from "./database.js";
import { MLFLOW_DATABASE } from "./database-kind.js";
import { fileStoreSeries, readFileStore } from "./file-store.js";
import { findFileStores } from "./find-file-stores.js";

async function findStores(
  files: readonly FileEntry[],
  workspace: Workspace,
): Promise<readonly RecordStore[]> {
  return [
    ...(await findFileStores(files, workspace)),
    ...(await findDatabases(MLFLOW_DATABASE, files, workspace)),
  ];
}

/** A database is its own root. */
export const isDatabase = (store: RecordStore): boolean => store.files[0]?.path === store.path;

const read = (store: RecordStore, workspace: Workspace) =>
  isDatabase(store) ? readDatabase(store, workspace) : readFileStore(store, workspace);

const series = (run: RunRecord, workspace: Workspace): AsyncIterable<MetricPoint> =>
  run.trace.directory === null
    ? databaseSeries(run.trace.store, run.id, workspace)
    : fileStoreSeries(run.trace.directory, workspace);

/** The run records of MLflow, file stores and SQLite databases of 0.9 to 3.x; several of each may lie in one tree. */
export const reader = defineReader({ tracker: "mlflow", find: findStores, read, series });
