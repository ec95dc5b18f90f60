// `node make_bench_mlflow.mjs FOLDER file|sqlite [runs] [params] [metrics] [steps]`: a store of MLflow 3.17 of any size, the
// same bytes each time, in seconds instead of the client's minutes; test/clients/bench.test.ts asks the client what it
// sees in one. The file store is FOLDER/mlruns, the database FOLDER/mlflow.db; both hold the same runs.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const START = 1_700_000_000_000;
/** An empty database of the client's own making: the schema is its, not ours. */
const TEMPLATE = fileURLToPath(
  new URL("../../fixtures/trackers/mlflow/3.17.2-sqlite/mlflow.db", import.meta.url),
);

/** 32 hexadecimal digits that look random and are not. */
function id(number) {
  let digits = "";
  for (let word = 0, seed = number + 1; word < 4; word++) {
    seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    digits += (seed >>> 0).toString(16).padStart(8, "0");
  }
  return digits;
}

const hash = (number) => (Math.imul(number ^ (number >>> 13), 0x5bd1e995) >>> 0) / 2 ** 32;

function* runsOf({ runs, params, metrics, steps }) {
  for (let number = 0; number < runs; number++) {
    const start = START + number * 60_000;
    yield {
      id: id(number),
      name: `run-${number}`,
      start,
      end: start + 59_000,
      tags: [
        ["mlflow.runName", `run-${number}`],
        ["mlflow.user", "ada"],
      ],
      params: Array.from({ length: params }, (_, at) => [
        `group${at % 4}.param_${at}`,
        String(hash(number * 64 + at)),
      ]),
      metrics: Array.from({ length: metrics }, (_, at) => [
        `metric_${at}`,
        Array.from({ length: steps }, (_, step) => ({
          step,
          at: start + step * 1000,
          value: hash((number * 8 + at) * 1024 + step) / (step + 1),
        })),
      ]),
    };
  }
}

/** @returns number of files written */
export function makeFileStore(folder, shape) {
  const experiment = join(folder, "mlruns", "1");
  const location = "file:///home/ada/bench/mlruns/1";
  let files = 0;
  const write = (path, text) => {
    writeFileSync(path, text);
    files++;
  };
  mkdirSync(experiment, { recursive: true });
  write(
    join(experiment, "meta.yaml"),
    `artifact_location: ${location}\ncreation_time: ${START}\nexperiment_id: '1'\nlast_update_time: ${START}\nlifecycle_stage: active\nname: bench\n`,
  );
  for (const run of runsOf(shape)) {
    const home = join(experiment, run.id);
    for (const part of ["params", "metrics", "tags", "artifacts"])
      mkdirSync(join(home, part), { recursive: true });
    write(
      join(home, "meta.yaml"),
      `artifact_uri: ${location}/${run.id}/artifacts\nend_time: ${run.end}\nentry_point_name: ''\nexperiment_id: '1'\nlifecycle_stage: active\nrun_id: ${run.id}\nrun_name: ${run.name}\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: ${run.start}\nstatus: 3\ntags: []\nuser_id: ada\n`,
    );
    for (const [key, value] of run.tags) write(join(home, "tags", key), value);
    for (const [key, value] of run.params) write(join(home, "params", key), value);
    for (const [key, points] of run.metrics)
      write(
        join(home, "metrics", key),
        points.map(({ at, value, step }) => `${at} ${value} ${step}\n`).join(""),
      );
  }
  return files;
}

export async function makeDatabase(folder, shape) {
  const { default: Database } = await import("better-sqlite3");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "mlflow.db");
  copyFileSync(TEMPLATE, path);
  const database = new Database(path);
  database.pragma("foreign_keys = OFF");
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
  for (const table of tables) {
    if (table !== "alembic_version" && !table.startsWith("sqlite_")) database.exec(`DELETE FROM "${table}"`);
  }
  database.exec("PRAGMA page_size = 4096; VACUUM");
  const insert = (table, ...columns) =>
    database.prepare(
      `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    );
  const location = "/home/ada/bench/mlruns/1";
  const into = {
    run: insert(
      "runs",
      "run_uuid",
      "name",
      "source_type",
      "source_name",
      "entry_point_name",
      "user_id",
      "status",
      "start_time",
      "end_time",
      "source_version",
      "lifecycle_stage",
      "artifact_uri",
      "experiment_id",
    ),
    tag: insert("tags", "run_uuid", "key", "value"),
    param: insert("params", "run_uuid", "key", "value"),
    point: insert("metrics", "run_uuid", "key", "value", "timestamp", "step", "is_nan"),
    latest: insert("latest_metrics", "run_uuid", "key", "value", "timestamp", "step", "is_nan"),
  };
  database.transaction(() => {
    insert(
      "experiments",
      "experiment_id",
      "name",
      "artifact_location",
      "lifecycle_stage",
      "creation_time",
      "last_update_time",
    ).run(1, "bench", location, "active", START, START);
    for (const run of runsOf(shape)) {
      into.run.run(
        run.id,
        run.name,
        "UNKNOWN",
        "",
        "",
        "ada",
        "FINISHED",
        run.start,
        run.end,
        "",
        "active",
        `${location}/${run.id}/artifacts`,
        1,
      );
      for (const [key, value] of run.tags) into.tag.run(run.id, key, value);
      for (const [key, value] of run.params) into.param.run(run.id, key, value);
      for (const [key, points] of run.metrics) {
        for (const { value, at, step } of points) into.point.run(run.id, key, value, at, step, 0);
        const last = points.at(-1);
        if (last !== undefined) into.latest.run(run.id, key, last.value, last.at, last.step, 0);
      }
    }
  })();
  database.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, kind, ...numbers] = process.argv.slice(2);
  if (folder === undefined || (kind !== "file" && kind !== "sqlite")) {
    console.error("usage: make_bench_mlflow.mjs FOLDER file|sqlite [runs] [params] [metrics] [steps]");
    process.exit(2);
  }
  const [runs = 2000, params = 20, metrics = 5, steps = 20] = numbers.map(Number);
  const shape = { runs, params, metrics, steps };
  if (kind === "file") console.log(`${makeFileStore(folder, shape)} files`);
  else await makeDatabase(folder, shape);
}
