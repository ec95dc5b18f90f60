"""What the installed Lightning says about the logs of its CSVLogger, for comparison with src/trackers/lightning.

    python dump_lightning.py PROJECT_DIR     JSON on standard output

Metrics are read with `csv.DictReader`, as the logger itself reads its file when the header grows; hyper-parameters with
the client's `load_hparams_from_yaml` (null where it refuses a Python object).
"""

import csv
import json
import math
import os
import sys
from pathlib import Path

try:
    import lightning.pytorch as pl
    from lightning.pytorch.core.saving import load_hparams_from_yaml
except ModuleNotFoundError:
    import pytorch_lightning as pl
    from pytorch_lightning.core.saving import load_hparams_from_yaml


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
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


def metrics(folder):
    points = {}
    if (folder / "metrics.csv").exists():
        with open(folder / "metrics.csv", newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                for key, value in row.items():
                    if key != "step" and value != "":
                        points.setdefault(key, []).append((float(row["step"]), float(value)))
    return {key: summary(values) for key, values in points.items()}


def hparams(folder):
    try:
        found = load_hparams_from_yaml(str(folder / "hparams.yaml"), use_omegaconf=False)
    except Exception:
        return None
    return {key: plain(value) for key, value in found.items()}


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    folders = {path.parent for name in ("metrics.csv", "hparams.yaml") for path in Path(".").rglob(name)}
    folders = sorted(folder for folder in folders if not list(folder.glob("*tfevents*")))
    runs = {
        str(folder): {
            "params": hparams(folder),
            "metrics": metrics(folder),
            "artifacts": sorted(str(path.relative_to(folder)) for path in folder.glob("checkpoints/*.ckpt")),
        }
        for folder in folders
    }
    json.dump({"version": pl.__version__, "runs": runs}, sys.stdout, indent=1, sort_keys=True)
    print()
