"""Times the real clients on the stores of bench.mjs, without the time that importing them takes.

    python bench_clients.py mlflow TRACKING_URI
    python bench_clients.py tensorboard FOLDER
"""

import os
import sys
import time

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"


def mlflow_store(uri):
    """Every run, and every point of its metrics."""
    from mlflow.tracking import MlflowClient

    client = MlflowClient(uri)
    start = time.perf_counter()
    token, runs, points = None, 0, 0
    while True:
        page = client.search_runs(["1"], max_results=5000, page_token=token)
        for run in page:
            runs += 1
            for key in run.data.metrics:
                points += len(client.get_metric_history(run.info.run_id, key))
        token = page.token
        if not token:
            break
    return start, f"{runs} runs, {points} points"


def tensorboard_runs(folder):
    """Every scalar of every event file, none sampled away."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    start = time.perf_counter()
    points = 0
    for parent, _, names in sorted(os.walk(folder)):
        if any("tfevents" in name for name in names):
            accumulator = EventAccumulator(parent, size_guidance={"scalars": 0}).Reload()
            points += sum(len(accumulator.Scalars(tag)) for tag in accumulator.Tags()["scalars"])
    return start, f"{points} points"


start, what = {"mlflow": mlflow_store, "tensorboard": tensorboard_runs}[sys.argv[1]](sys.argv[2])
print(f"seconds={time.perf_counter() - start}\n{what}")
