import type { Call, CodeFile, Value } from "../../../core/code.js";
import type { RandomSource } from "../../../core/evidence.js";
import { argument, canonicalName, isLiteral, made, unpacksKeywords } from "../study/names.js";
import { imports, madeBy } from "../study/project.js";

/**
 * A call that draws from a generator that others draw from too, unless it is given a seed of its own by a keyword.
 */
export interface StateArgument {
  readonly name: string;
  readonly source: RandomSource;
  readonly purpose: "training" | "split" | "data";
  /** What is given for the seed; undefined: nothing. */
  readonly given: Value | undefined;
}

/**
 * Draws of SciPy 1.17: `random_state` and `seed` of None, and no argument at all, are NumPy's global generator
 * (scipy/_lib/_util.py check_random_state); an `rng` that is given goes to `default_rng` (_transition_to_rng).
 */
const SCIPY =
  /^scipy\.(?:stats\.(?:\w+\.rvs|bootstrap|permutation_test|monte_carlo_test)|optimize\.(?:differential_evolution|dual_annealing|basinhopping)|sparse\.(?:random|rand)|cluster\.vq\.(?:kmeans2?))$/;
const FRAME = /(?:^|[._])(?:df|frame|dataframe)\w*$|(?:_df|_frame)$/i;
const GENERATED = ["random_state", "seed", "rng"];

export function stateArgument(file: CodeFile, call: Call): StateArgument | undefined {
  if (call.method === "sample") return sample(file, call);
  if (call.name.startsWith("scipy.")) {
    const name = canonicalName(call.name).replaceAll("()", "");
    if (!SCIPY.test(name) || unpacksKeywords(call)) return undefined;
    const given = GENERATED.flatMap((wanted) => argument(call, wanted) ?? [])[0];
    return { name, source: "numpy", purpose: "training", given };
  }
  if (
    call.method === "train_test_split" &&
    !call.name.startsWith("sklearn.") &&
    (argument(call, "seed") !== undefined || imports(file, "datasets")) &&
    !unpacksKeywords(call) &&
    !isLiteral(argument(call, "shuffle"), false)
  )
    // datasets 5.2 arrow_dataset.py: `seed=None` takes the first word of NumPy's global state.
    return { name: "train_test_split", source: "numpy", purpose: "split", given: argument(call, "seed") };
  // datasets/arrow_dataset.py: so is it there; a stream, which has a buffer, has a generator of its own.
  if (call.method === "shuffle" && isHubSet(file, call) && argument(call, "generator") === undefined)
    return unpacksKeywords(call) || argument(call, "buffer_size", 1) !== undefined
      ? undefined
      : { name: "shuffle", source: "numpy", purpose: "training", given: argument(call, "seed", 0) };
  return undefined;
}

/** What the `datasets` library made: `load_dataset(…)["train"]`, and what a variable holds of it. */
function isHubSet(file: CodeFile, { name, scope }: Call): boolean {
  if (!imports(file, "datasets")) return false;
  if (name.startsWith("datasets.")) return true;
  const variable = /^\w+(?=[.[])/.exec(name)?.[0];
  return variable !== undefined && madeBy(file, variable, scope)?.name.startsWith("datasets.") === true;
}

/** Rows of a table. pandas draws from NumPy's global generator (core/common.py random_state), Polars from its own. */
function sample(file: CodeFile, call: Call): StateArgument | undefined {
  const object = call.name.slice(0, Math.max(0, call.name.lastIndexOf(".")));
  const polars = imports(file, "polars");
  const pandas = imports(file, "pandas");
  const state = argument(call, "random_state");
  const fraction = argument(call, "frac") ?? argument(call, "fraction");
  const byMaker = /^(?:pandas|polars)\./.exec(made(call) ?? object)?.[0];
  const table = byMaker !== undefined || FRAME.test(object.replace(/\(.*$/, ""));
  const counted = call.args.length > 0 || byMaker !== undefined;
  if (state === undefined && fraction === undefined && !(table && counted && (pandas || polars)))
    return undefined;
  if (unpacksKeywords(call)) return undefined;
  if (polars && (byMaker === "polars." || !pandas || argument(call, "fraction") !== undefined))
    return { name: "polars.sample", source: "polars", purpose: "data", given: argument(call, "seed") };
  return { name: "sample", source: "numpy", purpose: "data", given: state };
}
