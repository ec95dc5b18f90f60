import { asMetric } from "../../core/metric-tally.js";
import type { MetricPoint } from "../../core/tracker.js";
import type { Json, RunStatus } from "../../core/vocabulary.js";
import { at, entriesAt, flattened, listAt, textAt } from "../../parsers/plain-data.js";

/** Is this the state of a Trainer? Other tools' files of that name are none of its. */
export const isTrainerState = (value: unknown): boolean =>
  Array.isArray(at(value, "log_history")) && typeof at(value, "global_step") === "number";

/** Something that began as one: a Trainer's fields without those that it cannot be without. */
export const resemblesState = (value: unknown): boolean =>
  FIELDS.filter((name) => at(value, name) !== undefined).length > 1;

const FIELDS = [
  "log_history",
  "global_step",
  "max_steps",
  "num_train_epochs",
  "total_flos",
  "is_local_process_zero",
  "is_world_process_zero",
];

export const globalStep = (state: unknown): number => Number(at(state, "global_step")) || 0;

/** Fields that say how the run was set up (transformers/trainer_callback.py of 5.23, TrainerState). */
const SETTINGS = [
  "num_train_epochs",
  "max_steps",
  "train_batch_size",
  "logging_steps",
  "eval_steps",
  "save_steps",
] as const;

/** Parameters of a state: its settings as far as it has them, and those of a trial of a search. */
export function stateParameters(state: unknown): [string, Json][] {
  const settings = SETTINGS.flatMap((name): [string, Json][] => {
    const value = at(state, name);
    return typeof value === "number" ? [[name, value]] : [];
  });
  const trial = entriesAt(state, "trial_params").flatMap(([name, value]) => [...flattened(value, name)]) as [
    string,
    Json,
  ][];
  return [...settings, ...trial];
}

export const trialName = (state: unknown): string | null => textAt(state, "trial_name") ?? null;

/** All numbers of the log at the step that they were logged at. */
export function* statePoints(state: unknown): Generator<MetricPoint> {
  for (const entry of listAt(state, "log_history")) {
    const step = at(entry, "step");
    for (const [key, logged] of entriesAt(entry)) {
      const value = key === "step" ? null : asMetric(logged);
      if (value !== null) yield { key, step: typeof step === "number" ? step : null, value, at: null };
    }
  }
}

/**
 * Finished, where the log has the summary that a Trainer adds after the last step, where the last step is done, or
 * where a callback told it to stop. Nothing proves a failure.
 */
export function stateStatus(state: unknown): RunStatus {
  const done = globalStep(state);
  const planned = at(state, "max_steps");
  const ended =
    (typeof planned === "number" && planned > 0 && done >= planned) ||
    hasSummary(state) ||
    at(state, "stateful_callbacks", "TrainerControl", "args", "should_training_stop") === true;
  return ended ? "finished" : "unknown";
}

/** Does the log close with the summary of the whole training? One of an earlier training stands at an earlier step. */
export function hasSummary(state: unknown): boolean {
  const done = globalStep(state);
  return listAt(state, "log_history").some(
    (entry) => at(entry, "train_runtime") !== undefined && Number(at(entry, "step")) >= done,
  );
}
