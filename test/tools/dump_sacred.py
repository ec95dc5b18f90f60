"""What Sacred, TinyDB and SQLAlchemy say about the Sacred runs of a project, for comparison with src/trackers/sacred.

    python dump_sacred.py PROJECT_DIR     JSON on standard output

Files of a FileStorageObserver have no reader in Sacred: they are restored with its own serializer; TinyDB stores
are read by TinyDbReader's database, SQLite ones by the observer's own classes.
"""

import datetime
import json
import math
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import numpy
import sacred
from sacred.serializer import restore


def plain(value):
    if isinstance(value, numpy.generic):
        value = value.item()
    if isinstance(value, numpy.ndarray):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(inner) for inner in (sorted(value) if isinstance(value, set) else value)]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return type(value).__name__


def restored(value):
    """What the serializer gives back; where it fails (it numbers objects, files are sorted) what carries no tag."""
    try:
        return plain(restore(value))
    except Exception:
        return plain(untagged(value))


def untagged(value):
    if isinstance(value, dict):
        if any(key.startswith("py/") for key in value):
            return value.get("value")
        return {key: untagged(inner) for key, inner in value.items()}
    return [untagged(inner) for inner in value] if isinstance(value, list) else value


def flat(value, key=""):
    if isinstance(value, dict) and (value or not key):
        found = {}
        for name, inner in value.items():
            found.update(flat(inner, key + "." + name if key else name))
        return found
    return {key: value}


def number(value):
    return value in ("NaN", "Infinity", "-Infinity") or (isinstance(value, (int, float)) and not isinstance(value, bool))


def summary(values, steps):
    """Greatest step wins, of equal ones and without steps the later point."""
    last, at = values[0], steps[0]
    for value, step in zip(values, steps):
        if at is None or step is None or step >= at:
            last, at = value, step if step is not None else at
    finite = [value for value in values if not isinstance(value, str)]
    return {
        "last": last,
        "min": min(finite) if finite else None,
        "max": max(finite) if finite else None,
        "count": len(values),
        "lastStep": at,
    }


def final(value):
    finite = None if isinstance(value, str) else value
    return {"last": value, "min": finite, "max": finite, "count": None, "lastStep": None}


def summaries(metrics, info, result):
    found = {}
    for name, series in metrics.items():
        if series["values"]:
            found[name] = summary(series["values"], series["steps"])
    leaves = flat({"info": info})
    for path, value in leaves.items():
        key = path[len("info.") :]
        if number(value):
            found.setdefault(key, final(value))
        elif isinstance(value, list) and value and all(number(item) for item in value):
            base = leaves.get(path[:-2]) if path.endswith("_T") else None
            if isinstance(base, list) and len(base) == len(value):
                continue
            steps = leaves.get(path + "_T")
            fits = isinstance(steps, list) and len(steps) == len(value)
            found.setdefault(key, summary(value, steps if fits else [None] * len(value)))
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            series = {}
            for item in value:
                for inner, point in flat(item).items():
                    if number(point):
                        series.setdefault(key + "." + inner, []).append(point)
            for inner, points in series.items():
                found.setdefault(inner, summary(points, [None] * len(points)))
    for path, value in flat({"result": result}).items():
        if number(value):
            found.setdefault(path, final(value))
    return found


def moment(value):
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    return value.isoformat(timespec="milliseconds") + "Z"


def view(run, config, metrics, info, files):
    experiment, host, meta = run["experiment"], run["host"], run["meta"]
    options = meta.get("options") or {}
    # The SQL observer of 0.7 keeps none.
    repositories = experiment.get("repositories", [])
    dirty = [entry["dirty"] for entry in repositories]
    return dict(
        files,
        experiment=experiment["name"],
        status=run["status"],
        start=moment(run.get("start_time")),
        stop=moment(run.get("stop_time")),
        heartbeat=moment(run.get("heartbeat")),
        commits=sorted({entry["commit"] for entry in repositories}),
        dirty=any(dirty) if dirty else None,
        params=flat(config),
        metrics=summaries(metrics, info, plain(run.get("result"))),
        comment=meta.get("comment") or options.get("--comment") or None,
        updates=options.get("UPDATE"),
        named=meta.get("named_configs"),
        python=host["python_version"],
        cpu=host["cpu"],
        dependencies=len(experiment["dependencies"]),
        failed=bool(run.get("fail_trace")),
    )


def md5_of(stored):
    match = re.search(r"_([0-9a-f]{32})(\.[^./]*)?$", stored)
    return match and match.group(1)


def file_runs(root):
    for path in sorted(root.rglob("run.json")):
        load = lambda name: json.loads((path.parent / name).read_text() or "{}") if (path.parent / name).exists() else {}
        run = load("run.json")
        if not isinstance(run, dict) or "experiment" not in run:
            continue
        run["experiment"] = restored(run["experiment"])
        # Of a queued run the hash alone is recorded, the copy lies in its folder.
        stored = [
            entry[1] if md5_of(entry[1]) else os.path.join(path.parent.name, os.path.basename(entry[0]))
            for entry in run["experiment"]["sources"]
        ]
        store = path.parent.parent
        files = {
            "artifacts": run.get("artifacts", []),
            "kept": sorted(
                str((store / name).relative_to(root)) for name in stored if (store / name).exists()
            ),
            "resources": [[os.path.basename(entry[0]), md5_of(entry[1])] for entry in run.get("resources", [])],
        }
        run["result"] = restored(run.get("result"))
        yield str(path.relative_to(root)), path.parent.name, view(
            run, restored(load("config.json")), restored(load("metrics.json")), restored(load("info.json")), files
        )


def tinydb_runs(root):
    for path in sorted(root.rglob("metadata.json")):
        from sacred.observers import TinyDbReader

        for run in TinyDbReader(str(path.parent)).runs.all():
            files = {
                "artifacts": [entry[0] for entry in run["artifacts"]],
                "kept": sorted(os.path.relpath(entry[2].name, str(root)) for entry in run["experiment"]["sources"]),
                "resources": [[os.path.basename(entry[0]), entry[1]] for entry in run["resources"]],
            }
            yield str(path.relative_to(root)), run["_id"], view(run, plain(run["config"]), {}, plain(run["info"]), files)


def sql_runs(root):
    for path in sorted(root.rglob("*.sqlite")):
        import sqlalchemy
        from sqlalchemy.orm import sessionmaker

        try:
            from sacred.observers.sql_bases import Run
        except ImportError:  # before 0.8
            from sacred.observers.sql import Run

        with tempfile.TemporaryDirectory() as folder:
            copy = shutil.copy(str(path), folder)
            engine = sqlalchemy.create_engine("sqlite:///" + copy)
            session = sessionmaker(bind=engine)()
            for row in session.query(Run).order_by(Run.id):
                run = row.to_json()
                files = {
                    "artifacts": [artifact["filename"] for artifact in run["artifacts"]],
                    "kept": [str(path.relative_to(root))],
                    "resources": [[os.path.basename(entry["filename"]), entry["md5sum"]] for entry in run["resources"]],
                }
                info = restored(json.loads(row.info or "{}"))
                yield str(path.relative_to(root)), run["_id"], view(run, plain(run["config"]), {}, info, files)
            session.close()
            engine.dispose()


if __name__ == "__main__":
    root = Path(sys.argv[1]).resolve()
    runs = [
        {"record": record, "id": id, **run}
        for reader in (file_runs, tinydb_runs, sql_runs)
        for record, id, run in reader(root)
    ]
    json.dump({"versions": {"sacred": sacred.__version__}, "runs": runs}, sys.stdout, indent=1, sort_keys=True)
    print()
