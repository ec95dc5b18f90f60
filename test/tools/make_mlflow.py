"""Writes an MLflow store with the installed client, as a small project would.

    python make_mlflow.py PROJECT_DIR file|sqlite

PROJECT_DIR becomes a git repository with a training script, its data, and either `mlruns/` (file store) or
`mlflow.db` with artifacts under `mlruns/`. Runs with mlflow 0.9 to 3.x.
"""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

try:
    from importlib.metadata import version
except ImportError:  # Python 3.7, which 0.x needs
    from importlib_metadata import version

TRAIN = '''"""Trains a churn classifier and records every variant of a run that a store can hold."""

import sys

import mlflow
import numpy as np
import pandas as pd
import sklearn
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient
from sklearn.linear_model import LogisticRegression

MAJOR = int(mlflow.__version__.split(".")[0])
# The file store has a registry from 2.0 on.
REGISTRY = MAJOR >= 2 or mlflow.get_tracking_uri().startswith("sqlite")
START = 1_700_000_000_000
client = MlflowClient()
table = pd.read_csv("data/churn.csv")
features, target = table[["age", "visits"]], table["left"]


def log_model(model, name, register):
    options = {
        "pip_requirements": [f"scikit-learn=={sklearn.__version__}"],
        "registered_model_name": register,
        "input_example": features.head(2),
    }
    options["name" if MAJOR >= 3 else "artifact_path"] = name
    mlflow.sklearn.log_model(model, **options)


def history(run_id, key, points):
    batch = [Metric(key, value, START + at, step) for at, step, value in points]
    client.log_batch(run_id, metrics=batch)


# A run of the default experiment that nobody named.
with mlflow.start_run():
    mlflow.log_param("lr", 0.1)
    mlflow.log_metric("acc", 0.9)

mlflow.set_experiment("churn/überblick")

# A sweep: parent and children.
with mlflow.start_run(run_name="sweep over C") as parent:
    mlflow.set_tag("mlflow.note.content", "Does regularisation help?\\n\\n**Conclusion**: no.")
    mlflow.log_params({"search/method": "grid", "model.C values": [0.1, 1.0], "größe": "klein", "none": None})
    for strength in (0.1, 1.0):
        with mlflow.start_run(run_name=f"C={strength}", nested=True) as child:
            model = LogisticRegression(C=strength, random_state=0).fit(features, target)
            mlflow.log_params({"C": strength, "random_state": 0, "penalty": "l2", "exponent": 1e-4})
            mlflow.log_metric("train/acc", float(model.score(features, target)))
            history(
                child.info.run_id,
                "val/loss",
                [(i * 1000, i, 1.0 / (i + 1) + strength / 3) for i in range(5)],
            )
            mlflow.set_tags({"stage": "candidate", "team/owner": "ada", "multi": "two\\nlines"})
            mlflow.log_text("fitted", "notes/log.txt")
            if strength == 1.0:
                log_model(model, "model", "churn" if REGISTRY else None)
                model_run = child.info.run_id

# Values that JSON and SQL cannot say, ties, negative and late steps.
with mlflow.start_run(run_name="edge values") as edge:
    run_id = edge.info.run_id
    history(run_id, "nan last", [(0, 0, 0.5), (1, 1, float("nan"))])
    history(run_id, "nan first", [(0, 0, float("nan")), (1, 1, 0.25)])
    history(run_id, "only nan", [(0, 0, float("nan"))])
    history(run_id, "infinite", [(0, 0, float("inf")), (1, 1, 3.0), (2, 2, float("-inf"))])
    history(run_id, "tied", [(5, 7, 2.0), (5, 7, 3.0), (4, 7, 9.0), (9, 6, 11.0)])
    history(run_id, "negative step", [(0, -3, 1.5), (1, -1, 2.5)])
    history(run_id, "out of order", [(2, 30, 0.3), (0, 10, 0.1), (1, 20, 0.2)])
    history(run_id, "small", [(0, 0, 1e-300), (1, 1, 123456789.123456789), (2, 2, 5e-324)])
    history(run_id, "system/cpu_utilization_percentage", [(0, 0, 12.5)])
    client.log_batch(run_id, params=[Param("empty", ""), Param("text like yaml", "1e-4"), Param("unicode", "ünïcödé ✓")])
    client.log_batch(run_id, tags=[RunTag("mlflow.source.git.branch", "main")])

if hasattr(mlflow, "log_input"):
    with mlflow.start_run(run_name="with data"):
        mlflow.log_input(mlflow.data.from_pandas(table, source="data/churn.csv", name="churn"), context="training")
        mlflow.log_input(mlflow.data.from_numpy(np.arange(6.0), name="weights"))
        mlflow.log_metric("rows", len(table))

if MAJOR >= 3:
    from mlflow.entities import LoggedModelInput

    with mlflow.start_run(run_name="evaluation") as evaluation:
        used = mlflow.search_logged_models(output_format="list")[0]
        client.log_inputs(evaluation.info.run_id, models=[LoggedModelInput(used.model_id)])

try:
    with mlflow.start_run(run_name="breaks"):
        mlflow.log_param("lr", 10)
        raise ValueError("diverged")
except ValueError:
    pass

experiment = mlflow.get_experiment_by_name("churn/überblick").experiment_id
zombie = client.create_run(experiment, start_time=START, tags={"mlflow.runName": "zombie"})
client.log_metric(zombie.info.run_id, "loss", 0.75, timestamp=START + 60_000, step=3)
killed = client.create_run(experiment, start_time=START)
client.set_terminated(killed.info.run_id, "KILLED", end_time=START + 5_000)
deleted = client.create_run(experiment, start_time=START, tags={"mlflow.runName": "a mistake"})
client.set_terminated(deleted.info.run_id, end_time=START + 1_000)
client.delete_run(deleted.info.run_id)

mlflow.set_experiment("abandoned idea")
with mlflow.start_run(run_name="never again"):
    mlflow.log_metric("acc", 0.1)
client.delete_experiment(mlflow.get_experiment_by_name("abandoned idea").experiment_id)

if REGISTRY:
    client.update_registered_model("churn", "Predicts who leaves.")
    client.update_model_version("churn", 1, "The first that helps.")
    client.set_registered_model_tag("churn", "team", "growth")
    client.set_model_version_tag("churn", 1, "validated", "yes")
    if hasattr(client, "set_registered_model_alias"):
        client.set_registered_model_alias("churn", "champion", 1)
    else:
        client.transition_model_version_stage("churn", 1, "Staging")
    client.create_registered_model("empty shelf")
'''

