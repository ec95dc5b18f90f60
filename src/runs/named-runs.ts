import type { RunRecord } from "../core/run.js";
import type { Json } from "../core/vocabulary.js";

/**
 * Parameters and tags by which people write the id of the same run at another tracker, at the top or in a section
 * about tracking: `mlflow_run_id`, `wandb.run_id`, `tracking.mlflow_run_id`. A prefix of its own
 * (`pretrained_mlflow_run_id`) names another run. Optuna's MLflow callback keeps `mlflow_run_id` with the trial.
 */
const KEY =
  /^(?:(?:config|params|tracking|tracker|logger|logging|run|tags|user_attrs|system_attrs)[./:])?(mlflow|wandb|neptune|comet|clearml|aim|guild|swanlab|trackio|sacred)[._/:-]?(?:run[._-]?)?id$/i;
const LONGEST_ID = 200;

/** Keys (`tracker:id`) of runs that the record's parameters and tags name as itself. */
export function namedRuns({ params, tags, tracker }: RunRecord): string[] {
  const named: string[] = [];
  const look = (fields: Readonly<Record<string, Json>>): void => {
    for (const name in fields) {
      // Most names end otherwise: no need of a pattern.
      if (!/id$/i.test(name)) continue;
      const other = KEY.exec(name)?.[1]?.toLowerCase();
      const value = fields[name];
      if (other === undefined || other === tracker || typeof value !== "string" || value.length > LONGEST_ID)
        continue;
      // W&B: `entity/project/id`.
      named.push(`${other}:${value.slice(value.lastIndexOf("/") + 1)}`);
    }
  };
  look(params);
  look(tags);
  return named;
}
