import type { CodeFile } from "../../core/code.js";
import { choosesProcess, isProcessDecorator } from "./guards.js";
import type { Paths, Place, Way } from "./paths.js";

const DEEPEST = 5;

/** Where a call stands, with what is around it. */
type Spot = Omit<Way["call"], "args">;

/** Does one process of several come to a place: by a guard around it, around its callers, or by a decorator? */
export function runsOnMainProcess(paths: Paths, file: CodeFile, place: Spot, depth = 0): boolean {
  if (place.conditions.some(choosesProcess)) return true;
  if (place.scope === null || depth > DEEPEST) return false;
  const { scope } = place;
  const facts = file.functions.find(({ name }) => name === scope);
  if (facts?.decorators.some(({ name }) => isProcessDecorator(name)) === true) return true;
  const ways = paths.ways(file, place);
  return ways.length > 0 && ways.every((one) => runsOnMainProcess(paths, one.file, one.call, depth + 1));
}

/** Is a failure at a place caught, by what is around it or around all of its callers? */
export function isCaught(paths: Paths, file: CodeFile, place: Spot, depth = 0): boolean {
  if (place.caught === true) return true;
  if (place.scope === null || depth > DEEPEST) return false;
  const ways = paths.ways(file, place);
  return ways.length > 0 && ways.every((one) => isCaught(paths, one.file, one.call, depth + 1));
}

export type Pace = "step" | "epoch" | "once" | "unknown";

/** The heads of the loops around a place, through the first way that leads to it, outermost first. */
export function loopsAround(paths: Paths, file: CodeFile, place: Spot, depth = 0): readonly string[] {
  const own = place.loops ?? [];
  if (place.scope === null || depth > DEEPEST) return own;
  const [first] = [...paths.ways(file, place)].sort(
    (a, b) => (b.call.loops?.length ?? 0) - (a.call.loops?.length ?? 0),
  );
  return first === undefined ? own : [...loopsAround(paths, first.file, first.call, depth + 1), ...own];
}

const STEP_HOOK =
  /(?:^|\.)(?:training_step|train_step|on_train_batch_end|on_batch_end|on_step|_on_step|on_step_end|forward|loss|compute_loss)$/;
const EPOCH_HOOK =
  /(?:^|\.)(?:validation_step|test_step|validation_epoch_end|training_epoch_end|test_epoch_end|on_(?:train_|validation_|test_|val_)?epoch_end|on_evaluate|_on_rollout_end|on_(?:validation|train|test)_end)$/;
const OVER_STEPS =
  /batch|loader|\bdl\b|\bsteps?\b|_steps?\b|\bstep_|iter|dataset|timestep|num_updates|\bupdates?\b|frames|\benumerate\((?:train|data)|_ds\b/i;
const OVER_EPOCHS = /epoch|episode|\bfolds?\b|\bround\b|\btrial|\bsplit\(|generation/i;
const OVER_NAMES = /\.(?:items|keys|values)\(\)|\bzip\(|names|metrics|keys|classes|labels|columns|models\b/i;

/** How often a default run comes to a place, as the loops around it and the hooks of frameworks tell. */
export function paceOf(paths: Paths, file: CodeFile, place: Spot): Pace {
  const loops = loopsAround(paths, file, place);
  for (const head of [...loops].reverse()) {
    if (/^while\b/.test(head)) return "step";
    const [target = "", over = ""] = head.split(/ in (.*)/s);
    if (OVER_STEPS.test(over) || /^(?:i_?batch|batch\w*|step|iteration|it)\b/.test(target)) return "step";
    if (OVER_EPOCHS.test(head)) return "epoch";
    if (!OVER_NAMES.test(head)) return "unknown";
  }
  const { scope } = place;
  if (scope === null) return "once";
  if (STEP_HOOK.test(scope)) return "step";
  if (EPOCH_HOOK.test(scope)) return "epoch";
  const plain: Place = place;
  return loops.length === 0 && (paths.programs(file, plain)?.length ?? 0) > 0 && !scope.includes(".")
    ? "once"
    : "unknown";
}
