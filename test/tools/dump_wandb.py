"""Prints what W&B's own reader finds in the run folders below a folder, as JSON.

    python dump_wandb.py FOLDER

Logs are read with the client's DataStore (part of the package up to 0.21) and its protobuf classes, the files beside
them with PyYAML and json.
"""

import json
import re
import sys
from pathlib import Path

import wandb
import yaml
from wandb.proto import wandb_internal_pb2
from wandb.sdk.internal.datastore import DataStore

wandb._assert_is_internal_process = True
MARKS = ("*.wandb", "wandb-metadata.json", "files/wandb-metadata.json")


def plain(value):
    """NaN and infinities as texts, for JSON has no word for them."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def put(target, item):
    path = list(item.nested_key) or [item.key]
    for key in path[:-1]:
        if not isinstance(target.get(key), dict):
            target[key] = {}
        target = target[key]
    target[path[-1]] = plain(json.loads(item.value_json))


def drop(target, item):
    *path, last = list(item.nested_key) or [item.key]
    for key in path:
        target = target.get(key, {})
    target.pop(last, None)


def records(path):
    store = DataStore()
    store.open_for_scan(str(path))
    while True:
        data = store.scan_data()
        if data is None:
            return
        record = wandb_internal_pb2.Record()
        record.ParseFromString(data)
        yield record


def log_view(path):
    view = {"config": {}, "summary": {}, "history": [], "stats": 0, "artifacts": [], "exit": None, "run": None}
    view.update({"used": [], "files": [], "output": "", "tensorboard": []})
    git, environment = None, {}
    for record in records(path):
        kind = record.WhichOneof("record_type")
        if kind == "run":
            run = record.run
            view["run"] = {
                "id": run.run_id,
                "project": run.project,
                "group": run.run_group,
                "jobType": run.job_type,
                "name": run.display_name,
                "notes": run.notes,
                "tags": list(run.tags),
                "startedAt": run.start_time.ToMilliseconds(),
                "commit": run.git.commit,
                "remote": run.git.remote_url,
                "sweep": run.sweep_id,
                "host": run.host,
            }
            for item in run.config.update:
                put(view["config"], item)
        elif kind in ("config", "summary"):
            for item in getattr(record, kind).update:
                put(view[kind], item)
            for item in getattr(record, kind).remove:
                drop(view[kind], item)
        elif kind == "history":
            row = {}
            for item in record.history.item:
                put(row, item)
            view["history"].append(row)
        elif kind == "stats":
            view["stats"] += 1
        elif kind == "artifact":
            artifact = record.artifact
            fields = {field: getattr(artifact, field) for field in ("type", "name", "digest")}
            fields["references"] = [entry.ref for entry in artifact.manifest.contents if entry.ref]
            view["used" if artifact.use_after_commit else "artifacts"].append(fields)
        elif kind == "use_artifact":
            used = record.use_artifact
            view["used"].append({"type": used.type, "name": used.name, "digest": "", "references": []})
        elif kind == "files":
            view["files"] += [file.path for file in record.files.files]
        elif kind in ("output", "output_raw"):
            view["output"] = (view["output"] + getattr(record, kind).line)[-2000:]
        elif kind == "tbrecord":
            view["tensorboard"].append(record.tbrecord.log_dir)
        elif kind == "exit":
            view["exit"] = {"code": record.exit.exit_code, "runtime": record.exit.runtime}
        elif kind == "environment":
            env = record.environment
            if env.program:
                environment = {"python": env.python, "args": list(env.args), "codePath": env.code_path}
                environment["commit"] = env.git.commit
    return {**view, "environment": environment}


def folder_view(folder):
    files = folder / "files" if (folder / "files").is_dir() else folder
    view = {}
    logs = [path for path in folder.glob("*.wandb") if path.stat().st_size > 0]
    if logs:
        view["log"] = log_view(logs[0])
    if (files / "config.yaml").exists():
        view["config"] = plain(yaml.safe_load((files / "config.yaml").read_text(encoding="utf-8")))
    for name in ("summary", "metadata"):
        if (files / f"wandb-{name}.json").exists():
            view[name] = plain(json.loads((files / f"wandb-{name}.json").read_text()))
    if (files / "wandb-history.jsonl").exists():
        lines = (files / "wandb-history.jsonl").read_text().splitlines()
        view["history"] = [plain(json.loads(line)) for line in lines]
    return view


def main(root):
    folders = [path for path in sorted(root.rglob("*run-*")) if re.search(r"run-\d{8}_\d{6}-", path.name)]
    views = {folder.relative_to(root).as_posix(): folder_view(folder) for folder in folders if folder.is_dir()}
    print(json.dumps(views, indent=1, sort_keys=True, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
