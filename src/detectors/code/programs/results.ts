import type { Call, CodeFile, Value } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import { argument, canonicalName, lastPart, nameTable, receiver, text } from "../study/names.js";
import { imports } from "../study/project.js";
import { once, type Placed, runningCalls } from "../study/run-places.js";
import { type Study, studyOf } from "../study/study.js";
import { configuredCalls } from "../values/configured-calls.js";

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

const METRIC_WORD =
  /(?:^|[^a-z])(?:train_|val_|test_|valid_|eval_)?(?:loss|acc|accuracy|auc|auroc|f1|rmse|mse|mae|r2|precision|recall|bleu|rouge|perplexity|ppl|reward|return|iou|miou|dice|psnr|ssim|fid|map|wer|cer|score)(?:[^a-z]|$)|(?:^|[^a-z])(?:train(?:ing)?|val(?:id(?:ation)?)?|test|eval(?:uation)?|mean|absolute|squared|relative|prediction|reconstruction|generali[sz]ation)[ _-]error(?:[^a-z]|$)/i;
const PRINTS =
  /^(?:print|logging\.(?:info|warning|debug)|tqdm(?:\.\w+)*\.write)$|(?:^|\.)(?:\w*log(?:ger|ging)?|LOG|_log)\.(?:info|debug|warning)$|\.set_postfix(?:_str)?$|(?:^|\.)progress_?bar$|\.set_description$/;

/** What code does with its results: metrics printed, checkpoints, result and configuration files written. */
export const detector = defineDetector({
  id: "code-results",
  async detect(context) {
    const study = await studyOf(context);
    const found: Evidence[] = [];
    const first = once();
    for (const running of runningCalls(study)) {
      const placed = { ...running, call: handedOn(study, running) };
      const { file, call } = placed;
      if (PRINTS.test(call.name) && call.args.some(({ value }) => METRIC_WORD.test(text(value)))) {
        if (first("print", file.path, call.name))
          found.push(evidence("code.metric-print", call.location, { call: call.name }));
        continue;
      }
      if (TABULAR.test(call.name) && first("file", file.path, call.name, "metrics"))
        found.push(
          evidence("code.result-file", call.location, { call: call.name, file: "metrics" }, "medium"),
        );
      // A function of the project is judged by what it calls itself.
      if (study.graph.resolve(file, call.name, call.scope) !== undefined) continue;
      if (isCheckpoint(call, file) || savesByItself(call, file)) {
        const { on } = study.values.holds(file, call.scope, call.conditions);
        const off = study.values.reached(file, call).on === "no" || isAskedForInVain(study, call);
        found.push(
          evidence("code.checkpoint", call.location, {
            call: canonicalName(call.name),
            on: off ? "no" : perhaps(on, call),
          }),
        );
        if (call.name === "torch.save" && holdsConfiguration(file, call))
          found.push(evidence("code.result-file", call.location, { call: call.name, file: "config" }));
        continue;
      }
      if (ESTIMATOR(call.name) === true && file.calls.some(({ method }) => TRAINS.test(method))) {
        found.push(evidence("code.checkpoint", call.location, { call: canonicalName(call.name), on: "yes" }));
        found.push(
          evidence("code.result-file", call.location, { call: call.name, file: "metrics" }, "medium"),
        );
        continue;
      }
      const kind = savesTap(file, call) || copiesConfiguration(call) ? "config" : fileKind(placed);
      if (kind === null || study.values.holds(file, call.scope, call.conditions).on === "no") continue;
      if (first("file", file.path, call.name, kind))
        found.push(evidence("code.result-file", call.location, { call: call.name, file: kind }, "medium"));
    }
    for (const call of configuredCalls(study.configuration.mains)) {
      if (isCheckpoint(call))
        found.push(evidence("code.checkpoint", call.location, { call: canonicalName(call.name), on: "yes" }));
      else if (WRITES(call.name) === "metrics")
        found.push(evidence("code.result-file", call.location, { call: call.name, file: "metrics" }));
    }
    return found;
  },
});

/**
 * Whether a save happens is mostly a matter of progress ("every 100 steps", "better than before"); only an option that
 * is off by default keeps it from happening.
 */
const perhaps = (on: "yes" | "no" | "unknown", call: Call): "yes" | "no" | "unknown" =>
  on === "unknown" &&
  call.conditions.some((condition) => /%|best|<|>|epoch|step|iter|rank|is_main|master/i.test(condition))
    ? "yes"
    : on;

/**
 * A method that objects are asked for only under options that are off: `if args.save: policy.save()`. Of which class the
 * object is, which a branch may decide, does not matter.
 */
