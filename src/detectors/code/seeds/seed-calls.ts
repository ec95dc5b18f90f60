import type { Call, CodeFile, Value } from "../../../core/code.js";
import type { EvidenceKinds, On, RandomSource } from "../../../core/evidence.js";
import { argument, isLiteral, lastPart, text, unpacksKeywords } from "../study/names.js";
import { place } from "../study/project.js";
import type { Study } from "../study/study.js";
import { leaves } from "../values/configuration.js";
import { boosterSeed } from "./booster-seeds.js";
import { changing } from "./changing.js";
import { extendedArguments, frameworkSeed } from "./framework-seeds.js";
import { optionDrawn } from "./optional-seeds.js";
import { processFunctions, standsIn } from "./process-functions.js";
import { environmentSeed, type SeedCall, seedCall } from "./seed-table.js";
import { sklearnText, sklearnUse } from "./sklearn-draws.js";
import { nameIn } from "./star-names.js";
import { stateArgument } from "./state-arguments.js";
import { generatorUse } from "./torch-generators.js";

/** A seeding found in the code, before its programs are named. */
export interface Seeding {
  readonly call: Call;
  readonly location: Call["location"];
  readonly fields: Pick<
    EvidenceKinds["code.seed"],
    "sources" | "call" | "value" | "from" | "on" | "why" | "own" | "byDefault" | "drawnFrom"
  >;
  /** It reaches other generators or processes than the draws of the program itself. */
  readonly limited: boolean;
}

/** What is known of a seeding before its value is looked at. */
interface Kind extends Pick<SeedCall, "sources" | "own" | "only" | "otherwise"> {
  readonly name: string;
  readonly default?: SeedCall["default"] | undefined;
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
  const own = study.graph.resolve(file, call.name, call.scope) !== undefined;
  const framework = own ? extendedArguments(study, file, call) : frameworkSeed(study, file, call);
  if (framework === "off") return null;
  if (framework !== null)
    return withValue(study, file, call, { ...framework, default: framework.byDefault }, framework.given);
  if (own) return null;
  const name = nameIn(file, call);
  const booster = boosterSeed(call, (value) => study.values.resolve(file, call.scope, value).value);
  if (booster !== null) {
    const kind: Kind = {
      name: booster.name,
      sources: [booster.source],
      own: "training",
      default: booster.byDefault,
    };
    return withValue(study, file, call, kind, booster.given);
  }

  const sklearn = sklearnUse(call);
  if (sklearn !== undefined) {
    if (sklearn.draws === false) return null;
    const kind: Kind = { name: sklearnText(call), sources: ["sklearn"], own: sklearn.purpose };
    const spread = sklearn.state === undefined && unpacksKeywords(call) ? configuredState(study) : null;
    if (spread !== null)
      return made(call, { ...kind, name: `${lastPart(name)}(**…)` }, spread.value, "yes", spread.where);
    // None leaves it to NumPy's generator, as no argument does: it is a draw, and no statement about a seed.
    if (sklearn.state === undefined || isLiteral(sklearn.state, null)) return null;
    return withValue(study, file, call, kind, sklearn.state);
  }
  const state = stateArgument(file, call);
  if (state !== undefined) {
    if (state.given === undefined || isLiteral(state.given, null)) return null;
    return withValue(
      study,
      file,
      call,
      { name: state.name, sources: [state.source], own: state.purpose },
      state.given,
    );
  }
  const generator = generatorUse(file, call);
  if (generator !== null) {
    const kind: Kind = { name: `torch.Generator.${call.method}`, sources: ["torch"], own: generator };
    return call.method === "seed"
      ? made(
          call,
          kind,
          null,
          study.values.reached(file, call).on,
          "torch.Generator.seed() differs each time",
        )
      : withValue(study, file, call, kind, call.args[0]?.value);
  }

  const spec =
    seedCall(name) ??
    environmentSeed(name, call.method) ??
    // What made the variable last may be a wrapper: `env = wrap(env)`.
    environmentSeed(call.written ?? name, call.method);
  if (spec === undefined) return null;
  const given = seedArgument(call, spec);
  if (given === undefined && (spec.silent === true || unpacksKeywords(call))) return null;
  if (spec.silent === true && isLiteral(given, null)) return null;
  return withValue(study, file, call, { ...spec, name: call.written ?? name }, given);
}

function seedArgument(call: Call, spec: SeedCall): Value | undefined {
  for (const name of spec.argument) {
    const found = argument(call, name);
    if (found !== undefined) return found;
  }
  return spec.position === null ? undefined : argument(call, "", spec.position);
}

