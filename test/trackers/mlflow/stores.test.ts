import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeSqlite } from "../../parsers/make-sqlite.js";
import { describeSqlite } from "../../tools/sqlite-driver.js";
import { fileStore, inFolder, inTree, ledger, ledgerOf, plant, RUN_ID, storesOf, type Tree } from "./tree.js";

const found = (tree: Tree): Promise<readonly string[]> =>
  inTree(tree, async (workspace) => (await storesOf(workspace)).map(({ path }) => path));

describe("B1: file stores are found by their shape", () => {
  test("whatever the folder is called, however deep it lies, several in one tree", async () => {
    const tree = {
      ...fileStore({ "params/lr": "0.1" }, { root: "mlruns" }),
      ...fileStore({ "params/lr": "0.1" }, { root: "sub/project/tracking data" }),
    };
    expect(await found(tree)).toEqual(["mlruns", "sub/project/tracking data"]);
  });

  test("the audited folder may itself be the store", async () => {
    const tree = Object.fromEntries(
      Object.entries(fileStore({ "params/lr": "0.1" })).map(([path, text]) => [
        path.slice("mlruns/".length),
        text,
      ]),
    );
    expect(await found(tree)).toEqual(["."]);
    expect([...(await ledger(tree)).runs.keys()]).toEqual([RUN_ID]);
  });

  test("runs need no id in hexadecimal, experiments no more than a name", async () => {
    const { runs, problems } = await ledger({
      "mlruns/1/meta.yaml": "name: exp\n",
      "mlruns/1/aaa/meta.yaml": "status: 4\nrun_id: aaa\n",
      "mlruns/1/aaa/metrics/acc": "1700000000 0.9 0\n",
      "mlruns/1/bbb/meta.yaml": "status: 3\n",
    });
    expect(problems).toEqual([]);
    expect([...runs.values()].map(({ id, status, group }) => [id, status, group])).toEqual([
      ["aaa", "failed", "exp"],
      ["bbb", "finished", "exp"],
    ]);
  });

  test("a folder mlruns with artifacts only is the artifact root of a store elsewhere", async () => {
    expect(await found({ [`mlruns/1/${RUN_ID}/artifacts/model/MLmodel`]: "flavors: {}\n" })).toEqual([]);
  });

  test("an experiment without runs, and one in the trash, are a store", async () => {
    const experiment =
      "artifact_location: ./mlruns/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n";
    expect(await found({ "mlruns/0/meta.yaml": experiment })).toEqual(["mlruns"]);
    expect(await found({ "mlruns/.trash/0/meta.yaml": experiment })).toEqual(["mlruns"]);
  });

  test("other files called meta.yaml are none: conda recipes, registries, logged artifacts", async () => {
    expect(
      await found({
        "recipe/meta.yaml": "package:\n  name: x\n",
        "recipes/1/meta.yaml": "package:\n  name: x\n",
        "recipes/1/sub/meta.yaml": "package:\n  name: y\n",
        "mlruns/models/churn/meta.yaml": "name: churn\n",
        "mlruns/models/churn/version-1/meta.yaml": "name: churn\nversion: 1\nrun_id: x\nstatus: READY\n",
        "mlruns/models/churn/version-1/tags/validated": "yes",
      }),
    ).toEqual([]);
  });

  test("a store that was logged as an artifact of a run belongs to that run", async () => {
    const inner = fileStore(
      { "params/lr": "1" },
      { root: `mlruns/1/${RUN_ID}/artifacts/mlruns`, id: "f".repeat(32) },
    );
    expect(await found({ ...fileStore({ "params/lr": "0.1" }), ...inner })).toEqual(["mlruns"]);
  });

  test("folders of datasets, traces and models beside the runs are no runs", async () => {
    const { runs } = await ledger({
      ...fileStore(),
      [`mlruns/1/datasets/${"a".repeat(32)}/meta.yaml`]: "name: d\ndigest: x\n",
      [`mlruns/1/traces/${"b".repeat(32)}/tags/mlflow.traceName`]: "x",
      "mlruns/1/tags/mlflow.note.content": "of the experiment",
    });
    expect([...runs.keys()]).toEqual([RUN_ID]);
  });
});

const SCHEMA = `
  CREATE TABLE experiments (experiment_id INTEGER, name TEXT, artifact_location TEXT, lifecycle_stage TEXT);
  CREATE TABLE metrics (key TEXT, value REAL, timestamp BIGINT, run_uuid TEXT, step BIGINT, is_nan BOOLEAN);
  CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);
  CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);
  INSERT INTO experiments VALUES (1, 'baseline', './mlruns/1', 'active');`;
const RUNS = `
  CREATE TABLE runs (run_uuid TEXT, name TEXT, status TEXT, start_time BIGINT, end_time BIGINT,
    lifecycle_stage TEXT, artifact_uri TEXT, experiment_id INTEGER);
  INSERT INTO runs VALUES ('r1', 'first', 'FINISHED', 1700000000000, NULL, 'active', './mlruns/1/r1/artifacts', 1);`;

