"""Prints the MLflow client's own view of a store as JSON.

    python dump_mlflow.py TRACKING_URI

A SQLite store of an older client is migrated in place by opening it: hand over a copy. Stores of 0.x are dumped
by a 2.x client, which still reads them and knows the calls used here.
"""

import json
import math
import os
import sys

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import mlflow  # noqa: E402
from mlflow.entities import ViewType  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402


def number(value):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def experiments(client):
    search = getattr(client, "search_experiments", None)
    return list(search(view_type=ViewType.ALL)) if search else client.list_experiments(view_type=ViewType.ALL)


def artifacts(repository, path=None):
    found = []
    for item in repository.list_artifacts(path):
        found += artifacts(repository, item.path) if item.is_dir else [item.path]
    return sorted(found)


def kept_files(client, run):
    """The run's artifacts, and from 3.0 on those of the models that it logged, under the models' names."""
    info, outputs = run.info, getattr(run, "outputs", None)
    found = artifacts(get_artifact_repository(info.artifact_uri))
    for output in outputs.model_outputs if outputs else []:
        name = client.get_logged_model(output.model_id).name
        found += artifacts(get_artifact_repository(f"runs:/{info.run_id}"), name)
    return sorted(found)


def run_view(client, experiment, run):
    info, data = run.info, run.data
    inputs = getattr(run, "inputs", None)
    return {
        "id": info.run_id,
        "name": getattr(info, "run_name", None) or data.tags.get("mlflow.runName"),
        "experiment": experiment.name,
        "experimentDeleted": experiment.lifecycle_stage == "deleted",
        "status": info.status,
        "lifecycle": info.lifecycle_stage,
        "start": info.start_time,
        "end": info.end_time,
        "params": dict(data.params),
        "tags": dict(data.tags),
        "metrics": {key: number(value) for key, value in data.metrics.items()},
        "history": {
            key: [[m.timestamp, m.step, number(m.value)] for m in client.get_metric_history(info.run_id, key)]
            for key in data.metrics
        },
        "inputs": [
            {"name": i.dataset.name, "digest": i.dataset.digest, "source": i.dataset.source, "type": i.dataset.source_type}
            for i in (inputs.dataset_inputs if inputs else [])
        ],
        "modelInputs": [
            client.get_logged_model(i.model_id).name for i in getattr(inputs, "model_inputs", None) or []
        ],
        "artifacts": kept_files(client, run),
    }


def registry(client):
    models = []
    try:
        registered = client.search_registered_models()
    except MlflowException:  # a file store before 2.0 has none
        return models
    for model in registered:
        versions = client.search_model_versions(f"name='{model.name}'")
        models.append({
            "name": model.name,
            "description": model.description,
            "tags": dict(model.tags),
            "aliases": {k: int(v) for k, v in (getattr(model, "aliases", None) or {}).items()},
            "versions": [
                {
                    "version": int(v.version),
                    "run": v.run_id,
                    "stage": v.current_stage,
                    "description": v.description,
                    "tags": dict(v.tags),
                }
                for v in versions
            ],
        })
    return sorted(models, key=lambda m: m["name"])


def main():
    mlflow.set_tracking_uri(sys.argv[1])
    client = MlflowClient()
    runs = []
    for experiment in experiments(client):
        for run in client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL, max_results=5000):
            runs.append(run_view(client, experiment, client.get_run(run.info.run_id)))
    view = {"client": mlflow.__version__, "runs": sorted(runs, key=lambda r: r["id"]), "registry": registry(client)}
    json.dump(view, sys.stdout, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