function isAskedForInVain(study: Study, { scope }: Call): boolean {
  const method = scope?.split(".")[1];
  if (method === undefined) return false;
  const asking = study.graph.files.flatMap((file) =>
    file.calls
      .filter((one) => one.method === method && !file.test && !study.graph.foreign(one))
      .map((one) => study.values.holds(file, one.scope, one.conditions).on),
  );
  return asking.length > 0 && asking.every((on) => on === "no");
}

/** The logger of openai/baselines (logger.py), mostly copied into a project: by default it writes progress.csv. */
const TABULAR = /(?:^|\.)logger\.(?:dumpkvs|dump_tabular)$/;

/** Options of typed-argument-parser, which save themselves as JSON (tap/tap.py, `Tap.save`). */
const savesTap = (file: CodeFile, { name }: Call): boolean =>
  /^(?:super\(\)|\w*args)\.save$/.test(name) && imports(file, "tap");

/**
 * `save_on_master(to_save, path)`, which hands all that it is given to `torch.save`, and `save_checkpoint(path, state)`,
 * which hands a parameter of its own on: the same as that call.
 */
function handedOn(study: Study, { file, call }: Placed): Call {
  const target = study.graph.resolve(file, call.name, call.scope);
  if (target?.kind !== "function") return call;
  const own = target.file.functions.find(({ name }) => name === target.name)?.parameters ?? [];
  for (const { name, method, scope, args } of target.file.calls) {
    if (scope !== target.name || CHECKPOINTS(name) !== "model") continue;
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

/**
 * TensorFlow's estimators write checkpoints and event files with the loss and each evaluation into `model_dir` unless
 * told otherwise (tensorflow 1.15 and 2.15, `tensorflow_estimator/python/estimator/estimator.py`, `RunConfig`).
 */
const ESTIMATOR = nameTable<true>({ "tensorflow..Estimator": true, "tensorflow..TPUEstimator": true });

const TRAINS = /^train(?:_and_evaluate)?$/;

const COPIES = nameTable<true>({ "shutil.copy": true, "shutil.copy2": true, "shutil.copyfile": true });
/** `config`, `args.config_file`, `opt.yaml_path`: what the run itself was configured with, and nothing beneath it. */
const CONFIGURATION_FILE =
  /^(?:(?:args?|opts?|options|flags|FLAGS|cfg|self)\.)?(?:config|cfg|hparams|opt|params|yaml)(?:_?(?:file|path|name|filename|filepath|yaml|json|fn))?$|^(?:args?|opts?|options|flags|FLAGS)\.opt$/i;

/** The configuration file of a run, copied to where its results lie. */
const copiesConfiguration = (call: Call): boolean =>
  COPIES(call.name) === true &&
  call.args.length > 1 &&
  call.args[0]?.value.is === "name" &&
  CONFIGURATION_FILE.test(text(call.args[0].value));

const TRAINER = nameTable<true>({ "lightning..Trainer": true });

/**
 * Lightning's trainer saves a checkpoint of every fit unless told not to (`checkpoint_callback` to 1.4,
 * `enable_checkpointing` since; pytorch_lightning/trainer/connectors/callback_connector.py).
 */
function savesByItself(call: Call, file: CodeFile): boolean {
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
function isCheckpoint(call: Call, file?: CodeFile): boolean {
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
function holdsConfiguration(file: CodeFile, call: Call): boolean {
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

type Kind = "metrics" | "log" | "config" | "figure" | "predictions";

const BY_NAME: readonly (readonly [pattern: RegExp, kind: Kind])[] = [
  [/config|hparam|\bargs\b|params|options|\bcfg\b|setting/i, "config"],
  [/predict|\bpreds?\b|submission|outputs?\.csv/i, "predictions"],
  [
    /metric|result|score|history|\beval|evaluation|report|summary|losses|accurac|stats|(?<![a-z])log\w*\.(?:csv|jsonl?|tsv)|perf|benchmark|(?<![a-z])(?:(?:au)?(?:prc|roc)(?![a-z])|meters?)/i,
    "metrics",
  ],
];
const WRITES = nameTable<"by-name" | Kind>({
  ".to_csv": "by-name",
  ".to_json": "by-name",
  ".to_excel": "by-name",
  ".to_latex": "metrics",
  "json.dump": "by-name",
  "csv.writer": "by-name",
  "csv.DictWriter": "by-name",
  "numpy.savetxt": "by-name",
  "numpy.save": "by-name",
  "numpy.savez": "by-name",
  "yaml.dump": "config",
  "yaml.safe_dump": "config",
  "omegaconf.OmegaConf.save": "config",
  ".save_hyperparameters": "config",
  "keras.callbacks.CSVLogger": "metrics",
  "lightning..CSVLogger": "metrics",
  "logging.FileHandler": "log",
  "logging.handlers.*": "log",
  ".write_text": "by-name",
  ".write": "by-name",
  ".savefig": "figure",
  ".write_image": "figure",
  ".write_html": "figure",
});
/** A list of numbers as Python shows it is read back as it stands: `f.write(str(train_losses))`. */
const LISTED =
  /^str\(\s*\w*(?:losses|accs|accuracies|scores|metrics|bleus|rewards|returns|histor(?:y|ies))\s*\)$/i;
const SERIALISES = /\b(?:json|yaml|toml|tomli_w)\.(?:safe_)?dumps?\(/;

function fileKind({ file, call }: Placed): Kind | null {
  if (call.name === "logging.basicConfig") return argument(call, "filename") === undefined ? null : "log";
  if (call.name === "open") return openedLog(call);
  const found = WRITES(call.name);
  if (found === undefined) return null;
  // Text that is no serialised value is as likely a page or a note.
  if (
    /^write(?:_text)?$/.test(call.method) &&
    !call.args.some(({ value }) => SERIALISES.test(text(value)) || LISTED.test(text(value)))
  )
    return null;
  if (/^yaml\.(?:safe_)?dump$/.test(call.name) && !isWritten(file, call)) return null;
  if (call.method === "save_hyperparameters") return "config";
  if (found !== "by-name") return found;
  const shown = call.args.map(({ value }) => text(value)).join(" ");
  // What a line holds may speak of anything; what is written, where and by whom tells what the file is.
  if (call.method === "write") {
    const written = /\bdumps?\(\s*([\w.]+)\s*[,)]/.exec(shown)?.[1] ?? "";
    return named(`${written} ${openedBefore(file, call)}`) ?? named(call.scope ?? "");
  }
  return named(`${shown} ${receiver(call) ?? ""}`) ?? named(openedBefore(file, call));
}

/** YAML without a stream is only a text, unless that is written in turn. */
function isWritten(file: CodeFile, call: Call): boolean {
  if (argument(call, "stream", 1) !== undefined) return true;
  const made = call.assignedTo;
  return file.calls.some(
    (other) =>
      /^write(?:_text|lines)?$/.test(other.method) &&
      other.scope === call.scope &&
      other.args.some(({ value }) => /\bdump\(/.test(text(value)) || (made !== null && text(value) === made)),
  );
}

/** `args.out` is where something goes, not what goes there; `vars(args)` and `config.json` are. */
const CARRIER =
  /\b(?:args|opts?|options|cfg|conf|config|hparams|params|settings?|flags)\.(?!__dict__|_asdict|to_dict|dict\b|model_dump|(?:json|ya?ml|toml|ini|txt|csv|pkl|npy|npz)\b)/gi;

function named(shown: string): Kind | null {
  const own = shown.replace(CARRIER, "");
  return BY_NAME.find(([pattern]) => pattern.test(own))?.[1] ?? null;
}

/** The path of the `open` just above: `with open("metrics.json", "w") as f: json.dump(values, f)`. */
function openedBefore(file: CodeFile, call: Call): string {
  const line = call.location.line ?? 0;
  const near = file.calls.filter(
    ({ name, scope, location }) =>
      name === "open" &&
      scope === call.scope &&
      location.cell === call.location.cell &&
      (location.line ?? 0) <= line &&
      line - (location.line ?? 0) < 6,
  );
  const last = near.at(-1)?.args[0];
  if (last === undefined) return "";
  // `logname = "results/log_" + name + ".csv"` further up.
  const held = file.assignments.findLast(
    ({ target, scope }) => target === text(last.value) && (scope === call.scope || scope === null),
  );
  return held === undefined ? text(last.value) : `${text(last.value)} ${text(held.value)}`;
}

const TABLE = /\.(?:csv|tsv|jsonl)\b/i;

/** A text file that is written and called a log; as a table it holds metrics. */
function openedLog(call: Call): Kind | null {
  const mode = argument(call, "mode", 1);
  const path = call.args[0];
  if (path === undefined || mode?.is !== "literal" || !/^[wa]/.test(`${mode.value}`)) return null;
  const shown = text(path.value).replace(CARRIER, "");
  if (!/(?:^|[/_."'-])logs?(?:[/_."'-]|$)/i.test(shown)) return null;
  if (/config|hparam|\bargs\b/i.test(shown)) return "config";
  return TABLE.test(shown) ? "metrics" : "log";
}
