/** What names of decorators, bases and calls tell about who runs a function. Data only. */

/** Decorators that leave it to a caller to run the function; any other hands it to a framework that will. */
export const PASSIVE = new Set([
  "staticmethod",
  "classmethod",
  "property",
  "cached_property",
  "abstractmethod",
  "contextmanager",
  "dataclass",
  "override",
  "setter",
  "getter",
  "deleter",
  "jit",
  "njit",
  "vmap",
  "pmap",
  "checkpoint",
  "retry",
  "rank_zero_only",
  "profile",
]); // prettier-ignore
/** Libraries whose decorators change how a function runs, never whether. */
export const PASSIVE_LIBRARIES = new Set([
  "abc",
  "attr",
  "attrs",
  "beartype",
  "chex",
  "contextlib",
  "dataclasses",
  "deprecated",
  "deprecation",
  "einops",
  "equinox",
  "flax",
  "functools",
  "jax",
  "jaxtyping",
  "joblib",
  "numba",
  "numpy",
  "pydantic",
  "tenacity",
  "tensorflow",
  "torch",
  "triton",
  "typeguard",
  "typing",
  "typing_extensions",
  "warnings",
]); // prettier-ignore

/** A decorator of the project itself wraps what its callers run, unless its name says that it registers. */
export const REGISTERS = /regist|route|command|hook|task|plugin|main/i;
/** Bases that call nothing. */
export const PLAIN_BASES = new Set([
  "object",
  "ABC",
  "Generic",
  "Protocol",
  "NamedTuple",
  "TypedDict",
  "Enum",
  "Exception",
]);
/** Bases that call a few methods only, all of them `HOOKS`. */
export const QUIET_BASES = new Set([
  "torch.nn.Module",
  "torch.nn.modules.module.Module",
  "torch.utils.data.Dataset",
  "torch.utils.data.dataset.Dataset",
  "torch.utils.data.IterableDataset",
  "argparse.Action",
  "threading.Thread",
  "multiprocessing.Process",
]);
export const HOOKS = /^(?:forward|extra_repr|run)$/;
/** Calls that choose a method by its name. */
export const NAMES_METHODS = new Set(["getattr", "attrgetter", "methodcaller"]);
/** Calls that give what they choose, and leave it to others to run it. */
export const CHOOSES = new Set(["getattr", "eval"]);
/** Calls that only look at what they are given. */
export const LOOKS = new Set([
  "isinstance",
  "issubclass",
  "super",
  "type",
  "hasattr",
  "callable",
  "id",
  "repr",
]);
