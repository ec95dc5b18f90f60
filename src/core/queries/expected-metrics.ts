import type { EvidenceOf, Task } from "../evidence.js";
import { compareText, type Location } from "../location.js";
import type { RepoModel } from "../model.js";
import type { TrackerId } from "../vocabulary.js";

/** Metrics by which a kind of problem is commonly judged; each alone is enough. */
interface Expected {
  /** In words, the commonest first. */
  readonly names: string;
  readonly is: RegExp;
}

/** Metrics that stand for several kinds of problem, and losses that are read as one. */
const COMMON = "perplexity|ppl|bpd|bits?_?per|nll|log_?likelihood|score|metric|error|err|matthews|mcc|kappa";
const of = (names: string, words: string): Expected => ({
  names,
  is: new RegExp(`(?:^|_)(?:${words}|${COMMON})(?:_|\\d|$)`),
});

/** `trainAcc/top-1` → `train_acc_top_1` */
const plain = (name: string): string =>
  name
    .slice(0, 80)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");

const EXPECTED: Readonly<Record<Task, Expected>> = {
  classification: of(
    "accuracy, F1 or ROC AUC",
    "[a-z]*acc|accuracy|[a-z]*accuracy|f1|f1_?score|f_?beta|auc|[a-z]*auc|auroc|roc|precision|recall|top|hits?|iou|miou|dice|map|eer|ap|wer|cer|exact_?match|em|bleu|correct",
  ),
  regression: of(
    "RMSE, MAE or R²",
    "[a-z]*mse|[a-z]*rmse|rms|[a-z]*mae|mape|smape|r2|r_?squared|mean_(?:squared|absolute)[a-z]*|[a-z]*(?:mse|mae|rmse)[a-z]*|pearson[a-z]*|spearman[a-z]*|corr[a-z]*|distance|psnr|ssim|acc|accuracy|pinball|crps|explained_variance",
  ),
  ranking: of(
    "NDCG, MAP or MRR",
    "[a-z]*ndcg[a-z]*|[a-z]*map[a-z]*|[a-z]*mrr[a-z]*|hits?[a-z]*|hit_?rate|precision|recall[a-z]*|auc",
  ),
  translation: of("BLEU or chrF", "[a-z]*bleu[a-z]*|chrf[a-z]*|ter|comet|meteor|rouge[a-z]*"),
  generation: of(
    "perplexity, ROUGE, FID or a reward",
    "[a-z]*bleu[a-z]*|rouge[a-z]*|meteor|bert_?score|fid|kid|inception[a-z]*|is|clip[a-z]*|reward[a-z]*|lpips|accuracy|acc|exact_?match|em|f1|win_?rate|pass_?at[a-z]*|[a-z]*rec[a-z]*",
  ),
  segmentation: of(
    "IoU or Dice",
    "[a-z]*iou[a-z]*|[a-z]*dice[a-z]*|jaccard[a-z]*|pixel_?acc[a-z]*|acc|accuracy|f1|f1_?score|hausdorff[a-z]*",
  ),
  detection: of(
    "mAP or average precision",
    "[a-z]*map[a-z]*|ap\\d*|[a-z]*average_precision[a-z]*|ar\\d*|precision|recall|[a-z]*iou[a-z]*|f1|evaluation[a-z]*",
  ),
  forecasting: of(
    "MAE, RMSE, MAPE or MASE",
    "[a-z]*mse|[a-z]*rmse|[a-z]*mae|mape|smape|mase|wape|crps|pinball|quantile[a-z]*|r2|[a-z]*(?:mse|mae|rmse)[a-z]*|corr[a-z]*",
  ),
  clustering: of(
    "silhouette, ARI or NMI",
    "silhouette[a-z]*|ari|nmi|adjusted[a-z]*|normalized[a-z]*|inertia|davies[a-z]*|calinski[a-z]*|purity|homogeneity|v_?measure|acc|accuracy",
  ),
  "reinforcement-learning": of(
    "episode return or length",
    "[a-z]*return[a-z]*|[a-z]*reward[a-z]*|[a-z]*rew|[a-z]*ep_?len[a-z]*|episod[a-z]*$|success[a-z]*|win[a-z]*|average_[a-z]*|score[a-z]*",
  ),
};

