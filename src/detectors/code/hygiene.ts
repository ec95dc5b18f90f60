import type { Call } from "../../core/code.js";
import { defineDetector } from "../../core/detector.js";
import { type EvidenceOf, evidence } from "../../core/evidence.js";
import { configuredCalls } from "./configured-calls.js";
import { canonicalName, isLiteral, nameTable, text } from "./names.js";
import { once, runningCalls } from "./run-places.js";
import { studyOf } from "./study.js";

type Practice =
  | "validation metric"
  | "gradient clipping"
  | "mixed precision"
  | "early stopping"
  | "cross-validation"
  | "best-model selection"
  | "learning-rate schedule";

const practices = nameTable<Practice>({
  "torch.nn.utils..clip_grad_norm_": "gradient clipping",
  "torch.nn.utils..clip_grad_value_": "gradient clipping",
  "torch.nn.utils.clip_grad_norm_": "gradient clipping",
  "torch.nn.utils.clip_grad_value_": "gradient clipping",
  "torch.nn.utils.clip_grad_norm": "gradient clipping",
  "tensorflow.clip_by_global_norm": "gradient clipping",
  "optax.clip*": "gradient clipping",
  "optax.adaptive_grad_clip": "gradient clipping",
  ".clip_grad_norm_": "gradient clipping",
  "torch.cuda.amp.*": "mixed precision",
  "torch.amp.*": "mixed precision",
  "torch.autocast": "mixed precision",
  "keras.mixed_precision.*": "mixed precision",
  "apex.amp.initialize": "mixed precision",
  "lightning..EarlyStopping": "early stopping",
  "keras.callbacks.EarlyStopping": "early stopping",
  "transformers.EarlyStoppingCallback": "early stopping",
  "lightgbm.early_stopping": "early stopping",
  "ignite.handlers.EarlyStopping": "early stopping",
  "sklearn.model_selection.cross_val_*": "cross-validation",
  "sklearn.model_selection.cross_validate": "cross-validation",
  "sklearn.model_selection.KFold": "cross-validation",
  "sklearn.model_selection.StratifiedKFold": "cross-validation",
  "sklearn.model_selection.GroupKFold": "cross-validation",
  "sklearn.model_selection.StratifiedGroupKFold": "cross-validation",
  "sklearn.model_selection.RepeatedKFold": "cross-validation",
  "sklearn.model_selection.RepeatedStratifiedKFold": "cross-validation",
  "sklearn.model_selection.TimeSeriesSplit": "cross-validation",
  "sklearn.model_selection.LeaveOneOut": "cross-validation",
  "sklearn.model_selection.GridSearchCV": "cross-validation",
  "sklearn.model_selection.RandomizedSearchCV": "cross-validation",
  "xgboost.cv": "cross-validation",
  "lightgbm.cv": "cross-validation",
  "torch.optim.lr_scheduler.*": "learning-rate schedule",
  "keras.callbacks.ReduceLROnPlateau": "learning-rate schedule",
  "keras.callbacks.LearningRateScheduler": "learning-rate schedule",
  "keras.optimizers.schedules.*": "learning-rate schedule",
  "transformers.get_scheduler": "learning-rate schedule",
  "transformers.get_linear_schedule_with_warmup": "learning-rate schedule",
  "transformers.get_cosine_schedule_with_warmup": "learning-rate schedule",
  "timm.scheduler.*": "learning-rate schedule",
});
/** Keyword arguments that ask for a practice, and the values that do not. */
const KEYWORDS: Readonly<
  Record<
    string,
    {
      readonly practice: Practice;
      readonly of: RegExp;
      readonly not: readonly (null | boolean | number | string)[];
    }
  >
> = {
  gradient_clip_val: { practice: "gradient clipping", of: /Trainer$/, not: [null, 0] },
  clipnorm: { practice: "gradient clipping", of: /^keras\.optimizers/, not: [null] },
  max_grad_norm: {
    practice: "gradient clipping",
    of: /TrainingArguments$|^stable_baselines3/,
    not: [null, 0],
  },
  precision: {
    practice: "mixed precision",
    of: /Trainer$|Fabric$/,
    not: [null, 32, 64, "32", "64", "32-true", "64-true"],
  },
  fp16: { practice: "mixed precision", of: /TrainingArguments$/, not: [null, false] },
  bf16: { practice: "mixed precision", of: /TrainingArguments$/, not: [null, false] },
  mixed_precision: { practice: "mixed precision", of: /Accelerator$/, not: [null, "no"] },
  early_stopping_rounds: { practice: "early stopping", of: /./, not: [null, 0] },
  early_stopping: { practice: "early stopping", of: /^sklearn\./, not: [null, false] },
  save_best_only: { practice: "best-model selection", of: /ModelCheckpoint$/, not: [null, false] },
  monitor: { practice: "best-model selection", of: /ModelCheckpoint$/, not: [null] },
  load_best_model_at_end: { practice: "best-model selection", of: /TrainingArguments$/, not: [null, false] },
  validation_data: { practice: "validation metric", of: /\.fit$/, not: [null] },
  validation_split: { practice: "validation metric", of: /\.fit$/, not: [null, 0] },
  eval_set: { practice: "validation metric", of: /\.fit$/, not: [null] },
  eval_dataset: { practice: "validation metric", of: /Trainer$/, not: [null] },
};
const SHOWS = /^(?:print|info|set_postfix|write)$/;
const VALIDATION_TEXT =
  /(?:^|[^a-z])(?:val|valid|validation|dev)[ _/-]?(?:loss|acc\w*|auc|f1|rmse|mae|score)/i;
const VALIDATION_KEY = /^(?:val|valid|validation|dev|eval)[_/.-]/i;

/** Habits of careful training that the code shows, each once a file. */
export const detector = defineDetector({
  id: "code-hygiene",
  async detect(context) {
    const study = await studyOf(context);
    const first = once();
    const found: EvidenceOf<"code.hygiene">[] = [];
    for (const { file, call } of runningCalls(study)) {
      if (!study.trains(study.reach.runBy(file, call))) continue;
      for (const practice of practicesOf(call)) {
        if (study.values.holds(file, call.scope, call.conditions).on !== "no" && first(file.path, practice))
          found.push(evidence("code.hygiene", call.location, { practice, call: call.name }));
      }
    }
    for (const call of configuredCalls(study.configuration.mains)) {
      for (const practice of practicesOf(call)) {
        if (first(call.location.path, practice))
          found.push(evidence("code.hygiene", call.location, { practice, call: call.name }));
      }
    }
    return found;
  },
});

function practicesOf(call: Call): Practice[] {
  const name = canonicalName(call.name);
  const found: Practice[] = [];
  const direct = practices(name);
  if (direct !== undefined) found.push(direct);
  for (const { name: keyword, value } of call.args) {
    if (keyword === null || !Object.hasOwn(KEYWORDS, keyword)) continue;
    const asked = KEYWORDS[keyword]!;
    if (asked.of.test(name) && !asked.not.some((off) => isLiteral(value, off))) found.push(asked.practice);
  }
  if (/^(?:log|log_metric|log_metrics|add_scalar|log_dict)$/.test(call.method)) {
    const keys = call.args.flatMap(({ value }) =>
      value.is === "dict"
        ? value.entries.map(({ key }) => key)
        : value.is === "literal"
          ? [`${value.value}`]
          : [],
    );
    if (keys.some((key) => VALIDATION_KEY.test(key))) found.push("validation metric");
  }
  if (SHOWS.test(call.method) && call.args.some(({ value }) => VALIDATION_TEXT.test(text(value))))
    found.push("validation metric");
  return found;
}
