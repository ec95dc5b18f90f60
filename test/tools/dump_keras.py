"""The numbers in the logs of Keras's CSVLogger, for comparison with src/trackers/keras.

    python dump_keras.py PROJECT_DIR     JSON on standard output

Keras has no reader of its own: the files are read with the module that it writes them with.
"""

import csv
import json
import math
import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras


def plain(value):
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


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


def metrics(path):
    delimiter = {".tsv": "\t"}.get(path.suffix) or (";" if ";" in path.read_text().split("\n")[0] else ",")
    points = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file, delimiter=delimiter):
            for key, text in row.items():
                value = number(text)
                if key != "epoch" and value is not None:
                    points.setdefault(key, []).append((int(row["epoch"]), value))
    return {key: summary(values) for key, values in points.items()}


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    files = sorted(path for path in Path(".").rglob("*") if path.suffix in (".csv", ".tsv", ".log"))
    runs = {str(path): {"metrics": metrics(path)} for path in files}
    json.dump({"version": keras.__version__, "runs": runs}, sys.stdout, indent=1, sort_keys=True)
    print()
