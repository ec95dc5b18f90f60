"""Finds out which parts of scikit-learn draw random numbers when `random_state` is not given.

    python test/tools/make_sklearn_random.py > src/detectors/code/seeds/sklearn-random.generated.ts

Nothing is taken from memory: every class and function with a `random_state` parameter is used on small data, with its
defaults and with each other choice of its parameters, under several states of NumPy's global generator, because that
is what `random_state=None` draws from. What gives the same result each time needs no seed, even where it draws.
"""

import importlib
import inspect
import json
import signal
import sys
import warnings

import numpy as np
import sklearn
from sklearn.utils import all_estimators
from sklearn.utils._param_validation import Options

warnings.filterwarnings("ignore")
rng = np.random.RandomState(0)
# Rounded columns and a repeated one make ties, which trees break by lot.
X = np.abs(rng.normal(size=(60, 6))).round(1) + 0.1
X[:, 5] = X[:, 4]
y = np.array([0, 1, 2] * 20)
binary = y % 2
target = X[:, 0] * 2 + rng.normal(size=60)

SMALL = {
    "n_estimators": 5, "max_iter": 20, "n_iter": 5, "n_clusters": 2, "n_components": 2, "n_init": 1, "n_repeats": 2,
    "n_splits": 2, "n_bins": 3, "n_quantiles": 10,
}


# Parameters that have nothing to do with chance.
DULL = {
    "random_state", "copy", "copy_X", "copy_x", "verbose", "warm_start", "fit_intercept", "compute_score", "output",
    "precompute", "metric", "dtype", "encode", "error_score", "refit", "return_train_score", "nan_mode", "criterion",
    "class_weight", "loss", "affinity", "activation", "beta_loss", "normalize", "oob_score", "store_precision",
}


class TooSlow(Exception):
    pass


def stop(*_):
    raise TooSlow


signal.signal(signal.SIGALRM, stop)


def draws(use):
    """True, False, or None where it could not be used that way."""
    outcomes = []
    for seed in range(3):
        np.random.seed(seed)
        signal.alarm(20)
        try:
            outcomes.append(flat(use()))
        except (Exception, TooSlow) as error:
            failures.append(error)
            return None
        finally:
            signal.alarm(0)
    return any(outcome != outcomes[0] for outcome in outcomes)


failures = []
FITTED = (
    "labels_", "components_", "cluster_centers_", "embedding_", "coef_", "dual_coef_", "intercept_", "means_",
    "location_", "best_params_", "row_labels_", "threshold_", "feature_importances_",
)


def flat(outcome):
    """A result in comparable form: arrays as bytes, containers in order."""
    if isinstance(outcome, (list, tuple)):
        return tuple(flat(part) for part in outcome)
    if isinstance(outcome, dict):
        return tuple((key, flat(part)) for key, part in outcome.items())
    if hasattr(outcome, "toarray"):
        return flat(outcome.toarray())
    if isinstance(outcome, np.ndarray):
        return outcome.tobytes()
    return repr(outcome)


def fitted(model, samples):
    """What a fitted model shows for itself."""
    seen = [getattr(model, name) for name in FITTED if hasattr(model, name)]
    for method in ("predict", "predict_proba", "decision_function", "transform", "score_samples"):
        if hasattr(model, method):
            try:
                seen.append(getattr(model, method)(samples))
            except Exception:
                continue
    return seen


def public(thing):
    parts = thing.__module__.split(".")
    for length in range(2, len(parts) + 1):
        module = ".".join(parts[:length])
        if getattr(importlib.import_module(module), thing.__name__, None) is thing:
            return f"{module}.{thing.__name__}"
    raise LookupError(thing)


def small(signature, given):
    return {**{name: value for name, value in SMALL.items() if name in signature.parameters}, **given}


def choices(constraints, signature):
    """Other values of each parameter: the words it takes, true and false, and fractions beneath one."""
    for name, allowed in constraints.items():
        if name in DULL or name not in signature.parameters:
            continue
        default = signature.parameters[name].default
        for constraint in allowed if isinstance(allowed, list) else []:
            if isinstance(constraint, Options):
                values = sorted(option for option in constraint.options if isinstance(option, str))
            elif constraint == "boolean":
                values = [True, False]
            elif name in ("subsample", "max_samples", "max_features", "colsample_bytree"):
                values = [0.5]
            elif name in ("early_stopping", "dropout_rate"):
                values = [True]
            else:
                continue
            for value in values:
                if value != default:
                    yield name, value


def default_text(value):
    return json.dumps(value) if isinstance(value, (str, bool, int, float)) else "null"


def table(variants, constraints, signature):
    plain = variants({})
    when, unless = {}, {}
    for name, value in choices(constraints, signature):
        drawn = variants({name: value})
        if drawn is None or drawn == plain:
            continue
        (when if drawn else unless).setdefault(name, []).append(value)
    if plain is None and not when:
        return None
    entry = {"plain": plain is not False}
    if when:
        entry["when"] = when
    if unless:
        entry["unless"] = unless
    return entry if plain is not False or when else {"plain": False}


