import type { Call } from "../../../core/code.js";
import { argument, isLiteral, receiver, text, unpacksKeywords } from "../study/names.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import { resolved } from "./observer.js";
import { followed, given } from "./search-arguments.js";
import type { SearchCall } from "./search-calls.js";

/** Whether the trials of a search are kept, where, and whether a stopped search goes on. */

const CALLBACKS =
  /^(?:MLflowCallback|WeightsAndBiasesCallback|NeptuneCallback|TensorBoardCallback|CometCallback|MLflowLoggerCallback|WandbLoggerCallback)$/;
const WRITES =
  /^(?:dump|dumps|safe_dump|to_csv|to_json|to_pickle|to_excel|to_parquet|savetxt|save|write|writerow|writerows|write_text|log|log_params?|log_dict|log_metrics?|add_row|append_row)$/;
const RESULTS = /study|trial|best|result|cv_|param|score/i;

/** The table of trials, a tracker's callback, or a file that is handed what the search found. */
export const keepsResults = (call: Call): boolean =>
  call.method === "trials_dataframe" ||
  CALLBACKS.test(call.method) ||
  (WRITES.test(call.method) &&
    RESULTS.test([receiver(call) ?? "", ...call.args.map(({ value }) => text(value))].join(" ")));

/** Where trials are kept, where that is a text: Optuna's storage, Ray's folder of results. */
export function storageOf(study: Study, placed: Placed, tool: SearchCall): string | null {
  const names =
    tool.tool === "ray"
      ? ["storage_path", "local_dir"]
      : tool.tool === "optuna"
        ? ["storage"]
        : typeof tool.stored === "string"
          ? []
          : tool.stored;
  const found = given(study, placed, names);
  if (found?.is === "literal" && typeof found.value === "string") return found.value;
  // `Tuner(run_config=RunConfig(storage_path="/tmp/x"))`
  const run = tool.tool === "ray" ? argument(placed.call, "run_config") : undefined;
  const maker = run === undefined ? "" : text(resolved(study, placed, run));
  return /\b(?:storage_path|local_dir)\s*=\s*["']([^"'\n]{1,200})["']/.exec(maker)?.[1] ?? null;
}

/** Are its trials kept? A storage in memory keeps nothing. */
export function isStored(study: Study, placed: Placed, { stored }: SearchCall): boolean {
  if (stored === "always" || stored === "never") return stored === "always";
  const storage = given(study, placed, stored);
  return (
    storage !== undefined &&
    !(storage.is === "literal" && storage.value === "sqlite:///:memory:") &&
    !(storage.is === "call" && storage.name.endsWith("InMemoryStorage"))
  );
}

export function resumesOf(
  study: Study,
  placed: Placed,
  tool: SearchCall,
  stored: boolean,
): boolean | undefined {
  const { call } = placed;
  const on = (name: string): boolean => {
    const value = followed(study, placed, argument(call, name));
    return value !== undefined && !isLiteral(value, null) && !isLiteral(value, false);
  };
  switch (tool.tool) {
    case "optuna":
      if (call.method === "load_study") return true;
      return unpacksKeywords(call) ? undefined : stored && on("load_if_exists");
    case "ray":
      return on("resume");
    case "keras-tuner":
      // keras_tuner/engine/base_tuner.py: an existing project is reloaded unless it is to be overwritten.
      return !on("overwrite");
    case "hyperopt":
      return stored;
    default:
      return undefined;
  }
}
