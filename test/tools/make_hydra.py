"""Writes Hydra runs with the installed client: single runs, a sweep, a failed run, a run in the project's root.

    python make_hydra.py PROJECT_DIR

Runs with hydra-core 1.0 to 1.3.
"""

import os
import subprocess
import sys
from pathlib import Path

import hydra

VERSION = tuple(int(part) for part in hydra.__version__.split(".")[:2])

TRAIN = '''import logging
import warnings

import hydra

log = logging.getLogger(__name__)


@hydra.main(config_path="conf", config_name="config"%s)
def main(cfg):
    log.info("lr %%s", cfg.optimizer.lr)
    with open("model.txt", "w") as file:
        file.write("weights")
    if cfg.fail == "logged":
        try:
            raise ValueError("a handled failure")
        except ValueError:
            log.exception("went on")
        log.info("done")
    if cfg.fail == "hard":
        try:
            raise ValueError("no data")
        except ValueError:
            log.exception("giving up")
            raise


if __name__ == "__main__":
    main()
'''

CONFIG = '''defaults:
%s
seed: null
fail: ""
run_name: ${model.name}-${optimizer.lr}-s${seed}
epochs: 1e1
lr_text: "1e-4"
tiny: 1e-5
whole: 1.0
flag: on
octal: 010
time: 12:30:00
date: 2026-01-02
layers: [64, "${model.width}", {dropout: 0.1}]
first: %s
second: %s
third: %s
copy: ${optimizer}
scheduler:
  peak: ${optimizer.lr}
  label: at-${whole}-${flag}-${tiny}-${seed}-${model.width}
  missing: ???
  via_missing: ${scheduler.missing}
  nowhere: ${not.there}
  home: ${oc.env:HOME}
  cwd: ${hydra:runtime.cwd}
  %s
empty: {}
none_listed: []
text: "a: b # c"
multi: |
  two
  lines
"quoted key": 1
'''
NUMBERED = "3: three\n"
ITEMS = ("${layers.0}", "${layers[1]}", "${layers[2].dropout}")

RELATIVE = '''base: 2
  relative: ${.base}
  above: ${..seed}
  chosen: ${.peak_of.${model.name}}
  peak_of: {mlp: 1, tree: 2}
'''


def write(path, text):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def run(*arguments, fails=False):
    result = subprocess.run([sys.executable, "train.py", *arguments], capture_output=True, text=True)
    if (result.returncode != 0) != fails:
        sys.exit(result.stderr)


def main(project):
    os.makedirs(project)
    os.chdir(project)
    base = ', version_base="1.1"' if VERSION >= (1, 2) else ""
    write("train.py", TRAIN % base)
    groups = "- model: mlp\n- optimizer: sgd\n"
    if VERSION >= (1, 1):
        config = CONFIG % (groups + "- _self_\n", *ITEMS, RELATIVE) + NUMBERED
    else:
        config = CONFIG % (groups, 0, 0, 0, "base: 2\n")
    write("conf/config.yaml", config)
    package = "# @package _group_\n" if VERSION < (1, 1) else ""
    write("conf/model/mlp.yaml", package + "name: mlp\nwidth: 32\n")
    write("conf/model/tree.yaml", package + "name: tree\nwidth: 1_000\n")
    write("conf/optimizer/sgd.yaml", package + "_target_: torch.optim.SGD\nlr: 0.1\nnesterov: false\n")
    run("hydra.run.dir=outputs/2026-03-01/10-00-00")
    run("hydra.run.dir=outputs/2026-03-01/10-05-00", "optimizer.lr=1e-4", "seed=7", "+note='two words'")
    run("hydra.run.dir=outputs/handled", "fail=logged")
    run("hydra.run.dir=outputs/2026-03-02/09-00-00", "fail=hard", fails=True)
    run("-m", "hydra.sweep.dir=multirun/2026-03-03/12-00-00", "model=mlp,tree", "seed=1,2", "layers=[8]", "third=0", "second=0")
    run("hydra.run.dir=.", "seed=3")


if __name__ == "__main__":
    main(sys.argv[1])