def estimator_use(cls, given):
    from sklearn.linear_model import LinearRegression, LogisticRegression

    signature = inspect.signature(cls)
    kwargs = small(signature, given)
    for name in ("estimator", "base_estimator"):
        if name in signature.parameters and signature.parameters[name].default is inspect.Parameter.empty:
            kwargs[name] = LogisticRegression()
    if "estimators" in signature.parameters:
        kwargs["estimators"] = [("a", LogisticRegression())]
    if "param_distributions" in signature.parameters:
        kwargs["param_distributions"] = {"C": list(np.linspace(0.1, 2, 10))}
    if "param_grid" in signature.parameters:
        kwargs["param_grid"] = {"C": list(np.linspace(0.1, 2, 10))}
    last = None
    for labels in (y, binary, target, np.column_stack([target, target])):
        try:
            kw = dict(kwargs)
            if labels is target and "estimator" in kw:
                kw["estimator"] = LinearRegression()
            if "perplexity" in signature.parameters:
                kw.update(max_iter=250, perplexity=10)
            model = cls(**kw)
            samples = X.copy()
            drawn = model.fit_transform(samples, labels) if cls.__name__ == "TargetEncoder" else model.fit(samples, labels)
            return drawn if isinstance(drawn, np.ndarray) else fitted(model, X.copy())
        except TooSlow:
            raise
        except Exception as error:
            last = error
    raise last


def splitter_use(cls, given):
    return list(cls(**small(inspect.signature(cls), given)).split(X, y, groups=np.arange(60) % 12))


ARGUMENTS = {
    "X": X, "y": y, "x": X, "X_embedded": X, "estimator": None, "S": np.cov(X.T), "M": X, "emp_cov": np.cov(X.T), "A": X,
    "n_clusters": 2, "n_components": 2, "n_samples": 40, "similarity": X @ X.T, "adjacency": X @ X.T, "affinity": X @ X.T,
    "cv": 3, "alpha": 1.0, "shape": (20, 20), "n_dim": 3, "n_features": 8, "dissimilarities": np.abs(np.subtract.outer(X[:, 0], X[:, 0])),
    "labels": y, "n_neighbors": 5, "n_nonzero_coefs": 2, "W": None, "H": None, "n_biclusters": 2,
}


def function_use(function, given):
    from sklearn.linear_model import LogisticRegression

    signature = inspect.signature(function)
    kwargs = small(signature, given)
    args = []
    for name, parameter in signature.parameters.items():
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            args = [X, y]
        elif parameter.default is inspect.Parameter.empty and parameter.kind is not inspect.Parameter.VAR_KEYWORD:
            value = ARGUMENTS[name]
            kwargs[name] = LogisticRegression().fit(X, y) if name == "estimator" else np.copy(value) if isinstance(value, np.ndarray) else value
    return function(*args, **kwargs)


def has_random_state(thing):
    try:
        return "random_state" in inspect.signature(thing).parameters
    except (TypeError, ValueError):
        return False


def is_splitter(thing):
    return inspect.isclass(thing) and hasattr(thing, "split") and hasattr(thing, "get_n_splits")


entries = {}
for experimental in ("enable_halving_search_cv", "enable_iterative_imputer"):
    importlib.import_module(f"sklearn.experimental.{experimental}")

for _, cls in all_estimators():
    if has_random_state(cls):
        entry = table(
            lambda given, cls=cls: draws(lambda: estimator_use(cls, given)),
            getattr(cls, "_parameter_constraints", {}), inspect.signature(cls),
        )
        entries[public(cls)] = {"kind": "estimator", **(entry or {"plain": False, "untried": True})}

for module_name in (
    "model_selection", "utils", "datasets", "cluster", "decomposition", "feature_selection", "inspection", "manifold",
    "linear_model", "svm", "random_projection", "covariance", "metrics",
):
    module = importlib.import_module(f"sklearn.{module_name}")
    for name in getattr(module, "__all__", []):
        thing = getattr(module, name, None)
        key = f"sklearn.{module_name}.{name}"
        if thing is None or not has_random_state(thing) or key in entries:
            continue
        signature = inspect.signature(thing)
        flags = {parameter: ["boolean"] for parameter in ("shuffle", "replace", "randomize") if parameter in signature.parameters}
        if is_splitter(thing):
            if name.startswith("Base"):
                continue
            entry = table(lambda given, thing=thing: draws(lambda: splitter_use(thing, given)), flags, signature)
            entries[key] = {"kind": "splitter", **(entry or {"plain": True, "untried": True})}
        elif inspect.isfunction(thing):
            if name.startswith("fetch_"):
                continue
            kind = "splitter" if name == "train_test_split" else "data" if module_name == "datasets" else "function"
            entry = table(lambda given, thing=thing: draws(lambda: function_use(thing, given)), flags, signature)
            entries[key] = {"kind": kind, **(entry or {"plain": False, "untried": True})}

untried = sorted(key for key, entry in entries.items() if entry.pop("untried", False))
print("could not be used:", untried, {str(error)[:90] for error in failures}, file=sys.stderr)
for key in untried:
    del entries[key]

print(f"""/**
 * What draws from NumPy's global generator while `random_state` is None, found out with scikit-learn {sklearn.__version__} by
 * test/tools/make_sklearn_random.py. `plain`: with its defaults; `when`: arguments that make it draw;
 * `unless`: arguments that keep it from drawing.
 */
export interface SklearnRandom {{
  readonly kind: "estimator" | "splitter" | "function" | "data";
  readonly plain: boolean;
  readonly when?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  readonly unless?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
}}

export const SKLEARN_RANDOM: Readonly<Record<string, SklearnRandom>> = {{""")
for key in sorted(entries):
    print(f"  {json.dumps(key)}: {json.dumps(entries[key])},")
print("};")
