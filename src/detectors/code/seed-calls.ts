import type { Call, CodeFile, Value } from "../../core/code.js";
import type { EvidenceKinds, On, RandomSource } from "../../core/evidence.js";
import type { Location } from "../../core/location.js";
import { leaves } from "./configuration.js";
import { argument, canonicalName, isLiteral, lastPart, text, unpacksKeywords } from "./names.js";
import { CHANGING, environmentSeed, type SeedCall, seedCall } from "./seed-table.js";
import { sklearnText, sklearnUse } from "./sklearn-draws.js";
import type { Study } from "./study.js";

/** A seeding found in the code, before its programs are named. */
export interface Seeding {
  readonly call: Call;
  readonly location: Location;
  readonly fields: Pick<EvidenceKinds["code.seed"], "sources" | "call" | "value" | "on" | "why" | "own">;
}

/** Asked for by several detectors; a file belongs to one study. */
const seedings = new WeakMap<CodeFile, readonly Seeding[]>();

/** Every call of a file that seeds something. */
export function seedingsIn(study: Study, file: CodeFile): readonly Seeding[] {
  let found = seedings.get(file);
  if (found === undefined) {
    found = file.calls.flatMap((call) => seeding(study, file, call) ?? []);
    seedings.set(file, found);
  }
  return found;
}

function seeding(study: Study, file: CodeFile, call: Call): Seeding | null {
  if (study.graph.resolve(file, call.name, call.scope) !== undefined) return null;
  const name = canonicalName(call.name);
  if (name === "sacred.Experiment") return sacred(file, call);
  const sklearn = sklearnUse(call);
  if (sklearn !== undefined) {
    if (sklearn.draws === false) return null;
    const spread = sklearn.state === undefined && unpacksKeywords(call) ? configuredState(study) : null;
    if (spread !== null)
      return made(
        call,
        ["sklearn"],
        `${lastPart(name)}(**…)`,
        spread.value,
        "yes",
        spread.where,
        sklearn.purpose,
      );
    if (sklearn.state === undefined) return null;
    return withValue(study, file, call, ["sklearn"], sklearnText(call), sklearn.state, sklearn.purpose);
  }
  const generator = torchGenerator(file, call);
  if (generator !== null)
    return withValue(
      study,
      file,
      call,
      ["torch"],
      "torch.Generator.manual_seed",
      call.args[0]?.value,
      generator,
    );
  if (call.method === "train_test_split" && argument(call, "seed") !== undefined)
    return withValue(study, file, call, ["numpy"], "train_test_split", argument(call, "seed"), "split");
  if (call.method === "sample" && argument(call, "random_state") !== undefined)
    return withValue(study, file, call, ["numpy"], "sample", argument(call, "random_state"), "data");

  const spec = seedCall(name) ?? environmentSeed(name, call.method);
  if (spec === undefined) return null;
  const given = seedArgument(call, spec);
  if (given === undefined && (spec.silent === true || unpacksKeywords(call))) return null;
  const own = spec.own === true && !spec.sources.includes("gym") ? "training" : undefined;
  const fallback: Value | undefined =
    spec.default === undefined ? undefined : { is: "literal", value: spec.default };
  return withValue(study, file, call, spec.sources, name, given ?? fallback, own, spec.only);
}

function seedArgument(call: Call, spec: SeedCall): Value | undefined {
  for (const name of spec.argument) {
    const found = argument(call, name);
    if (found !== undefined) return found;
  }
  return spec.position === null ? undefined : argument(call, "", spec.position);
}

/**
 * The seeding with its value: `on` is "no" where configuration or an option leaves the seed empty; a literal None, no
 * argument at all, or a value that changes each time is a call that runs and seeds nothing (`value` null).
 */