/** `seed + rank`: where the seed is not given, what is drawn in its place. */
const OFFSET = /^([A-Za-z_]\w{0,60}) ?[+*] ?\w{1,60}$/;

/**
 * The seeding with its value: `on` is "no" where configuration or an option leaves the seed empty; a literal None, no
 * argument at all, or a value that changes each time is a call that runs and seeds nothing (`value` null).
 */
function withValue(study: Study, file: CodeFile, call: Call, kind: Kind, given: Value | undefined): Seeding {
  const reached = study.values.reached(file, call);
  const limit = limitOf(study, file, call, kind);
  const on: On = limit !== undefined && reached.on === "yes" ? "unknown" : reached.on;
  const why = limit ?? reached.why;
  const lightning =
    lastPart(kind.name) === "seed_everything" && !/^(?:transformers|torch_geometric)/.test(kind.name);
  const fallback = lightning ? { value: "0", why: "seed_everything(None) falls back to 0" } : kind.default;
  const unset = (off: string | null): Seeding => {
    if (off === null && fallback !== undefined)
      return made(call, kind, fallback.value, on, reached.on === "no" ? why : fallback.why, {
        byDefault: true,
      });
    if (fallback !== undefined && reached.on !== "no")
      return made(call, kind, fallback.value, on, fallback.why, { byDefault: true });
    if (kind.otherwise !== undefined)
      return made(
        call,
        kind,
        null,
        reached.on,
        `${kind.name} without a seed takes one from ${kind.otherwise}`,
      );
    return made(
      call,
      kind,
      null,
      off === null ? reached.on : "no",
      reached.on === "no" ? reached.why : (off ?? `${kind.name}() without a seed`),
    );
  };
  if (given === undefined) return unset(null);

  const { value, where } = study.values.resolve(file, call.scope, given);
  const shown = text(value);
  if (isLiteral(value, null))
    return where === null && fallback === undefined && kind.otherwise === undefined
      ? made(call, kind, null, reached.on, reached.on === "no" ? reached.why : `${kind.name}(None)`)
      : unset(where === null ? null : `${text(given)} is null (${where})`);
  const offset = OFFSET.exec(value.is === "expression" ? value.text : "")?.[1];
  if (offset !== undefined) {
    const from = study.values.resolve(file, call.scope, { is: "name", name: offset });
    if (isLiteral(from.value, null) && from.where !== null) return unset(`${offset} is null (${from.where})`);
  }
  const moving = changing(value);
  const option = optionDrawn(study, file, call, given);
  if (option?.is === "drawn" || (option?.is === "unknown" && moving !== null)) {
    // Drawn for an option that is not given: the seeding is there, and off by default.
    const taken = option.assignment;
    const from = changing(taken.value)?.source ?? null;
    return made(
      call,
      kind,
      null,
      reached.on === "no" ? reached.on : "no",
      reached.on === "no" ? reached.why : `${text(taken.value)} differs each time (${place(taken.location)})`,
      from === null ? {} : { drawnFrom: from },
    );
  }
  if (moving === null)
    return made(call, kind, shown, on, why, {
      limited: limit !== undefined,
      ...(where === null ? {} : { from: where }),
    });
  if (option?.is === "given") return made(call, kind, text(given), on, why);
  return made(
    call,
    kind,
    null,
    reached.on,
    `${shown} differs each time${where === null ? "" : ` (${where})`}`,
    moving.source === null ? {} : { drawnFrom: moving.source },
  );
}

/** What a seeding that is come to does not reach. */
function limitOf(study: Study, file: CodeFile, call: Call, kind: Kind): string | undefined {
  const inWorkers = kind.own === undefined && standsIn(study, processFunctions(study).loaders, file, call);
  return kind.only ?? (inWorkers ? "seeds the workers of a DataLoader only" : undefined);
}

function made(
  call: Call,
  kind: Kind,
  value: string | null,
  on: On,
  why: string | null,
  more: { byDefault?: true; limited?: boolean; drawnFrom?: RandomSource; from?: string } = {},
): Seeding {
  const { own } = kind;
  return {
    call,
    location: call.location,
    limited: more.limited === true,
    fields: {
      sources: [...kind.sources],
      call: kind.name,
      value: value === null ? null : value.slice(0, 120),
      ...(more.from === undefined ? {} : { from: more.from }),
      on,
      ...(why === null ? {} : { why }),
      ...(own === undefined ? {} : { own }),
      ...(more.byDefault === true ? { byDefault: true } : {}),
      ...(more.drawnFrom === undefined ? {} : { drawnFrom: more.drawnFrom }),
    },
  };
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
