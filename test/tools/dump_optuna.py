"""What the installed Optuna says about a folder of storages, for comparison with src/trackers/optuna.

    python dump_optuna.py FOLDER     JSON on standard output

Runs with optuna 0.19 to 5.0. Databases are copied first, and upgraded where the client is newer than they are. Times
are printed as the client gives them: local times.
"""

import json
import math
import shutil
import sys
import tempfile
from pathlib import Path

import optuna
import sqlalchemy

optuna.logging.set_verbosity(optuna.logging.ERROR)
TEXT = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return TEXT[str(value)]
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value


def view(trial, names):
    values = trial.values if hasattr(trial, "values") else None if trial.value is None else [trial.value]
    return {
        "state": trial.state.name,
        "params": plain(trial.params),
        "values": plain(values),
        "metricNames": names,
        "intermediate": plain(trial.intermediate_values),
        "userAttributes": plain(trial.user_attrs),
        "start": None if trial.datetime_start is None else trial.datetime_start.isoformat(),
        "complete": None if trial.datetime_complete is None else trial.datetime_complete.isoformat(),
    }


def trials(storage):
    found = {}
    for summary in optuna.get_all_study_summaries(storage=storage):
        study = optuna.load_study(study_name=summary.study_name, storage=storage)
        for trial in study.trials:
            found["%s/%d" % (summary.study_name, trial.number)] = view(trial, getattr(study, "metric_names", None))
    return found


def open_database(path, folder):
    copy = shutil.copy(path, folder)
    storage = optuna.storages.RDBStorage("sqlite:///%s" % copy, skip_compatibility_check=True)
    if storage.get_current_version() != storage.get_head_version():
        storage.upgrade()
    return storage


def open_journal(path, folder):
    copy = shutil.copy(path, folder)
    if hasattr(optuna.storages, "journal"):
        return optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(copy))
    return optuna.storages.JournalStorage(optuna.storages.JournalFileStorage(copy))


if __name__ == "__main__":
    stores = {}
    for path in sorted(Path(sys.argv[1]).iterdir()):
        with tempfile.TemporaryDirectory() as folder:
            if path.suffix == ".db":
                stores[path.name] = trials(open_database(path, folder))
            elif path.suffix == ".log":
                stores[path.name] = trials(open_journal(path, folder))
    versions = {"optuna": optuna.__version__, "sqlalchemy": sqlalchemy.__version__}
    json.dump({"versions": versions, "stores": stores}, sys.stdout, indent=1, sort_keys=True)
    print()
