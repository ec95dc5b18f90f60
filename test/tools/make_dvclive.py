"""Writes DVCLive folders with the installed client: a folder whose runs are kept as experiments, folds with
timestamps, a resumed run, one with a summary only.

    python make_dvclive.py PROJECT_DIR

PROJECT_DIR becomes a git repository. Runs with dvclive 2.16 and 3.x.
"""

import inspect
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from dvclive import Live

LATEST = "dvcyaml" in inspect.signature(Live).parameters and inspect.signature(Live).parameters["dvcyaml"].default == "dvc.yaml"


def run(*words):
    subprocess.run(words, check=True, capture_output=True)


def commit(message):
    run("git", "add", ".")
    run("git", "-c", "user.name=ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "-m", message)


def train(live, lr, steps=4):
    live.log_params({"lr": lr, "text": "1e-4", "whole": 10.0, "tiny": 1e-07, "flag": True, "none": None, "layers": [64, 32]})
    live.log_param("optimizer", {"name": "sgd", "nested": {"momentum": 0.9}})
    live.log_param("data_dir", "/home/ada/data")
    for step in range(steps):
        live.log_metric("train/loss", 1 / (step + 1) + lr)
        live.log_metric("eval/deep/acc", np.float32(0.1) * step)
        live.log_metric("Train loss", step)
        if step == 2:
            live.log_metric("sometimes", math.nan)
        live.log_metric("peak", math.inf)
        live.next_step()
    live.log_metric("final only", 0.5, plot=False)
    live.log_metric("verdict", "good", plot=False)
    live.log_sklearn_plot("confusion_matrix", [0, 1, 1], [0, 1, 0])


def main(project):
    os.makedirs(project)
    os.chdir(project)
    for name, value in (("GIT_AUTHOR_NAME", "ada"), ("GIT_AUTHOR_EMAIL", "ada@example.org")):
        os.environ[name] = os.environ[name.replace("AUTHOR", "COMMITTER")] = value
    os.environ["DVC_NO_ANALYTICS"] = "true"
    run("git", "init", "--quiet", "--initial-branch=main")
    run(sys.executable, "-m", "dvc", "init", "--quiet")
    Path("train.py").write_text("from dvclive import Live\n")
    Path("models").mkdir()
    Path("models/.gitkeep").write_text("")
    commit("Start")

    Path("train.py").write_text("from dvclive import Live  # with a rate\n")
    for name, lr in (("lower-rate", 0.01), ("higher-rate", 0.5)):
        os.environ["DVC_EXP_NAME"] = name
        with Live(save_dvc_exp=True) as live:
            train(live, lr)
            Path("models/best.txt").write_text(str(lr))
            live.log_artifact("models/best.txt", type="model", name="best", cache=False)

    del os.environ["DVC_EXP_NAME"]

    for fold in range(2):
        with Live(f"dvclive/fold_{fold}", save_dvc_exp=False, **quiet()) as live:
            for step in (0, 10, 20):
                live.step = step
                live.log_metric("loss", 1 / (step + fold + 1), timestamp=True)
                live.make_summary()

    with Live("logs/tuned", save_dvc_exp=False, **quiet()) as live:
        train(live, 0.25, steps=2)
    with Live("logs/tuned", save_dvc_exp=False, resume=True, **quiet()) as live:
        live.log_metric("train/loss", 0.125)
        live.next_step()

    with Live("evaluation", save_dvc_exp=False, dvcyaml="evaluation/dvc.yaml" if LATEST else True) as live:
        live.log_metric("auc", 0.75, plot=False)
        live.log_sklearn_plot("roc", [0, 1, 1], [0.1, 0.9, 0.4])


def quiet():
    return {"dvcyaml": None if LATEST else False, "report": None}


if __name__ == "__main__":
    main(sys.argv[1])
