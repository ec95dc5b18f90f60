import type { Call, Value } from "../../../core/code.js";
import { argument, lastPart, text } from "../study/names.js";
import { SKLEARN_RANDOM, type SklearnRandom } from "./sklearn-random.generated.js";

/** Classes and functions by their last name and top module, as people import them from several places. */
const ENTRIES: ReadonlyMap<string, SklearnRandom> = new Map(
  Object.entries(SKLEARN_RANDOM).map(([name, entry]) => [key(name), entry]),
);

function key(name: string): string {
  return `${name.split(".")[1]}.${lastPart(name)}`;
}

export interface SklearnUse {
  readonly purpose: "training" | "split" | "data";
  /** Does it draw, given its other arguments? "unknown" where one of them cannot be read. */
  readonly draws: boolean | "unknown";
  /** Whether it takes part in scikit-learn's `random_state`; what is given for it, if anything is. */
  readonly state: Value | undefined;
  /** Why no seeding of a whole source settles it, where it has no state of its own. */
  readonly apart?: string;
}

/**
 * Others that take `random_state` and hand it to scikit-learn's `check_random_state`, so that None is NumPy's global
 * generator: imbalanced-learn 0.14's samplers (imblearn/over_sampling, combine, ensemble; those of under_sampling whose
 * constructor takes one), UMAP (umap-learn 0.5 umap_.py).
 */
const OTHERS =
  /^(?:imblearn\.(?:over_sampling|combine|ensemble)\.|imblearn\.under_sampling\.(?:RandomUnderSampler|ClusterCentroids|CondensedNearestNeighbour|OneSidedSelection|InstanceHardnessThreshold)$|umap\.(?:umap_\.)?UMAP$)/;
/** umap_.py `_fit_embed_data`: parallel where `random_state` is None, so that NumPy's seed does not settle it. */
const PARALLEL = /^umap\./;

/** A class or function of scikit-learn, or one that shares its `random_state`; undefined for all else. */
export function sklearnUse(call: Call): SklearnUse | undefined {
  const { name } = call;
  if (OTHERS.test(name) && /^[A-Z]/.test(lastPart(name)))
    return {
      purpose: "training",
      draws: true,
      state: argument(call, "random_state"),
      ...(PARALLEL.test(name) ? { apart: "UMAP runs in parallel where it has no random_state" } : {}),
    };
  if (!name.startsWith("sklearn.")) return undefined;
  const entry = ENTRIES.get(key(name));
  if (entry === undefined) return undefined;
  return {
    purpose: entry.kind === "splitter" ? "split" : entry.kind === "data" ? "data" : "training",
    draws: drawing(entry, call),
    state: argument(call, "random_state"),
  };
}

function drawing(entry: SklearnRandom, call: Call): boolean | "unknown" {
  let draws: boolean | "unknown" = entry.plain;
  for (const [table, outcome] of [
    [entry.when, true],
    [entry.unless, false],
  ] as const) {
    for (const [name, values] of Object.entries(table ?? {})) {
      const given = argument(call, name);
      if (given === undefined) continue;
      if (given.is !== "literal") {
        if (draws !== outcome) draws = "unknown";
      } else if (values.some((value) => `${value}` === `${given.value}`)) draws = outcome;
    }
  }
  return draws;
}

export const sklearnText = (call: Call): string =>
  `${lastPart(call.name)}(random_state=${text(argument(call, "random_state") ?? { is: "literal", value: null })})`;
