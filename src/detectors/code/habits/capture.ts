import type { Call, CodeFile, Value } from "../../../core/code.js";
import { type Capture, type EvidenceOf, evidence } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { readCommands } from "../../commands.js";
import { argument, canonicalName, isLiteral, lastPart, text } from "../study/names.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import {
  captured,
  DRAWS,
  ESTIMATOR,
  METRIC_ARGUMENTS,
  METRIC_BASE,
  NOTHING,
  READS,
  SETTINGS,
  WRONG,
} from "./capture-table.js";
import { identifiers, mayRun, type Observe, resolved } from "./observer.js";

const MODULES =
  /^(?:torch\.nn\.(?:modules\.\w+\.)?Module|keras\.(?:models\.)?Model|lightning\.pytorch\.(?:core\.)?(?:module\.)?LightningModule|flax\.linen\.Module|flax\.nnx\.Module|haiku\.Module|equinox\.Module|transformers\.PreTrainedModel)$/;
const CHECKPOINTS: ReadonlyMap<string, string> = new Map([
  ["torch.save", "torch"],
  ["safetensors.torch.save_file", "safetensors"],
  ["joblib.dump", "joblib"],
  ["pickle.dump", "pickle"],
  ["torch.onnx.export", "onnx"],
  ["keras.callbacks.ModelCheckpoint", "keras"],
  ["flax.training.checkpoints.save_checkpoint", "flax"],
]);
const CHECKPOINT_METHODS: ReadonlyMap<string, string> = new Map([
  ["save_pretrained", "transformers"],
  ["save_weights", "keras"],
  ["save_checkpoint", "checkpoint"],
  ["ModelCheckpoint", "lightning"],
]);
const MODEL_WORD = /model|net\b|state|ckpt|checkpoint|weights|clf|classifier|regressor|pipe|agent|policy/i;
const EVERY = /%\s*\(?([\w.]+)/;
const EPOCHS = /(?:^|[^a-z])epochs?(?:[^a-z]|$)/i;

/** What of a training (a confusion matrix: of an evaluation as well) a record could keep, and whether code hands it to one. */
export const capture: Observe = (study, context) => {
  const known = new Set<string>();
  const keyOf = (path: string, what: Capture, name: string): string => `${what} ${name} ${path}`;
  const found: EvidenceOf<"code.capture">[] = [];
  const tell = (
    location: Location,
    what: Capture,
    name: string,
    call: string,
    kept: boolean | null,
  ): void => {
    const key = keyOf(location.path, what, name);
    if (known.has(key)) return;
    known.add(key);
    found.push(evidence("code.capture", location, { what, name, call, kept }));
  };
  return {
    see(placed) {
      const { file, call } = placed;
      const parts = [...partsOf(study, placed)].filter(
        ({ what, name }) => !known.has(keyOf(file.path, what, name)),
      );
      if (parts.length === 0 || !mayRun(study, placed)) return;
      const programs = study.reach.runBy(file, call);
      const trains = study.trains(programs);
      for (const { what, name, kept } of parts)
        if (trains || (programs.length > 0 && what === "confusion-matrix"))
          tell(call.location, what, name, call.name, kept ?? isHandedOn(file, call));
    },
    built(call) {
      const entry = captured(call.name);
      const what = entry === undefined ? null : kindOf(entry.what, call);
      const checkpoint = CHECKPOINT_METHODS.get(call.method);
      if (entry !== undefined && what !== null)
        tell(
          call.location,
          what,
          entry.shows ? shownCall(call) : lastPart(call.name),
          call.name,
          entry.keeps ?? null,
        );
      else if (checkpoint !== undefined)
        tell(call.location, "checkpoint", `${checkpoint}, ${frequency(call)}`, call.name, true);
    },
    async told() {
      for (const file of study.graph.files) {
        for (const { name, bases, location } of file.classes) {
          const base = bases.map(canonicalName).find((one) => METRIC_BASE.test(one));
          if (base !== undefined && study.trains(study.reach.loadedBy(file.path)))
            tell(location, "custom-metric", name, base, null);
        }
        for (const { target, value, location } of file.assignments) {
          if (
            /^sys\.(?:stdout|stderr)$/.test(target) &&
            !/__std(?:out|err)__|^old_|original|^sys\.|StringIO|devnull/.test(text(value))
          )
            tell(location, "console-output", target, text(value).slice(0, 60), true);
        }
      }
      for (const { source, command, location } of await readCommands(context)) {
        if (command.words[0] === "tee" && source !== "CI" && source !== "Dockerfile")
          tell(location, "console-output", "tee", command.words.join(" ").slice(0, 60), true);
      }
      return found;
    },
  };
};

interface Part {
  readonly what: Capture;
  readonly name: string;
  /** null: whether a variable of it reaches a record decides. */
  readonly kept: boolean | null;
}

function* partsOf(study: Study, placed: Placed): Generator<Part> {
  const { file, call } = placed;
  const entry = call.name.includes("[") ? undefined : captured(call.name);
  if (entry !== undefined) {
    const what = kindOf(entry.what, call);
    if (what === null || study.graph.resolve(file, call.name, call.scope) !== undefined) return;
    const kept = entry.keeps ?? (what === "plot" ? savesFigures(file) : null);
    if (what === "custom-metric") {
      const scored = argument(call, "score_func", 0);
      if (scored?.is === "name" && isOwn(study, placed, scored))
        yield { what: "custom-metric", name: lastPart(scored.name), kept: null };
    } else yield { what, name: entry.shows ? shownCall(call) : lastPart(call.name), kept };
  } else if (ESTIMATOR.test(call.name) || isModel(study, placed)) {
    yield { what: "architecture", name: shownCall(call), kept: null };
  }
  if (call.method.length > 8 && WRONG.test(call.method))
    yield { what: "error-analysis", name: call.method, kept: null };
  const format =
    CHECKPOINTS.get(call.name) ??
    CHECKPOINTS.get(canonicalName(call.name)) ??
    CHECKPOINT_METHODS.get(call.method);
  if (
    format !== undefined &&
    ((format !== "torch" && format !== "joblib" && format !== "pickle") || holdsModel(call))
  )
    yield { what: "checkpoint", name: `${format}, ${frequency(call)}`, kept: true };
  if (call.name === "logging.basicConfig" && argument(call, "filename") !== undefined)
    yield { what: "console-output", name: "basicConfig(filename)", kept: true };
  if (call.method === "to_csv" && call.args.some(({ value }) => /pred|submission/i.test(text(value))))
    yield { what: "prediction-samples", name: "to_csv", kept: true };
  for (const { name, value } of call.args) {
    if (name === null) continue;
    if (name === "log_system_metrics" && isLiteral(resolved(study, placed, value), true))
      yield { what: "system-metrics", name: "log_system_metrics", kept: true };
    if (!METRIC_ARGUMENTS.has(name)) continue;
    for (const item of value.is === "list" ? value.items : [value]) {
      if (item.is === "name" && isOwn(study, placed, item))
        yield { what: "custom-metric", name: lastPart(item.name), kept: null };
    }
  }
}

/** What an entry of the table means at a call; null: nothing. */
function kindOf(what: Capture, call: Call): Capture | null {
  const name = canonicalName(call.name);
  if (NOTHING.test(name) || SETTINGS.test(name)) return null;
  if (READS.test(name)) return "preprocessing";
  if (what === "preprocessing" && DRAWS.test(name) && name.startsWith("torchvision.")) return "augmentation";
  // A block inside a network is no network.
  if (/^(?:torch\.nn\.Sequential|keras\.(?:models\.)?(?:Model|Sequential))$/.test(name))
    return call.assignedTo !== null && /^\w*(?:model|net|classifier)\w*$/i.test(call.assignedTo)
      ? what
      : null;
  if (name === "wandb.Image" && call.args.some(({ value }) => /fig|plt|plot|axes?\b/i.test(text(value))))
    return "plot";
  return what;
}

const isOwn = (study: Study, { file, call }: Placed, value: Value & { is: "name" }): boolean =>
  study.graph.resolve(file, value.name, call.scope) !== undefined;

/** A network of the project: built, and held by a variable. */
function isModel(study: Study, { file, call }: Placed): boolean {
  if (
    call.assignedTo === null ||
    !/^_*[A-Z]/.test(call.method) ||
    !MODEL_WORD.test(`${call.assignedTo} ${call.method}`)
  )
    return false;
  const target = study.graph.resolve(file, call.name, call.scope);
  if (target?.kind !== "class") return false;
  return study.graph
    .lineage(target)
    .some((one) => study.graph.foreignBases(one).some((base) => MODULES.test(canonicalName(base))));
}

const holdsModel = (call: Call): boolean =>
  call.args.some(({ value }) => MODEL_WORD.test(text(value))) &&
  !/tokenizer|scaler|vectorizer|encoder|dataset|vocab/i.test(
    text(call.args[0]?.value ?? { is: "literal", value: null }),
  );

/** `Adam(lr=0.001, weight_decay=args.wd)`: the settings that stand in the call. */
function shownCall(call: Call): string {
  const settings = call.args.flatMap(({ name, value }) =>
    name === null || name.startsWith("*") || name === "params"
      ? value.is === "literal" && name === null
        ? [text(value)]
        : []
      : [`${name}=${text(value).slice(0, 30)}`],
  );
  const name =
    call.method === "from_pretrained" ? call.name.split(".").slice(-2).join(".") : lastPart(call.name);
  return `${name}(${settings.slice(0, 8).join(", ")})`;
}

/** How often a checkpoint is written, as conditions, loops and arguments tell. */
function frequency(call: Call): string {
  for (const name of ["every_n_epochs", "every_n_train_steps", "save_freq", "period"]) {
    const given = argument(call, name);
    if (given !== undefined && !isLiteral(given, null)) return `${name}=${text(given)}`;
  }
  if (isLiteral(argument(call, "save_best_only"), true) || call.conditions.some((one) => /best/i.test(one)))
    return "the best";
  const every = call.conditions.map((one) => EVERY.exec(one)?.[1]).find((one) => one !== undefined);
  if (every !== undefined) return `every ${every}`;
  if (call.method === "ModelCheckpoint") return "each epoch";
  return call.loops?.some((head) => EPOCHS.test(head)) === true ? "each epoch" : "once";
}

const figures = new WeakMap<CodeFile, boolean>();
function savesFigures(file: CodeFile): boolean {
  let known = figures.get(file);
  if (known === undefined) {
    known = file.calls.some(({ method }) =>
      /^(?:savefig|log_figure|add_figure|write_image|write_html)$/.test(method),
    );
    figures.set(file, known);
  }
  return known;
}

const RECORDS = /^(?:log\w*|add_\w+|save\w*|dump|to_csv|to_json|write\w*|report_\w+|update|track|set_tags?)$/;
const HOSTS =
  /^(?:wandb|mlflow|torch\.save|json|pickle|joblib|neptune|comet_ml|clearml|aim|dvclive|swanlab|trackio)\b/;
const handed = new WeakMap<CodeFile, ReadonlySet<string>>();

/** The variable that holds it is an argument of a call that writes a record or a file. */
function isHandedOn(file: CodeFile, call: Call): boolean | null {
  if (call.assignedTo === null) return null;
  let names = handed.get(file);
  if (names === undefined) {
    names = new Set(
      file.calls.flatMap((one) =>
        RECORDS.test(one.method) && (HOSTS.test(one.name) || one.name.includes("."))
          ? one.args.flatMap(({ value }) => identifiers(value))
          : [],
      ),
    );
    handed.set(file, names);
  }
  return names.has(lastPart(call.assignedTo)) ? true : null;
}
