import { nameTable } from "../study/names.js";

export type Effect = "asked-for" | "given-up" | "none";

/** What a switch does with a value, as far as the value alone tells. */
export interface Meaning {
  readonly effect: Effect;
  readonly why?: string;
}

export interface Switch {
  readonly name: string;
  /** Where its value stands; `value`: what the call means by itself. */
  readonly argument?: string;
  readonly position?: number;
  readonly value?: string;
  /** It is no switch unless the argument is given. */
  readonly silent?: true;
}

const onOff = (value: string): Meaning | null =>
  value === "True" || value === "1" || value === "true"
    ? { effect: "asked-for" }
    : value === "False" || value === "0" || value === "false"
      ? { effect: "given-up" }
      : null;

/** What values mean, by switch; where a switch is not named, true asks for it and false gives it up. */
const MEANINGS: Readonly<Record<string, (value: string) => Meaning | null>> = {
  // torch/__init__.py set_deterministic_debug_mode: 0 or "default", 1 or "warn", 2 or "error".
  "torch.set_deterministic_debug_mode": (value) =>
    value === "0" || value === "default"
      ? { effect: "given-up" }
      : value === "1" || value === "warn"
        ? { effect: "asked-for", why: "operations without a deterministic variant warn and run all the same" }
        : { effect: "asked-for" },
  // Asked for by saying False: cuDNN then does not try out which algorithm is fastest.
  "cudnn.benchmark": (value) =>
    value === "True"
      ? { effect: "given-up", why: "cuDNN chooses its algorithms by timing them" }
      : value === "False"
        ? { effect: "asked-for" }
        : null,
  "cudnn.enabled": () => null,
  // lightning 2.6 pytorch/trainer/connectors/accelerator_connector.py: "warn" is warn_only.
  "Trainer.deterministic": (value) =>
    value === "warn"
      ? { effect: "asked-for", why: "operations without a deterministic variant warn and run all the same" }
      : onOff(value),
  "Trainer.benchmark": (value) => MEANINGS["cudnn.benchmark"]!(value),
  CUBLAS_WORKSPACE_CONFIG: (value) => (/^:(?:4096:8|16:8)$/.test(value) ? { effect: "asked-for" } : null),
  XLA_FLAGS: (value) =>
    /deterministic_ops=(?:false|0)/.test(value) ? { effect: "given-up" } : { effect: "asked-for" },
  // 1 makes kernels run one by one, which changes their order, not what each does.
  CUDA_LAUNCH_BLOCKING: () => null,
};

export const meaningOf = (name: string, value: string): Meaning | null => (MEANINGS[name] ?? onOff)(value);

const alone = (name: string): Switch => ({ name, value: "True" });
const helper = (name: string, argument: string): Switch => ({
  name: `${name}.${argument}`,
  argument,
  silent: true,
});

/**
 * Calls that ask for equal results to the bit, or that give it up. Helpers: transformers 5.23 trainer_utils.py and
 * accelerate 1.15 utils/random.py (`set_seed(deterministic=True)` is `use_deterministic_algorithms(True)`), mmengine
 * 0.10 runner/utils.py, fastai 2.8 torch_core.py (`reproducible=True` is cuDNN's two switches).
 */
export const determinismCalls = nameTable<Switch>({
  "torch.use_deterministic_algorithms": {
    name: "torch.use_deterministic_algorithms",
    argument: "mode",
    position: 0,
  },
  "torch.set_deterministic": { name: "torch.use_deterministic_algorithms", argument: "mode", position: 0 },
  "torch.set_deterministic_debug_mode": {
    name: "torch.set_deterministic_debug_mode",
    argument: "debug_mode",
    position: 0,
  },
  "tensorflow.config.experimental.enable_op_determinism": alone("tensorflow.enable_op_determinism"),
  "transformers..enable_full_determinism": alone("transformers.enable_full_determinism"),
  "monai..set_determinism": alone("monai.set_determinism"),
  "composer..configure_deterministic_mode": alone("composer.configure_deterministic_mode"),
  "ray.train.torch.enable_reproducibility": alone("ray.train.torch.enable_reproducibility"),
  "transformers..set_seed": helper("set_seed", "deterministic"),
  "accelerate..set_seed": helper("set_seed", "deterministic"),
  "fastai..set_seed": helper("set_seed", "reproducible"),
  "mmengine..set_random_seed": helper("set_random_seed", "deterministic"),
  "mmcv..set_random_seed": helper("set_random_seed", "deterministic"),
  "mmdet..set_random_seed": helper("set_random_seed", "deterministic"),
});

/** Arguments of constructors that do. */
export const determinismKeywords = nameTable<readonly string[]>({
  "lightning..Trainer": ["deterministic", "benchmark"],
  "transformers..TrainingArguments": ["full_determinism"],
  "transformers..Seq2SeqTrainingArguments": ["full_determinism"],
  "composer..Trainer": ["deterministic_mode"],
  "lightgbm.*": ["deterministic"],
});

/** Attributes that are set: `torch.backends.cudnn.deterministic`. */
export const CUDNN_SETTING = /^torch\.backends\.(cudnn\.(?:deterministic|benchmark|enabled))$/;

const VARIABLES: ReadonlySet<string> = new Set([
  "PYTHONHASHSEED",
  "CUBLAS_WORKSPACE_CONFIG",
  "TF_DETERMINISTIC_OPS",
  "TF_CUDNN_DETERMINISTIC",
  "XLA_FLAGS",
  "CUDA_LAUNCH_BLOCKING",
]); // prettier-ignore

/** Is it a variable of the environment that may switch determinism, whatever its value? */
export const mayConcernDeterminism = (variable: string): boolean => VARIABLES.has(variable);

/** Does it switch determinism with that value? Of XLA's flags only some do. */
export const concernsDeterminism = (variable: string, value: string): boolean =>
  mayConcernDeterminism(variable) && (variable !== "XLA_FLAGS" || value.includes("deterministic"));

/** Set while Python already runs, the hash seed reaches only the processes that are started later. */
export const HASH_SEED = "PYTHONHASHSEED (in-process)";