const withDatabase = async <T>(
  sql: string,
  name: string,
  use: Parameters<typeof inFolder<T>>[1],
): Promise<T> => {
  const root = plant({ "README.md": "x" });
  makeSqlite(join(root, name), sql);
  return inFolder(root, use);
};

describeSqlite("B1: databases are found by header and tables", () => {
  test.each(["mlflow.db", "backend.sqlite3", "tracking", "runs.sqlite"])("called %s", async (name) => {
    const runs = await withDatabase(
      SCHEMA + RUNS,
      name,
      async (workspace) => (await ledgerOf(workspace)).runs,
    );
    expect([...runs.values()].map((run) => [run.name, run.group, run.status, run.location])).toEqual([
      ["first", "baseline", "finished", { path: name, run: "mlflow:r1" }],
    ]);
  });

  test("one with other tables is none", async () => {
    const paths = await withDatabase(
      "CREATE TABLE studies (a); CREATE TABLE trials (b)",
      "optuna.db",
      storesOf,
    );
    expect(paths).toEqual([]);
  });

  test("F1: a view called runs is not read", async () => {
    const { runs, problems } = await withDatabase(
      `${SCHEMA} CREATE VIEW runs AS SELECT 'evil' AS run_uuid, randomblob(1000000000) AS name`,
      "mlflow.db",
      ledgerOf,
    );
    expect(runs.size).toBe(0);
    expect(problems).toEqual([{ path: "mlflow.db", message: "MLflow database: it has no table runs" }]);
  });

  test("F1: views that never end stand where later versions have tables, and triggers beside: nothing of them runs", async () => {
    const endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT";
    const { runs, problems } = await withDatabase(
      `${SCHEMA}${RUNS}
       INSERT INTO metrics VALUES ('loss', 0.5, 1, 'r1', 1, 0), ('loss', 0.25, 2, 'r1', 2, 0);
       CREATE VIEW latest_metrics AS ${endless} 'r1' AS run_uuid, 'loss' AS key, x AS value, x AS step, 0 AS is_nan FROM n;
       CREATE VIEW datasets AS ${endless} x AS dataset_uuid, 'd' AS name, 'd' AS digest, 's' AS dataset_source FROM n;
       CREATE VIEW logged_models AS ${endless} 'r1' AS source_run_id, x AS model_id FROM n;
       CREATE TRIGGER on_run INSERT ON runs BEGIN DELETE FROM metrics; END;`,
      "mlflow.db",
      ledgerOf,
    );
    expect(problems).toEqual([]);
    expect(runs.get("r1")?.metrics.loss).toMatchObject({ last: 0.25, count: 2, lastStep: 2 });
  });

  test("F1: a text longer than any client writes is cut, rows of no run are left behind", async () => {
    const { runs, problems } = await withDatabase(
      `${SCHEMA}${RUNS}
       INSERT INTO params VALUES ('long', printf('%.*c', 3000000, 'x'), 'r1'), ('lost', '1', 'q'), ('late', '1', 'zz');
       INSERT INTO tags VALUES ('mlflow.runName', 'first', 'r1'), ('lost', '1', 'a');`,
      "mlflow.db",
      ledgerOf,
    );
    expect(problems).toEqual([]);
    expect([...runs.keys()]).toEqual(["r1"]);
    expect(Object.keys(runs.get("r1")!.params)).toEqual(["long"]);
    expect(runs.get("r1")!.params.long).toHaveLength(1_000_000);
    expect(Object.keys(runs.get("r1")!.tags)).toEqual(["mlflow.runName"]);
  });

  test("F1: a column that computes its values is not read", async () => {
    const { runs, problems } = await withDatabase(
      `${SCHEMA.replace("(key TEXT, value TEXT, run_uuid TEXT)", "(key TEXT, run_uuid TEXT, value AS (zeroblob(1000000000)))")}${RUNS}`,
      "mlflow.db",
      ledgerOf,
    );
    expect(runs.size).toBe(0);
    expect(problems[0]?.message).toBe("MLflow database: its table params has no column value");
  });

  test("cells of any type are read as what the column should hold, hostile keys as keys", async () => {
    const { runs, problems } = await withDatabase(
      `${SCHEMA}${RUNS}
       INSERT INTO params VALUES ('__proto__', 'x', 'r1'), (5, 6.5, 'r1'), (NULL, 'lost', 'r1'), ('blob', x'41', 'r1');
       INSERT INTO metrics VALUES ('m', 'text', 'when', 'r1', 'step', 'no'), ('k', 1.5, 2, 'r1', 3, 0);`,
      "mlflow.db",
      ledgerOf,
    );
    const run = runs.get("r1")!;
    expect(problems).toEqual([]);
    expect(Object.entries(run.params)).toEqual([
      ["5", "6.5"],
      ["__proto__", "x"],
      ["blob", "A"],
    ]);
    expect(run.metrics.k).toEqual({ last: 1.5, min: 1.5, max: 1.5, count: 1, lastStep: 3 });
    expect(run.metrics.m).toMatchObject({ last: "NaN", min: null, max: null, count: 1, lastStep: null });
  });
});
