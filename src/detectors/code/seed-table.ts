import type { RandomSource } from "../../core/evidence.js";
import { nameTable } from "./names.js";

/** How a call seeds: which sources, where its seed stands, and whether it reaches further than the object it makes. */
export interface SeedCall {
  readonly sources: readonly RandomSource[];
  /** Names of the argument, and its position; null: only by name. */
  readonly argument: readonly string[];
  readonly position: number | null;
  /** What it makes is seeded and nothing else is. */
  readonly own?: true;
  /** The seed that holds where none is given. */
  readonly default?: string;
  /** Without the argument it is no seeding at all, and no statement about one either. */
  readonly silent?: true;
  /** Reservation that goes with it. */
  readonly only?: string;
}

const all = (...sources: RandomSource[]) => sources;
const EVERYTHING = all("python", "numpy", "torch");
const first = (sources: readonly RandomSource[], name = "seed"): SeedCall => ({
  sources,
  argument: [name, "a"],
  position: 0,
});
const own = (
  sources: readonly RandomSource[],
  names: readonly string[],
  position: number | null = null,
): SeedCall => ({
  sources,
  argument: names,
  position,
  own: true,
});
const trainer = (sources: readonly RandomSource[], seed: string): SeedCall => ({
  sources,
  argument: ["seed"],
  position: null,
  default: seed,
});
const keyword = (sources: readonly RandomSource[], ...names: string[]): SeedCall => ({
  ...own(sources, names),
  silent: true,
});

/**
 * Sources of these facts: PyTorch's reproducibility notes (`torch.manual_seed` covers CPU and every CUDA device),
 * lightning/fabric/utilities/seed.py, transformers/trainer_utils.py and training_args.py (`seed: int = 42`),
 * accelerate/utils/random.py, keras/src/utils/rng_utils.py, fastai/torch_core.py, ray/train/torch/train_loop_utils.py,
 * composer/utils/reproducibility.py, stable_baselines3/common/utils.py, mmengine/runner/utils.py.
 */
export const seedCall = nameTable<SeedCall>({
  "random.seed": first(["python"]),
  "numpy.random.seed": first(["numpy"]),
  "torch.manual_seed": first(["torch"]),
  "torch.random.manual_seed": first(["torch"]),
  "torch.cuda.manual_seed": { ...first(["torch"]), only: "seeds the CUDA generators only" },
  "torch.cuda.manual_seed_all": { ...first(["torch"]), only: "seeds the CUDA generators only" },
  "torch.cuda.random.manual_seed_all": { ...first(["torch"]), only: "seeds the CUDA generators only" },
  "tensorflow.random.set_seed": first(["tensorflow", "keras"]),
  "tensorflow.set_random_seed": first(["tensorflow", "keras"]),
  "tensorflow.random.set_random_seed": first(["tensorflow", "keras"]),
  "keras..set_random_seed": first(["python", "numpy", "tensorflow", "keras"]),
  "lightning..seed_everything": first(EVERYTHING),
  "lightning.seed_everything": first(EVERYTHING),
  "transformers..set_seed": first(EVERYTHING),
  "transformers.set_seed": first(EVERYTHING),
  "transformers..enable_full_determinism": first(EVERYTHING),
  "transformers.enable_full_determinism": first(EVERYTHING),
  "accelerate..set_seed": first(EVERYTHING),
  "trl..set_seed": first(EVERYTHING),
  "trl.set_seed": first(EVERYTHING),
  "fastai..set_seed": first(EVERYTHING, "s"),
  "ray.train.torch.enable_reproducibility": { ...first(EVERYTHING), default: "0" },
  "composer..seed_all": first(EVERYTHING),
  "stable_baselines3.common.utils.set_random_seed": first(EVERYTHING),
  "mmengine..set_random_seed": first(EVERYTHING),
  "mmcv..set_random_seed": first(EVERYTHING),
  "mmdet.apis.set_random_seed": first(EVERYTHING),
  "monai.utils.set_determinism": { ...first(EVERYTHING), default: "4294967295" },
  "pyro.set_rng_seed": first(EVERYTHING, "rng_seed"),
  "torch_geometric.seed_everything": first(EVERYTHING),
  "torch_geometric.seed.seed_everything": first(EVERYTHING),
  "dgl.seed": first(["torch", "numpy"]),
  "ignite.utils.manual_seed": first(EVERYTHING),
  "catalyst.utils.set_global_seed": first(EVERYTHING),
  "sklearn.utils.check_random_state": { ...own(["numpy-generator"], ["seed"], 0), silent: true },
  "flax.nnx.Rngs": own(["jax"], ["default", "params"], 0),
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

  "transformers.TrainingArguments": trainer(EVERYTHING, "42"),
  "transformers.Seq2SeqTrainingArguments": trainer(EVERYTHING, "42"),
  "trl.SFTConfig": trainer(EVERYTHING, "42"),
  "trl.DPOConfig": trainer(EVERYTHING, "42"),
  "trl.GRPOConfig": trainer(EVERYTHING, "42"),
  "sentence_transformers..SentenceTransformerTrainingArguments": trainer(EVERYTHING, "42"),
  "composer.Trainer": { sources: EVERYTHING, argument: ["seed"], position: null, silent: true },
  "composer.trainer.Trainer": { sources: EVERYTHING, argument: ["seed"], position: null, silent: true },

  "xgboost.*": keyword(["xgboost"], "random_state", "seed"),
  "lightgbm.*": keyword(["lightgbm"], "random_state", "seed"),
  "catboost.*": keyword(["catboost"], "random_state", "random_seed"),
  "optuna.samplers.*": keyword(["optuna"], "seed"),
  "stable_baselines3.*": { ...keyword(EVERYTHING, "seed"), own: true },
  "sb3_contrib.*": { ...keyword(EVERYTHING, "seed"), own: true },
  "stable_baselines3.common.env_util.make_vec_env": keyword(["gym"], "seed"),
  "stable_baselines3.common.env_util.make_atari_env": keyword(["gym"], "seed"),
  "envpool.make": keyword(["gym"], "seed"),
  "isaacgymenvs.make": keyword(["gym"], "seed"),
  "procgen.ProcgenEnv": keyword(["gym"], "rand_seed"),
});

/** Methods that seed an environment: Gymnasium's `reset(seed=…)`, the older Gym's `env.seed(…)`, a space's `seed`. */
export function environmentSeed(name: string, method: string): SeedCall | undefined {
  const object = name.slice(0, Math.max(0, name.lastIndexOf(".")));
  if (method === "reset") return keyword(["gym"], "seed");
  if (
    method === "seed" &&
    /(?:^|[._])(?:envs?\d*|\w*env|action_space|observation_space|make\(\))$/i.test(object)
  )
    return { ...own(["gym"], ["seed"], 0), silent: true };
  return undefined;
}

/** Values that differ each time: no seed, whatever they are handed to. */
export const CHANGING =
  /\b(?:time\.time|time_ns|perf_counter|os\.getpid|getpid|urandom|uuid[14]|datetime\.\w*now|datetime\.datetime\.now|randrange|random\.randint|random\.random|np\.random\.rand\w*|numpy\.random\.rand\w*|torch\.randint|torch\.seed|secrets\.\w+|SystemRandom)\s*\(/;
