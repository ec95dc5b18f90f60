import type { DatabaseKind } from "../database-file.js";

/** Databases of MLflow: tables and columns that every version of the client has made since 0.9. */
export const MLFLOW_DATABASE: DatabaseKind = {
  named: /mlflow|mlruns/i,
  schema: {
    experiments: ["experiment_id", "name"],
    runs: ["run_uuid", "experiment_id", "status"],
    metrics: ["run_uuid", "key", "value", "timestamp"],
    params: ["run_uuid", "key", "value"],
    tags: ["run_uuid", "key", "value"],
  },
};
