import type { Value } from "../../../core/code.js";
import type { Practice } from "../../../core/evidence.js";
import { nameTable } from "../study/names.js";

type Literal = null | boolean | number | string;

export interface Asked {
  readonly practice: Practice;
  /** The argument whose value says how; a value in `not` means that it is not done. */
  readonly by?: readonly [name: string, position?: number];
  readonly not?: readonly Literal[];
}

const asked = (practice: Practice, by?: Asked["by"], ...not: readonly Literal[]): Asked => ({
  practice,
  ...(by === undefined ? {} : { by }),
  not,
});
const all = (names: readonly string[], entry: Asked): Readonly<Record<string, Asked>> =>
  Object.fromEntries(names.map((name) => [name, entry]));

/** Calls that are a practice by their name. */
export const practiceOf = nameTable<Asked>({
  ...all(
    [
      "torch.nn.utils..clip_grad_norm_",
      "torch.nn.utils.clip_grad_norm_",
      "torch.nn.utils.clip_grad_norm",
      ".clip_grad_norm_",
    ],
    asked("gradient clipping", ["max_norm", 1], null, 0, "inf"),
  ),
  ...all(
    ["torch.nn.utils..clip_grad_value_", "torch.nn.utils.clip_grad_value_", ".clip_grad_value_"],
    asked("gradient clipping", ["clip_value", 1], null, 0),
  ),
  ...all(
    ["tensorflow.clip_by_global_norm", "optax.clip*", "optax.adaptive_grad_clip"],
    asked("gradient clipping"),
  ),
  ...all(
    ["torch.cuda.amp..autocast", "torch.amp..autocast", "torch.cuda.amp.autocast", "torch.amp.autocast"],
    asked("mixed precision", ["enabled"], false),
  ),
  "torch.autocast": asked("mixed precision", ["enabled", 2], false),
  "torch.cuda.amp.GradScaler": asked("mixed precision", ["enabled"], false),
  "torch.amp.GradScaler": asked("mixed precision", ["enabled"], false),
  "keras.mixed_precision.*": asked("mixed precision", ["policy", 0], "float32"),
  "apex.amp.initialize": asked("mixed precision", ["opt_level"], "O0"),
  "lightning..EarlyStopping": asked("early stopping", ["monitor", 0]),
  "keras.callbacks.EarlyStopping": asked("early stopping", ["monitor", 0]),
  "transformers.EarlyStoppingCallback": asked("early stopping"),
  "lightgbm.early_stopping": asked("early stopping"),
  "xgboost.callback.EarlyStopping": asked("early stopping"),
  "ignite.handlers.EarlyStopping": asked("early stopping"),
  "stable_baselines3.common.callbacks.StopTraining*": asked("early stopping"),
  ...all(
    [
      "sklearn.model_selection.cross_val_*",
      "sklearn.model_selection.cross_validate",
      "sklearn.model_selection.KFold",
      "sklearn.model_selection.StratifiedKFold",
      "sklearn.model_selection.GroupKFold",
      "sklearn.model_selection.StratifiedGroupKFold",
      "sklearn.model_selection.RepeatedKFold",
      "sklearn.model_selection.RepeatedStratifiedKFold",
      "sklearn.model_selection.TimeSeriesSplit",
      "sklearn.model_selection.LeaveOneOut",
      "sklearn.model_selection.GridSearchCV",
      "sklearn.model_selection.RandomizedSearchCV",
      "xgboost.cv",
      "lightgbm.cv",
      "catboost.cv",
    ],
    asked("cross-validation"),
  ),
  ...all(
    [
      "torch.optim.lr_scheduler.*",
      "keras.callbacks.ReduceLROnPlateau",
      "keras.callbacks.LearningRateScheduler",
      "keras.optimizers.schedules.*",
      "transformers..get_scheduler",
      "transformers.get_scheduler",
      "transformers.get_linear_schedule_with_warmup",
      "transformers.get_cosine_schedule_with_warmup",
      "timm.scheduler.*",
      "optax.cosine_decay_schedule",
      "optax.warmup_cosine_decay_schedule",
    ],
    asked("learning-rate schedule"),
  ),
  "lightning..LearningRateMonitor": asked("learning rate logged"),
  "lightning..ModelCheckpoint": asked("best-model selection", ["monitor", 2], null),
  "fairlearn.*": asked("fairness check"),
  "aif360.*": asked("fairness check"),
  "scipy.stats.bootstrap": asked("confidence interval"),
  "scipy.stats.t.interval": asked("confidence interval"),
  "scipy.stats.norm.interval": asked("confidence interval"),
  "statsmodels..proportion_confint": asked("confidence interval"),
  "torchmetrics..BootStrapper": asked("confidence interval"),
  "rliable.*": asked("confidence interval"),
  "scipy.stats.ttest_*": asked("significance test"),
  "scipy.stats.wilcoxon": asked("significance test"),
  "scipy.stats.mannwhitneyu": asked("significance test"),
  "scipy.stats.friedmanchisquare": asked("significance test"),
  "statsmodels..mcnemar": asked("significance test"),
});

