import type { Call, CodeFile, Value } from "../../../core/code.js";
import type { RandomSource } from "../../../core/evidence.js";
import { argument, canonicalName, isLiteral, lastPart, made, text } from "../study/names.js";
import { imports, valuesIn } from "../study/project.js";
import type { Study } from "../study/study.js";

/** A framework that seeds by itself, with what its user has to say about it. */
export interface FrameworkSeed {
  readonly sources: readonly RandomSource[];
  readonly name: string;
  /** What is given for the seed; undefined: nothing, so that the default holds. */
  readonly given: Value | undefined;
  readonly byDefault: { readonly value: string; readonly why: string };
}

const EVERYTHING: readonly RandomSource[] = ["python", "numpy", "torch"];

/** The seeding that a framework does where it is called, "off" where it is told not to; null: no such framework. */
export function frameworkSeed(study: Study, file: CodeFile, call: Call): FrameworkSeed | "off" | null {
  const last = lastPart(call.name);
  if (last === "LightningCLI") return lightningCli(study, call);
  if (last === "HfArgumentParser" || last === "TrlParser") return parsedArguments(study, file, call);
  if (call.method === "train" && made(call)?.startsWith("ultralytics.") === true)
    return {
      sources: EVERYTHING,
      name: "ultralytics.train",
      given: argument(call, "seed"),
      byDefault: { value: "0", why: "Ultralytics seeds each training with 0 where nothing else is given" },
    };
  return canonicalName(call.name) === "sacred.Experiment" ? sacred(study, file) : null;
}

/**
 * LightningCLI calls `seed_everything` before it builds anything, unless it is told False (lightning 2.6
 * pytorch/cli.py: `seed_everything_default=True`, which is 0; a random seed that it records before 2.2).
 */
function lightningCli(study: Study, call: Call): FrameworkSeed | "off" {
  const given = argument(call, "seed_everything_default");
  if (isLiteral(given, false)) return "off";
  const configured = study.configuration.files.flatMap(({ yaml }) => {
    const value = topLevel(yaml.value, "seed_everything");
    return typeof value === "number" ? [value] : [];
  });
  const [value] = configured;
  const same = value !== undefined && configured.every((one) => one === value);
  const fallback = given === undefined || isLiteral(given, true);
  return {
    sources: EVERYTHING,
    name: "lightning.LightningCLI",
    given: same ? { is: "literal", value } : fallback ? undefined : given,
    byDefault: { value: "0", why: "LightningCLI calls seed_everything by itself" },
  };
}

const topLevel = (value: unknown, key: string): unknown =>
  value !== null && typeof value === "object" && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

/** A parser that makes TrainingArguments, the library's or a class of the project that extends them. */
function parsedArguments(study: Study, file: CodeFile, call: Call): FrameworkSeed | null {
  for (const { value } of call.args) {
    // `TrlParser(dataclass_types)`: the classes may stand in a variable.
    const held = value.is === "name" ? study.values.resolve(file, call.scope, value).value : value;
    for (const part of valuesIn(held)) {
      const names = part.is === "name" ? [part.name] : (text(part).match(/[A-Za-z_][\w.]*/g) ?? []);
      for (const name of names) {
        const found = trainingArguments(study, file, name, call.scope);
        if (found !== null) return found;
      }
    }
  }
  return null;
}

/** A call of a class of the project that extends TrainingArguments. */
export function extendedArguments(study: Study, file: CodeFile, call: Call): FrameworkSeed | null {
  if (study.graph.resolve(file, call.name, call.scope)?.kind !== "class") return null;
  const found = trainingArguments(study, file, call.name, call.scope);
  return found === null ? null : { ...found, given: argument(call, "seed") ?? found.given };
}

/** The seed of a class of TrainingArguments, with what a class of the project on the way sets; null: it is none. */
function trainingArguments(
  study: Study,
  file: CodeFile,
  name: string,
  scope: string | null,
): FrameworkSeed | null {
  const owner = study.graph.resolve(file, name, scope);
  const plain: FrameworkSeed = {
    sources: EVERYTHING,
    name: "transformers.TrainingArguments",
    given: undefined,
    byDefault: { value: "42", why: "TrainingArguments seed with 42 where nothing else is given" },
  };
  if (owner === undefined) return TRAINING_ARGUMENTS.test(name) ? plain : null;
  if (owner.kind !== "class") return null;
  const lineage = study.graph.lineage(owner);
  if (!lineage.some((one) => study.graph.foreignBases(one).some((base) => TRAINING_ARGUMENTS.test(base))))
    return null;
  for (const { file: where, name: own } of lineage) {
    const set = where.assignments.find(({ target }) => target === `${own}.seed`)?.value;
    if (set?.is === "literal" && typeof set.value === "number") return { ...plain, given: set };
  }
  return plain;
}

const TRAINING_ARGUMENTS = /(?:TrainingArguments|^trl\..*Config)$/;

const LOADED_WITH_SACRED = ["tensorflow", "torch"] as const;
const loads = (study: Study, module: string): boolean =>
  study.graph.files.some((file) => imports(file, module));

/** Sacred seeds Python, NumPy, and TensorFlow and PyTorch where they are loaded, by itself (sacred/randomness.py). */
function sacred(study: Study, file: CodeFile): FrameworkSeed {
  const configs = new Set(
    file.functions.flatMap(({ name, decorators }) =>
      decorators.some((decorator) => decorator.name.endsWith(".config")) ? [name] : [],
    ),
  );
  const explicit = file.assignments.find(
    ({ target, scope }) => target === "seed" && scope !== null && configs.has(scope),
  );
  const why = "Sacred seeds each run and records the seed";
  return {
    sources: ["python", "numpy", ...LOADED_WITH_SACRED.filter((module) => loads(study, module))],
    name: "sacred.Experiment",
    given: undefined,
    byDefault: { value: explicit === undefined ? "automatic" : text(explicit.value), why },
  };
}
