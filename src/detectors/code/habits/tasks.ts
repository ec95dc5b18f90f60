import { type EvidenceOf, evidence, type Task } from "../../../core/evidence.js";
import { nameTable } from "../study/names.js";
import { place } from "../study/project.js";
import { once } from "../study/run-places.js";
import { mayRun, type Observe } from "./observer.js";

interface Sign {
  readonly task: Task;
  /** Also a part of solving other tasks, so that a more special sign in the same program decides. */
  readonly general?: true;
}

const sure = (task: Task): Sign => ({ task });
const general = (task: Task): Sign => ({ task, general: true });
const all = (sign: Sign, ...names: readonly string[]): Readonly<Record<string, Sign>> =>
  Object.fromEntries(names.map((name) => [name, sign]));

const signs = nameTable<Sign>({
  ...all(
    general("classification"),
    "torch.nn.CrossEntropyLoss",
    "torch.nn.NLLLoss",
    "torch.nn.BCELoss",
    "torch.nn.BCEWithLogitsLoss",
    "torch.nn.functional.cross_entropy",
    "torch.nn.functional.nll_loss",
    "torch.nn.functional.binary_cross_entropy",
    "torch.nn.functional.binary_cross_entropy_with_logits",
    "keras.losses.CategoricalCrossentropy",
    "keras.losses.SparseCategoricalCrossentropy",
    "keras.losses.BinaryCrossentropy",
    "optax.softmax_cross_entropy*",
    "optax.sigmoid_binary_cross_entropy",
    "sklearn.metrics.accuracy_score",
    "sklearn.metrics.f1_score",
    "torchmetrics..Accuracy",
    "torchmetrics.Accuracy",
  ),
  ...all(
    sure("classification"),
    "sklearn.metrics.classification_report",
    "sklearn.metrics.roc_auc_score",
    "sklearn.linear_model.LogisticRegression",
    "sklearn.linear_model.LogisticRegressionCV",
    "sklearn.svm.SVC",
    "sklearn.svm.LinearSVC",
    "sklearn.naive_bayes.*",
    "xgboost.XGBClassifier",
    "lightgbm.LGBMClassifier",
    "catboost.CatBoostClassifier",
    "setfit.*",
  ),
  ...all(
    general("regression"),
    "torch.nn.MSELoss",
    "torch.nn.L1Loss",
    "torch.nn.SmoothL1Loss",
    "torch.nn.HuberLoss",
    "torch.nn.functional.mse_loss",
    "keras.losses.MeanSquaredError",
    "keras.losses.MeanAbsoluteError",
  ),
  ...all(
    sure("regression"),
    "sklearn.metrics.mean_squared_error",
    "sklearn.metrics.root_mean_squared_error",
    "sklearn.metrics.mean_absolute_error",
    "sklearn.metrics.r2_score",
    "sklearn.linear_model.LinearRegression",
    "sklearn.linear_model.Ridge",
    "sklearn.linear_model.Lasso",
    "sklearn.linear_model.ElasticNet",
    "sklearn.svm.SVR",
    "xgboost.XGBRegressor",
    "lightgbm.LGBMRegressor",
    "catboost.CatBoostRegressor",
  ),
  ...all(
    sure("ranking"),
    "xgboost.XGBRanker",
    "lightgbm.LGBMRanker",
    "catboost.CatBoostRanker",
    "sklearn.metrics.ndcg_score",
    "implicit.*",
    "lightfm.*",
    "surprise.*",
  ),
  ...all(
    sure("translation"),
    "transformers.MarianMTModel.from_pretrained",
    "torchtext.datasets.Multi30k",
    "transformers.M2M100ForConditionalGeneration.from_pretrained",
  ),
  ...all(general("translation"), "sacrebleu.corpus_bleu"),
  ...all(
    sure("generation"),
    "transformers.AutoModelForCausalLM.from_pretrained",
    "transformers.AutoModelForSeq2SeqLM.from_pretrained",
    "transformers.GPT2LMHeadModel",
    "transformers.GPT2LMHeadModel.from_pretrained",
    "transformers.DataCollatorForSeq2Seq",
    "trl.SFTTrainer",
    "diffusers.*",
    "torchmetrics..FrechetInceptionDistance",
    "rouge_score.*",
    "torch.multinomial",
  ),
  ...all(
    sure("segmentation"),
    "segmentation_models.*",
    "segmentation_models_pytorch.*",
    "torchvision.models.segmentation.*",
    "transformers.AutoModelForSemanticSegmentation.from_pretrained",
    "transformers.SegformerForSemanticSegmentation.from_pretrained",
    "monai.losses.DiceLoss",
    "monai.losses.DiceCELoss",
  ),
  ...all(
    sure("detection"),
    "torchvision.models.detection.*",
    "transformers.AutoModelForObjectDetection.from_pretrained",
    "transformers.DetrForObjectDetection.from_pretrained",
    "torchvision.ops.nms",
    "torchmetrics..MeanAveragePrecision",
    "detectron2.engine.DefaultTrainer",
    "pycocotools.cocoeval.COCOeval",
  ),
  ...all(
    sure("clustering"),
    "sklearn.cluster.*",
    "sklearn.mixture.GaussianMixture",
    "hdbscan.HDBSCAN",
    "sklearn.metrics.silhouette_score",
  ),
  ...all(
    sure("forecasting"),
    "prophet.Prophet",
    "fbprophet.Prophet",
    "statsmodels..ARIMA",
    "statsmodels..SARIMAX",
    "statsmodels..ExponentialSmoothing",
    "pmdarima.auto_arima",
    "darts.models.*",
    "gluonts.*",
    "neuralforecast.*",
    "statsforecast.*",
    "pytorch_forecasting.*",
    "sktime.forecasting.*",
  ),
  ...all(
    sure("reinforcement-learning"),
    "gymnasium.make",
    "gymnasium.make_vec",
    "gymnasium.vector.*",
    "stable_baselines3.*",
    "sb3_contrib.*",
    "envpool.make",
    "tianshou.*",
    "pettingzoo.*",
    "ray.rllib.*",
    "brax.envs.*",
    "dm_control.*",
    "supersuit.*",
  ),
});
/** Heads of Transformers: `AutoModelForSequenceClassification.from_pretrained`. */
const HEADS: readonly (readonly [pattern: RegExp, task: Task])[] = [
  [/For(?:Sequence|Token|Image|Audio|Video)?Classification\./, "classification"],
  [/ForConditionalGeneration\.|LMHeadModel\./, "generation"],
];
/** Losses that Keras takes as text. */
const BY_TEXT: readonly (readonly [pattern: RegExp, sign: Sign])[] = [
  [/crossentropy$/i, general("classification")],
  [/^(?:mse|mae|mean_squared_error|mean_absolute_error|huber)$/i, general("regression")],
  [/^(?:lambdarank|rank:\w+|rank_xendcg)$/, sure("ranking")],
];

