import type { Json } from "../../core/vocabulary.js";
import { at, listAt, textAt } from "../../parsers/plain-data.js";
import { parsePythonJson } from "../../parsers/python-json.js";

/** How a parameter was drawn, as far as its recorded number needs it to be read. */
export interface Distribution {
  readonly kind: "categorical" | "int" | "float";
  readonly choices: readonly Json[];
  readonly log: boolean;
}

/** Classes up to 2.x, those since 3.0, and the short form of command lines (optuna/distributions.py of 0.9 to 5.0). */
const KINDS: Readonly<Record<string, Pick<Distribution, "kind"> & { readonly log?: true }>> = {
  CategoricalDistribution: { kind: "categorical" },
  categorical: { kind: "categorical" },
  FloatDistribution: { kind: "float" },
  UniformDistribution: { kind: "float" },
  LogUniformDistribution: { kind: "float", log: true },
  DiscreteUniformDistribution: { kind: "float" },
  float: { kind: "float" },
  IntDistribution: { kind: "int" },
  IntUniformDistribution: { kind: "int" },
  IntLogUniformDistribution: { kind: "int", log: true },
  int: { kind: "int" },
};

/** null: none that any version writes. */
export function parseDistribution(json: string): Distribution | null {
  const { value } = parsePythonJson(json);
  const known = KINDS[textAt(value, "name") ?? textAt(value, "type") ?? ""];
  if (known === undefined) return null;
  const attributes = textAt(value, "name") === undefined ? value : at(value, "attributes");
  return {
    kind: known.kind,
    choices: listAt(attributes, "choices") as readonly Json[],
    log: known.log ?? at(attributes, "log") === true,
  };
}

/** Distributions by their text: a storage repeats it for every trial. */
export function distributionReader(): (json: unknown) => Distribution | null {
  const known = new Map<string, Distribution | null>();
  return (json) => {
    if (typeof json !== "string") return null;
    let found = known.get(json);
    if (found === undefined) {
      if (known.size >= MOST_KNOWN) known.clear();
      found = parseDistribution(json);
      known.set(json, found);
    }
    return found;
  };
}
const MOST_KNOWN = 10_000;

/** The value that the objective was given, from the number that the storage holds; undefined: it has no such choice. */
export function externalValue(distribution: Distribution, internal: number | string): Json | undefined {
  if (typeof internal === "string") return distribution.kind === "float" ? internal : undefined;
  if (distribution.kind === "float") return internal;
  const whole = Math.trunc(internal);
  return distribution.kind === "int" ? whole : distribution.choices.at(whole);
}

/** Whether a parameter of one study may change its distribution so (optuna/distributions.py, check_distribution_compatibility). */
export function isCompatible(before: Distribution, now: Distribution): boolean {
  if (before.kind !== now.kind) return false;
  if (before.kind !== "categorical") return before.log === now.log;
  return JSON.stringify(before.choices) === JSON.stringify(now.choices);
}
