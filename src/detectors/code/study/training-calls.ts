import type { Call, CodeFile } from "../../../core/code.js";
import { canonicalName, made, nameTable, receiver } from "./names.js";
import { imports, madeBy } from "./project.js";

/** Frameworks whose objects learn by `.fit` and the like. */
const FRAMEWORKS = [
  "torch",
  "tensorflow",
  "keras",
  "tf_keras",
  "sklearn",
  "xgboost",
  "lightgbm",
  "catboost",
  "lightning",
  "pytorch_lightning",
  "jax",
  "flax",
  "haiku",
  "optax",
  "transformers",
  "fastai",
  "mxnet",
  "paddle",
  "statsmodels",
  "stable_baselines3",
  "sb3_contrib",
  "tianshou",
  "ultralytics",
  "gensim",
  "fasttext",
  "spacy",
  "pycaret",
  "autogluon",
  "flaml",
  "tpot",
  "trl",
  "setfit",
  "sentence_transformers",
  "peft",
  "accelerate",
  "composer",
  "pytorch_tabnet",
  "ngboost",
  "cuml",
  "pyspark.ml",
  "hmmlearn",
  "implicit",
  "surprise",
  "lightfm",
  "prophet",
  "sktime",
  "darts",
  "gluonts",
  "pyro",
  "numpyro",
  "gpytorch",
  "torch_geometric",
  "dgl",
  "mmcv",
  "mmengine",
  "detectron2",
  "imblearn",
  "skorch",
  "tensorflow_addons",
  "chainer",
  "theano",
  "lasagne",
  "caffe",
  "speechbrain",
  "evotorch",
  "ignite",
  "catalyst",
  "d3rlpy",
  "econml",
  "causalml",
  "lifelines",
  "pgmpy",
  "pomegranate",
  "kfp.ml",
] as const; // prettier-ignore

const using = new WeakMap<CodeFile, boolean>();

/** The file imports a framework, or calls one under a name that `from own_module import *` brought along. */
export function usesFramework(file: CodeFile): boolean {
  let uses = using.get(file);
  if (uses === undefined) {
    uses = imports(file, ...FRAMEWORKS) || file.calls.some(({ name }) => frameworkOf(name) !== null);
    using.set(file, uses);
  }
  return uses;
}

export function frameworkOf(module: string): string | null {
  return FRAMEWORKS.find((name) => module === name || module.startsWith(`${name}.`)) ?? null;
}

/** Calls that change the weights of a model, by what they are called. */
const TRAINS = nameTable<"always" | "framework" | "receiver">({
  "xgboost.train": "always",
  "xgboost.cv": "always",
  "lightgbm.train": "always",
  "lightgbm.cv": "always",
  "catboost.train": "always",
  "catboost.cv": "always",
  "fasttext.train_supervised": "always",
  "fasttext.train_unsupervised": "always",
  "mlflow.projects.run": "receiver",
  "sklearn.model_selection.cross_val_score": "always",
  "sklearn.model_selection.cross_validate": "always",
  "sklearn.model_selection.cross_val_predict": "always",
  "jax.grad": "always",
  "jax.value_and_grad": "always",
  "torch.autograd.grad": "receiver",
  "lasagne.updates.*": "always",
  "tensorflow..train_and_evaluate": "always",
  // They take the step backward themselves (timm/utils/cuda.py).
  "timm.utils.NativeScaler": "always",
  "timm.utils.ApexScaler": "always",
  ".backward": "framework",
  ".manual_backward": "framework",
  ".apply_gradients": "framework",
  ".minimize": "framework",
  ".train_on_batch": "framework",
  ".fit": "framework",
  ".fit_generator": "framework",
  ".fit_one_cycle": "framework",
  ".fine_tune": "framework",
  ".partial_fit": "framework",
  ".fit_predict": "framework",
  ".learn": "framework",
  ".train": "receiver",
});

/** What has a `fit` and learns nothing that is a model. */
const NO_MODEL =
  /^sklearn\.(?:preprocessing|impute|feature_extraction|feature_selection|compose|decomposition|random_projection|kernel_approximation|manifold|pipeline\.FeatureUnion)\.|(?:Tokenizer|Scaler|Encoder|Vectorizer|Imputer|Binarizer|Transformer|PCA|TSNE|UMAP)$|^(?:umap|nltk|scipy|keras\.preprocessing)\./;
/** Objects whose `train` trains; of `torch.nn.Module` it is a mode. */
const TRAINERS =
  /^tensorflow\.(?:\w+\.)*\w*(?:Estimator|Classifier|Regressor)$|^(?:transformers|trl|setfit|sentence_transformers|peft|ultralytics|gensim|accelerate|detectron2|mmengine|pycaret|rllib|ray|tianshou|adapters|simpletransformers|flair|stable_baselines3|imodelsx|span_marker)\..|(?:^|\.)\w*Trainer\w*$/;
const TRAINER_NAME = /(?:^|\.)(?:\w*trainer|runner|algo)$/i;
const TRANSFORMER_NAME =
  /(?:scaler|encoder|vectorizer|tokenizer|imputer|transformer|binarizer|normalizer|preprocess\w*|pca|tsne|umap|le|ohe|tfidf|selector)$/i;

/** Does the call train a model? By its resolved name, else by what its receiver was made of. */
export function isTraining(file: CodeFile, call: Call): boolean {
  const found = TRAINS(call.name) ?? (call.name.includes(".") ? undefined : TRAINS(`x.${call.method}`));
  if (
    found === undefined ||
    (found !== "always" &&
      !call.name.includes(".") &&
      call.name === call.method &&
      call.args.length === 0 &&
      call.method !== "backward")
  )
    return false;
  if (found === "always") return true;
  const object = receiver(call);
  const maker = made(call) ?? (object === null ? null : (madeBy(file, object, call.scope)?.name ?? null));
  const by = canonicalName(maker ?? object ?? "");
  if (found === "receiver")
    return (
      call.method === "train" &&
      (maker === null
        ? TRAINER_NAME.test(object ?? "")
        : /^(?:.*\.)?_*[A-Z]\w*$/.test(by) && TRAINERS.test(by)) &&
      !isMode(call)
    );
  if (!usesFramework(file)) return false;
  if (/^(?:fit|partial_fit|fit_predict)$/.test(call.method))
    return !NO_MODEL.test(by) && !TRANSFORMER_NAME.test(object ?? "");
  if (call.method === "minimize") return !imports(file, "scipy") || !/^scipy/.test(call.name);
  if (call.method === "learn")
    return (
      imports(file, "stable_baselines3", "sb3_contrib", "fastai", "d3rlpy", "tianshou", "rl_zoo3") ||
      /model|agent/i.test(object ?? "")
    );
  return true;
}

/** `model.train()` and `model.train(False)` of PyTorch. */
function isMode(call: Call): boolean {
  const [first] = call.args;
  return call.args.length === 1 && first?.value.is === "literal" && typeof first.value.value === "boolean";
}
