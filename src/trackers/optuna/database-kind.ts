import type { DatabaseKind } from "../database-file.js";

/** Storages of Optuna: tables and columns of every schema from 0.9 on (optuna/storages/_rdb/alembic/versions of 5.0). */
export const OPTUNA_DATABASE: DatabaseKind = {
  named: /optuna/i,
  schema: {
    studies: ["study_id", "study_name"],
    trials: ["trial_id", "study_id", "state"],
    trial_params: ["trial_id", "param_name", "param_value", "distribution_json"],
    trial_values: ["trial_id", "value"],
    trial_user_attributes: ["trial_id", "key", "value_json"],
    trial_system_attributes: ["trial_id", "key", "value_json"],
    version_info: ["schema_version", "library_version"],
  },
};
