import type { Evidence, EvidenceOf } from "../core/evidence.js";
import { compareLocations, type Location } from "../core/location.js";
import type { RepoModel, TrackerFacts, TrackerProposal } from "../core/model.js";
import type { TrackerId } from "../core/vocabulary.js";
import { headlinePrograms } from "./headline.js";

type Training = EvidenceOf<"code.training">;

/** What trains here by a framework, and the tracker that this framework takes with the least change. */
interface Fit {
  readonly tracker: TrackerId;
  /** Libraries of which the file that trains imports one. */
  readonly modules: readonly string[];
  /** The call that trains; absent: any. */
  readonly call?: RegExp;
  readonly why: string;
}

/** In the order in which they are tried: whose own hook is there comes first. */
const FITS: readonly Fit[] = [
  {
    tracker: "mlflow",
    modules: ["lightning", "pytorch_lightning"],
    call: /trainer|\.fit$/i,
    why: "Lightning hands all that `self.log` is given to the logger of its Trainer: `Trainer(logger=MLFlowLogger())` is one argument",
  },
  {
    tracker: "mlflow",
    modules: ["transformers", "trl", "setfit", "sentence_transformers"],
    call: /train$/i,
    why: 'the Trainer of transformers reports by itself: `TrainingArguments(report_to="mlflow")` is one argument',
  },
  {
    tracker: "tensorboard",
    modules: ["stable_baselines3", "sb3_contrib"],
    why: 'Stable-Baselines3 writes its own log: `tensorboard_log="runs"` is one argument of the algorithm',
  },
  {
    tracker: "mlflow",
    modules: ["keras", "tensorflow", "tf_keras"],
    call: /\.fit(?:_generator)?$/,
    why: "`mlflow.autolog()` before `model.fit` records parameters, metrics of every epoch and the model: one line",
  },
  {
    tracker: "mlflow",
    modules: ["sklearn", "xgboost", "lightgbm", "statsmodels", "pyspark.ml"],
    call: /\.(?:fit|fit_transform|train|partial_fit)$|cross_val/,
    why: "`mlflow.autolog()` before the model is fitted records its parameters, training metrics and the model: one line",
  },
];

/** Trackers that somebody chose to install; others come along with frameworks. */
const CHOSEN: readonly TrackerId[] = [
  "mlflow",
  "wandb",
  "dvclive",
  "sacred",
  "neptune",
  "comet",
  "aim",
  "clearml",
  "trackio",
  "swanlab",
];

const HYDRA =
  "Hydra keeps the configuration of each run already: `mlflow.log_params` takes it whole, and the metrics of the loop join it";
const LOOP =
  "the training loop is the project's own: `mlflow.start_run` around it and a `log_metric` in it need no account and no server";

/**
 * Which tracker would fit this code with the least change, where none that keeps runs is in use and none has left a
 * record. What is declared and started nowhere comes first, then what DVC has, then what the framework takes.
 */
export function proposedTracker(
  seen: readonly Evidence[],
  evidence: RepoModel["evidence"],
  trackers: readonly TrackerFacts[],
  anchor: Location,
): TrackerProposal | null {
  if (trackers.some(({ tracksRuns, state }) => tracksRuns && state !== "declared-only")) return null;
  const declared = trackers.find(({ id }) => CHOSEN.includes(id));
  if (declared !== undefined) {
    const [place] = [declared.signs.dependency, declared.signs.import, declared.signs.config].flat();
    return {
      tracker: declared.id,
      why: `${declared.title} is declared here already; what lacks is the call that starts a run`,
      location: place ?? anchor,
    };
  }
  const [pipeline] = [
    ...evidence("pipeline.definition").filter(({ tool }) => tool === "dvc"),
    ...evidence("data.versioned").filter(({ tool }) => tool === "dvc"),
  ];
  if (pipeline !== undefined)
    return {
      tracker: "dvclive",
      why: "DVC is in use here: DVCLive writes parameters and metrics as files that git keeps and `dvc exp` compares",
      location: pipeline.location,
    };
  const training = headlineTraining(seen, evidence);
  const [place] = training;
  for (const { tracker, modules, call, why } of FITS) {
    const fitting = training.find(
      (one) => (call === undefined || call.test(one.call)) && importsOne(one, modules, evidence),
    );
    if (fitting !== undefined) return { tracker, why, location: fitting.location };
  }
  const configured = trackers.some(({ id, state }) => id === "hydra" && state === "active");
  return {
    tracker: "mlflow",
    why: configured ? HYDRA : place === undefined ? "it needs no account and no server" : LOOP,
    location: place?.location ?? anchor,
  };
}

/** Calls that train, those of the headline programs where there are any. */
function headlineTraining(seen: readonly Evidence[], evidence: RepoModel["evidence"]): readonly Training[] {
  const all = [...evidence("code.training")].sort((a, b) => compareLocations(a.location, b.location));
  const headline = headlinePrograms(seen, evidence("code.seed"), evidence("code.random"));
  const leading = all.filter(({ location }) => headline.has(location.path));
  return leading.length > 0 ? leading : all;
}

const importsOne = (
  { location }: Training,
  modules: readonly string[],
  evidence: RepoModel["evidence"],
): boolean =>
  evidence("code.ml-import").some(
    (one) => one.location.path === location.path && modules.includes(one.module),
  );
