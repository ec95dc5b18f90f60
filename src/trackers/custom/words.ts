/** Words by which projects call what they log themselves. Tables; the code that asks them is beside them. */

/** Names of tables that hold experiments, at the end of a table's name. */
export const TABLE_WORDS =
  "experiments?|runs?|trials?|results?|metrics?|evaluations?|training_runs?|hyperparameters|model_runs?|benchmarks?";

/** Names of files that say results, without their ending. */
const RESULT_NAME =
  /(?:^|[_.-])(?:results?|metrics?|scores?|history|train(?:ing)?[_-]?log|log|losses|eval(?:uation)?|leaderboard|benchmark|progress)(?:[_.-]|\d|$)/i;

/** Stores of trackers and the folders of data, tests, configuration and documents: what lies there is no log. */
const NOT_HERE =
  /(?:^|\/)(?:mlruns|mlartifacts|wandb|lightning_logs|\.hydra|dvclive|\.guild|\.aim|node_modules|tests?|testing|fixtures?|data|datasets?|\.github|conf|configs?|docs?|site)\//i;

const LOG_FOLDER = /(?:^|\/)(?:results?|metrics|logs?)\/[^/]+$/i;
const LOG_ENDING = /\.(?:csv|tsv|jsonl|ndjson|json)$/i;

/** Does a file lie where, and is it called as, projects keep their results? Its content is not asked. */
export function isResultName(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (
    LOG_ENDING.test(name) &&
    !NOT_HERE.test(path) &&
    (RESULT_NAME.test(name.replace(/\.\w+$/, "")) || LOG_FOLDER.test(path))
  );
}

/** Folders in which training leaves its logs, whatever they are called. */
const RUN_FOLDER =
  /(?:^|\/)(?:results?|metrics|logs?|history|histories|runs?|experiments?|exps?|outputs?|checkpoints?|ckpts?|saved?(?:_models?)?|models?|train(?:ing)?|trained(?:_models?)?|train_logs?|training_logs?|work_dirs?)(?:\/|$)/i;

/** As words of a name alone, weaker than those above. */
const LOG_NAME =
  /(?:^|[_.-])(?:logs?|loss(?:es)?|hist(?:ory)?|curves?|epochs?|train(?:ing|er)?|accuracy|acc|rewards?|returns?|stats|monitor|runs?|trials?|experiments?|sweep|ablations?|hparams)(?:[_.-]|\d|$)/i;

/** `log.txt` of code that writes a line of JSON an epoch (DETR, MAE, DINO and their kin). */
const TEXT_LOG = /(?:^|[_.-])log\.txt$/i;

/** May a file be a log at all, by name and place? Wider than {@link isResultName}: its content is asked next. */
export function mayBeLog(path: string): boolean {
  if (NOT_HERE.test(path)) return false;
  if (isResultName(path)) return true;
  const slash = path.lastIndexOf("/");
  const name = path.slice(slash + 1);
  if (TEXT_LOG.test(name)) return true;
  return (
    LOG_ENDING.test(name) &&
    (LOG_NAME.test(name.replace(/\.\w+$/, "")) || RUN_FOLDER.test(path.slice(0, Math.max(0, slash))))
  );
}

/** Column names are compared in this form: `Train Loss` and `trainLoss` are `train_loss`. */
export const plainName = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Columns that count the progress of one training. */
export const STEP_COLUMNS = set(
  `epoch epochs epoch_num epoch_number num_epoch n_epoch epoch_idx current_epoch epoch_id trainer_epoch
  step steps global_step global_steps train_step train_steps current_step current_steps num_steps n_steps step_num trainer_global_step
  iteration iterations iter iters it n_iter num_iter global_iter training_iteration iteration_num
  timestep timesteps total_timesteps time_total_timesteps num_timesteps env_steps env_step total_steps total_num_steps frame frames num_frames
  episode episodes episode_num num_episodes update updates num_updates n_updates round rounds generation gen batch batch_idx misc_nupdates`,
);

/** Words of a column's name that only measures of models have. */
export const METRIC_WORDS = set(
  `loss losses acc accuracy f1 auc auroc auprc roc_auc map miou iou dice reward rewards return returns rew ret
  mse rmse mae mape smape r2 nll perplexity ppl bleu rouge rouge1 rouge2 rougel meteor wer cer psnr ssim fid lpips elbo kl bce
  cross_entropy crossentropy entropy success top1 top5 acc1 acc5 ndcg mrr logloss log_loss win_rate success_rate kappa mcc`,
);

/** Words that measures have, and much else has too. */
export const WEAK_METRIC_WORDS = set(
  "score error err precision recall specificity sensitivity hits eer gap metric value",
);

/** Ends of names that speak of a set and not of its measure: `train_size`. */
export const NO_METRIC_ENDS = set(
  "size time times count samples n num path file files batches seconds sec date id weight weights coef lambda",
);

/** Columns of text that logs have beside their numbers. */
export const LOG_TEXTS = set(
  `phase mode split stage set subset time timestamp date datetime eta wall_time duration elapsed epoch_time lr
  model arch run run_id run_name experiment exp exp_name name tag level dataset best is_best`,
);

/** Columns that tell parts of one log apart. */
export const PHASE_COLUMNS = set("phase mode split stage subset");

/** Columns that hold the moment of a row. */
export const TIME_COLUMNS = set(
  "timestamp time datetime date_time wall_time walltime created_at logged_at ts",
);

/** Columns of series in calendar time: beside them a step or a round is no step of a training. */
export const CALENDAR_COLUMNS = set("date day month year week quarter season country ticker symbol");

/** Columns of a table of results that name the run of a row. */
export const RUN_COLUMNS = set(
  `run run_id run_name run_number experiment experiment_id experiment_name exp exp_id exp_name trial trial_id trial_number seed
  random_seed job_id`,
);
export const WEAK_RUN_COLUMNS = set("id name");

/** Columns of a table of results that hold what a run was given. */
export const PARAMETER_COLUMNS = set(
  `lr learning_rate base_lr init_lr batch_size train_batch_size bs optimizer optim dropout dropout_rate weight_decay wd momentum
  hidden_size hidden_dim hidden_units hidden_layers n_hidden num_hidden n_layers num_layers layers embedding_dim embed_dim emb_dim
  n_heads num_heads epochs num_epochs max_epochs n_epochs n_estimators max_depth min_samples_split min_samples_leaf num_leaves subsample
  colsample_bytree l1_ratio reg_alpha reg_lambda warmup warmup_steps scheduler n_neighbors kernel max_iter seed random_seed
  temperature patience clip grad_clip sequence_length seq_len num_filters kernel_size activation loss_function penalty`,
);
export const PARAMETER_PREFIX = /^(?:params?|config|hparams|hyperparameters|hp|args)_/;

/** Settings that a schedule changes while training goes on: a series of them says something. */
export const SCHEDULED_COLUMNS = set("lr learning_rate base_lr momentum weight_decay wd temperature");

/** Tables of experiments: columns that hold parameters or measures together, as JSON. */
export const PARAMETER_OBJECTS = set(
  "params parameters hyperparameters hyperparams hparams config configuration args settings",
);
export const METRIC_OBJECTS = set("metrics results scores evaluation metrics_json results_json");
