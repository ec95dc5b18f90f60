import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDriver } from "../../src/parsers/sqlite-drivers.js";
import { makeSqlite } from "../parsers/make-sqlite.js";
import { buildRepository } from "../tools/repository.js";
import { describeSqlite } from "../tools/sqlite-driver.js";
import { commandNamed, PROJECT, problemsAt, withstands } from "./attacked.js";

const RUN = "f".repeat(32);
const MLFLOW = `CREATE TABLE experiments(experiment_id, name); CREATE TABLE runs(run_uuid, experiment_id, status);
  CREATE TABLE metrics(run_uuid, key, value, timestamp, step, is_nan); CREATE TABLE params(run_uuid, key, value);
  CREATE TABLE tags(run_uuid, key, value); INSERT INTO runs VALUES ('${RUN}', 1, 'FINISHED');`;
const SACRED = `CREATE TABLE run(id, run_id, status, config, experiment_id, host_id, info);
  CREATE TABLE experiment(experiment_id, name); CREATE TABLE host(host_id);
  CREATE TABLE source(source_id, filename, md5sum, content); CREATE TABLE dependency(dependency_id, name, version);
  CREATE TABLE experiments_sources(experiment_id, source_id); CREATE TABLE artifact(artifact_id, run_id, filename);`;
const OPTUNA = `CREATE TABLE studies(study_id, study_name); CREATE TABLE trials(trial_id, study_id, state, number);
  CREATE TABLE trial_params(param_id, trial_id, param_name, param_value, distribution_json);
  CREATE TABLE trial_values(trial_id, objective, value); CREATE TABLE trial_user_attributes(trial_id, key, value_json);
  CREATE TABLE trial_system_attributes(trial_id, key, value_json); CREATE TABLE version_info(schema_version, library_version);
  INSERT INTO studies VALUES (1, 's'); INSERT INTO trials VALUES (1, 1, 'COMPLETE', 0);`;
const times = (count: number): string =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;

interface Attack {
  readonly name: string;
  readonly file: string;
  readonly sql: string;
  /** What is said of it; null: its run is read. */
  readonly problem: RegExp | null;
  readonly spoil?: (path: string) => Promise<void>;
}