# What 0.9 knows: metrics without steps, names in tags, numbers for states.
TRAIN_0 = '''import mlflow
from mlflow.tracking import MlflowClient

client = MlflowClient()
mlflow.set_experiment("first steps")
with mlflow.start_run(run_name="linear") as run:
    mlflow.log_param("lr", 0.1)
    mlflow.log_param("layers", [64, 32])
    for at, loss in enumerate([3.0, 2.0, 0.5, 1.25]):
        client.log_metric(run.info.run_uuid, "loss", loss, timestamp=1_550_000_000 + at)
    mlflow.log_metric("acc/top1", 0.5)
    mlflow.set_tag("mlflow.note.content", "Starts the whole thing.")
    mlflow.log_artifact("data/churn.csv")

try:
    with mlflow.start_run(run_name="breaks"):
        mlflow.log_param("lr", 10)
        raise ValueError("diverged")
except ValueError:
    pass

experiment = mlflow.tracking.MlflowClient().get_experiment_by_name("first steps").experiment_id
client.create_run(experiment, start_time=1_550_000_000_000, tags={"mlflow.runName": "zombie"})
deleted = client.create_run(experiment, start_time=1_550_000_000_000, tags={"mlflow.runName": "a mistake"})
client.set_terminated(deleted.info.run_uuid, end_time=1_550_000_001_000)
client.delete_run(deleted.info.run_uuid)
'''


def main() -> None:
    project, kind = Path(sys.argv[1]).resolve(), sys.argv[2]
    (project / "data").mkdir(parents=True)
    (project / "train.py").write_text(TRAIN_0 if version("mlflow").startswith("0.") else TRAIN, encoding="utf-8")
    rows = [f"{20 + i},{i * i % 7},{i % 2}" for i in range(20)]
    (project / "data" / "churn.csv").write_text("age,visits,left\n" + "\n".join(rows) + "\n")
    (project / ".gitignore").write_text("mlruns/\nmlflow.db\n__pycache__/\n")
    day = "2026-01-05T09:00:00+00:00"
    env = {
        **os.environ,
        "GIT_AUTHOR_DATE": day,
        "GIT_COMMITTER_DATE": day,
        "MLFLOW_TRACKING_URI": "sqlite:///mlflow.db" if kind == "sqlite" else "file:./mlruns",
        "MLFLOW_ALLOW_FILE_STORE": "true",
        "MLFLOW_DISABLE_TELEMETRY": "true",
    }
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for step in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-qm", "Train a classifier"]):
        subprocess.run(["git", *step], cwd=project, env=env, check=True)
    subprocess.run([sys.executable, "train.py"], cwd=project, env=env, check=True)
    if kind == "sqlite":
        compact(project / "mlflow.db")


def compact(database: Path) -> None:
    """Most of a 3.x database is one empty page for each of 200 tables and indices: smaller pages, same content."""
    if database.stat().st_size > 300_000:
        with sqlite3.connect(database) as connection:
            connection.executescript("PRAGMA page_size = 512; VACUUM")
        connection.close()


if __name__ == "__main__":
    main()
