import {
  defineRule,
  type EvidenceOf,
  fail,
  notApplicable,
  pass,
  places,
  type RepoModel,
} from "exptrack/core";

/** Searches that hold their trials in memory unless they are told where to keep them. */
const IN_MEMORY = new Set(["optuna", "hyperopt", "scikit-optimize", "ax", "bayesian-optimization"]);
const TEMPORARY = /^(?:\w+:\/{2,3})?\/(?:var\/)?tmp(?:\/|$)|^\/dev\/shm(?:\/|$)/;

export const rule = defineRule({
  id: "search-not-stored",
  title: "The trials of a search are gone when it ends",
  severity: "info",
  docs: {
    what: "Asks of each search (Optuna, Hyperopt, scikit-optimize, Ax, Ray Tune …) whether its trials are kept: in a storage, by a tracker, or in a file that the program writes of them.",
    why: "The best values alone do not say what was tried, how close the others came, or how many trials the result has cost; and a search in memory starts anew after every interruption.",
    limit:
      "A program that writes anything called study, trial, best or result is taken to keep them; what a cluster copies out of a temporary folder is not seen.",
    fix: "Give the search a storage inside the project, or log its trials.",
    effort: "minutes",
    before: {
      default: "study = optuna.create_study()\nstudy.optimize(objective, n_trials=100)",
      mlflow: "study = optuna.create_study()\nstudy.optimize(objective, n_trials=100)",
      wandb: "study = optuna.create_study()\nstudy.optimize(objective, n_trials=100)",
    },
    example: {
      default:
        'study = optuna.create_study(\n    study_name="lr", storage="sqlite:///study.db", load_if_exists=True\n)\nstudy.optimize(objective, n_trials=100)',
      mlflow:
        "study = optuna.create_study()\nstudy.optimize(objective, n_trials=100, callbacks=[MLflowCallback()])",
      wandb:
        "study = optuna.create_study()\nstudy.optimize(objective, n_trials=100, callbacks=[WeightsAndBiasesCallback()])",
    },
  },
  check(model) {
    const searches = model.evidence("code.search").filter(isOpen);
    if (searches.length === 0) return notApplicable("no search that holds its trials in memory was found");
    const lost = searches.filter((search) => isTemporary(search) || !isKept(model, search));
    return lost.length === 0
      ? pass("code", "the trials of every search are kept", places(searches))
      : lost.map((search) =>
          fail(
            "code",
            isTemporary(search)
              ? `${search.call} keeps its trials in a temporary folder (${search.storage ?? ""})`
              : `${search.call} has no storage, and nothing writes its trials down`,
            places([search]),
          ),
        );
  },
});

type Search = EvidenceOf<"code.search">;

/** Sweepers of Hydra keep a folder for each trial. */
const isOpen = (search: Search): boolean =>
  isTemporary(search) ||
  (IN_MEMORY.has(search.tool) && search.stored !== null && !search.call.startsWith("hydra_"));

const isTemporary = ({ storage = "" }: Search): boolean => TEMPORARY.test(storage);

function isKept(model: RepoModel, { tool, stored, keptBy, programs = [] }: Search): boolean {
  if (stored === true || keptBy !== undefined) return true;
  return model
    .evidence("tracker.call")
    .some(
      (call) =>
        call.tracker !== tool &&
        call.on !== "no" &&
        (call.role === "metrics" || call.role === "params" || call.role === "autolog") &&
        (call.programs === undefined || call.programs.some((one) => programs.includes(one))),
    );
}
