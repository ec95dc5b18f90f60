import type { RandomSource } from "../../../core/evidence.js";
import { nameTable } from "../study/names.js";

/** How a call seeds: which sources, where its seed stands, and whether it reaches further than the object it makes. */
export interface SeedCall {
  readonly sources: readonly RandomSource[];
  /** Names of the argument, and its position; null: only by name. */
  readonly argument: readonly string[];
  readonly position: number | null;
  /** What it makes is seeded and nothing else is; what that is for. */
  readonly own?: "training" | "split" | "data";
  /** The seed that holds where none is given, and what says so. */
  readonly default?: { readonly value: string; readonly why: string };
  /** Where none is given, or None, it draws one that differs each time; what from. */
  readonly otherwise?: string;
  /** Without the argument it is no seeding at all, and no statement about one either. */
  readonly silent?: true;
  /** Reservation that goes with it. */
  readonly only?: string;
}

const EVERYTHING: readonly RandomSource[] = ["python", "numpy", "torch"];
const KERAS: readonly RandomSource[] = ["tensorflow", "keras"];
const first = (sources: readonly RandomSource[], ...names: string[]): SeedCall => ({
  sources,
  argument: [...names, "seed", "a"],
  position: 0,
});
const own = (
  sources: readonly RandomSource[],
  names: readonly string[],
  position: number | null = null,
): SeedCall => ({ sources, argument: names, position, own: "training" });
const keyword = (sources: readonly RandomSource[], ...names: string[]): SeedCall => ({
  sources,
  argument: names,
  position: null,
  silent: true,
});
const everything = first(EVERYTHING);
const cudaOnly: SeedCall = { ...first(["torch"]), only: "seeds the CUDA generators only" };
const arguments42: SeedCall = {
  sources: EVERYTHING,
  argument: ["seed"],
  position: null,
  default: { value: "42", why: "TrainingArguments seed with 42 where nothing else is given" },
};
const split = (name: string): SeedCall => ({ ...keyword(["torch"], name), own: "split" });

/**
 * Sources of these facts, as read in the releases of late 2026 where no other is named:
 * - PyTorch: `torch.manual_seed` covers the CPU and every CUDA device (docs, notes/randomness).
 * - lightning 2.6 fabric/utilities/seed.py: Python, NumPy, torch; without a value PL_GLOBAL_SEED, else 0 (a random
 *   one before 2.2).
 * - transformers 5.23 trainer_utils.py `set_seed`, training_args.py `seed: int = 42`, trainer.py seeds in `__init__`;
 *   trl 1.16 trainer/base_config.py, sentence-transformers and setfit subclass or repeat it.
 * - accelerate 1.15 utils/random.py, fastai 2.8 torch_core.py, torch_geometric 2.8 seed.py, mmengine 0.10
 *   runner/utils.py, pyro 1.9 util.py, ignite 0.5 utils.py, catalyst 22.4 utils/misc.py, monai 1.6 utils/misc.py
 *   (default 2**32 - 1), thinc util.py (`spacy.util.fix_random_seed`, default 0): Python, NumPy, torch.
 * - detectron2 0.6 utils/env.py `seed_all_rng`: Python, NumPy, torch; None takes process number, clock and os.urandom.
 * - ray 2.60 train/torch/train_loop_utils.py `enable_reproducibility(seed=0)`: Python, NumPy, torch.
 * - mxnet 1.9 random.py `seed(seed_state, ctx="all")`: its own generators of all devices, from which its initializers
 *   draw. paddle 3.3 framework/random.py `seed`: its own, of all devices.
 * - composer 0.32 trainer.py and utils/reproducibility.py: a Trainer without a seed takes the clock's nanoseconds.
 * - stable-baselines3 2.9 common/base_class.py: Python, NumPy, torch, action space and environments.
 * - keras 3.15 utils/rng_utils.py: Python, NumPy, TensorFlow, torch where it is the backend. `tf.random.set_seed` alone
 *   settles first weights before Keras 2.10 only: since then initializers without a seed of their own take one from
 *   Python's `random` (2.10 backend.py RandomGenerator `rng_type="stateless"`, 3.15 random/seed_generator.py
 *   `make_default_seed`). The code alone does not tell the version, so the reason says it and the verdict stands.
 * - fastai 2.8 data/transforms.py: `RandomSplitter(seed=…)` calls `torch.manual_seed`.
 * - dgl 2.1 random.py: its own generator only.
 */
