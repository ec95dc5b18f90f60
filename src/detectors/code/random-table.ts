import type { Call, CodeFile } from "../../core/code.js";
import type { RandomSource } from "../../core/evidence.js";
import { argument, canonicalName, isLiteral, nameTable, unpacksKeywords } from "./names.js";
import { imports } from "./project.js";

/** What a call draws from, and for what, as far as its name tells. */
export interface Draw {
  readonly source: RandomSource;
  readonly purpose: "training" | "split" | "data";
}

const NUMPY_SILENT = new Set([
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
const PYTHON_DRAWS = new Set([
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
const TORCH_LAYERS =
  /^torch\.nn\.(?:modules\.\w+\.)?(?:Lazy)?(?:Linear|Bilinear|Conv\w+|LSTM|GRU|RNN|LSTMCell|GRUCell|RNNCell|Embedding|EmbeddingBag|MultiheadAttention|Transformer\w*|(?:Alpha|FeatureAlpha)?Dropout\w*|RReLU)$/;

const draws = nameTable<Draw>({
  ...Object.fromEntries(
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
    ].map((name) => [`torch.${name}`, { source: "torch", purpose: "training" } as const]),
  ), // prettier-ignore
  "torch.nn.init.*": { source: "torch", purpose: "training" },
  "torch.nn.functional.dropout*": { source: "torch", purpose: "training" },
  "torch.nn.functional.gumbel_softmax": { source: "torch", purpose: "training" },
  "torch.distributions.*": { source: "torch", purpose: "training" },
  "torch.utils.data.RandomSampler": { source: "torch", purpose: "training" },
  "torch.utils.data.WeightedRandomSampler": { source: "torch", purpose: "training" },
  "torch.utils.data..random_split": { source: "torch", purpose: "split" },
  "torchvision.transforms.Random*": { source: "torch", purpose: "training" },
  "torchvision.transforms.v2.Random*": { source: "torch", purpose: "training" },
  "torchvision.transforms..ColorJitter": { source: "torch", purpose: "training" },
  "torchvision.transforms.ColorJitter": { source: "torch", purpose: "training" },
  "torchvision.transforms..AutoAugment": { source: "torch", purpose: "training" },
  "torchvision.transforms..RandAugment": { source: "torch", purpose: "training" },
  "torchvision.transforms..TrivialAugmentWide": { source: "torch", purpose: "training" },
  "torchvision.transforms..AugMix": { source: "torch", purpose: "training" },
  "torchvision.models.*": { source: "torch", purpose: "training" },
  "timm.create_model": { source: "torch", purpose: "training" },
  "timm.models.create_model": { source: "torch", purpose: "training" },
  "torch_geometric.nn.*": { source: "torch", purpose: "training" },
  "torch_geometric.transforms.RandomNodeSplit": { source: "torch", purpose: "split" },
  "torch_geometric.transforms.RandomLinkSplit": { source: "torch", purpose: "split" },
  "transformers..from_config": { source: "torch", purpose: "training" },
  "stable_baselines3.*": { source: "torch", purpose: "training" },

  "tensorflow.random.*": { source: "tensorflow", purpose: "training" },
  "tensorflow.random_*": { source: "tensorflow", purpose: "training" },
  "tensorflow.truncated_normal": { source: "tensorflow", purpose: "training" },
  "tensorflow.get_variable": { source: "tensorflow", purpose: "training" },
  "tensorflow.nn.dropout": { source: "tensorflow", purpose: "training" },
  "tensorflow.layers.*": { source: "tensorflow", purpose: "training" },
  "tensorflow.contrib.layers.*": { source: "tensorflow", purpose: "training" },
  "keras.models.Sequential": { source: "keras", purpose: "training" },
  "keras.Sequential": { source: "keras", purpose: "training" },
  "keras.layers.Dense": { source: "keras", purpose: "training" },
  "keras.layers.Conv*": { source: "keras", purpose: "training" },
  "keras.layers..Conv2D": { source: "keras", purpose: "training" },
  "keras.layers.LSTM": { source: "keras", purpose: "training" },
  "keras.layers.GRU": { source: "keras", purpose: "training" },
  "keras.layers.Embedding": { source: "keras", purpose: "training" },
  "keras.layers..Dense": { source: "keras", purpose: "training" },
  "keras.layers..LSTM": { source: "keras", purpose: "training" },
  "keras.layers.Dropout": { source: "keras", purpose: "training" },
  "keras.layers..Dropout": { source: "keras", purpose: "training" },
  "keras.applications.*": { source: "keras", purpose: "training" },

  "gymnasium.make": { source: "gym", purpose: "training" },
  "gymnasium.make_vec": { source: "gym", purpose: "training" },
  "gymnasium.vector.make": { source: "gym", purpose: "training" },
});
const NO_DRAW =
  /\.(?:set_seed|Generator|from_seed|experimental|stateless_\w+|get_global_generator|create_rng_state|load_model|load|from_pretrained|ResNet\w*_Weights|\w*Weights|flatten|learn|evaluation\.\w+|env_util\.\w+|vec_env\.\w+|env_checker\.\w+|common\.\w+(?:\.\w+)*|preprocess_input|decode_predictions)$|^torch_geometric\.nn\.(?:global_\w+|Sequential|MessagePassing|BatchNorm|LayerNorm|\w*Pooling)$|^torch\.nn\.init\.(?:constant_?|zeros_|ones_|eye_|dirac_|calculate_gain)$|^torch\.distributions\.(?:kl\w*|constraints|transforms)\b|^torchvision\.models\.(?:feature_extraction|list_models|get_\w+)/;

/**
 * The draw behind a call. What is seeded by an argument of its own (`generator=`, `seed=`) is none, nor is what an
 * argument keeps from drawing (`shuffle=False`, `p=0`).
 */
export function drawOf(file: CodeFile, call: Call): Draw | undefined {
  const name = canonicalName(call.name);
  if (name.startsWith("numpy.random.")) {
    const drawn = name.slice("numpy.random.".length);
    return drawn.includes(".") || NUMPY_SILENT.has(drawn)
      ? undefined
      : { source: "numpy", purpose: "training" };
  }
  if (name.startsWith("random.") && PYTHON_DRAWS.has(name.slice(7)))
    return { source: "python", purpose: "training" };
  if (argument(call, "generator") !== undefined && !isLiteral(argument(call, "generator"), null))
    return undefined;
  if (TORCH_LAYERS.test(name)) {
    const rate = name.includes("Dropout") ? argument(call, "p", 0) : undefined;
    return isLiteral(rate, 0) ? undefined : { source: "torch", purpose: "training" };
  }
  if (
    /^torch\.utils\.data\.(?:dataloader\.)?DataLoader$|^torch_geometric\.(?:loader|data)\.\w*Loader$/.test(
      name,
    )
  ) {
    const shuffle = argument(call, "shuffle", name.startsWith("torch.utils") ? 2 : undefined);
    if (shuffle === undefined || isLiteral(shuffle, false) || isLiteral(shuffle, null)) return undefined;
    return { source: "torch", purpose: "training" };
  }
  if (/\.random_split$/.test(name) && argument(call, "generator", 2) !== undefined) return undefined;
  if (name.startsWith("stable_baselines3.")) {
    return /\.(?:A2C|DDPG|DQN|PPO|SAC|TD3|HerReplayBuffer)$/.test(name) &&
      argument(call, "seed") === undefined
      ? { source: "torch", purpose: "training" }
      : undefined;
  }
  if (
    call.method === "train_test_split" &&
    name !== "sklearn.model_selection.train_test_split" &&
    imports(file, "datasets")
  ) {
    const shuffled = !isLiteral(argument(call, "shuffle"), false);
    return shuffled &&
      argument(call, "seed") === undefined &&
      !name.startsWith("sklearn.") &&
      !unpacksKeywords(call)
      ? { source: "numpy", purpose: "split" }
      : undefined;
  }
  if (
    call.method === "sample" &&
    argument(call, "frac") !== undefined &&
    argument(call, "random_state") === undefined
  )
    return { source: "numpy", purpose: "data" };
  if (
    call.method === "shuffle" &&
    name.includes(".") &&
    imports(file, "tensorflow") &&
    /(?:^|\.)(?:\w*(?:ds|dataset|data|train|Dataset)\w*|map|batch|cache|from_tensor_slices|zip)\.shuffle$/i.test(
      name,
    )
  )
    return argument(call, "seed", 1) === undefined
      ? { source: "tensorflow", purpose: "training" }
      : undefined;
  if (NO_DRAW.test(name)) return undefined;
  return draws(name);
}
