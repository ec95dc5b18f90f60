import type { Call, CodeFile } from "../../../core/code.js";
import { nameTable } from "./names.js";
import { usesFramework } from "./training-calls.js";

const evaluates = nameTable<"always" | "framework">({
  "sklearn.metrics.*": "always",
  "torchmetrics.*": "always",
  "evaluate.load": "always",
  "mlflow.evaluate": "always",
  "sklearn.model_selection.cross_val_score": "always",
  "sklearn.model_selection.cross_validate": "always",
  ".evaluate": "framework",
  ".test": "framework",
  ".validate": "framework",
});
const TESTED =
  /(?:trainer|runner|model|learner|learn|engine|tester|evaluator|instantiate)(?:\(\))?\.(?:test|validate)$/i;
const NOT_EVALUATING = /^sklearn\.metrics\.(?:make_scorer|get_scorer|pairwise|plot_\w+|\w*Display$)/;

/** Does the call measure a model on data? */
export function isEvaluation(file: CodeFile, call: Call): boolean {
  const found = evaluates(call.name);
  if (found === undefined || NOT_EVALUATING.test(call.name)) return false;
  if (found === "always") return true;
  if (!usesFramework(file)) return false;
  return call.method === "evaluate" || TESTED.test(call.name);
}
