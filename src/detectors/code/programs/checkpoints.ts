import type { Call, CodeFile, Value } from "../../../core/code.js";
import { grouped } from "../../../core/grouped.js";
import { argument, canonicalName, lastPart, nameTable, receiver, text } from "../study/names.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import { openedBefore } from "./opened-files.js";

const CHECKPOINTS = nameTable<"always" | "model">({
  "torch.save": "model",
  "torch.jit.save": "always",
  "torch.onnx.export": "always",
  "joblib.dump": "model",
  "pickle.dump": "model",
  "cPickle.dump": "model",
  "cloudpickle.dump": "model",
  "dill.dump": "model",
  "safetensors.torch.save_file": "always",
  "lightning..ModelCheckpoint": "always",
  "keras.callbacks.ModelCheckpoint": "always",
  "tensorflow.train.Checkpoint": "always",
  "tensorflow.train.CheckpointManager": "always",
  "tensorflow.train.Saver": "always",
  "tensorflow.saved_model.save": "always",
  "orbax.checkpoint.*": "always",
  "flax.training.checkpoints.save_checkpoint": "always",
  "stable_baselines3.common.callbacks.CheckpointCallback": "always",
  "mlflow.sklearn.save_model": "always",
  "mlflow.pytorch.save_model": "always",
  ".save_pretrained": "always",
  ".save_checkpoint": "always",
  ".save_state": "always",
  ".save_model": "always",
  ".save_weights": "always",
  ".save": "model",
});
const MODEL =
  /model|net\b|network|clf|classifier|regressor|estimator|pipe\b|pipeline|state_dict|state\b|checkpoint|ckpt|weights|agent|actor|critic|generator|discriminator|policy|encoder|decoder|forest|svm|xgb|lgb|\.pth\b|\.ckpt\b|\.joblib\b|\.h5\b|\.keras\b/i;
const NO_MODEL =
  /dataset|dataframe|vocab|scaler|tokenizer|label_?enc|one_?hot|imputer|columns|embedding|image|\bimg|fig(?:ure)?\b|plot|\bdf\b|wandb|processor|feature/i;

/**
 * Whether a save happens is mostly a matter of progress ("every 100 steps", "better than before"); only an option that
 * is off by default keeps it from happening.
 */
export const likelySaved = (on: "yes" | "no" | "unknown", call: Call): "yes" | "no" | "unknown" =>
  on === "unknown" &&
  call.conditions.some((condition) => /%|best|<|>|epoch|step|iter|rank|is_main|master/i.test(condition))
    ? "yes"
    : on;

/**
 * A method that objects are asked for only under options that are off: `if args.save: policy.save()`. Of which class the
 * object is, which a branch may decide, does not matter.
 */
export function isAskedForInVain(study: Study, { scope }: Call): boolean {
  const method = scope?.split(".")[1];
  if (method === undefined) return false;
  const asking = callsByMethod(study).get(method) ?? [];
  return (
    asking.length > 0 &&
    asking.every(({ file, call }) => study.values.holds(file, call.scope, call.conditions).on === "no")
  );
}

const byMethod = new WeakMap<Study, ReadonlyMap<string, readonly Placed[]>>();

/** Calls of the project's own methods and functions by their last name; made once, for every checkpoint asks. */
function callsByMethod(study: Study): ReadonlyMap<string, readonly Placed[]> {
  let known = byMethod.get(study);
  if (known === undefined) {
    const placed = study.graph.files
      .filter(({ test }) => !test)
      .flatMap((file) =>
        file.calls.filter((call) => !study.graph.foreign(call)).map((call) => ({ file, call })),
      );
    known = grouped(placed, ({ call }) => call.method);
    byMethod.set(study, known);
  }
  return known;
}

/**
 * `save_on_master(to_save, path)`, which hands all that it is given to `torch.save`, and `save_checkpoint(path, state)`,
 * which hands a parameter of its own on: the same as that call.
 */
export function handedOn(study: Study, { file, call }: Placed): Call {
  const target = study.graph.resolve(file, call.name, call.scope);
  if (target?.kind !== "function") return call;
  const own = target.file.functions.find(({ name }) => name === target.name)?.parameters ?? [];
  for (const { name, method, args } of savingIn(target.file).get(target.name) ?? []) {
    const [first] = args;
    if (first?.name === "*") return { ...call, name, method };
    const handed = first?.value;
    const position =
      handed?.is === "name" ? own.findIndex((parameter) => parameter.name === handed.name) : -1;
    const given = position < 0 ? undefined : argument(call, own[position]!.name, position);
    if (given !== undefined)
      return { ...call, name, method, args: [{ name: null, value: given }, ...args.slice(1)] };
  }
  return call;
}

