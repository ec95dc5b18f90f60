import type { Call, CodeFile, Value } from "../../../core/code.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import { pipelineItem } from "../../pipelines/item.js";
import {
  canonicalName,
  isLiteral,
  lastPart,
  made,
  nameTable,
  receiver,
  shownName,
  text,
} from "../study/names.js";
import { once, type Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import { SAID, stateOf } from "./default-states.js";
import { type Observe, resolved } from "./observer.js";

/** Calls that go on from a checkpoint by themselves. */
const RESUMES = nameTable<true>({
  "keras.callbacks.BackupAndRestore": true,
  "keras.callbacks.experimental.BackupAndRestore": true,
  ".restore_or_initialize": true,
  "flax..restore_checkpoint": true,
  "ray.tune.Tuner.restore": true,
});
/** Arguments by which a training is told to go on, and the calls that take them. */
const RESUME_ARGUMENTS: readonly (readonly [method: RegExp, argument: string])[] = [
  [/^(?:fit|train|Trainer|\w*TrainingArguments|train_loop|run)$/, "resume_from_checkpoint"],
  [/^fit$/, "ckpt_path"],
  [/^train$/, "resume"],
  [/^(?:fit|train)$/, "xgb_model"],
  [/^(?:fit|train)$/, "init_model"],
];
const RESUME_ARGUMENT_NAMES: ReadonlySet<string> = new Set(RESUME_ARGUMENTS.map(([, name]) => name));
const STATE = /opt(?:im|s\b|\b)|sched|scaler/i;
const MEANT = /resum|restart|continue|start_epoch|last_epoch|auto_?load/i;
const OPTION =
  /^(?:auto_?)?resume(?:_\w+)?$|^(?:ckpt_path|continue_(?:from|train|training)|resume|load_checkpoint)$/i;
const COUNTER = /(?:^|[._])(?:start|epoch|step|iter|global_step|it)\w*$|epoch|iteration/i;
const COUNTED =
  /(?:ckpt|checkpoint|state|resume|loaded|snapshot)\w*(?:\[|\.get\()\s*["'](?:\w*(?:epoch|step|iter)\w*)["']/i;

/** `value.load_state_dict(checkpoint[key])`: whatever was handed over, an optimizer too. */
const WHATEVER = /^\w+\[[A-Za-z_]\w*\]/;

/** What goes on from a checkpoint, and checkpoints that could be gone on from and are not. */
export const resumedTraining: Observe = (study) => {
  const found: Evidence[] = [];
  const first = once();
  const saving: Placed[] = [];
  const resume = (placed: Placed, name: string, given?: Value): void => {
    const trains = study.reach.runBy(placed.file, placed.call).some((one) => study.training.has(one));
    if ((study.training.size > 0 && !trains) || !first(placed.file.path, name)) return;
    const value = given === undefined ? undefined : resolved(study, placed, given);
    const off =
      value?.is === "literal" && (value.value === null || value.value === false || value.value === "");
    found.push(
      pipelineItem(
        "resume",
        placed.call.location,
        name,
        off ? "off by default" : stateOf(study, placed),
        value === undefined ? undefined : text(value),
      ),
    );
  };
  return {
    see(placed) {
      const { call } = placed;
      if (RESUMES(call.name) !== undefined) resume(placed, lastPart(canonicalName(call.name)));
      if (call.method === "load_state_dict" && goesOn(call)) resume(placed, shownName(call));
      if (/^(?:load_state|load_checkpoint|restore)$/.test(call.method) && isRestored(call))
        resume(placed, shownName(call));
      for (const { name, value } of call.args) {
        if (name === null || !RESUME_ARGUMENT_NAMES.has(name)) continue;
        if (
          RESUME_ARGUMENTS.some(([method, argument]) => argument === name && method.test(call.method)) &&
          !(call.method === "run" && !/\.Trainer|trainer/.test(call.name))
        )
          resume(placed, `${call.method}(${name}=…)`, value);
      }
      if (call.method === "save" && savesOptimizer(study, placed)) saving.push(placed);
    },
    told() {
      for (const file of study.graph.files)
        for (const { target, value, location, scope, conditions } of file.assignments) {
          if (value.is !== "expression" && value.is !== "call") continue;
          if (!COUNTER.test(target) || !COUNTED.test(value.text) || !first(file.path, target)) continue;
          const { on } = study.values.holds(file, scope, conditions);
          found.push(pipelineItem("resume", location, target, SAID[on], value.text));
        }
      if (found.length > 0) found.push(...options());
      else if (!study.graph.files.some(loadsOptimizer)) found.push(...notResumed(study, saving));
      return found;
    },
  };

  /** Options by which a run is told to go on, and what they are by default. */
  function options(): readonly Evidence[] {
    return study.graph.files.flatMap((file) =>
      file.parameters.flatMap(
        ({ name, by, default: value, location, flag, options: written }): Evidence[] => {
          if (by === "constant" || !OPTION.test(name) || !first(file.path, name)) return [];
          const off =
            (flag && value === null) ||
            value === null ||
            isLiteral(value, null) ||
            isLiteral(value, false) ||
            isLiteral(value, "");
          return [
            pipelineItem(
              "resume",
              location,
              written?.[0] ?? name,
              off ? "option, off by default" : "option, on by default",
            ),
          ];
        },
      ),
    );
  }
};

/** The state of an optimizer, a schedule or a scaler is loaded to go on; that of a model where the code says so. */
function goesOn(call: Call): boolean {
  const object = receiver(call) ?? "";
  const handed = call.args.map(({ value }) => text(value)).join(" ");
  // A copy from one network to another.
  if (/\.state_dict\(/.test(handed)) return false;
  return (
    WHATEVER.test(handed) ||
    STATE.test(lastPart(object.replace(/\(\)$/, ""))) ||
    /^torch\.optim\./.test(made(call) ?? "") ||
    call.conditions.some((one) => MEANT.test(one))
  );
}

function isRestored(call: Call): boolean {
  const maker = made(call) ?? "";
  const object = lastPart(receiver(call) ?? "");
  if (call.method === "load_state") return /accelerat/i.test(`${object} ${maker}`);
  if (call.method === "load_checkpoint") return /^deepspeed\./.test(maker) || /engine/i.test(object);
  return /^tensorflow\.train\.|^orbax\./.test(maker);
}

function savesOptimizer(study: Study, placed: Placed): boolean {
  const { call } = placed;
  if (canonicalName(call.name) !== "torch.save") return false;
  const value = call.args[0]?.value;
  if (value === undefined) return false;
  const held = resolved(study, placed, value);
  return (
    held.is === "dict" &&
    held.entries.some(({ key, value: entry }) => /optim/i.test(key) && /state_dict/.test(text(entry)))
  );
}

/** Anywhere, used or not: then going on is at least written. */
const loadsOptimizer = (file: CodeFile): boolean =>
  file.calls.some(
    (call) =>
      call.method === "load_state_dict" &&
      (STATE.test(`${receiver(call) ?? ""} ${call.args.map(({ value }) => text(value)).join(" ")}`) ||
        call.args.some(({ value }) => WHATEVER.test(text(value)))),
  );

const notResumed = (study: Study, saving: readonly Placed[]): readonly Evidence[] =>
  saving.map(({ file, call }) =>
    evidence("code.risk", call.location, {
      risk: "checkpoint-not-resumed",
      call: call.name,
      why: "the optimizer's state is saved, and no code loads one",
      programs: study.reach.runBy(file, call),
    }),
  );
