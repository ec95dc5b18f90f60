"""Writes Sacred runs with the installed client: completed, failed, interrupted, timed out, killed, queued, dirty.

    python make_sacred.py PROJECT_DIR file|tinydb|sql

Runs with sacred 0.7.5 and 0.8.7. The project becomes a git repository with fixed commits.
"""

import os
import subprocess
import sys
from pathlib import Path

import sacred

OLD = tuple(int(part) for part in sacred.__version__.split(".")[:2]) < (0, 8)

OBSERVERS = {
    "file": 'FileStorageObserver%s("runs")',
    "tinydb": 'TinyDbObserver%s("runs_db")',
    "sql": 'SqlObserver%s("sqlite:///sacred.sqlite")',
}

TRAIN = '''import os
import signal
import time

import numpy as np
from sacred import Experiment
from sacred.observers import OBSERVER_CLASS
from sacred.utils import TimeoutInterrupt

import features
from features import data

ex = Experiment(EXPERIMENT_NAMEingredients=[data])
ex.observers.append(OBSERVER)


@ex.config
def config():
    lr = 0.1
    layers = [8, 4]
    end = "ok"
    window = (1, 2)
    optimizer = {"name": "sgd", "momentum": {"value": 0.9, "nesterov": False}, "clip": float("inf")}
    nothing = None
    empty = {}


@ex.named_config
def wide():
    layers = [64, 64]


@ex.named_config
def quick():
    optimizer = {"name": "adam"}


@ex.command
def evaluate(_run, lr):
    return lr * 2


@ex.automain
def main(_run, lr, end, layers, seed):
    print("training with", lr)
    rows = features.load()
    for step in range(5):
        _run.log_scalar("train.loss", 1.0 / (step + 1), step * 10)
        _run.log_scalar("val/acc", float("nan") if step == 4 else 0.5 + step / 10)
    _run.info["rows"] = rows
    _run.info["nested"] = {"auc": 0.75, "curve": [[0, 1], [1, 0]]}
    _run.info["return_mean"] = [np.float64(1.5), np.float64(2.5), 0.5]
    _run.info["return_mean_T"] = [100, 200, 300]
    _run.info["history"] = [0.3, 0.2, 0.1]
    _run.info["folds"] = [{"acc": 0.5, "name": "a"}, {"acc": 0.75, "name": "b"}]
    _run.info["note"] = "text"
    if end == "raise":
        raise ValueError("no data")
    if end == "interrupt":
        raise KeyboardInterrupt
    if end == "timeout":
        raise TimeoutInterrupt()
    if end == "kill":
        time.sleep(1.5)
        os.kill(os.getpid(), signal.SIGKILL)
    with open("model.txt", "w") as file:
        file.write("weights %s" % layers)
    _run.add_artifact("model.txt")
    _run.add_artifact("model.txt", name="copy.txt")
    return 0.875
'''

FEATURES = '''from sacred import Ingredient

data = Ingredient("dataset")


@data.config
def config():
    path = "data/loans.csv"


@data.capture
def load(path):
    with data_file(path) as file:
        return len(file.readlines())


def data_file(path):
    import __main__

    return __main__.ex.open_resource(path)
'''

DEEP = '''from sacred import Experiment
from sacred.observers import OBSERVER_CLASS

import models

ex = Experiment("depth study")
ex.observers.append(OBSERVER)


@ex.config
def config():
    depth = 3


@ex.main
def main(depth):
    return models.size(depth)


if __name__ == "__main__":
    for depth in (3, 5):
        ex.run(config_updates={"depth": depth})
'''


def write(path, text):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def git(*arguments):
    env = dict(os.environ, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    for role in ("AUTHOR", "COMMITTER"):
        env["GIT_%s_NAME" % role] = "Ada"
        env["GIT_%s_EMAIL" % role] = "ada@example.org"
        env["GIT_%s_DATE" % role] = "2026-01-01T00:00:00Z"
    subprocess.run(["git", *arguments], env=env, check=True, stdout=subprocess.DEVNULL)


def run(*arguments, program="train.py", codes=(0,)):
    result = subprocess.run(
        [sys.executable, "-W", "ignore", program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    if result.returncode not in codes:
        sys.exit(result.stderr.decode())


def main(project, kind):
    os.makedirs(project)
    os.chdir(project)
    observer = OBSERVERS[kind] % (".create" if OLD else "")
    name = observer.split("(")[0].split(".")[0]
    fill = lambda text: text.replace("OBSERVER_CLASS", name).replace("OBSERVER", observer)
    write("train.py", fill(TRAIN).replace("EXPERIMENT_NAME", ""))
    write("features.py", FEATURES)
    write("deep.py", fill(DEEP))
    write("models.py", "import layers\n\n\ndef size(depth):\n    return layers.WIDTH * depth\n")
    write("layers.py", "WIDTH = 4\n")
    write("data/loans.csv", "amount,paid\n100,1\n250,0\n")
    git("init", "--quiet", "--initial-branch=main")
    git("add", "train.py", "features.py", "deep.py", "models.py", "layers.py", "data")
    git("commit", "--quiet", "-m", "Train")
    run("with", "wide", "lr=0.05", "seed=7", "--comment=Does width help? It's the first try.")
    git("remote", "add", "origin", "https://git.example.org/ada/credit.git")
    run("with", "seed=1", "end=raise", codes=(1,))
    run("with", "seed=2", "end=interrupt", codes=(1, 130, -2))
    run("with", "seed=3", "end=timeout", codes=(1,))
    run("with", "seed=4", "end=kill", "--beat%sinterval=0.3" % ("_" if OLD else "-"), codes=(-9,))
    run("evaluate", "with", "seed=5", "quick", "optimizer.momentum.value=0.5")
    if not OLD:
        run("with", "seed=6", "--id=ablation one")
    if kind == "file":
        run("with", "seed=8", "--queue")
    run(program="deep.py")
    write("layers.py", "WIDTH = 5\n")
    run("with", "seed=9")
    git("checkout", "--quiet", "layers.py")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
