import type { DetectionContext, Detector } from "../core/detector.js";
import { type Evidence, evidence, type TrackerSign } from "../core/evidence.js";
import type { Location } from "../core/location.js";
import type { TrackerSigns } from "../core/tracker.js";
import type { Confidence, TrackerId } from "../core/vocabulary.js";
import { ownModules, type TrackerCall, trackerCalls, trackerImports } from "./calls.js";
import { readConfigFiles } from "./config-files.js";
import { destinationsOf } from "./destinations.js";
import { type ConfiguredObject, type HydraConfig, readHydraConfig } from "./hydra-config.js";
import { readMentions } from "./mentions.js";
import { acceleratorReports, isTrainer, lightningDestinations, ownLogger, reportedBy } from "./reported.js";
import { readVariables, settingsOf } from "./settings.js";
import { type Switch, switchesOf, textOf } from "./switches.js";

/**
 * Signs and calls of every tracker: what code, configuration, documents and CI show, and whether a default run
 * tracks. Code of tests and code of others does not count.
 */
export const trackerDetector = (all: readonly TrackerSigns[]): Detector => ({
  id: "trackers",
  detect: (context) => detect(context, all),
});

async function detect(context: DetectionContext, all: readonly TrackerSigns[]): Promise<readonly Evidence[]> {
  const { workspace, files, code } = context;
  const variables = await readVariables(workspace, files, all);
  const hydra = await readHydraConfig(workspace, files, code);
  const configFiles = await readConfigFiles(workspace, files, all);
  const mentions = await readMentions(workspace, files, all);

  const own = code.files.filter((file) => !file.test && !file.vendored);
  const modules = ownModules(code);
  const decide = switchesOf(code, settingsOf(code, variables));
  const calls = own
    .flatMap((file) => trackerCalls(file, all, modules))
    .map((call): readonly [TrackerCall, Switch] => [call, decide(call)]);
  const objects = hydra.objects.flatMap((object) => ownersOf(object, all));
  const switches = new Map(calls);

  const found: Evidence[] = [];
  const sign = (
    tracker: TrackerId,
    kind: TrackerSign,
    location: Location,
    detail: string,
    confidence: Confidence = "high",
  ): void => {
    found.push(evidence("tracker.sign", location, { tracker, sign: kind, detail }, confidence));
  };
  const call = (
    tracker: TrackerId,
    role: TrackerCall["role"],
    location: Location,
    name: string,
    { on, why }: Switch,
  ): void => {
    found.push(
      evidence("tracker.call", location, { tracker, role, call: name, on, ...(why === null ? {} : { why }) }),
    );
  };

  for (const file of own)
    for (const signs of all)
      for (const one of trackerImports(file, signs, modules))
        sign(signs.id, "import", one.location, one.name === null ? one.module : `${one.module}.${one.name}`);

  // A class named in a string is made by whoever reads the string: a sign, but no call.
  for (const file of own)
    for (const { value, location } of file.strings)
      for (const signs of all) if (signs.targets.includes(value)) sign(signs.id, "config", location, value);

  const lightning = lightningDestinations(code, calls, objects);
  const shown = new Set<string>();
  for (const [one, state] of calls) {
    if (isDelegated(one)) continue;
    if (one.signs.id === "lightning" && (one.role === "metrics" || one.role === "params")) {
      for (const [tracker, by] of lightning) {
        // Of loggers that are off, one place shows what they would get.
        if (by.on === "no" && shown.has(`${tracker} ${one.role}`)) continue;
        shown.add(`${tracker} ${one.role}`);
        call(tracker, one.role, one.location, one.name, weaker(state, by));
      }
      if (lightning.size === 0) call("lightning", one.role, one.location, one.name, NO_TRAINER);
      continue;
    }
    sign(one.signs.id, "call", one.location, one.name);
    call(one.signs.id, roleOf(one), one.location, one.name, state);
    for (const made of reportedBy(code, one, state)) {
      if (made.tracker !== one.signs.id && made.role === "init")
        sign(made.tracker, "call", one.location, made.name);
      call(made.tracker, made.role, one.location, made.name, made.switch);
    }
  }
  for (const file of own)
    for (const one of file.calls)
      for (const made of acceleratorReports(code, { ...one, file }, all)) {
        sign(made.signs.id, "call", made.location, `${made.name}(log_with="${made.reported}")`);
        call(made.signs.id, "init", made.location, `${made.name}(log_with="${made.reported}")`, decide(made));
      }
  for (const file of own)
    for (const one of file.assignments) {
      if (!/^wandb\.config(?:\.|\[|$)/.test(one.target)) continue;
      const signs = all.find((candidate) => candidate.id === "wandb");
      if (signs === undefined || trackerImports(file, signs, modules).length === 0) continue;
      const made: TrackerCall = { ...one, signs, role: "params", file, name: one.target, args: [] };
      call("wandb", "params", one.location, one.target, decide(made));
    }

  for (const object of objects) {
    sign(object.signs.id, "config", object.location, object.target);
    call(object.signs.id, "init", object.location, object.target, configuredSwitch(object, hydra));
  }
  for (const one of configFiles.signs) sign(one.tracker, "config", one.location, one.detail);
  for (const one of configFiles.active) call(one.tracker, one.role, one.location, one.name, one);
  for (const one of variables) sign(one.tracker, "config", one.location, one.name);
  for (const one of mentions) sign(one.tracker, "mention", one.location, one.word, one.confidence);

  const off = new Set(
    calls.flatMap(([one, { on }]) => (one.role === "init" && on === "no" ? [one.signs.id] : [])),
  );
  const destinations = destinationsOf(
    code,
    calls.map(([one]) => one),
    (one) => {
      const { on } = switches.get(one) ?? { on: "unknown" };
      return on === "unknown" && off.has(one.signs.id) ? "no" : on;
    },
    objects,
    variables,
  );
  for (const { tracker, shared, detail, location } of destinations)
    found.push(evidence("tracker.destination", location, { tracker, shared, detail }));
  return found;

  /** A Trainer that is handed a logger leaves the records to it. */
  function isDelegated(one: TrackerCall): boolean {
    return isTrainer(one.name) && !ownLogger(code, one);
  }

  /**
   * Text written to TensorBoard is a metric but where its tag speaks of parameters; a W&B artifact of the type
   * "dataset" is data.
   */
  function roleOf(one: TrackerCall): TrackerCall["role"] {
    if (one.name.endsWith(".Artifact")) {
      const type =
        one.args.find(({ name }) => name === "type") ?? one.args.filter(({ name }) => name === null)[1];
      return type !== undefined &&
        /^(?:raw[-_ ])?data(?:set)?s?$/i.test(textOf(code, one.file, type.value) ?? "")
        ? "dataset"
        : one.role;
    }
    if (!one.name.endsWith(".add_text")) return one.role;
    const tag = one.args[0] === undefined ? null : textOf(code, one.file, one.args[0].value);
    return tag !== null && /param|config|args/i.test(tag) ? "params" : "other";
  }
}

const NO_TRAINER: Switch = { on: "unknown", why: "no Trainer of this repository runs it" };

const ORDER = { no: 0, unknown: 1, yes: 2 } as const;
const weaker = (a: Switch, b: Switch): Switch => (ORDER[a.on] <= ORDER[b.on] ? a : b);

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
