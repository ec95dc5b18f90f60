import type { Capture } from "../../../core/evidence.js";
import { nameTable } from "../study/names.js";

/** What a call shows of a training; `model`: only where its result is what is trained. */
export interface Captured {
  readonly what: Capture;
  /** The arguments are what a record would keep. */
  readonly shows: boolean;
  /** The call itself keeps it. */
  readonly keeps?: true;
}

const what = (kind: Capture, shows = false): Captured => ({ what: kind, shows });
const keeps = (kind: Capture, shows = false): Captured => ({ what: kind, shows, keeps: true });
const all = (names: readonly string[], entry: Captured): Readonly<Record<string, Captured>> =>
  Object.fromEntries(names.map((name) => [name, entry]));

const OPTIMIZER = what("optimizer", true);
const SCHEDULE = what("schedule", true);
const MODEL = what("architecture", true);
const AUGMENTS = what("augmentation", true);
const PREPARES = what("preprocessing", true);
const PLOT = what("plot");
const MACHINE = what("system-metrics");

export const captured = nameTable<Captured>({
  "torch.optim.lr_scheduler.*": SCHEDULE,
  "torch.optim.swa_utils.*": SCHEDULE,
  "keras.optimizers.schedules.*": SCHEDULE,
  "keras.callbacks.ReduceLROnPlateau": SCHEDULE,
  "keras.callbacks.LearningRateScheduler": SCHEDULE,
  "transformers..get_scheduler": SCHEDULE,
  "transformers.get_scheduler": SCHEDULE,
  "transformers.get_linear_schedule_with_warmup": SCHEDULE,
  "transformers.get_cosine_schedule_with_warmup": SCHEDULE,
  "transformers.get_constant_schedule_with_warmup": SCHEDULE,
  "timm.scheduler.*": SCHEDULE,
  ...all(
    [
      "cosine_decay_schedule",
      "warmup_cosine_decay_schedule",
      "exponential_decay",
      "linear_schedule",
      "piecewise_constant_schedule",
      "join_schedules",
    ].map((name) => `optax.${name}`),
    SCHEDULE,
  ),
  "torch.optim.*": OPTIMIZER,
  "keras.optimizers.*": OPTIMIZER,
  "tensorflow.train.*Optimizer": OPTIMIZER,
  "tensorflow.train.AdamOptimizer": OPTIMIZER,
  "tensorflow.train.GradientDescentOptimizer": OPTIMIZER,
  "tensorflow.train.MomentumOptimizer": OPTIMIZER,
  "tensorflow.train.RMSPropOptimizer": OPTIMIZER,
  ...all(
    ["adam", "adamw", "sgd", "rmsprop", "lamb", "lion", "adafactor", "adagrad", "novograd"].map(
      (name) => `optax.${name}`,
    ),
    OPTIMIZER,
  ),
  "transformers.AdamW": OPTIMIZER,
  "transformers.Adafactor": OPTIMIZER,
  "bitsandbytes.optim.*": OPTIMIZER,
  "timm.optim.*": OPTIMIZER,
  "torchvision.models.*": MODEL,
  "timm.create_model": MODEL,
  "segmentation_models_pytorch.*": MODEL,
  "segmentation_models.*": MODEL,
  "keras.applications.*": MODEL,
  "keras.Sequential": MODEL,
  "keras.models.Sequential": MODEL,
  "keras.Model": MODEL,
  "keras.models.Model": MODEL,
  "torch.nn.Sequential": MODEL,
  "transformers..from_pretrained": MODEL,
  "transformers..from_config": MODEL,
  "xgboost.XGB*": MODEL,
  "lightgbm.LGBM*": MODEL,
  "catboost.CatBoost*": MODEL,
  "ultralytics.YOLO": MODEL,
  "albumentations.*": AUGMENTS,
  "imgaug.augmenters.*": AUGMENTS,
  "kornia.augmentation.*": AUGMENTS,
  "audiomentations.*": AUGMENTS,
  "torchaudio.transforms.FrequencyMasking": AUGMENTS,
  "torchaudio.transforms.TimeMasking": AUGMENTS,
  "nlpaug.*": AUGMENTS,
  "keras.layers.Random*": AUGMENTS,
  "keras.preprocessing.image.ImageDataGenerator": AUGMENTS,
  "tensorflow.image.random_*": AUGMENTS,
  "timm.data.create_transform": AUGMENTS,
  "timm.data.Mixup": AUGMENTS,
  "torchvision.transforms.*": PREPARES,
  "sklearn.preprocessing.*": PREPARES,
  "sklearn.impute.*": PREPARES,
  "sklearn.feature_extraction.*": PREPARES,
  "sklearn.feature_selection.*": PREPARES,
  "sklearn.decomposition.*": PREPARES,
  "keras.layers.Normalization": PREPARES,
  "keras.layers.Rescaling": PREPARES,
  "keras.layers.Resizing": PREPARES,
  "keras.preprocessing.text.Tokenizer": PREPARES,
  "transformers.AutoTokenizer.from_pretrained": PREPARES,
  "transformers.AutoProcessor.from_pretrained": PREPARES,
  "transformers.AutoFeatureExtractor.from_pretrained": PREPARES,
  "transformers.AutoImageProcessor.from_pretrained": PREPARES,
  "torchaudio.transforms.*": PREPARES,
  "psutil.*": MACHINE,
  "pynvml.*": MACHINE,
  "GPUtil.*": MACHINE,
  "torch.cuda.max_memory_allocated": MACHINE,
  "torch.cuda.memory_allocated": MACHINE,
  "mlflow.enable_system_metrics_logging": keeps("system-metrics"),
  "lightning..DeviceStatsMonitor": keeps("system-metrics"),
  "codecarbon.EmissionsTracker": keeps("system-metrics"),
  "codecarbon.OfflineEmissionsTracker": keeps("system-metrics"),
  // wandb/sdk/internal/system: every run samples the machine unless its settings say otherwise.
  "wandb.init": keeps("system-metrics"),
  "sklearn.metrics.make_scorer": what("custom-metric"),
  ".savefig": keeps("plot"),
  ".write_image": keeps("plot"),
  ".write_html": keeps("plot"),
  ".log_figure": keeps("plot"),
  ".add_figure": keeps("plot"),
  "matplotlib.pyplot.show": PLOT,
  "wandb.plot.*": keeps("plot"),
  "wandb.plot.confusion_matrix": keeps("confusion-matrix"),
  "sklearn.metrics.confusion_matrix": what("confusion-matrix"),
  "sklearn.metrics.multilabel_confusion_matrix": what("confusion-matrix"),
  "sklearn.metrics.plot_confusion_matrix": what("confusion-matrix"),
  "sklearn.metrics.ConfusionMatrixDisplay*": what("confusion-matrix"),
  "torchmetrics..ConfusionMatrix": what("confusion-matrix"),
  "torchmetrics.ConfusionMatrix": what("confusion-matrix"),
  "tensorflow.math.confusion_matrix": what("confusion-matrix"),
  "wandb.Table": keeps("prediction-samples"),
  ".add_images": keeps("prediction-samples"),
  ".add_image": keeps("prediction-samples"),
  "wandb.Image": keeps("prediction-samples"),
  ".log_image": keeps("prediction-samples"),
  ".log_table": keeps("prediction-samples"),
  "cleanlab.*": what("error-analysis"),
  "shap.*": what("error-analysis"),
  "lime.*": what("error-analysis"),
  "captum.attr.*": what("error-analysis"),
  "logging.FileHandler": keeps("console-output"),
  "logging.handlers.RotatingFileHandler": keeps("console-output"),
  "logging.handlers.TimedRotatingFileHandler": keeps("console-output"),
  "mlflow.search_runs": what("comparison"),
  "wandb.Api": what("comparison"),
  "wandb.apis.public.Api": what("comparison"),
  "streamlit.*": what("comparison"),
  "dash.Dash": what("comparison"),
  "wandb.Report": what("comparison"),
});

