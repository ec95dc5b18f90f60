"""Makes the records of the demo project (fixtures/demo) anew, with the real clients.

    python make_demo.py PROJECT_DIR     PROJECT_DIR must not exist; node, git and faketime must be there

The project's own files are written by hand; this adds what `dvc`, MLflow, Hydra, TensorBoard and W&B write, and
commits step by step with demo-repository.mjs, so that runs record commits that a built demo has. The records carry
the days of their commits (faketime), those of W&B the real time: its service does not bear a faked clock.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
DEMO = HERE.parent.parent / "fixtures" / "demo"
BUILDER = HERE / "demo-repository.mjs"
PYTHON = sys.executable
QUIET = {"MLFLOW_ALLOW_FILE_STORE": "true", "GIT_PYTHON_REFRESH": "quiet", "PYTHONWARNINGS": "ignore"}


def run(*command, at=None, fails=False, **environment):
    clock = ["faketime", "-f", f"@{at}"] if at else []
    env = {
        **os.environ,
        **QUIET,
        **environment,
        # The pipeline's own `python` is the one that runs this.
        "PATH": f"{Path(PYTHON).parent}:{os.environ['PATH']}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    result = subprocess.run([*clock, *command], env=env, capture_output=True, text=True)
    if (result.returncode != 0) != fails:
        sys.exit(f"{' '.join(command)}\n{result.stdout}\n{result.stderr}")


def train(at, *overrides, **options):
    run(PYTHON, "src/train.py", *overrides, at=at, **options)


def commit(name):
    run("node", str(BUILDER), os.getcwd(), name)


def dotted(path):
    """`.dvc/config` is `dot-dvc/config` in the fixtures."""
    return Path(*(f"dot-{part[1:]}" if part.startswith(".") else part for part in Path(path).parts))


def keep(folder, *patterns):
    """Moves what the clients wrote into a commit's folder, unless an earlier commit holds the same."""
    target = DEMO / folder
    for path in sorted({path for pattern in patterns for path in Path(".").glob(pattern) if path.is_file()}):
        if any(part == "logs" or part == "tmp" for part in path.parts) or path.is_symlink():
            continue
        copy = target / dotted(path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def changed():
    listing = subprocess.run(
        ["git", "ls-files", "--others", "--modified", "--exclude-standard"], capture_output=True, text=True, check=True
    )
    return [line for line in listing.stdout.splitlines() if line.split("/")[0] in RECORDS]


RECORDS = ("mlruns", "outputs", "multirun")


def keep_runs(folder):
    for name in RECORDS:
        shutil.rmtree(DEMO / folder / name, ignore_errors=True)
    keep(folder, *changed())


def edit(path, old, new):
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def baseline():
    """The data, versioned by DVC with a remote on this machine, and the pipeline's lock."""
    from sklearn.datasets import load_iris

    iris = load_iris(as_frame=True)
    table = iris.frame.drop(columns="target")
    table.columns = [name.replace(" (cm)", "").replace(" ", "_") for name in table.columns]
    table["species"] = [iris.target_names[index] for index in iris.target]
    for name in ("src", "params.yaml", "dvc.yaml"):
        source = DEMO / "files" / "01-baseline" / name
        shutil.copytree(source, name) if source.is_dir() else shutil.copyfile(source, name)
    Path("data/raw").mkdir(parents=True)
    table.to_csv("data/raw/flowers.csv", index=False)
    at = "2026-11-16 09:00:00"
    run("git", "init", "-q", "-b", "main")
    run("dvc", "init", "-q", at=at)
    run("dvc", "config", "core.analytics", "false", at=at)
    run("dvc", "remote", "add", "-q", "-d", "shelf", "/home/ada/flower-shelf", at=at)
    run("dvc", "add", "-q", "data/raw/flowers.csv", at=at)
    run("dvc", "repro", "-q", at=at)
    made = (".dvc/config", ".dvc/.gitignore", ".dvcignore", "dvc.lock", "metrics/*", "models/.gitignore")
    keep("files/01-baseline", *made, "data/raw/*.dvc", "data/raw/.gitignore", "data/.gitignore")
    shutil.rmtree(".git")


def main(project):
    os.makedirs(project)
    os.chdir(project)
    baseline()
    commit("01-baseline")
    commit("02-network")
    train("2026-11-17 14:02:11")
    train("2026-11-17 14:20:45", "optimizer.lr=0.5")
    keep_runs("files/03-first-runs")
    commit("03-first-runs")
    commit("04-decay")
    train("2026-11-18 10:15:30", "-m", "model=small,wide")
    train("2026-11-18 10:40:02", "model.hidden=-1", fails=True)
    unknown_commit()
    keep_runs("files/05-decay-runs")
    commit("05-decay-runs")
    commit("06-wandb")
    # The code of this run was never committed.
    edit("src/train.py", "cfg.optimizer.decay**epoch", "cfg.optimizer.decay**(epoch // 2)")
    train("2026-11-19 15:33:20", "name=slower-decay", "optimizer.decay=0.9")
    run("git", "checkout", "-q", "--", "src/train.py")
    train("2026-11-20 11:08:54", "name=seeded", "seed=13", "save=true")
    keep_runs("files/07-seeded")
    commit("07-seeded")
    offline()


def unknown_commit():
    """A run at a commit that was amended afterwards: nobody else has ever seen it."""
    edit("conf/config.yaml", "decay: 0.95", "decay: 0.8")
    ada = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in AUTHOR.items()}
    run("git", "commit", "-qam", "Decay faster", **ada)
    train("2026-11-18 16:05:00", "name=faster-decay")
    run("git", "reset", "-q", "--hard", "HEAD~1")


AUTHOR = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": "2026-11-18T15:50:00Z"}


def offline():
    """A W&B run of changed code, on this machine only: .gitignore leaves it out."""
    shutil.rmtree(DEMO / "local", ignore_errors=True)
    edit("src/train.py", "batch_size=cfg.optimizer.batch_size", "batch_size=cfg.optimizer.batch_size, alpha=0.01")
    # W&B stores differences to a commit that a remote has.
    run("git", "remote", "add", "origin", "https://git.example.org/ada/flower-classifier.git")
    run("git", "update-ref", "refs/remotes/origin/main", "HEAD")
    run("git", "branch", "-q", "--set-upstream-to=origin/main")
    run(PYTHON, "src/train.py", "wandb=true", "name=with-wandb", WANDB_MODE="offline", WANDB_SILENT="true")
    run("git", "checkout", "-q", "--", "src/train.py")
    keep("local", "wandb/offline-run-*/*", "wandb/offline-run-*/files/**/*")


if __name__ == "__main__":
    main(sys.argv[1])