interface Keyword {
  readonly practice: Practice;
  readonly of: RegExp;
  readonly not: readonly Literal[];
}

/** Keyword arguments that ask for a practice, and the values that do not. */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ["gradient_clip_val", { practice: "gradient clipping", of: /Trainer$/, not: [null, 0] }],
  ["clipnorm", { practice: "gradient clipping", of: /^keras\.optimizers/, not: [null] }],
  ["clipvalue", { practice: "gradient clipping", of: /^keras\.optimizers/, not: [null] }],
  ["global_clipnorm", { practice: "gradient clipping", of: /^keras\.optimizers/, not: [null] }],
  [
    "max_grad_norm",
    { practice: "gradient clipping", of: /TrainingArguments$|^stable_baselines3/, not: [null, 0] },
  ],
  [
    "precision",
    {
      practice: "mixed precision",
      of: /Trainer$|Fabric$/,
      not: [null, 32, 64, "32", "64", "32-true", "64-true"],
    },
  ],
  ["fp16", { practice: "mixed precision", of: /TrainingArguments$/, not: [null, false] }],
  ["bf16", { practice: "mixed precision", of: /TrainingArguments$/, not: [null, false] }],
  ["mixed_precision", { practice: "mixed precision", of: /Accelerator$/, not: [null, "no"] }],
  ["early_stopping_rounds", { practice: "early stopping", of: /./, not: [null, 0] }],
  ["early_stopping", { practice: "early stopping", of: /^sklearn\./, not: [null, false] }],
  ["save_best_only", { practice: "best-model selection", of: /ModelCheckpoint$/, not: [null, false] }],
  [
    "load_best_model_at_end",
    { practice: "best-model selection", of: /TrainingArguments$/, not: [null, false] },
  ],
  ["use_best_model", { practice: "best-model selection", of: /./, not: [null, false] }],
  ["validation_data", { practice: "validation metric", of: /(?:^|\.)fit(?:_generator)?$/, not: [null] }],
  ["validation_split", { practice: "validation metric", of: /(?:^|\.)fit$/, not: [null, 0] }],
  ["eval_set", { practice: "validation metric", of: /(?:^|\.)fit$/, not: [null] }],
  ["eval_dataset", { practice: "validation metric", of: /Trainer$/, not: [null] }],
]);

/** Arguments that name the metric by which the best model is chosen. */
export const CHOSEN_BY = ["monitor", "metric_for_best_model"] as const;

/** What the keys of a saved mapping hold. */
const CONTENTS: readonly (readonly [pattern: RegExp, content: string])[] = [
  [/rng|random_state|seed_state/i, "RNG state"],
  [/optim|^opt_state$|^opt$/i, "optimizer"],
  [/sched|^lrs?_/i, "scheduler"],
  [/^(?:grad_?)?scaler|amp/i, "gradient scaler"],
  [/commit|git_|^git$|_sha$|^sha$/i, "commit"],
  [/(?:^|_)(?:args|config|cfg|conf|hparams|hyper_?parameters|opt(?:ions)?|params)$/i, "configuration"],
  [/epoch/i, "epoch"],
  [/step|iter/i, "step"],
  [/ema/i, "moving average"],
  [/loss|acc|best|metric|score|f1|auc|fitness|result|perf/i, "metrics"],
  [/date|time/i, "time"],
  [/model|net|weights|state_dict|params|encoder|decoder|generator|discriminator|actor|critic/i, "model"],
];

/** What a checkpoint holds, by the keys of the saved mapping: sorted, each once. */
export function contentsOf(value: Value, more: readonly string[] = []): string[] {
  const keys = value.is === "dict" ? [...value.entries.map(({ key }) => key), ...more] : [];
  const found = keys.flatMap((key) => CONTENTS.find(([pattern]) => pattern.test(key))?.[1] ?? []);
  return [...new Set(found)].sort();
}
