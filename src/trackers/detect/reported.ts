import type { Value } from "../../core/code.js";
import type { CallRole } from "../../core/evidence.js";
import type { TrackerSigns } from "../../core/tracker.js";
import type { TrackerId } from "../../core/vocabulary.js";
import type { ConfiguredObject } from "../configured/hydra-config.js";
import type { TrackerCall } from "./calls.js";
import { type Declared, fixedVersion } from "./declared.js";
import type { Paths } from "./paths.js";
import { ON, type Switch, weakest } from "./switch.js";
import { type Choice, choicesOf, type Standing, textOf } from "./switches.js";

/** Tracking that a framework does on behalf of a tracker: loggers, callbacks, `report_to`, configuration arguments. */
export interface Reported {
  readonly tracker: TrackerId;
  readonly role: CallRole;
  readonly name: string;
  readonly switch: Switch;
}

/** Names of `report_to` (transformers 5.23, integration_utils.py) and `log_with` (accelerate 1.15, tracking.py). */
export const REPORT_NAMES: Readonly<Record<string, TrackerId>> = {
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

/** A logger that a LightningModule's `self.log` reaches in some programs; null: it may be any. */
export interface Destination {
  readonly tracker: TrackerId;
  readonly switch: Switch;
  readonly programs: readonly string[] | null;
}

/** Who logs what a LightningModule hands to `self.log`: the loggers that are made, and the Trainer's own default. */
export function lightningDestinations(
  paths: Paths,
  calls: readonly (readonly [TrackerCall, Switch])[],
  objects: readonly (ConfiguredObject & { readonly signs: TrackerSigns })[],
): readonly Destination[] {
  const found: Destination[] = [];
  for (const [call, state] of calls) {
    if (call.role !== "init") continue;
    const programs = paths.programs(call.file, call);
    if (isTrainer(call.name)) {
      if (ownLogger(paths, call)) found.push({ tracker: "lightning", switch: state, programs });
    } else if (LIGHTNING_LOGGER.test(call.name))
      found.push({ tracker: call.signs.id, switch: state, programs });
  }
  for (const object of objects)
    if (LIGHTNING_LOGGER.test(object.target))
      found.push({
        tracker: object.signs.id,
        switch: { on: object.on, why: object.why },
        programs: null,
      });
  return found;
}

/** Those that programs make; all of them where no program in common is seen. */
export function destinationsOfPrograms(
  all: readonly Destination[],
  programs: readonly string[] | null,
): ReadonlyMap<TrackerId, Switch> {
  const shared = all.filter((one) => one.programs?.some((program) => programs?.includes(program)) ?? true);
  const found = new Map<TrackerId, Switch>();
  for (const { tracker, switch: one } of shared.length > 0 ? shared : all) {
    const known = found.get(tracker);
    if (known === undefined || (known.on !== "yes" && one.on === "yes")) found.set(tracker, one);
  }
  return found;
}

const LIGHTNING_LOGGER = /\.loggers\.(?:\w+\.)?\w+Logger$|\.(?:AimLogger|DVCLiveLogger|SwanLabLogger)$/;

/** A Trainer keeps records of its own unless it is handed a logger. */
export function ownLogger(paths: Paths, call: TrackerCall): boolean {
  const given = call.args.find((one) => one.name === "logger");
  if (given === undefined) return true;
  const text = textOf(paths, call, given.value);
  return text === "True" || text === "None" || text === "False";
}

/** What a tracker's call does beyond its own role. */
export function reportedBy(
  paths: Paths,
  call: TrackerCall,
  state: Switch,
  declared: Declared | null,
  variable: (name: string, values: RegExp) => Switch,
): readonly Reported[] {
  const made: Reported[] = [];
  const own = (role: CallRole): void => {
    made.push({ tracker: call.signs.id, role, name: call.name, switch: state });
  };
  const handed = HANDS_PARAMETERS[call.name];
  if (handed !== undefined && call.args.some((one) => one.name === handed)) own("params");
  if (call.role === "init" && LOGS_METRICS.test(call.name)) own("metrics");
  if (call.signs.id !== "huggingface") return made;
  if (call.role === "init") own("metrics");
  if (call.role !== "params") return made;
  for (const one of reportTo(paths, call, declared)) {
    const tracker = REPORT_NAMES[one.text];
    if (tracker === undefined) continue;
    const off = SWITCHED_OFF[tracker];
    const decided = weakest([state, one, off === undefined ? ON : variable(off, /^(?:true|1|yes|on)$/i)]);
    for (const role of ["init", "params", "metrics"] as const)
      made.push({ tracker, role, name: `${call.name}(${one.given})`, switch: decided });
  }
  return made;
}

/**
 * Variables that keep a Trainer from reporting (integration_utils.py of transformers 4.44.2). Of W&B's own client, since
 * 0.10, WANDB_DISABLED is unknown.
 */
const SWITCHED_OFF: Readonly<Partial<Record<TrackerId, string>>> = {
  wandb: "WANDB_DISABLED",
  mlflow: "DISABLE_MLFLOW_INTEGRATION",
};

interface Report extends Choice {
  /** As the report names it: `report_to="wandb"`. */
  readonly given: string;
}

/**
 * What Trainer arguments report to. Without the argument transformers 4 reports to every tracker that is installed,
 * transformers 5 to none (`training_args.py` of 4.44.2 and 5.23.0).
 */
function reportTo(paths: Paths, call: TrackerCall, declared: Declared | null): readonly Report[] {
  const given = call.args.find(({ name }) => name === "report_to");
  if (given === undefined && call.args.some(({ name }) => name === "**")) return [];
  const chosen: readonly Choice[] =
    given === undefined ? [{ text: "default", ...ON }] : listed(paths, call, given.value);
  return chosen.flatMap((one): readonly Report[] => {
    if (!["default", "all", "None"].includes(one.text)) return [{ ...one, given: `report_to="${one.text}"` }];
    const installed =
      declared === null ? [] : Object.keys(REPORT_NAMES).filter((name) => isDeclared(declared, name));
    const all = reportsToAll(one.text, declared);
    if (all.on === "no") return [];
    return installed.map((text) => ({
      text,
      ...weakest([one, all]),
      given: one.text === "default" ? "report_to is not given" : `report_to=${one.text}`,
    }));
  });
}

function reportsToAll(text: string, declared: Declared | null): Switch {
  if (text === "all") return ON;
  const version = fixedVersion(declared?.get("transformers"));
  if (version === null)
    return {
      on: "unknown",
      why: "without report_to transformers 4 reports to every installed tracker, transformers 5 to none, and the version is not fixed",
    };
  return version[0] < 5 ? ON : { on: "no", why: "transformers 5 reports to none by default" };
}

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  comet_ml: ["comet-ml"],
  tensorboard: ["tensorboard", "tensorboardx"],
};
const isDeclared = (declared: Declared, name: string): boolean =>
  (PACKAGES[name] ?? [name]).some((one) => declared.has(one));

/** The texts that an argument lists or chooses. */
export function listed(paths: Paths, standing: Standing, value: Value): readonly Choice[] {
  if (value.is === "list") return value.items.flatMap((item) => choicesOf(paths, standing, item));
  if (value.is === "name") {
    const known = paths.resolve(standing.file, standing.scope, value);
    if (known.is === "list") return known.items.flatMap((item) => choicesOf(paths, standing, item));
  }
  return choicesOf(paths, standing, value);
}