const ATTACKS: readonly Attack[] = [
  {
    name: "thirty thousand inputs of thirty thousand equal data sets",
    file: "mlflow.db",
    sql: `${MLFLOW} CREATE TABLE datasets(dataset_uuid, name, digest, dataset_source);
      CREATE TABLE inputs(source_type, source_id, destination_type, destination_id);
      ${times(30_000)} INSERT INTO datasets SELECT 'd', 'n', 'g', 's' FROM n;
      ${times(30_000)} INSERT INTO inputs SELECT 'DATASET', 'd', 'RUN', '${RUN}' FROM n;`,
    problem: null,
  },
  {
    name: "statistics that make a join go through all of a table for each row",
    file: "mlflow.db",
    sql: `${MLFLOW} CREATE TABLE latest_metrics(run_uuid, key, value, step, is_nan);
      ${times(60_000)} INSERT INTO metrics SELECT '${RUN}', 'k' || i, 1.0, 1, 1, 0 FROM n;
      ${times(60_000)} INSERT INTO latest_metrics SELECT '${RUN}', 'k' || i, 1.0, 1, 0 FROM n;
      ANALYZE; DELETE FROM sqlite_stat1; INSERT INTO sqlite_stat1 VALUES ('latest_metrics', NULL, '1');`,
    problem: null,
  },
  {
    name: "a default value that a hundred thousand rows hold without a byte",
    file: "mlflow.db",
    sql: `${MLFLOW} DROP TABLE params; CREATE TABLE params(run_uuid, key);
      ${times(100_000)} INSERT INTO params SELECT '${RUN}', 'k' || i FROM n;
      ALTER TABLE params ADD COLUMN value DEFAULT '${"v".repeat(900_000)}';`,
    problem: /its table params has no column value/,
  },
  {
    name: "views of views of views",
    file: "mlflow.db",
    sql: `${MLFLOW} CREATE VIEW v0 AS SELECT 1 AS a; ${Array.from({ length: 60 }, (_, i) => `CREATE VIEW v${i + 1} AS SELECT x.a FROM v${i} x, v${i} y;`).join("")}
      ${Array.from({ length: 300 }, (_, i) => `CREATE VIEW w${i} AS SELECT a FROM v15;`).join("")}`,
    problem: null,
  },
  {
    name: "a hundred thousand tables",
    file: "mlflow.db",
    sql: `${MLFLOW} CREATE TABLE z(a); PRAGMA writable_schema = 1; ${times(100_000)} INSERT INTO sqlite_master
      SELECT 'table', 'z' || i, 'z' || i, (SELECT rootpage FROM sqlite_master WHERE name = 'z'), 'CREATE TABLE z' || i || '(a)' FROM n;`,
    problem: /declares too many tables/,
  },
  {
    name: "pages that refer to each other",
    file: "mlflow.db",
    sql: `PRAGMA page_size = 512; ${MLFLOW}`,
    problem: /pages refer to each other/,
    spoil: (path) => maze(path, "runs"),
  },
  {
    name: "values of every wrong type, with NUL and broken text",
    file: "mlflow.db",
    sql: `${MLFLOW} INSERT INTO runs VALUES (12, 'a', x'00ff'), (CAST(x'ff00fe' AS TEXT), 1, 1);
      INSERT INTO metrics VALUES ('${RUN}', 'm', 'text', 'text', x'01', 'q');
      INSERT INTO params VALUES ('${RUN}', 'a' || char(0) || 'b', zeroblob(50000000));`,
    problem: null,
  },
  {
    name: "values of objectives that no trial has",
    file: "optuna.db",
    sql: `${OPTUNA} ${times(300_000)} INSERT INTO trial_values SELECT i, 999, 1.0 FROM n;`,
    problem: null,
  },
  {
    name: "three thousand runs without an index, and a source of five megabytes",
    file: "sacred.db",
    sql: `${SACRED} INSERT INTO source VALUES (1, 'a.py', 'm', '${"x".repeat(5_000_000)}');
      INSERT INTO experiments_sources VALUES (1, 1); INSERT INTO experiment VALUES (1, 'e');
      ${times(3000)} INSERT INTO run SELECT i, i, 'COMPLETED', '{}', 1, 1, '{}' FROM n;
      ${times(3000)} INSERT INTO artifact SELECT i, i, 'a.txt' FROM n;`,
    problem: null,
  },
];

/** Makes a table of one row one of 60^12: twelve pages of which each points sixty times at the next. */
async function maze(path: string, table: string): Promise<void> {
  const database = await openDriver(path);
  const [[root] = []] = [...database.rows("SELECT rootpage FROM sqlite_master WHERE name = ?", [table])];
  database.close();
  const old = readFileSync(path);
  const leaf = old.subarray((Number(root) - 1) * 512, Number(root) * 512);
  const pages = [Number(root), ...Array.from({ length: 12 }, (_, i) => old.length / 512 + 1 + i)];
  const bytes = Buffer.concat([old, Buffer.alloc(12 * 512)]);
  for (const [index, page] of pages.entries()) {
    const next = pages[index + 1];
    const content = next === undefined ? Buffer.from(leaf) : Buffer.alloc(512);
    if (next !== undefined) {
      content[0] = 5;
      content.writeUInt16BE(60, 3);
      content.writeUInt16BE(512 - 60 * 5, 5);
      content.writeUInt32BE(next, 8);
      for (let cell = 0; cell < 60; cell++) {
        const at = 512 - (cell + 1) * 5;
        content.writeUInt32BE(next, at);
        content[at + 4] = cell + 1;
        content.writeUInt16BE(at, 12 + 2 * cell);
      }
    }
    content.copy(bytes, (page - 1) * 512);
  }
  bytes.writeUInt32BE(bytes.length / 512, 28);
  writeFileSync(path, bytes);
}

describeSqlite("F1: databases made to keep their reader busy", () => {
  test.each(ATTACKS)("$name", async ({ file, sql, problem, spoil }) => {
    const { root } = buildRepository({ untracked: PROJECT });
    makeSqlite(join(root, file), sql);
    await spoil?.(join(root, file));
    const outcome = await withstands(commandNamed("runs"), root, { heapMegabytes: 512 });
    if (problem === null) expect(outcome.stdout).toContain(`"path": "${file}"`);
    else expect(problemsAt(outcome, file).join()).toMatch(problem);
  });
});