export const seedCall = nameTable<SeedCall>({
  "random.seed": first(["python"]),
  "numpy.random.seed": first(["numpy"]),
  "torch.manual_seed": first(["torch"]),
  "torch.random.manual_seed": first(["torch"]),
  "torch.cuda.manual_seed": cudaOnly,
  "torch.cuda.manual_seed_all": cudaOnly,
  "torch.cuda.random.manual_seed_all": cudaOnly,
  "tensorflow.random.set_seed": first(KERAS),
  "tensorflow.set_random_seed": first(KERAS),
  "tensorflow.random.set_random_seed": first(KERAS),
  "keras..set_random_seed": first(["python", "numpy", ...KERAS]),
  "mxnet..seed": { ...first(["mxnet"]), argument: ["seed_state", "seed"] },
  "paddle.seed": first(["paddle"]),
  "dgl.seed": first(["dgl"], "val"),
  "dgl.random.seed": first(["dgl"], "val"),
  "polars.set_random_seed": first(["polars"]),

  "lightning..seed_everything": everything,
  ".seed_everything": everything,
  "transformers..set_seed": everything,
  "transformers..enable_full_determinism": everything,
  "accelerate..set_seed": everything,
  "trl..set_seed": everything,
  "fastai..set_seed": first(EVERYTHING, "s"),
  "ray.train.torch.enable_reproducibility": {
    ...everything,
    default: { value: "0", why: "enable_reproducibility seeds with 0 where nothing else is given" },
  },
  "composer..seed_all": everything,
  "stable_baselines3..set_random_seed": everything,
  "mmengine..set_random_seed": everything,
  "mmcv..set_random_seed": everything,
  "mmdet..set_random_seed": everything,
  "monai..set_determinism": {
    ...everything,
    default: { value: "4294967295", why: "set_determinism seeds with 2**32 - 1 where nothing else is given" },
  },
  "pyro..set_rng_seed": first(EVERYTHING, "rng_seed"),
  "torch_geometric..seed_everything": everything,
  "ignite..manual_seed": everything,
  "catalyst..set_global_seed": everything,
  "spacy.util.fix_random_seed": {
    ...everything,
    default: { value: "0", why: "fix_random_seed seeds with 0 where nothing else is given" },
  },
  "thinc..fix_random_seed": {
    ...everything,
    default: { value: "0", why: "fix_random_seed seeds with 0 where nothing else is given" },
  },
  "detectron2..seed_all_rng": { ...everything, otherwise: "the clock and the process number" },
  "ultralytics..init_seeds": {
    ...everything,
    default: { value: "0", why: "init_seeds seeds with 0 where nothing else is given" },
  },
  "stable_baselines3.*": keyword([...EVERYTHING, "gym"], "seed"),
  "sb3_contrib.*": keyword([...EVERYTHING, "gym"], "seed"),
  "stable_baselines3.common.env_util.make_vec_env": keyword(["gym"], "seed"),
  "stable_baselines3.common.env_util.make_atari_env": keyword(["gym"], "seed"),
  "envpool.make": keyword(["gym"], "seed"),
  "isaacgymenvs.make": keyword(["gym"], "seed"),
  "procgen.ProcgenEnv": keyword(["gym"], "rand_seed"),
  ...Object.fromEntries(
    [
      "from_folder",
      "from_name_func",
      "from_name_re",
      "from_path_func",
      "from_df",
      "from_csv",
      "from_lists",
    ].map((name) => [`fastai..${name}`, keyword(["torch"], "seed")]),
  ),

  "sklearn.utils.check_random_state": { ...own(["numpy-generator"], ["seed"], 0), silent: true },
  "flax.nnx.Rngs": { ...own(["jax"], ["default", "params"], 0), silent: true },
  "haiku.PRNGSequence": own(["jax"], ["key_or_seed"], 0),
  "numpy.random.default_rng": own(["numpy-generator"], ["seed"], 0),
  "numpy.random.RandomState": own(["numpy-generator"], ["seed"], 0),
  "numpy.random.SeedSequence": own(["numpy-generator"], ["entropy"], 0),
  "numpy.random.PCG64": own(["numpy-generator"], ["seed"], 0),
  "numpy.random.MT19937": own(["numpy-generator"], ["seed"], 0),
  "random.Random": own(["python"], ["x"], 0),
  "jax.random.PRNGKey": own(["jax"], ["seed"], 0),
  "jax.random.key": own(["jax"], ["seed"], 0),
  "tensorflow.random.Generator.from_seed": own(["tensorflow"], ["seed"], 0),
  "optuna.samplers.*": { ...keyword(["optuna"], "seed"), own: "training" },
  "torch_geometric.transforms.RandomNodeSplit": split("seed"),

  ...Object.fromEntries(
    ["TrainingArguments", "Seq2SeqTrainingArguments"].map((name) => [`transformers..${name}`, arguments42]),
  ),
  ...Object.fromEntries(
    ["SFT", "DPO", "GRPO", "KTO", "ORPO", "CPO", "RLOO", "Reward", "PRM", "OnlineDPO", "GKD"].map((name) => [
      `trl..${name}Config`,
      arguments42,
    ]),
  ),
  "sentence_transformers..SentenceTransformerTrainingArguments": arguments42,
  "setfit..TrainingArguments": arguments42,
  "composer..Trainer": {
    sources: EVERYTHING,
    argument: ["seed"],
    position: null,
    otherwise: "the clock",
  },
});

/** Methods that seed an environment: Gymnasium's `reset(seed=…)`, the older Gym's `env.seed(…)`, a space's `seed`. */
export function environmentSeed(name: string, method: string): SeedCall | undefined {
  if (method === "reset") return keyword(["gym"], "seed");
  if (method !== "seed") return undefined;
  const object = name.slice(0, Math.max(0, name.lastIndexOf(".")));
  return /(?:^|[._])(?:envs?\d*|\w*env|action_space|observation_space|make\(\))$/i.test(object)
    ? { sources: ["gym"], argument: ["seed"], position: 0, silent: true }
    : undefined;
}
