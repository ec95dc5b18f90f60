import type { Call } from "../../core/code.js";
import { nameTable } from "./names.js";

/** How a search is called, where its seed and its storage stand. */
export interface SearchCall {
  readonly tool: string;
  /** It starts a search of its own, so that its program is a sweep. */
  readonly sweeps: boolean;
  /** Arguments that seed it; `sampler`: the object there carries the seed. Empty: nothing of it is random. */
  readonly seed: readonly string[];
  /** Arguments that keep its trials; "always" and "never" need none. */
  readonly stored: readonly string[] | "always" | "never";
}

const search = (
  tool: string,
  sweeps: boolean,
  seed: readonly string[],
  stored: SearchCall["stored"],
): SearchCall => ({
  tool,
  sweeps,
  seed,
  stored,
});

export const searchTable = nameTable<SearchCall>({
  "optuna.create_study": search("optuna", true, ["sampler"], ["storage"]),
  "optuna.load_study": search("optuna", true, ["sampler"], "always"),
  "ray.tune.run": search("ray", true, ["search_alg"], "always"),
  "ray.tune.Tuner": search("ray", true, ["tune_config"], "always"),
  "hyperopt.fmin": search("hyperopt", true, ["rstate"], ["trials_save_file"]),
  "skopt.gp_minimize": search("scikit-optimize", true, ["random_state"], "never"),
  "skopt.forest_minimize": search("scikit-optimize", true, ["random_state"], "never"),
  "skopt.BayesSearchCV": search("scikit-optimize", false, ["random_state"], "never"),
  "wandb.sweep": search("wandb", true, [], "always"),
  "wandb.agent": search("wandb", true, [], "always"),
  "sklearn.model_selection.GridSearchCV": search("scikit-learn grid", false, [], "never"),
  "sklearn.model_selection.RandomizedSearchCV": search(
    "scikit-learn random",
    false,
    ["random_state"],
    "never",
  ),
  "sklearn.model_selection.HalvingGridSearchCV": search(
    "scikit-learn halving",
    false,
    ["random_state"],
    "never",
  ),
  "sklearn.model_selection.HalvingRandomSearchCV": search(
    "scikit-learn halving",
    false,
    ["random_state"],
    "never",
  ),
  "keras_tuner.*": search("keras-tuner", true, ["seed"], "always"),
  "kerastuner.*": search("keras-tuner", true, ["seed"], "always"),
  "ax.service.ax_client.AxClient": search("ax", true, ["random_seed"], "never"),
  "nni.get_next_parameter": search("nni", true, [], "always"),
  "bayes_opt.BayesianOptimization": search("bayesian-optimization", true, ["random_state"], "never"),
});

export function searchTool(call: Call): SearchCall | undefined {
  const found = searchTable(call.name);
  return found?.tool === "keras-tuner" &&
    !/\.(?:RandomSearch|Hyperband|BayesianOptimization|GridSearch)$/.test(call.name)
    ? undefined
    : found;
}
