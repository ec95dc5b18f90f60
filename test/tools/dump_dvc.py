"""What the installed DVC says about a project, for comparison with src/trackers/dvc.

    python dump_dvc.py PROJECT_DIR     JSON on standard output
"""

import json
import os
import sys

import dvc
import dvc.api
from dvc.dependency.param import ParamsDependency
from dvc.repo import Repo
from dvc.utils.serialize import load_path


def digest(item):
    return f"{item.hash_name}:{item.hash_info.value}" if item.hash_info else None


def extracted(value):
    """As dvc.repo.metrics.show: lists are no metrics."""
    if isinstance(value, dict):
        return {key: inner for key, item in value.items() if (inner := extracted(item)) not in (None, {})}
    return value if isinstance(value, (int, float, str)) else None


def stages(repo):
    """Every stage of every dvc.yaml, as the client loads it together with its lock."""
    found = {}
    root = repo.root_dir
    for stage in repo.index.stages:
        if not getattr(stage, "name", None):
            continue
        lock = os.path.join(os.path.relpath(os.path.dirname(stage.path), root), "dvc.lock")
        metrics = {}
        for out in stage.outs:
            if out.metric and os.path.exists(out.fs_path):
                metrics[os.path.relpath(out.fs_path, root)] = extracted(load_path(out.fs_path, repo.fs))
        found[f"{os.path.normpath(lock)}:{stage.name}"] = {
            "cmd": stage.cmd,
            "desc": stage.desc,
            "wdir": os.path.relpath(stage.wdir, root),
            "params": {
                dep.def_path: dep.hash_info.value for dep in stage.deps if isinstance(dep, ParamsDependency)
            },
            "deps": {
                os.path.relpath(dep.fs_path, root): digest(dep)
                for dep in stage.deps
                if not isinstance(dep, ParamsDependency)
            },
            "outs": {os.path.relpath(out.fs_path, root): digest(out) for out in stage.outs},
            "metrics": metrics,
        }
    return found


def pointers(repo):
    return {
        os.path.relpath(stage.path, repo.root_dir): {
            os.path.relpath(out.fs_path, repo.root_dir): digest(out) for out in stage.outs
        }
        for stage in repo.index.stages
        if not getattr(stage, "name", None)
    }


def experiments(repo):
    """By name: the stages of each experiment as the client loads them at its commit."""
    from dvc.repo.experiments.utils import exp_refs

    found = {}
    for ref in exp_refs(repo.scm):
        commit = repo.scm.get_ref(str(ref))
        with repo.switch(commit):
            found[ref.name] = stages_at(repo)
    return found


def stages_at(repo):
    found = {}
    for stage in repo.index.stages:
        if getattr(stage, "name", None):
            params = {dep.def_path: dep.hash_info.value for dep in stage.deps if isinstance(dep, ParamsDependency)}
            lock = stage.path_in_repo.removesuffix("dvc.yaml") + "dvc.lock"
            found[stage.name if lock == "dvc.lock" else f"{lock}:{stage.name}"] = {"cmd": stage.cmd, "params": params}
    return found


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    with Repo() as repo:
        view = {
            "version": dvc.__version__,
            "stages": stages(repo),
            "pointers": pointers(repo),
            "remotes": sorted(repo.config["remote"]),
            "default": repo.config["core"].get("remote"),
        }
        if int(dvc.__version__.split(".")[0]) >= 3:
            view["metrics_show"] = dvc.api.metrics_show()
            view["experiments"] = experiments(repo)
        json.dump(view, sys.stdout, indent=1, sort_keys=True)
        print()
