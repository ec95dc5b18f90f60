import type { RandomSource } from "../../../core/evidence.js";
import { nameTable } from "../study/names.js";

/** What a call draws from, and for what, as far as its name tells. */
export interface Draw {
  readonly source: RandomSource;
  readonly purpose: "training" | "split" | "data";
  /** It is drawn when what the call makes is used, which may be after a seed is set. */
  readonly later?: true;
  /** It is the first weights of a model, which a checkpoint may replace. */
  readonly weights?: true;
  /** Why no seeding of the source reaches it. */
  readonly apart?: string;
}

export const NUMPY_SILENT = new Set([
  "seed",
  "default_rng",
  "Generator",
  "RandomState",
  "SeedSequence",
  "get_state",
  "set_state",
  "get_bit_generator",
  "set_bit_generator",
  "BitGenerator",
  "MT19937",
  "PCG64",
  "PCG64DXSM",
  "Philox",
  "SFC64",
  "mtrand",
]); // prettier-ignore
export const PYTHON_DRAWS = new Set([
  "random",
  "randint",
  "randrange",
  "uniform",
  "choice",
  "choices",
  "sample",
  "shuffle",
  "gauss",
  "normalvariate",
  "betavariate",
  "expovariate",
  "gammavariate",
  "lognormvariate",
  "triangular",
  "vonmisesvariate",
  "paretovariate",
  "weibullvariate",
  "getrandbits",
  "randbytes",
  "binomialvariate",
]); // prettier-ignore

/** Layers of `torch.nn` whose weights are drawn, and those that draw while they run. */
export const TORCH_WEIGHTS =
  /^torch\.nn\.(?:modules\.\w+\.)?(?:Lazy)?(?:Linear|Bilinear|Conv\w+|LSTM|GRU|RNN|LSTMCell|GRUCell|RNNCell|Embedding|EmbeddingBag|MultiheadAttention|Transformer\w*)$/;
export const TORCH_DROPOUT = /^torch\.nn\.(?:modules\.\w+\.)?(?:(?:Alpha|FeatureAlpha)?Dropout\w*|RReLU)$/;

const torch: Draw = { source: "torch", purpose: "training" };
const later: Draw = { ...torch, later: true };
const weights: Draw = { ...torch, weights: true };
const split: Draw = { source: "torch", purpose: "split" };
const tensorflow: Draw = { source: "tensorflow", purpose: "training" };
const layer: Draw = { source: "keras", purpose: "training", later: true, weights: true };
const environment: Draw = { source: "gym", purpose: "training", later: true };
const mxnet: Draw = { source: "mxnet", purpose: "training" };
const paddle: Draw = { source: "paddle", purpose: "training" };
const named = <T>(root: string, names: readonly string[], entry: T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [`${root}${name}`, entry]));

export const draws = nameTable<Draw>({
  ...named(
    "torch.",
    [
      "rand",
      "randn",
      "randint",
      "randperm",
      "normal",
      "bernoulli",
      "multinomial",
      "poisson",
      "rand_like",
      "randn_like",
      "randint_like",
      "dropout",
      "rrelu",
    ],
    torch,
  ), // prettier-ignore
  "torch.nn.init.*": { ...torch, weights: true },
  "torch.nn.functional.dropout*": torch,
  "torch.nn.functional.gumbel_softmax": torch,
  "torch.distributions.*": later,
  "torch.utils.data.RandomSampler": later,
  "torch.utils.data.WeightedRandomSampler": later,
  "torch.utils.data..random_split": split,
  "torchvision.transforms.Random*": later,
  "torchvision.transforms.v2.Random*": later,
  ...named(
    "torchvision.transforms..",
    ["ColorJitter", "AutoAugment", "RandAugment", "TrivialAugmentWide", "AugMix"],
    later,
  ),
  "torchvision.models.*": weights,
  "timm.create_model": weights,
  "timm.models.create_model": weights,
  "torch_geometric.nn.*": weights,
  "torch_geometric.transforms.RandomNodeSplit": split,
  "torch_geometric.transforms.RandomLinkSplit": split,
  "transformers..from_config": weights,
  "peft.get_peft_model": weights,
  "stable_baselines3.*": torch,
  ...named(
    "fastai..",
    ["vision_learner", "cnn_learner", "unet_learner", "tabular_learner", "text_classifier_learner"],
    weights,
  ),
  "fastai..RandomSplitter": { ...split, later: true },

  "tensorflow.random.*": tensorflow,
  "tensorflow.random_*": tensorflow,
  "tensorflow.truncated_normal": tensorflow,
  "tensorflow.get_variable": tensorflow,
  "tensorflow.nn.dropout": tensorflow,
  "tensorflow.layers.*": tensorflow,
  "tensorflow.contrib.layers.*": tensorflow,
  "keras.models.Sequential": layer,
  "keras.Sequential": layer,
  "keras.layers.Conv*": layer,
  ...named("keras.layers..", ["Conv1D", "Conv2D", "Dense", "LSTM", "GRU", "Embedding", "Dropout"], layer),
  "keras.applications.*": layer,

  "gymnasium.make": environment,
  "gymnasium.make_vec": environment,
  "gymnasium.vector.make": environment,

  "dgl.rand_graph": { source: "dgl", purpose: "data" },
  ...named("dgl..", ["NeighborSampler", "MultiLayerNeighborSampler", "random_walk", "sample_neighbors"], {
    source: "dgl",
    purpose: "training",
    later: true,
  } as const),
  "mxnet.gluon.nn.Dense": mxnet,
  "mxnet.gluon.nn.Conv*": mxnet,
  "mxnet.gluon.nn.Dropout": mxnet,
  "mxnet.init.*": mxnet,
  "mxnet.initializer.*": mxnet,
  "mxnet.nd.random.*": mxnet,
  "mxnet.nd.random_*": mxnet,
  ...named("paddle.", ["rand", "randn", "randint", "randperm", "normal", "uniform"], paddle),
  ...named(
    "paddle.nn.",
    ["Linear", "Conv1D", "Conv2D", "Conv3D", "Embedding", "LSTM", "GRU", "Dropout", "MultiHeadAttention"],
    paddle,
  ),
});
/** Names under those prefixes that draw nothing. */
export const NO_DRAW =
  /\.(?:set_seed|Generator|from_seed|experimental|stateless_\w+|get_global_generator|create_rng_state|load_model|load|from_pretrained|ResNet\w*_Weights|\w*Weights|flatten|learn|evaluation\.\w+|env_util\.\w+|vec_env\.\w+|env_checker\.\w+|common\.\w+(?:\.\w+)*|preprocess_input|decode_predictions)$|\.__dict__\.|^torch_geometric\.nn\.(?:global_\w+|Sequential|MessagePassing|BatchNorm|LayerNorm|\w*Pooling)$|^torch\.nn\.init\.(?:constant_?|zeros_|ones_|eye_|dirac_|calculate_gain)$|^torch\.distributions\.(?:kl\w*|constraints|transforms)\b|^torchvision\.models\.(?:feature_extraction|list_models|get_\w+)/;
