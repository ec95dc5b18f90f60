import type { Call } from "../../../core/code.js";
import type { SearchMethod } from "../../../core/evidence.js";
import { nameTable } from "../study/names.js";

/** How a search is called, and where its seed, its storage, its space and its method stand. */
export interface SearchCall {
  readonly tool: string;
  /** It starts a search of its own, so that its program is a sweep. */
  readonly sweeps: boolean;
  /** Arguments that seed it; `sampler`: the object there carries the seed. Empty: nothing of it is random. */
  readonly seed: readonly string[];
  /** Arguments that keep its trials; "always" and "never" need none. */
  readonly stored: readonly string[] | "always" | "never";
  /** Where it needs no argument to tell. */
  readonly method?: SearchMethod;
  /** The argument that holds the searched space. */
  readonly space?: readonly [name: string, position: number];
  /** Arguments whose object or function names the method. */
  readonly by?: readonly string[];
}

const search = (
  tool: string,
  sweeps: boolean,
  seed: readonly string[],
  stored: SearchCall["stored"],
  more: Pick<SearchCall, "method" | "space" | "by"> = {},
): SearchCall => ({ tool, sweeps, seed, stored, ...more });

const sklearn = (kind: string, method: SearchMethod, space: string, random: boolean): SearchCall =>
  search(`scikit-learn ${kind}`, false, random ? ["random_state"] : [], "never", {
    method,
    space: [space, 1],
  });
const skopt = (method: SearchMethod): SearchCall =>
  search("scikit-optimize", true, ["random_state"], "never", { method });

export const searchTable = nameTable<SearchCall>({
  "optuna.create_study": search("optuna", true, ["sampler"], ["storage"], { by: ["sampler"] }),
  "optuna.load_study": search("optuna", true, ["sampler"], "always", { by: ["sampler"] }),
  "optuna..OptunaSearchCV": search("optuna", false, ["random_state"], "never", {
    method: "bayesian",
    space: ["param_distributions", 1],
  }),
  "optuna_integration..OptunaSearchCV": search("optuna", false, ["random_state"], "never", {
    method: "bayesian",
    space: ["param_distributions", 1],
  }),
  "ray.tune.run": search("ray", true, ["search_alg"], "always", {
    space: ["config", 7],
    by: ["scheduler", "search_alg"],
  }),
  "ray.tune.Tuner": search("ray", true, ["tune_config"], "always", {
    space: ["param_space", 1],
    by: ["tune_config"],
  }),
  "hyperopt.fmin": search("hyperopt", true, ["rstate"], ["trials_save_file"], {
    space: ["space", 1],
    by: ["algo"],
  }),
  "skopt.gp_minimize": skopt("bayesian"),
  "skopt.forest_minimize": skopt("bayesian"),
  "skopt.gbrt_minimize": skopt("bayesian"),
  "skopt.dummy_minimize": skopt("random"),
  "skopt.BayesSearchCV": search("scikit-optimize", false, ["random_state"], "never", {
    method: "bayesian",
    space: ["search_spaces", 1],
  }),
  "wandb.sweep": search("wandb", true, [], "always", { space: ["sweep", 0] }),
  "wandb.agent": search("wandb", true, [], "always"),
  "sklearn.model_selection.GridSearchCV": sklearn("grid", "grid", "param_grid", false),
  "sklearn.model_selection.ParameterGrid": search("scikit-learn grid", false, [], "never", {
    method: "grid",
    space: ["param_grid", 0],
  }),
  "sklearn.model_selection.ParameterSampler": search(
    "scikit-learn random",
    false,
    ["random_state"],
    "never",
    {
      method: "random",
      space: ["param_distributions", 0],
    },
  ),
  "sklearn.model_selection.RandomizedSearchCV": sklearn("random", "random", "param_distributions", true),
  "sklearn.model_selection.HalvingGridSearchCV": sklearn("halving", "hyperband", "param_grid", true),
  "sklearn.model_selection.HalvingRandomSearchCV": sklearn(
    "halving",
    "hyperband",
    "param_distributions",
    true,
  ),
  "keras_tuner.*": search("keras-tuner", true, ["seed"], "always"),
  "kerastuner.*": search("keras-tuner", true, ["seed"], "always"),
  "ax.service.ax_client.AxClient": search("ax", true, ["random_seed"], "never", { method: "bayesian" }),
  "ax.optimize": search("ax", true, ["random_seed"], "never", {
    method: "bayesian",
    space: ["parameters", 0],
  }),
  "nni.get_next_parameter": search("nni", true, [], "always"),
  "bayes_opt.BayesianOptimization": search("bayesian-optimization", true, ["random_state"], "never", {
    method: "bayesian",
    space: ["pbounds", 1],
  }),
  "smac.*": search("smac", true, [], "always", { method: "bayesian" }),
  "tpot.TPOTClassifier": search("tpot", true, ["random_state"], "never", { method: "evolutionary" }),
  "tpot.TPOTRegressor": search("tpot", true, ["random_state"], "never", { method: "evolutionary" }),
  "talos.Scan": search("talos", true, ["seed"], "always", { space: ["params", 2] }),
  "sherpa.Study": search("sherpa", true, [], ["output_dir"], { by: ["algorithm"] }),
  ".hyperparameter_search": search("transformers", true, [], "never", { by: ["backend"] }),
});