export interface ExpectedMetric {
  readonly task: Task;
  /** `accuracy, F1 or ROC AUC` */
  readonly names: string;
  /** A tracked metric that stands for it; null: none is logged. */
  readonly logged: string | null;
  /** A metric of that kind is printed or returned, in these words. */
  readonly shown: string | null;
  readonly tracker: TrackerId;
  /** The metrics that are logged instead, or the one that stands for it. */
  readonly locations: readonly Location[];
}

/** Trackers that log metrics of their own accord, by names that the code does not show. */
const AUTOMATIC: ReadonlySet<TrackerId> = new Set(["huggingface", "ray", "optuna", "dvc"]);

/** Losses that serve many kinds of problem say nothing of how one is judged. */
const SERVES_MANY = /BCE|binary_?cross_?entropy|MSE|mse_|L1Loss|Huber|\.NLLLoss|nll_loss/i;

/** Losses, and what is kept beside them; any other name may be the metric, in the project's own words. */
const BESIDE =
  /loss|(?:^|_)(?:lr|learning_rate|epochs?|steps?|iter\w*|time|duration|seconds|grad\w*|norm|sigma|temperature|mem\w*|gpu\w*|count|num_\w+|parameter_count)(?:_|\d|$)/;

/**
 * For every program that solves one kind of problem: is a metric by which that is judged handed to a tracker? None
 * where that cannot be observed: nothing tells what is logged, or names come from data, an automatic logger or another
 * file. One answer for each kind of problem, the worst of its programs.
 */
export function expectedMetrics(model: RepoModel): readonly ExpectedMetric[] {
  const metrics = model.evidence("code.metric");
  const calls = model.evidence("tracker.call").filter(({ on }) => on !== "no");
  const hidden = new Set(calls.flatMap((call) => (isOpen(call) ? (call.programs ?? []) : [])));
  const logging = new Set(
    metrics.flatMap(({ tracker, programs }) => (tracker === null ? [] : (programs ?? []))),
  );
  const answers = new Map<Task, ExpectedMetric>();
  for (const program of [...logging].sort(compareText)) {
    if (hidden.has(program)) continue;
    const answer = ofProgram(model, program);
    if (answer !== null && answers.get(answer.task)?.logged !== null) answers.set(answer.task, answer);
  }
  return [...answers.values()];
}

function ofProgram(model: RepoModel, program: string): ExpectedMetric | null {
  const here = <T extends { readonly programs?: readonly string[] }>({ programs }: T): boolean =>
    programs?.includes(program) === true;
  const signs = model.evidence("code.task").filter(here);
  const [sign] = signs;
  // Of a program that solves several problems, each metric may be that of another.
  if (sign === undefined || signs.some(({ task, why }) => task !== sign.task || SERVES_MANY.test(why)))
    return null;
  const metrics = model.evidence("code.metric").filter(here);
  const logged = metrics.filter(({ tracker }) => tracker !== null);
  const tracker = logged[0]?.tracker ?? null;
  if (tracker === null || logged.some(({ name }) => /[{}[\]]/.test(name))) return null;
  if (!logged.some(({ name }) => /loss/i.test(name))) return null;
  const { names, is } = EXPECTED[sign.task];
  const found = logged.filter(({ name }) => is.test(plain(name)));
  if (found.length === 0 && !logged.every(({ name }) => BESIDE.test(plain(name)))) return null;
  const shown = model.evidence("code.metric").find((one) => one.tracker === null && is.test(plain(one.name)));
  // A loss that most classifiers use is no proof; with a metric of that kind on the screen it is.
  if (found.length === 0 && shown === undefined && sign.confidence !== "high") return null;
  return {
    task: sign.task,
    names,
    logged: found[0]?.name ?? null,
    shown: shown?.name ?? null,
    tracker,
    locations: [...(found.length > 0 ? found : logged), sign].map(({ location }) => location),
  };
}

const isOpen = ({ role, tracker, names, whole, call }: EvidenceOf<"tracker.call">): boolean =>
  role === "autolog" ||
  AUTOMATIC.has(tracker) ||
  (role === "metrics" &&
    (whole !== undefined || names === undefined || names.length === 0) &&
    !/\.watch$/.test(call));
