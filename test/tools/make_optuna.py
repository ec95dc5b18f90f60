"""Writes Optuna storages with the installed client: a database and, from 3.1 on, a journal.

    python make_optuna.py FOLDER

Runs with optuna 0.19 to 5.0. Each storage holds finished, pruned, failed, running and waiting trials, values that
are not finite, every kind of distribution, attributes, several objectives, a study without a name and a deleted one.
"""

import sys
import warnings
from pathlib import Path

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
VERSION = tuple(int(part) for part in optuna.__version__.split(".")[:2])
PRUNED = getattr(optuna, "TrialPruned", None) or optuna.exceptions.TrialPruned


def suggest_all(trial):
    if VERSION >= (1, 3):
        trial.suggest_float("lr", 1e-5, 1e-1, log=True)
        trial.suggest_float("dropout", 0.0, 0.5)
        trial.suggest_float("momentum", 0.0, 1.0, step=0.25)
    else:
        trial.suggest_loguniform("lr", 1e-5, 1e-1)
        trial.suggest_uniform("dropout", 0.0, 0.5)
        trial.suggest_discrete_uniform("momentum", 0.0, 1.0, 0.25)
    trial.suggest_int("layers", 1, 9)
    if VERSION >= (2, 0):
        trial.suggest_int("units", 8, 512, log=True)
        trial.suggest_int("stride", 2, 10, step=2)
    trial.suggest_categorical("optimizer", ["adam", "sgd", None, True, 3, 0.5])


def objective(trial):
    suggest_all(trial)
    trial.set_user_attr("note", "läuft")
    trial.set_user_attr("folds", [0.5, 0.25])
    trial.set_user_attr("best_epoch", 3)
    trial.set_user_attr("fine", True)
    for step in range(3):
        trial.report(1.0 / (step + 1) + trial.number, step)
    if trial.number == 1:
        raise PRUNED()
    if trial.number == 2:
        raise ValueError("no data")
    if trial.number == 3:
        trial.report(float("inf"), 3)
        trial.report(float("-inf"), 4)
        if VERSION >= (3, 0):
            trial.report(float("nan"), 5)
        return float("inf")
    if trial.number == 4:
        return float("-inf")
    return 0.25 * trial.number


def several(trial):
    x = trial.suggest_float("x", 0.0, 5.0)
    return x, 5.0 - x, 0.5


def fill(storage):
    study = optuna.create_study(study_name="churn/lr search", storage=storage)
    study.optimize(objective, n_trials=6, catch=(ValueError,))
    if VERSION >= (2, 4):
        running = study.ask()
        running.suggest_categorical("optimizer", ["adam", "sgd", None, True, 3, 0.5])
        running.report(0.5, 0)
    if VERSION >= (1, 3):
        study.enqueue_trial({"lr": 0.01})
    sampler = optuna.samplers.RandomSampler(seed=1)
    unnamed = optuna.create_study(storage=storage, sampler=sampler, direction="maximize")
    unnamed.optimize(lambda trial: float(trial.suggest_categorical("k", [1, 2])), n_trials=2)
    gone = optuna.create_study(study_name="gone", storage=storage)
    gone.optimize(lambda trial: 1.0, n_trials=2)
    optuna.delete_study(study_name="gone", storage=storage)
    if VERSION >= (2, 4):
        pareto = optuna.create_study(
            study_name="pareto", storage=storage, directions=["minimize", "maximize", "minimize"]
        )
        pareto.optimize(several, n_trials=2)
    if VERSION >= (3, 2):
        named = optuna.create_study(study_name="named", storage=storage, directions=["minimize", "maximize"])
        named.set_metric_names(["loss", "f1"])
        named.optimize(lambda trial: several(trial)[:2], n_trials=1)
        single = optuna.create_study(study_name="named single", storage=storage)
        single.set_metric_names(["val/rmse"])
        single.optimize(lambda trial: 2.0, n_trials=1)


def journal_storage(path):
    if VERSION >= (4, 0):
        return optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(path))
    return optuna.storages.JournalStorage(optuna.storages.JournalFileStorage(path))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    fill("sqlite:///%s" % (folder / "study.db"))
    if VERSION >= (4, 0):
        beating = optuna.storages.RDBStorage("sqlite:///%s" % (folder / "beating.db"), heartbeat_interval=1)
        alive = optuna.create_study(study_name="alive", storage=beating)
        alive.optimize(lambda trial: trial.suggest_float("x", 0.0, 1.0), n_trials=1)
    if VERSION >= (3, 1):
        fill(journal_storage(str(folder / "journal.log")))
