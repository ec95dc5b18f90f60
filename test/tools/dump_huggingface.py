"""What the installed transformers says about output directories, for comparison with src/trackers/huggingface.

    python dump_huggingface.py PROJECT_DIR     JSON on standard output

The state is that of the directory or of the client's own `get_last_checkpoint`, loaded by the client.
"""

import json
import math
import os
import re
import sys
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")

import transformers
from huggingface_hub import ModelCard
from transformers.trainer_callback import TrainerState
from transformers.trainer_utils import get_last_checkpoint

SETTINGS = ("num_train_epochs", "max_steps", "train_batch_size", "logging_steps", "eval_steps", "save_steps")


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def summary(points):
    last = max(range(len(points)), key=lambda index: (points[index][0], index))
    finite = [value for _, value in points if math.isfinite(value)]
    return {
        "last": plain(points[last][1]),
        "lastStep": points[last][0],
        "count": len(points),
        "min": min(finite, default=None),
        "max": max(finite, default=None),
    }


def metrics(folder, state):
    points = {}
    for entry in state.log_history:
        for key, value in entry.items():
            if key != "step" and isinstance(value, (int, float)):
                points.setdefault(key, []).append((entry["step"], value))
    found = {key: summary(values) for key, values in points.items()}
    results = {} if state.best_metric is None else {"best_metric": state.best_metric}
    if (folder / "all_results.json").exists():
        results.update(json.loads((folder / "all_results.json").read_text()))
    for key, value in results.items():
        if key not in found:
            found[key] = {"last": plain(value), "lastStep": None, "count": None, "min": value, "max": value}
    return found


def card(folder):
    if not (folder / "README.md").exists():
        return None
    loaded = ModelCard.load(folder / "README.md")
    section = loaded.text.split("### Training hyperparameters", 1)[1].split("###", 1)[0]
    return {
        "datasets": loaded.data.datasets,
        "base_model": loaded.data.base_model,
        "hyperparameters": dict(re.findall(r"^- (\w+): (.*)$", section, re.M)),
    }


def view(folder):
    own = folder / "trainer_state.json"
    path = own if own.exists() else Path(get_last_checkpoint(str(folder))) / "trainer_state.json"
    state = TrainerState.load_from_json(str(path))
    arguments = folder / "training_args.json"
    return {
        "record": str(path),
        "global_step": state.global_step,
        "params": {name: getattr(state, name) for name in SETTINGS if getattr(state, name, None) is not None},
        "arguments": json.loads(arguments.read_text()) if arguments.exists() else None,
        "metrics": metrics(folder, state),
        "checkpoints": sorted(path.name for path in folder.glob("checkpoint-*")),
        "card": card(folder),
    }


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    states = list(Path(".").rglob("trainer_state.json"))
    folders = {path.parent.parent if path.parent.name.startswith("checkpoint-") else path.parent for path in states}
    runs = {str(folder): view(folder) for folder in sorted(folders)}
    json.dump({"version": transformers.__version__, "runs": runs}, sys.stdout, indent=1, sort_keys=True)
    print()
