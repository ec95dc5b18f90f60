import type { Call, Value } from "../../../core/code.js";
import type { RandomSource } from "../../../core/evidence.js";
import { argument, canonicalName, isLiteral } from "../study/names.js";

interface Booster {
  readonly source: RandomSource;
  readonly makes: RegExp;
  /** The seed that holds where none is given. */
  readonly value: string;
  readonly why: string;
}

/**
 * Boosting libraries that are seeded without being told to. Tried out with row and column sampling under several
 * states of the global generators: xgboost 3.2, lightgbm 4.7, catboost 1.2.10 give the same model each time. XGBoost's
 * `seed` and CatBoost's `random_seed` are 0 by default; LightGBM gives each of its seeds (`bagging_seed` …) a fixed one.
 */
const BOOSTERS: readonly Booster[] = [
  {
    source: "xgboost",
    makes: /^xgboost\.(?:XGB\w+|train|cv)$/,
    value: "0",
    why: "XGBoost seeds itself with 0 where nothing else is given",
  },
  {
    source: "lightgbm",
    makes: /^lightgbm\.(?:LGBM\w+|train|cv)$/,
    value: "its defaults",
    why: "LightGBM's seeds are fixed by default",
  },
  {
    source: "catboost",
    makes: /^catboost\.(?:CatBoost\w*|train|cv)$/,
    value: "0",
    why: "CatBoost seeds itself with 0 where nothing else is given",
  },
];
const NAMES = ["random_state", "seed", "random_seed"];

export interface BoosterSeed {
  readonly source: RandomSource;
  readonly name: string;
  /** What is given for the seed; undefined: nothing, so that the default holds. */
  readonly given: Value | undefined;
  readonly byDefault: Pick<Booster, "value" | "why">;
}

/** @param resolve  what a name stands for, so that parameters kept in a variable are seen */
export function boosterSeed(call: Call, resolve: (value: Value) => Value): BoosterSeed | null {
  const name = canonicalName(call.name);
  const booster = BOOSTERS.find(({ source, makes }) => name.startsWith(source) && makes.test(name));
  if (booster === undefined) return null;
  const { source, value, why } = booster;
  const given = NAMES.flatMap((wanted) => argument(call, wanted) ?? [])[0] ?? inParameters(call, resolve);
  return {
    source,
    name,
    given: isLiteral(given, null) ? undefined : given,
    byDefault: { value, why },
  };
}

/** The seed in `train(params, …)`. */
function inParameters(call: Call, resolve: (value: Value) => Value): Value | undefined {
  const handed = argument(call, "params", 0);
  if (handed === undefined) return undefined;
  const params = handed.is === "dict" ? handed : resolve(handed);
  return params.is === "dict" ? params.entries.find(({ key }) => NAMES.includes(key))?.value : undefined;
}
