"""What the installed DVCLive says about its folders and experiments, for comparison with src/trackers/dvclive.

    python dump_dvclive.py PROJECT_DIR     JSON on standard output

Series, summary and parameters are read with the client's own `parse_metrics` and `load_yaml`; experiments are checked
out from their refs, as `dvc exp apply` would do it.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

from dvclive.serialize import load_yaml
from dvclive.utils import parse_metrics


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def flat(value, separator, key=""):
    if isinstance(value, dict) and (value or not key):
        found = {}
        for name, inner in value.items():
            found.update(flat(inner, separator, f"{key}{separator}{name}" if key else str(name)))
        return found
    return {key: value}


def number(value):
    """As logged: numbers, and the words for what is not finite."""
    if isinstance(value, str):
        return float(value) if value in ("nan", "inf", "-inf") else None
    return value


def view(folder):
    live = SimpleNamespace(plots_dir=folder / "plots", metrics_file=folder / "metrics.json")
    history, latest = parse_metrics(live)
    summary = {key: number(value) for key, value in flat(latest, "/").items() if key != "step"}
    metrics = {
        key: {"last": plain(value), "lastStep": None, "count": None, "min": value, "max": value}
        for key, value in summary.items()
        if value is not None
    }
    times = []
    for path, rows in history.items():
        key = str(Path(path).relative_to(live.plots_dir / "metrics").with_suffix(""))
        values = [float(row[key.rsplit("/", 1)[-1]]) for row in rows]
        steps = [int(row["step"]) for row in rows]
        times += [int(row["timestamp"]) for row in rows if "timestamp" in row]
        finite = [value for value in values if math.isfinite(value)]
        metrics[key] = {
            "last": plain(summary.get(key, values[-1])),
            "lastStep": max(steps),
            "count": len(values),
            "min": min(finite, default=None),
            "max": max(finite, default=None),
        }
    for metric in metrics.values():
        for end in ("min", "max"):
            if isinstance(metric[end], float) and not math.isfinite(metric[end]):
                metric[end] = None
    params = folder / "params.yaml"
    return {
        "params": flat(load_yaml(params), ".") if params.exists() else {},
        "metrics": metrics,
        "times": [min(times), max(times)] if times else None,
    }


def folders():
    return sorted(path.parent for path in Path(".").rglob("metrics.json") if ".dvc" not in path.parts)


def git(*words):
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout.strip()


def experiments():
    found = {}
    for line in git("for-each-ref", "--format=%(refname) %(objectname)", "refs/exps").split("\n"):
        if not line or "/exec/" in line:
            continue
        ref, commit = line.split()
        with tempfile.TemporaryDirectory() as folder:
            git("worktree", "add", "--quiet", "--detach", f"{folder}/tree", commit)
            here = os.getcwd()
            os.chdir(f"{folder}/tree")
            found[ref.rsplit("/", 1)[-1]] = {str(path): view(path) for path in folders()}
            os.chdir(here)
            git("worktree", "remove", "--force", f"{folder}/tree")
    return found


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    print(
        json.dumps(
            {
                "version": version("dvclive"),
                "runs": {str(path): view(path) for path in folders()},
                "experiments": experiments(),
            },
            indent=1,
            sort_keys=True,
        )
    )
