// `node bare-sqlite.mjs DATABASE`: the limit for reading MLflow's database: the query that groups its metrics, alone.
import Database from "better-sqlite3";

const start = process.hrtime.bigint();
const database = new Database(process.argv[2], { readonly: true });
const groups = database
  .prepare(
    "SELECT run_uuid, key, count(*), min(value), max(value), max(timestamp) FROM metrics GROUP BY run_uuid, key",
  )
  .raw()
  .all();
console.log(`seconds=${Number(process.hrtime.bigint() - start) / 1e9}\n${groups.length} series`);
