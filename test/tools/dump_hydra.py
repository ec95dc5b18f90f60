"""What the installed OmegaConf says about the Hydra runs of a project, for comparison with src/trackers/hydra.

    python dump_hydra.py PROJECT_DIR     JSON on standard output

Interpolations are resolved where the configuration itself holds the answer; those that ask the machine
(`oc.env`, `hydra:`) or lead nowhere keep their text.
"""

import json
import math
import os
import sys
from pathlib import Path

import hydra
import omegaconf
from omegaconf import DictConfig, ListConfig, OmegaConf
from omegaconf.basecontainer import BaseContainer


def plain(value):
    if isinstance(value, DictConfig):
        return {str(key): resolved(value, key) for key in value.keys()}
    if isinstance(value, ListConfig):
        return [resolved(value, index) for index in range(len(value))]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def resolved(parent, key):
    raw = OmegaConf.to_container(parent, resolve=False)[key]
    if OmegaConf.is_missing(parent, key):
        return "???" if not OmegaConf.is_interpolation(parent, key) else raw
    try:
        return plain(parent[key])
    except Exception:
        return raw


def flat(value, key=""):
    if isinstance(value, dict) and (value or not key):
        found = {}
        for name, inner in value.items():
            found.update(flat(inner, f"{key}.{name}" if key else name))
        return found
    return {key: value}


def view(folder):
    config = OmegaConf.load(folder / "config.yaml")
    own = OmegaConf.to_container(OmegaConf.load(folder / "hydra.yaml"), resolve=False)["hydra"]
    return {
        "params": flat(plain(config)),
        "overrides": list(OmegaConf.load(folder / "overrides.yaml")),
        "job": own["job"]["name"],
        "num": own["job"]["num"],
        "dirname": own["job"]["override_dirname"],
    }


if __name__ == "__main__":
    for name in ("env", "oc.env"):
        BaseContainer._resolvers.pop(name, None)
    os.chdir(sys.argv[1])
    folders = sorted(path for path in Path(".").rglob(".hydra") if path.is_dir())
    runs = {str(folder.parent): view(folder) for folder in folders}
    versions = {"hydra": hydra.__version__, "omegaconf": omegaconf.__version__}
    json.dump({"versions": versions, "runs": runs}, sys.stdout, indent=1, sort_keys=True)
    print()
