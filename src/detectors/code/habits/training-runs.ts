import type { Call, CodeFile, Value } from "../../../core/code.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { packageOf } from "../../../core/uses.js";
import { pipelineItem } from "../../pipelines/item.js";
import {
  argument,
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
import { type Observe, resolved } from "./observer.js";

/** Training over several devices; what goes on from a checkpoint; what a training costs. */

const DATA_PARALLEL = "DataParallel";
const DISTRIBUTED = nameTable<string>({
  "torch..DistributedDataParallel": "PyTorch DDP",
  "torch..FullyShardedDataParallel": "PyTorch FSDP",
  "torch..fully_shard": "PyTorch FSDP",
  "deepspeed.initialize": "DeepSpeed",
  "horovod..init": "Horovod",
  "accelerate..Accelerator": "Accelerate",
  "tensorflow.distribute.MirroredStrategy": "tf.distribute",
  "tensorflow.distribute..MultiWorkerMirroredStrategy": "tf.distribute",
  "tensorflow.distribute..TPUStrategy": "tf.distribute",
  "tensorflow.distribute..ParameterServerStrategy": "tf.distribute",
  "jax.pmap": "JAX pmap",
  "jax.sharding.NamedSharding": "JAX sharding",
  "ray.train..TorchTrainer": "Ray Train",
  "ray.train..TensorflowTrainer": "Ray Train",
  "ray.train..HorovodTrainer": "Ray Train",
  // One process for all devices: torch.nn.DataParallel's own documentation sends to DistributedDataParallel.
  "torch..DataParallel": DATA_PARALLEL,
});

/** Trainers that are told by an argument how to distribute. */
const TRAINERS = nameTable<readonly string[]>({
  "lightning..Trainer": ["strategy", "accelerator", "num_nodes"],
  "lightning..Fabric": ["strategy", "num_nodes"],
  "transformers..TrainingArguments": ["fsdp", "deepspeed"],
  "transformers..Seq2SeqTrainingArguments": ["fsdp", "deepspeed"],
});
const STRATEGIES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/fsdp/i, "PyTorch FSDP"],
  [/deepspeed/i, "DeepSpeed"],
  [/horovod/i, "Horovod"],
  [/ddp|DistributedDataParallel/i, "PyTorch DDP"],
  [/^dp$/, DATA_PARALLEL],
];

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

