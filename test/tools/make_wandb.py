"""Writes W&B run folders with the installed client, offline, as a small project would.

    python make_wandb.py PROJECT_DIR

PROJECT_DIR becomes a git repository with a training script, and `wandb/` beside it. Runs with wandb 0.9 to 0.21.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import wandb

TRAIN = '''"""Trains nothing, and records every variant of a run that the offline client can write."""

import os
import signal
import sys
import time

import wandb

VERSION = tuple(int(part) for part in wandb.__version__.split(".")[:2])
case = sys.argv[1]


def finish(run, code=None):
    if VERSION < (0, 10):
        sys.exit(code or 0)
    run.finish(exit_code=code)


if case == "finished":
    run = wandb.init(
        project="churn", name="baseline", group="first", job_type="train", tags=["paper", "größer"],
        notes="Baseline for the paper.\\nTwo lines.",
        config={
            "lr": 0.1, "eps": 1e-08, "text": "1e-4", "epochs": 12, "on": True, "nothing": None, "layers": [64, 32],
            "optimizer": {"name": "adam", "betas": [0.9, 0.999], "deep": {"empty": {}}}, "größe": "groß",
        },
    )
    run.config.update({"lr": 0.2}, allow_val_change=True)
    for step in range(12):
        value = float("nan") if step == 5 else 1.0 / (step + 1)
        wandb.log({"loss": value, "val": {"acc": step / 12, "loss": 2 * value}, "lr/group 0": 0.1})
    wandb.log({"final": float("inf"), "note": "text", "done": True})
    if VERSION >= (0, 12):
        wandb.log({"table": wandb.Table(columns=["a", "b"], data=[[1, 2], [3, 4]])})
        wandb.log({"histogram": wandb.Histogram(np_histogram=([1, 2], [0.0, 0.5, 1.0]))})
    run.summary["best"] = 0.91
    run.summary["nested"] = {"f1": 0.5}
    finish(run)
elif case == "failed":
    run = wandb.init(project="churn", config={"lr": 10})
    wandb.log({"loss": 5.0})
    raise RuntimeError("diverged")
elif case == "exit":
    run = wandb.init(project="churn", config={"lr": 1})
    wandb.log({"loss": 1.0}, step=7)
    wandb.log({"loss": 0.5}, step=9)
    finish(run, 3)
elif case == "artifacts":
    run = wandb.init(project="churn", job_type="train")
    data = wandb.Artifact("churn-data", type="dataset", metadata={"rows": 2})
    data.add_file("data/churn.csv")
    run.log_artifact(data)
    model = wandb.Artifact("classifier", type="model")
    with model.new_file("model.txt") as file:
        file.write("weights")
    run.log_artifact(model)
    finish(run)
elif case == "saved":
    run = wandb.init(project="churn", config={"lr": 0.6, "data": "/data/churn.csv"})
    archive = wandb.Artifact("churn-archive", type="dataset")
    archive.add_reference("https://example.org/churn/2025.csv", checksum=False)
    run.log_artifact(archive)
    with open("report.json", "w") as file:
        file.write("{}")
    wandb.save("report.json")
    wandb.log({"loss": 1.0, "page": wandb.Html("<p>page</p>")})
    run.summary["gone"] = 1
    del run.summary["gone"]
    raise ValueError("told on the console")
elif case == "code":
    run = wandb.init(project="churn", save_code=True, config={"lr": 0.3})
    wandb.log({"loss": 0.3})
    finish(run)
elif case == "killed":
    run = wandb.init(project="churn", config={"lr": 0.4})
    for step in range(3):
        wandb.log({"loss": step})
    time.sleep(8)
    os.kill(os.getpid(), signal.SIGKILL)
elif case == "resumed":
    run = wandb.init(project="churn", id="resumed1", resume="allow", config={"lr": 0.5, "part": int(sys.argv[2])})
    for step in range(3):
        wandb.log({"loss": 1.0 / (1 + step), "part": int(sys.argv[2])}, step=step + 3 * int(sys.argv[2]))
    finish(run)
elif case == "stats":
    settings = {"x_stats_sampling_interval": 1.0} if VERSION >= (0, 18) else {"_stats_sample_rate_seconds": 0.5}
    run = wandb.init(project="churn", settings=wandb.Settings(**settings))
    for step in range(4):
        wandb.log({"loss": step})
        time.sleep(1)
    finish(run)
elif case == "blocks":
    run = wandb.init(project="churn", config={"prompt": "word " * 6600})
    for step in range(120):
        wandb.log({"loss": 1.0 / (step + 1), "accuracy": step / 120})
    finish(run)
'''

CASES = [
    "finished", "failed", "exit", "artifacts", "saved", "killed", "resumed 0", "resumed 1", "stats", "blocks", "code",
]


def git(project, *args):
    subprocess.run(["git", *args], cwd=project, check=True, stdout=subprocess.DEVNULL)


def main(project):
    version = tuple(int(part) for part in wandb.__version__.split(".")[:2])
    project.mkdir(parents=True)
    (project / "train.py").write_text(TRAIN, encoding="utf-8")
    (project / "data").mkdir()
    (project / "data" / "churn.csv").write_text("age,left\n31,0\n64,1\n")
    (project / ".gitignore").write_text("wandb/\n")
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "config", "user.name", "Ada")
    git(project, "config", "user.email", "ada@example.org")
    git(project, "remote", "add", "origin", "https://example.org/ada/churn.git")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "Train the classifier")
    environment = {
        **os.environ,
        "WANDB_MODE": "dryrun" if version < (0, 10) else "offline",
        "WANDB_SILENT": "true",
        "WANDB_ERROR_REPORTING": "false",
    }

    def run(case):
        subprocess.run([sys.executable, "train.py", *case.split()], cwd=project, env=environment,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    skipped = ("artifacts", "stats") if version < (0, 10) else ()
    skipped += ("saved",) if version < (0, 15) else ()
    for case in CASES:
        if case not in skipped:
            run(case)
    # The same once more with an edit that is not committed: the client keeps the difference as a patch.
    (project / "data" / "churn.csv").write_text("age,left\n31,0\n64,1\n22,1\n")
    run("code")
    for folder in (project / "wandb").glob("*run-*"):
        shutil.rmtree(folder / "logs", ignore_errors=True)
        shutil.rmtree(folder / "tmp", ignore_errors=True)
    for log in (project / "wandb").glob("debug*.log"):
        log.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
