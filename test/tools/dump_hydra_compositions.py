"""What the installed Hydra composes of a folder of configurations, for each list of overrides.

    python dump_hydra_compositions.py CONF_DIR ASKED_JSON

ASKED_JSON holds lists of overrides. Prints JSON: for each, what is composed (`written`: interpolations as they stand,
`resolved`: the keys whose value follows from the configuration), or the error that stops Hydra.
"""

import json
import os
import sys
import warnings

from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

warnings.simplefilter("ignore")


def leaves(config, path=""):
    for key in config:
        name = f"{path}.{key}" if path else str(key)
        if OmegaConf.is_dict(config) and OmegaConf.is_dict(OmegaConf.select(config, str(key), throw_on_resolution_failure=False)):
            yield from leaves(config[key], name)
        else:
            yield name


def resolved(config):
    found = {}
    for name in leaves(config):
        try:
            value = OmegaConf.select(config, name)
        except OmegaConfBaseException:
            continue
        if not OmegaConf.is_config(value):
            found[name] = value
    return found


def answer(folder, overrides):
    try:
        with initialize_config_dir(config_dir=os.path.abspath(folder), version_base="1.3"):
            config = compose(config_name="config", overrides=overrides)
    except Exception as error:
        return {"overrides": overrides, "error": type(error).__name__}
    return {
        "overrides": overrides,
        "written": OmegaConf.to_container(config, resolve=False),
        "resolved": resolved(config),
    }


with open(sys.argv[2]) as file:
    asked = json.load(file)
json.dump([answer(sys.argv[1], overrides) for overrides in asked], sys.stdout, indent=1)
print()