const saving = new WeakMap<CodeFile, ReadonlyMap<string, readonly Call[]>>();

/** Calls that save whatever they are handed, by the function they stand in; made once, for every call asks. */
function savingIn(file: CodeFile): ReadonlyMap<string, readonly Call[]> {
  let known = saving.get(file);
  if (known === undefined) {
    known = grouped(
      file.calls.filter(({ name }) => CHECKPOINTS(name) === "model"),
      ({ scope }) => scope,
    );
    saving.set(file, known);
  }
  return known;
}

/**
 * TensorFlow's estimators write checkpoints and event files with the loss and each evaluation into `model_dir` unless
 * told otherwise (tensorflow 1.15 and 2.15, `tensorflow_estimator/python/estimator/estimator.py`, `RunConfig`).
 */
export const ESTIMATOR = nameTable<true>({ "tensorflow..Estimator": true, "tensorflow..TPUEstimator": true });

export const TRAINS = /^train(?:_and_evaluate)?$/;

const TRAINER = nameTable<true>({ "lightning..Trainer": true });

/**
 * Lightning's trainer saves a checkpoint of every fit unless told not to (`checkpoint_callback` to 1.4,
 * `enable_checkpointing` since; pytorch_lightning/trainer/connectors/callback_connector.py).
 */
export function savesByItself(call: Call, file: CodeFile): boolean {
  if (TRAINER(call.name) !== true) return false;
  const off = call.args.some(
    ({ name, value }) =>
      name === "**" ||
      (/^(?:checkpoint_callback|enable_checkpointing)$/.test(name ?? "") && text(value) !== "True") ||
      (name === "fast_dev_run" && text(value) !== "False"),
  );
  return !off && file.calls.some(({ method, scope }) => method === "fit" && scope === call.scope);
}

/** @param file  where the call stands; none for what configuration builds */
export function isCheckpoint(call: Call, file?: CodeFile): boolean {
  const found = CHECKPOINTS(call.name);
  if (found === undefined) return false;
  const object = receiver(call) ?? "";
  const made = file === undefined ? [] : madeOf(file, call).map(text);
  const shown = [...call.args.map(({ value }) => text(value)), ...made].join(" ");
  if (
    /^(?:wandb|mlflow|plt|fig|np|numpy|matplotlib|cv2|PIL|soundfile|imageio|OmegaConf|omegaconf|df)\b/i.test(
      object,
    ) &&
    found === "model"
  )
    return false;
  if (found === "always") return !/^(?:processor|tokenizer)$/.test(lastPart(object));
  const dumps = /dump$/.test(call.method);
  const subject =
    dumps && file !== undefined
      ? `${shown} ${openedBefore(file, call)}`
      : dumps || canonicalName(call.name).startsWith("torch.save")
        ? shown
        : `${object} ${shown}`;
  return (
    MODEL.test(subject) &&
    !(
      NO_MODEL.test(call.args[0] === undefined ? object : text(call.args[0].value)) &&
      !/state_dict/.test(shown)
    )
  );
}

/** A checkpoint with the run's configuration inside: `{"model": …, "config": config}`. */
export function holdsConfiguration(file: CodeFile, call: Call): boolean {
  const [saved] = call.args;
  if (saved === undefined) return false;
  return [saved.value, ...madeOf(file, call)].some(
    (value) =>
      value.is === "dict" &&
      value.entries.some(({ key }) =>
        /^["']?(?:args|config|cfg|hparams|hyper_parameters|opt|options|model_args|settings)["']?$/.test(key),
      ),
  );
}

/** What the variable that a call is handed first was given in the same function: `data = {"model": …}`. */
function madeOf(file: CodeFile, call: Call): readonly Value[] {
  const saved = call.args[0]?.value;
  if (saved?.is !== "name") return [];
  return file.assignments
    .filter(
      ({ target, scope, value }) => target === saved.name && scope === call.scope && value.is === "dict",
    )
    .map(({ value }) => value);
}
