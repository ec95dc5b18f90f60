import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";
import { openDriver, SqliteUnavailable } from "../../src/parsers/sqlite-drivers.js";

const ANY_DATABASE = fileURLToPath(
  new URL("../../fixtures/trackers/mlflow/2.9.2-sqlite/mlflow.db", import.meta.url),
);

/**
 * Can this machine open SQLite files? Where neither better-sqlite3 could be built nor Node brings its own, what
 * databases hold cannot be tested; that they become a named problem then is (test/parsers/sqlite.test.ts).
 */
export const hasSqlite: boolean = await openDriver(ANY_DATABASE).then(
  (driver) => {
    driver.close();
    return true;
  },
  (error: unknown) => !(error instanceof SqliteUnavailable),
);

export const describeSqlite = describe.runIf(hasSqlite);
export const testSqlite = test.runIf(hasSqlite);
/** Leaves out stores that are databases where none can be opened. */
export const readable = <T extends string>(stores: readonly T[]): T[] =>
  stores.filter((store) => hasSqlite || !store.endsWith("-sqlite"));