const KERAS: Readonly<Record<string, SearchMethod>> = {
  RandomSearch: "random",
  Hyperband: "hyperband",
  BayesianOptimization: "bayesian",
  GridSearch: "grid",
};

/** The search that a call starts; undefined where it starts none. */
export function searchTool(call: Call): SearchCall | undefined {
  const found = searchTable(call.name);
  if (found === undefined) return undefined;
  if (found.tool === "smac") return /Facade$/.test(call.name) ? found : undefined;
  if (found.tool !== "keras-tuner") return found;
  const method = KERAS[call.method];
  return method === undefined ? undefined : { ...found, method };
}

/** Samplers, schedulers, algorithms and words of configuration files, the more special ones first. */
const METHODS: readonly (readonly [pattern: RegExp, method: SearchMethod])[] = [
  [/PopulationBased|\bPB2\b|\bpbt\b/i, "population"],
  [/Hyperband|\bASHA|BOHB|AsyncHyperBand|SuccessiveHalving/i, "hyperband"],
  [/CmaEs|CMA|NSGA|Genetic|Evolution|Nevergrad|\bDE\b/i, "evolutionary"],
  [/Grid|BruteForce/i, "grid"],
  [
    /TPE|\bGP|Gaussian|Bayes|BoTorch|HyperOpt|OptunaSearch|AxSearch|SMAC|\bsuggest\b|forest|gbrt|anneal|\bmultivariate/i,
    "bayesian",
  ],
  [/Random|QMC|Sobol|rand\.suggest/i, "random"],
];

/** The method that the name of a sampler, scheduler, tuner or algorithm stands for. */
export function methodOf(name: string): SearchMethod | undefined {
  if (/\brand\.suggest|random\.suggest/.test(name)) return "random";
  return METHODS.find(([pattern]) => pattern.test(name))?.[1];
}

/** Calls that name one searched parameter, by tool; the name is the first argument, or `name`. */
export const spaceCall = nameTable<string>({
  ".suggest_float": "optuna",
  ".suggest_int": "optuna",
  ".suggest_categorical": "optuna",
  ".suggest_uniform": "optuna",
  ".suggest_loguniform": "optuna",
  ".suggest_discrete_uniform": "optuna",
  "hyperopt.hp.*": "hyperopt",
  "skopt.space.*": "scikit-optimize",
  ".Int": "keras-tuner",
  ".Float": "keras-tuner",
  ".Choice": "keras-tuner",
  ".Boolean": "keras-tuner",
});
