import type { RunRecord } from "../../core/run.js";
import type { TrackerId } from "../../core/vocabulary.js";

type Asked = "data" | "environment" | "parameters";

/** What a tracker records of no run, by construction: it is lost, and not hidden, where the record is cut or elsewhere. */
const NEVER: Readonly<Record<Asked, ReadonlySet<TrackerId>>> = {
  data: new Set([
    "tensorboard",
    "hydra",
    "lightning",
    "keras",
    "optuna",
    "ray",
    "swanlab",
    "trackio",
    "codecarbon",
  ]),
  environment: new Set([
    "dvc",
    "dvclive",
    "tensorboard",
    "hydra",
    "lightning",
    "keras",
    "optuna",
    "ray",
    "trackio",
  ]),
  parameters: new Set(["codecarbon"]),
};

/** Why the answer could stand in what cannot be seen from here; null: it could not. */
export function hiddenBy({ tracker, trace }: RunRecord, asked: Asked): string | null {
  return trace.hidden === "results" || NEVER[asked].has(tracker) ? null : trace.incomplete;
}
