"""Writes a DVC project with the installed client: pipelines, pointers, a remote, and experiments.

    python make_dvc.py PROJECT_DIR

PROJECT_DIR becomes a git repository. Runs with dvc 2.58 (lock entries without `hash:`) and 3.x.
"""

import os
import subprocess
import sys
from pathlib import Path

import dvc

MAJOR = int(dvc.__version__.split(".")[0])

PREPARE = '''import random
import sys

import yaml

params = yaml.safe_load(open("params.yaml"))["prepare"]
rows = open(sys.argv[1]).read().splitlines()
random.Random(params["seed"]).shuffle(rows)
cut = int(len(rows) * params["split"])
import os

os.makedirs("data/prepared", exist_ok=True)
open("data/prepared/train.csv", "w").write("\\n".join(rows[cut:]) + "\\n")
open("data/prepared/test.csv", "w").write("\\n".join(rows[:cut]) + "\\n")
'''

TRAIN = '''import json
import sys

from ruamel.yaml import YAML

params = YAML(typ="safe").load(open("params.yaml"))
model, kind = sys.argv[1], sys.argv[2]
rows = open("data/prepared/train.csv").read().splitlines()
open(model, "w").write(json.dumps({"kind": kind, "weights": [params["train"]["lr"], len(rows)]}))
'''

EVALUATE = '''import json
import os
import sys

model, report = json.load(open(sys.argv[1])), sys.argv[2]
lr, rows = model["weights"]
scores = {"acc": 1 - lr, "nested": {"f1": 0.5, "deep": {"auc": 0.75}}, "confusion": [[1, 2], [3, 4]], "rows": rows}
os.makedirs(os.path.dirname(report), exist_ok=True)
json.dump(scores, open(report, "w"))
'''

REPORT = '''import os

os.makedirs("report/plots", exist_ok=True)
open("report/scores.yaml", "w").write("mean: 1e-4\\nbest:\\n  acc: 0.875\\n  name: forest\\n")
open("report/timing.toml", "w").write("seconds = 3\\n\\n[phase]\\nfit = 2.5\\n")
open("report/plots/roc.csv", "w").write("fpr,tpr\\n0,0\\n1,1\\n")
'''

PARAMS = '''seed: 20170428
prepare:
  split: 0.20
  seed: 20170428
train:
  lr: 1e-4
  layers: [64, 32]
  schedule:
    name: "cosine"
    warmup: 010
    until: null
  resume: on
  fold: "08"
'''

PIPELINE = '''vars:
- flavours: [forest, linear]
stages:
  prepare:
    cmd: python src/prepare.py data/raw.csv
    desc: Splits the rows at random, seeded.
    deps:
    - data/raw.csv
    - src/prepare.py
    params:
    - prepare
    outs:
    - data/prepared
  train:
    foreach: ${flavours}
    do:
      cmd: python src/train.py models/${item}.json ${item}
      deps:
      - data/prepared
      - src
      params:
      - seed
      - train
      - conf/extra.toml:
        - optimizer.momentum
        - seed
      outs:
      - models/${item}.json
  evaluate:
    foreach: ${flavours}
    do:
      cmd:
      - python src/evaluate.py models/${item}.json scores/${item}.json
      - echo done
      deps:
      - models/${item}.json
      - src/evaluate.py
      metrics:
      - scores/${item}.json:
          cache: false
  report:
    cmd: python src/report.py
    deps:
    - scores/forest.json
    - scores/linear.json
    - src/report.py
    outs:
    - report
metrics:
- report/scores.yaml
- report/timing.toml
'''

MATRIX = '''  grid:
    matrix:
      depth: [1, 2]
      loss: [mse, mae]
    cmd: python -c "open('grid-${item.depth}-${item.loss}.txt', 'w').write('1')"
    outs:
    - grid-${item.depth}-${item.loss}.txt:
        cache: false
'''

NESTED = '''stages:
  fit:
    wdir: job
    cmd: python fit.py --quick
    deps:
    - fit.py
    - ../../data/raw.csv
    params:
    - lr
    metrics:
    - metrics.json:
        cache: false
    outs:
    - weights.bin
'''

FIT = '''import json

open("weights.bin", "wb").write(bytes(range(256)))
json.dump({"loss": 0.25, "epoch": 3}, open("metrics.json", "w"))
'''


def run(*command, **environment):
    subprocess.run(command, check=True, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)


def write(path, text):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text if isinstance(text, bytes) else text.encode())


def commit(message, day):
    at = f"2026-03-{day:02d}T12:00:00Z"
    run("git", "add", "-A")
    run("git", "commit", "-qm", message, GIT_AUTHOR_DATE=at, GIT_COMMITTER_DATE=at)


def main(project):
    os.makedirs(project)
    os.chdir(project)
    # The pipeline's own `python` is the one that runs this.
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    run("git", "init", "-qb", "main")
    run("git", "config", "user.name", "Ada")
    run("git", "config", "user.email", "ada@example.com")
    client = (sys.executable, "-m", "dvc")
    run(*client, "init", "-q")
    run(*client, "config", "core.analytics", "false")
    write("data/raw.csv", b"".join(b"%d,%d\r\n" % (i, i * i % 7) for i in range(20)))
    run(*client, "add", "-q", "data/raw.csv")
    for name, text in (("prepare", PREPARE), ("train", TRAIN), ("evaluate", EVALUATE), ("report", REPORT)):
        # Windows line ends: legacy hashes are taken of the text with plain ones.
        write(f"src/{name}.py", text.replace("\n", "\r\n") if name == "train" else text)
    write("params.yaml", PARAMS)
    write("conf/extra.toml", 'seed = 7\n\n[optimizer]\nname = "sgd"\nmomentum = 0.9\n')
    matrix = MAJOR >= 3
    write("dvc.yaml", PIPELINE.replace("metrics:\n- report", (MATRIX if matrix else "") + "metrics:\n- report"))
    write("nested/dvc.yaml", NESTED)
    write("nested/job/fit.py", FIT)
    write("nested/job/params.yaml", "lr: 0.5\n")
    write("models/.gitignore", "/*.json\n")
    run(*client, "repro", "-q", "--all-pipelines")
    commit("Train the first models", 1)
    if MAJOR >= 3:
        run(*client, "exp", "run", "-q", "-n", "lr-high", "-S", "train.lr=0.5", "dvc.yaml")
        run(*client, "exp", "run", "-q", "-n", "crisp-tire", "-S", "train.layers=[8]", "-S", "train.lr=0.25", "dvc.yaml")
        run("git", "checkout", "-q", "--", ".")
        run(*client, "checkout", "-q")
    # Last, as the client would want a plug-in for the remote while experiments run.
    run(*client, "remote", "add", "-q", "-d", "store", "s3://ada-models/churn")
    run(*client, "remote", "add", "-q", "disk", "../dvc-disk")
    commit("Name the remotes", 2)


if __name__ == "__main__":
    main(sys.argv[1])