/** What `fit` makes of scikit-learn, by its name. */
export const ESTIMATOR =
  /^sklearn\.(?:ensemble|linear_model|svm|tree|neighbors|naive_bayes|neural_network|gaussian_process|discriminant_analysis|cluster|mixture)\.[A-Z]\w*$/;
/** Names under the tables' roots that are no optimizer, transform or model. */
export const NOTHING =
  /^torch\.optim\.(?:Optimizer|optimizer\.\w+)$|^sklearn\.(?:feature_extraction|preprocessing)\.\w+$(?<!\.[A-Z]\w*)|^torchvision\.models\.(?:[A-Z]\w*_Weights\b.*|get_\w+|list_models|feature_extraction\..*)|\.get_\w+$|^keras\.optimizers\.(?:get|serialize|deserialize)$|^(?:psutil|pynvml|streamlit|dash)\.(?:\w*Error|NVMLError)$|^torchvision\.transforms\.(?:\w+\.)*(?:Compose|ToTensor|ToPILImage|Lambda|InterpolationMode.*)$|^albumentations\.(?:Compose|OneOf|pytorch\..*|BboxParams|KeypointParams)$/;
/** Transforms that draw, of libraries that hold others too. */
export const DRAWS =
  /\.(?:Random\w*|ColorJitter|AutoAugment|RandAugment|TrivialAugment\w*|AugMix|MixUp|CutMix|GaussianBlur|ElasticTransform)$/;
/** What prepares data among what is loaded by `from_pretrained`, and among augmentations. */
export const READS =
  /(?:Tokenizer(?:Fast)?|Processor|FeatureExtractor)\.from_pretrained$|^albumentations\.(?:Normalize|Resize|LongestMaxSize|PadIfNeeded)$/;
export const SETTINGS = /Config\.from_pretrained$/;
/** Functions that look for what a model gets wrong. */
export const WRONG =
  /^_*(?:\w*_)?(?:error_analysis|analy[sz]e_errors|misclassified|misclassification\w*|hard_examples|worst_(?:predictions|samples|examples)|failure_cases)(?:_\w+)?$/i;
/** Arguments that take a metric of one's own, with what it is computed by. */
export const METRIC_ARGUMENTS = new Set([
  "compute_metrics",
  "feval",
  "custom_metric",
  "metric_fn",
  "metrics",
  "scoring",
  "score_func",
]);
export const METRIC_BASE =
  /^(?:torchmetrics\.(?:\w+\.)*Metric|keras\.metrics\.\w+|ignite\.metrics\.\w+|datasets\.Metric|evaluate\.Metric|sklearn\.metrics\.\w+|allennlp\.training\.metrics\.Metric)$/;