function withValue(
  study: Study,
  file: CodeFile,
  call: Call,
  sources: readonly RandomSource[],
  name: string,
  given: Value | undefined,
  own: "training" | "split" | "data" | undefined,
  only?: string,
): Seeding {
  const reached = study.values.reached(file, call);
  const limited: On = only !== undefined && reached.on === "yes" ? "unknown" : reached.on;
  const why = only ?? reached.why;
  if (given === undefined)
    return made(call, sources, name, null, reached.on, `${name}() without a seed`, own);
  const { value, where } = study.values.resolve(file, call.scope, given);
  const shown = text(value);
  if (isLiteral(value, null)) {
    if (/^lightning\b/.test(name) && reached.on !== "no")
      return made(call, sources, name, "0", limited, "seed_everything(None) falls back to 0", own);
    const empty = where === null ? `${name}(None)` : `${text(given)} is null (${where})`;
    return made(
      call,
      sources,
      name,
      null,
      where === null ? reached.on : "no",
      reached.on === "no" ? reached.why : empty,
      own,
    );
  }
  // Drawn for an option that is not given: the seeding is there, and off by default.
  const on = where === null ? reached.on : "no";
  if (CHANGING.test(shown)) return made(call, sources, name, null, on, `${shown} differs each time`, own);
  return made(call, sources, name, shown, limited, why, own);
}

function made(
  call: Call,
  sources: readonly RandomSource[],
  name: string,
  value: string | null,
  on: On,
  why: string | null,
  own: "training" | "split" | "data" | undefined,
): Seeding {
  return {
    call,
    location: call.location,
    fields: {
      sources: [...sources],
      call: name,
      value: value === null ? null : value.slice(0, 120),
      on,
      ...(why === null ? {} : { why }),
      ...(own === undefined ? {} : { own }),
    },
  };
}

/** Sacred seeds Python, NumPy, and TensorFlow and PyTorch where they are loaded, by itself (sacred/randomness.py). */
function sacred(file: CodeFile, call: Call): Seeding {
  const configs = file.functions.filter(({ decorators }) =>
    decorators.some(({ name }) => name.endsWith(".config")),
  );
  const explicit = file.assignments.find(
    ({ target, scope }) => target === "seed" && configs.some(({ name }) => name === scope),
  );
  const value = explicit === undefined ? "automatic" : text(explicit.value);
  return made(
    call,
    ["python", "numpy", "tensorflow", "torch"],
    "sacred.Experiment",
    value,
    "yes",
    "Sacred seeds each run and records the seed",
    undefined,
  );
}

/** `torch.Generator().manual_seed(s)`: for what the generator is handed over. */
function torchGenerator(file: CodeFile, call: Call): "training" | "split" | null {
  if (call.method !== "manual_seed" || /^torch\.(?:random\.|cuda\.|mps\.|xpu\.)?manual_seed/.test(call.name))
    return null;
  const object = call.name.slice(0, Math.max(0, call.name.lastIndexOf(".")));
  const maker = file.calls.find(({ assignedTo }) => assignedTo !== null && assignedTo === object);
  if (!/Generator/.test(object) && maker !== undefined && !/Generator$/.test(maker.name)) return null;
  if (!/Generator|^g$|gen|rng/i.test(object) && maker === undefined) return null;
  const takers = file.calls.filter((taker) => {
    const handed = argument(taker, "generator");
    if (handed === undefined) return false;
    const shown = text(handed);
    return shown.includes("manual_seed")
      ? sameStretch(taker, call)
      : shown === object || shown === call.assignedTo;
  });
  return takers.length > 0 && takers.every(({ method }) => method === "random_split") ? "split" : "training";
}

function sameStretch(taker: Call, call: Call): boolean {
  const [from, at] = [taker.location.line ?? 0, call.location.line ?? 0];
  return taker.scope === call.scope && at >= from && at - from < 25;
}

/** A `random_state` that the repository's configuration holds for estimators built from it. */
function configuredState(study: Study): { value: string; where: string } | null {
  for (const file of study.configuration.files) {
    for (const { path, value } of leaves(file.yaml.value)) {
      if (path[path.length - 1] !== "random_state" || typeof value !== "number") continue;
      const line = file.yaml.lineOf(path);
      return {
        value: `${value}`,
        where: `random_state in ${file.path}${line === undefined ? "" : `:${line}`}`,
      };
    }
  }
  return null;
}
