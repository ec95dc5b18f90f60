import type { Value } from "../../core/code.js";
import type { DetectionContext } from "../../core/detector.js";
import { type CallRole, type Evidence, evidence, type TrackerSign } from "../../core/evidence.js";
import { compareText, type Location } from "../../core/location.js";
import type { TrackerSigns } from "../../core/tracker.js";
import type { Confidence, TrackerId } from "../../core/vocabulary.js";
import { type ConfiguredObject, type HydraConfig, readHydraConfig } from "../configured/hydra-config.js";
import {
  boundNames,
  importedTrackers,
  ownModules,
  type TrackerCall,
  trackerCalls,
  trackerImports,
} from "./calls.js";
import { readConfigFiles } from "./config-files.js";
import { readDeclared } from "./declared.js";
import { destinationsOf } from "./destinations.js";
import { type Handed, handedBy } from "./handed.js";
import { madeForTrackers } from "./made-for-trackers.js";
import { readMentions } from "./mentions.js";
import { mlflowSetup } from "./mlflow-setup.js";
import { modesOf } from "./modes.js";
import type { Paths } from "./paths.js";
import { runsOnMainProcess } from "./process.js";
import {
  destinationsOfPrograms,
  isTrainer,
  lightningDestinations,
  ownLogger,
  reportedBy,
} from "./reported.js";
import { readSurroundings, setByCode, settingsOf } from "./settings.js";
import { type Switch, weakest } from "./switch.js";
import { switchesOf, textOf } from "./switches.js";

/** A call that records something, with all that decides over it. */
export interface TrackedCall {
  readonly tracker: TrackerId;
  readonly role: CallRole;
  readonly call: Pick<TrackerCall, "file" | "name" | "args" | "location" | "scope" | "conditions">;
  readonly switch: Switch;
  /** null: the repository starts nothing. */
  readonly programs: readonly string[] | null;
  /** null: it records neither parameters nor metrics. */
  readonly handed: Handed | null;
}

export interface Tracking {
  readonly evidence: readonly Evidence[];
  readonly calls: readonly TrackedCall[];
}

/**
 * Signs and calls of every tracker: what code, configuration, documents and CI show, who comes to them, what they are
 * handed, and whether a default run tracks. Code of tests and code of others does not count.
 */