interface Seen {
  readonly found: EvidenceOf<"code.task">;
  readonly sign: Sign;
  readonly programs: readonly string[];
}

/** The kinds of problem that training programs solve, by losses, estimators, metrics, heads and environments. */
export const tasks: Observe = (study) => {
  const first = once();
  const seen: Seen[] = [];
  return {
    see(placed) {
      const { file, call } = placed;
      const sign = signs(call.name) ?? bySuffix(call.name, call.method) ?? byText(call);
      // A library's own code uses itself under its own name.
      if (sign === undefined || study.graph.resolve(file, call.name, call.scope) !== undefined) return;
      const programs = study.reach.runBy(file, call);
      if (!study.trains(programs) || !mayRun(study, placed) || !first(file.path, sign.task, sign.general))
        return;
      const why = `calls ${call.name} (${place(call.location)})`;
      seen.push({
        found: evidence(
          "code.task",
          call.location,
          { task: sign.task, why, programs },
          sign.general === true ? "medium" : "high",
        ),
        sign,
        programs,
      });
    },
    told() {
      const special = new Map<string, Set<Task>>();
      for (const { sign, programs } of seen) {
        if (sign.general === true) continue;
        for (const program of programs)
          special.set(program, (special.get(program) ?? new Set()).add(sign.task));
      }
      const open = ({ sign, programs }: Seen): boolean =>
        sign.general !== true || programs.some((program) => !special.has(program));
      return seen.filter(open).map(({ found }) => found);
    },
  };
};

function bySuffix(name: string, method: string): Sign | undefined {
  if (name.startsWith("sklearn.")) {
    if (/^[A-Z]\w*Classifier$/.test(method) && method !== "VotingClassifier") return sure("classification");
    return /^[A-Z]\w*Regressor$/.test(method) ? sure("regression") : undefined;
  }
  if (method !== "from_pretrained" && method !== "from_config") return undefined;
  const task = HEADS.find(([pattern]) => pattern.test(name))?.[1];
  return task === undefined ? undefined : sure(task);
}

function byText(call: Parameters<ReturnType<typeof tasks>["see"]>[0]["call"]): Sign | undefined {
  if (call.method !== "compile" && !/^(?:xgboost|lightgbm)\./.test(call.name)) return undefined;
  for (const { name, value } of call.args) {
    if ((name !== "loss" && name !== "objective") || value.is !== "literal") continue;
    const found = BY_TEXT.find(([pattern]) => pattern.test(`${value.value}`));
    if (found !== undefined) return found[1];
  }
  return undefined;
}