const COST_PACKAGES: ReadonlySet<string> = new Set([
  "codecarbon",
  "carbontracker",
  "eco2ai",
  "experiment_impact_tracker",
  "pyJoules",
  "zeus",
  "infracost",
]);
const LOGS = /^(?:log|log_metrics?|log_dict|log_scalar|add_scalar|report_scalar|track)$/;
const COSTS =
  /["']?\b\w*(?:gpu[ _-]?hours?|kwh|energy_consum\w*|emissions?|co2(?:eq)?|cost_(?:usd|eur)|usd_cost|carbon)\b/i;
const CLOUDS: ReadonlySet<string> = new Set(["sagemaker", "boto3", "google", "azure", "azureml"]);
const COST_TAG = /cost[-_ ]?(?:cent(?:er|re)|allocation|code)|billing/i;

export const trainingRuns: Observe = (study, context) => {
  const found: Evidence[] = [];
  const first = once();
  const saving: Placed[] = [];
  const resume = (placed: Placed, name: string, given?: Value): void => {
    const trains = study.reach.runBy(placed.file, placed.call).some((one) => study.training.has(one));
    if ((study.training.size > 0 && !trains) || !first("resume", placed.file.path, name)) return;
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
      const { file, call } = placed;
      const spread = DISTRIBUTED(call.name) ?? strategyOf(study, placed);
      if (spread !== undefined && first("spread", file.path, spread))
        found.push(spreadItem(call.location, spread, stateOf(study, placed)));
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
      if (LOGS.test(call.method)) {
        const named = call.args
          .map(({ value }) => COSTS.exec(text(value))?.[0])
          .find((one) => one !== undefined);
        if (named !== undefined && first("cost", file.path, named))
          found.push(
            pipelineItem("cost tracking", call.location, named.replace(/["']/g, ""), "logged", call.name),
          );
      }
      if (CLOUDS.has(packageOf(call.name))) {
        const tag = call.args.find(
          ({ name, value }) => /^(?:tags|labels)$/i.test(name ?? "") && COST_TAG.test(text(value)),
        );
        if (tag !== undefined && first("tag", file.path, call.name))
          found.push(pipelineItem("cost tracking", call.location, "cost tag", "in code", text(tag.value)));
      }
    },
    built(call) {
      for (const name of TRAINERS(call.name) ?? []) {
        const spread = strategyNamed(name, argument(call, name));
        if (spread !== undefined && first("spread", call.location.path, spread))
          found.push(spreadItem(call.location, spread, "by default"));
      }
    },
    told() {
      for (const file of study.graph.files) {
        for (const { module, location } of file.imports)
          if (COST_PACKAGES.has(packageOf(module)) && first("cost", packageOf(module)))
            found.push(pipelineItem("cost tracking", location, packageOf(module), "in code"));
        for (const { target, value, location, scope, conditions } of file.assignments) {
          if (value.is !== "expression" && value.is !== "call") continue;
          if (!COUNTER.test(target) || !COUNTED.test(value.text) || !first("resume", file.path, target))
            continue;
          const { on } = study.values.holds(file, scope, conditions);
          found.push(pipelineItem("resume", location, target, SAID[on], value.text));
        }
      }
      const resumed = found.some((one) => one.kind === "inventory.item" && one.item === "resume");
      if (resumed) found.push(...options());
      else if (!study.graph.files.some(loadsOptimizer)) found.push(...notResumed(study, saving));
      for (const { path } of context.files)
        if (/(?:^|\/)emissions\.csv$/.test(path))
          found.push(pipelineItem("cost tracking", { path }, "emissions.csv", "recorded"));
      return found;
    },
  };

  /** Options by which a run is told to go on, and what they are by default. */
  function options(): readonly Evidence[] {
    return study.graph.files.flatMap((file) =>
      file.parameters.flatMap(
        ({ name, by, default: value, location, flag, options: written }): Evidence[] => {
          if (by === "constant" || !OPTION.test(name) || !first("resume", file.path, name)) return [];
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

const SAID = { yes: "by default", no: "off by default", unknown: "conditional" } as const;

const stateOf = (study: Study, { file, call }: Placed): string =>
  SAID[study.values.holds(file, call.scope, call.conditions).on];

const spreadItem = (location: Location, name: string, state: string): Evidence =>
  name === DATA_PARALLEL
    ? pipelineItem(
        "distributed training",
        location,
        name,
        "anti-pattern: one process drives all devices",
        state,
      )
    : pipelineItem("distributed training", location, name, state);

function strategyOf(study: Study, placed: Placed): string | undefined {
  for (const name of TRAINERS(placed.call.name) ?? []) {
    const value = argument(placed.call, name);
    const spread = value === undefined ? undefined : strategyNamed(name, resolved(study, placed, value));
    if (spread !== undefined) return spread;
  }
  return undefined;
}

function strategyNamed(name: string, value: Value | undefined): string | undefined {
  if (value === undefined || isLiteral(value, null) || isLiteral(value, "")) return undefined;
  if (name === "num_nodes")
    return value.is === "literal" && typeof value.value === "number" && value.value > 1
      ? "PyTorch DDP"
      : undefined;
  if (name === "fsdp" || name === "deepspeed")
    return value.is === "literal" && value.value !== false
      ? name === "fsdp"
        ? "PyTorch FSDP"
        : "DeepSpeed"
      : undefined;
  if (value.is !== "literal" && value.is !== "call") return undefined;
  const shown = text(value);
  return STRATEGIES.find(([pattern]) => pattern.test(shown))?.[1];
}

/** The state of an optimizer, a schedule or a scaler is loaded to go on; that of a model where the code says so. */
function goesOn(call: Call): boolean {
  const object = receiver(call) ?? "";
  const handed = call.args.map(({ value }) => text(value)).join(" ");
  // A copy from one network to another.
  if (/\.state_dict\(/.test(handed)) return false;
  return (
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
      STATE.test(`${receiver(call) ?? ""} ${call.args.map(({ value }) => text(value)).join(" ")}`),
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