export async function trackingIn(
  context: DetectionContext,
  all: readonly TrackerSigns[],
  paths: Paths,
): Promise<Tracking> {
  const { workspace, files, code } = context;
  const { variables, servers: started } = await readSurroundings(workspace, files, all);
  const hydra = await readHydraConfig(workspace, files, code);
  const configFiles = await readConfigFiles(workspace, files, all);
  const { mentions, servers: documented } = await readMentions(workspace, files, all);

  const own = code.files.filter((file) => !file.test && !file.vendored);
  const modules = ownModules(code);
  const bound = boundNames(own);
  const inCode = setByCode(code);
  const switches = switchesOf(code, settingsOf(variables, inCode, paths), paths);
  const calls = own
    .flatMap((file) => trackerCalls(file, all, modules, bound))
    .map((call): readonly [TrackerCall, Switch] => [call, switches.decide(call)]);
  const objects = hydra.objects.flatMap((object) => ownersOf(object, all));
  const decided = new Map(calls);
  const needsVersions = calls.some(
    ([{ signs, role }]) => signs.id === "mlflow" || (signs.id === "huggingface" && role === "params"),
  );
  const declared = needsVersions ? await readDeclared(workspace, files) : null;

  const found: Evidence[] = [];
  const tracked: TrackedCall[] = [];
  const sign = (
    tracker: TrackerId,
    kind: TrackerSign,
    location: Location,
    detail: string,
    confidence: Confidence = "high",
  ): void => {
    found.push(evidence("tracker.sign", location, { tracker, sign: kind, detail }, confidence));
  };
  const plainCall = (
    tracker: TrackerId,
    role: CallRole,
    location: Location,
    name: string,
    { on, why }: Switch,
  ): void => {
    found.push(
      evidence("tracker.call", location, { tracker, role, call: name, on, ...(why === null ? {} : { why }) }),
    );
  };
  const record = (
    tracker: TrackerId,
    role: CallRole,
    call: TrackerCall & { readonly assigned?: Value },
    state: Switch,
    name = call.name,
  ): void => {
    const programs = paths.programs(call.file, call);
    const handed = role === "params" || role === "metrics" ? handedBy(call, role, paths) : null;
    const names = [...new Set(handed?.names)].sort(compareText);
    tracked.push({ tracker, role, call, switch: state, programs, handed });
    found.push(
      evidence("tracker.call", call.location, {
        tracker,
        role,
        call: name,
        on: state.on,
        ...(state.why === null ? {} : { why: state.why }),
        ...(programs === null ? {} : { programs }),
        ...(runsOnMainProcess(paths, call.file, call) && { mainProcessOnly: true }),
        ...(names.length > 0 && { names }),
        ...(handed?.whole != null && { whole: handed.whole }),
      }),
    );
  };

  for (const file of own)
    for (const [signs, imports] of importedTrackers(file, all, modules))
      for (const one of imports)
        sign(signs.id, "import", one.location, one.name === null ? one.module : `${one.module}.${one.name}`);

  // A class named in a string is made by whoever reads the string: a sign, but no call.
  const targets = new Map<string, TrackerSigns[]>();
  for (const signs of all)
    for (const target of signs.targets) targets.set(target, [...(targets.get(target) ?? []), signs]);
  for (const file of own)
    for (const { value, location } of file.strings)
      for (const signs of targets.get(value) ?? []) sign(signs.id, "config", location, value);

  const lightning = lightningDestinations(paths, calls, objects);
  const shown = new Set<string>();
  for (const [one, state] of calls) {
    if (isDelegated(one)) continue;
    if (one.signs.id === "lightning" && (one.role === "metrics" || one.role === "params")) {
      for (const [tracker, by] of destinationsOfPrograms(lightning, paths.programs(one.file, one))) {
        // Of loggers that are off, one place shows what they would get.
        if (by.on === "no" && shown.has(`${tracker} ${one.role}`)) continue;
        shown.add(`${tracker} ${one.role}`);
        record(tracker, one.role, one, weakest([state, by]));
      }
      if (lightning.length === 0) record("lightning", one.role, one, weakest([state, NO_TRAINER]));
      continue;
    }
    sign(one.signs.id, "call", one.location, one.name);
    record(one.signs.id, roleOf(one), one, state);
    const made = reportedBy(paths, one, state, declared, (name, values) =>
      switches.variable(name, values, one.file),
    );
    for (const { tracker, role, name, switch: by } of made) {
      if (tracker !== one.signs.id && role === "init") sign(tracker, "call", one.location, name);
      record(tracker, role, one, by, name);
    }
  }
  for (const made of madeForTrackers(paths, own, all, switches.at)) {
    if (made.role === "init") sign(made.signs.id, "call", made.location, made.name);
    record(made.signs.id, made.role, made, made.switch);
  }
  const wandb = all.find(({ id }) => id === "wandb");
  for (const file of wandb === undefined ? [] : own)
    for (const one of file.assignments) {
      if (!/^wandb\.config(?:\.|\[|$)/.test(one.target)) continue;
      if (wandb === undefined || trackerImports(file, wandb, modules).length === 0) continue;
      const made = { ...one, signs: wandb, role: "params" as const, file, name: one.target, args: [] };
      record("wandb", "params", { ...made, assigned: one.value }, switches.decide(made));
    }

  for (const object of objects) {
    sign(object.signs.id, "config", object.location, object.target);
    plainCall(object.signs.id, "init", object.location, object.target, configuredSwitch(object, hydra));
  }
  for (const one of configFiles.signs) sign(one.tracker, "config", one.location, one.detail);
  for (const one of configFiles.active) plainCall(one.tracker, one.role, one.location, one.name, one);
  for (const one of variables) sign(one.tracker, "config", one.location, one.name);
  for (const one of mentions) sign(one.tracker, "mention", one.location, one.word, one.confidence);

  const off = new Set(
    calls.flatMap(([one, { on }]) => (one.role === "init" && on === "no" ? [one.signs.id] : [])),
  );
  const destinations = destinationsOf(
    paths,
    calls.map(([one]) => one),
    (one) => {
      const { on } = decided.get(one) ?? { on: "unknown" };
      return on === "unknown" && off.has(one.signs.id) ? "no" : on;
    },
    objects,
    variables,
    inCode,
  );
  for (const { tracker, shared, detail, location } of destinations)
    found.push(evidence("tracker.destination", location, { tracker, shared, detail }));
  const modes = modesOf(
    paths,
    switches,
    calls.map(([one]) => one),
    objects,
    variables,
    inCode,
  );
  for (const { tracker, mode, detail, on, location } of modes)
    found.push(evidence("tracker.mode", location, { tracker, mode, detail, on }));
  const mlflow = calls.filter(([{ signs }]) => signs.id === "mlflow");
  if (mlflow.length > 0)
    found.push(
      ...mlflowSetup({
        paths,
        calls: mlflow,
        servers: [...started, ...documented],
        variables,
        inCode,
        declared,
      }),
    );
  return { evidence: found, calls: tracked };

  /** A Trainer that is handed a logger leaves the records to it. */
  function isDelegated(one: TrackerCall): boolean {
    return isTrainer(one.name) && !ownLogger(paths, one);
  }

  /**
   * Text written to TensorBoard is a metric but where its tag speaks of parameters; a W&B artifact of the type
   * "dataset" is data.
   */
  function roleOf(one: TrackerCall): CallRole {
    if (one.name.endsWith(".Artifact")) {
      const type =
        one.args.find(({ name }) => name === "type") ?? one.args.filter(({ name }) => name === null)[1];
      return type !== undefined && /^(?:raw[-_ ])?data(?:set)?s?$/i.test(textOf(paths, one, type.value) ?? "")
        ? "dataset"
        : one.role;
    }
    if (!one.name.endsWith(".add_text")) return one.role;
    const tag = one.args[0] === undefined ? null : textOf(paths, one, one.args[0].value);
    return tag !== null && /param|config|args/i.test(tag) ? "params" : "other";
  }
}

const NO_TRAINER: Switch = { on: "unknown", why: "no Trainer of this repository runs it" };

function ownersOf(
  object: ConfiguredObject,
  all: readonly TrackerSigns[],
): readonly (ConfiguredObject & { readonly signs: TrackerSigns })[] {
  const trainer = isTrainer(object.target);
  const owner = all.find(
    (signs) => signs.targets.includes(object.target) || (trainer && signs.id === "lightning"),
  );
  return owner === undefined ? [] : [{ ...object, signs: owner }];
}

/** A Trainer made from configuration logs unless the group of its loggers is left out. */
function configuredSwitch(object: ConfiguredObject, hydra: HydraConfig): Switch {
  if (!isTrainer(object.target)) return object;
  if (object.arguments.logger === false) return { on: "no", why: "logger: false" };
  const none = hydra.nullGroups.filter(({ group }) => /^loggers?$/.test(group));
  const places = none.map(({ location }) => `${location.path}:${location.line ?? 1}`);
  return none[0] === undefined ? object : { on: "no", why: `${none[0].group}: null (${places.join(", ")})` };
}
