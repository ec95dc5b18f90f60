import type { Argument, Code } from "../core/code.js";
import type { CallRole } from "../core/evidence.js";
import type { TrackerSigns } from "../core/tracker.js";
import type { TrackerId } from "../core/vocabulary.js";
import type { TrackerCall } from "./calls.js";
import type { ConfiguredObject } from "./hydra-config.js";
import type { Switch } from "./switches.js";
import { textOf } from "./switches.js";

/** Tracking that a framework does on behalf of a tracker: loggers, callbacks, `report_to`, configuration arguments. */
export interface Reported {
  readonly tracker: TrackerId;
  readonly role: CallRole;
  readonly name: string;
  readonly call: TrackerCall;
  readonly switch: Switch;
}

/** Names of `report_to` (transformers 5.23, integration_utils.py) and `log_with` (accelerate 1.15, tracking.py). */
const REPORT_NAMES: Readonly<Record<string, TrackerId>> = {
  wandb: "wandb",
  mlflow: "mlflow",
  tensorboard: "tensorboard",
  comet_ml: "comet",
  neptune: "neptune",
  clearml: "clearml",
  dvclive: "dvclive",
  codecarbon: "codecarbon",
  trackio: "trackio",
  swanlab: "swanlab",
  aim: "aim",
};

/** Arguments of a call that hand over parameters: the run starts with its configuration. */
const HANDS_PARAMETERS: Readonly<Record<string, string>> = {
  "wandb.init": "config",
  "swanlab.init": "config",
  "trackio.init": "config",
  "neptune.init_run": "params",
  "neptune.create_experiment": "params",
};

/** Objects that log metrics for themselves, once they are made. */
const LOGS_METRICS = /(?:Callback|MetricsLogger|CSVLogger|RemoteMonitor|wandb_callback|\.TensorBoard)$/;

export const isTrainer = (name: string): boolean =>
  /^(?:lightning|pytorch_lightning)\.(?:\w+\.)*Trainer$/.test(name);

/** Who logs what a LightningModule hands to `self.log`: the loggers that are made, and the Trainer's own default. */
export function lightningDestinations(
  code: Code,
  calls: readonly (readonly [TrackerCall, Switch])[],
  objects: readonly (ConfiguredObject & { readonly signs: TrackerSigns })[],
): ReadonlyMap<TrackerId, Switch> {
  const found = new Map<TrackerId, Switch>();
  const add = (tracker: TrackerId, one: Switch): void => {
    const known = found.get(tracker);
    if (known === undefined || (known.on !== "yes" && one.on === "yes")) found.set(tracker, one);
  };
  for (const [call, state] of calls) {
    if (call.role !== "init") continue;
    if (isTrainer(call.name)) {
      if (ownLogger(code, call)) add("lightning", state);
    } else if (LIGHTNING_LOGGER.test(call.name)) add(call.signs.id, state);
  }
  for (const object of objects)
    if (LIGHTNING_LOGGER.test(object.target)) add(object.signs.id, { on: object.on, why: object.why });
  return found;
}

const LIGHTNING_LOGGER = /\.loggers\.(?:\w+\.)?\w+Logger$|\.(?:AimLogger|DVCLiveLogger|SwanLabLogger)$/;

/** A Trainer keeps records of its own unless it is handed a logger. */
export function ownLogger(code: Code, call: TrackerCall): boolean {
  const given = call.args.find((one) => one.name === "logger");
  if (given === undefined) return true;
  const text = textOf(code, call.file, given.value);
  return text === "True" || text === "None" || text === "False";
}

export function reportedBy(code: Code, call: TrackerCall, state: Switch): readonly Reported[] {
  const made: Reported[] = [];
  const own = (role: CallRole): void => {
    made.push({ tracker: call.signs.id, role, name: call.name, call, switch: state });
  };
  const handed = HANDS_PARAMETERS[call.name];
  if (handed !== undefined && call.args.some((one) => one.name === handed)) own("params");
  if (call.role === "init" && LOGS_METRICS.test(call.name)) own("metrics");
  if (call.signs.id === "huggingface") {
    if (call.role === "init") own("metrics");
    for (const one of namedIn(code, call, "report_to")) made.push(...reports(one, call, state));
  }
  return made;
}

/** `Accelerator(log_with="wandb")`: no tracker's own call, so it is asked of every call of that name. */
export function acceleratorReports(
  code: Code,
  call: Omit<TrackerCall, "signs" | "role">,
  signs: readonly TrackerSigns[],
): readonly (TrackerCall & { readonly reported: string })[] {
  if (!/^accelerate\.(?:accelerator\.)?Accelerator$/.test(call.name)) return [];
  return namedIn(code, call, "log_with").flatMap((name) => {
    const owner = signs.find((one) => one.id === REPORT_NAMES[name]);
    return owner === undefined ? [] : [{ ...call, signs: owner, role: "init" as const, reported: name }];
  });
}

function reports(name: string, call: TrackerCall, state: Switch): readonly Reported[] {
  const tracker = REPORT_NAMES[name];
  if (tracker === undefined) return [];
  return (["init", "params", "metrics"] as const).map((role) => ({
    tracker,
    role,
    name: `${call.name}(report_to="${name}")`,
    call,
    switch: state,
  }));
}

function namedIn(code: Code, call: Pick<TrackerCall, "args" | "file">, argument: string): readonly string[] {
  const given: Argument | undefined = call.args.find((one) => one.name === argument);
  if (given === undefined) return [];
  const values = given.value.is === "list" ? given.value.items : [given.value];
  return values.flatMap((value) => textOf(code, call.file, value) ?? []);
}
