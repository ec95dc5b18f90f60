import type { DatabaseKind } from "../database-file.js";

/** Databases of a SqlObserver: what every version has made (sacred/observers/sql_bases.py, 0.7.3 to 0.8). */
export const SACRED_DATABASE: DatabaseKind = {
  named: /sacred/i,
  schema: {
    run: ["id", "run_id", "status", "config", "experiment_id", "host_id"],
    experiment: ["experiment_id", "name"],
    host: ["host_id"],
    source: ["source_id", "filename", "md5sum"],
    dependency: ["dependency_id", "name", "version"],
  },
};
