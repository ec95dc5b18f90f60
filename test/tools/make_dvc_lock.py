"""Writes a DVC project that ran with the installed client, changes it in many ways, and says what the client says of each.

    python make_dvc_lock.py PROJECT_DIR

PROJECT_DIR becomes a git repository; `main` is the project as it ran, and each change a branch `case/<name>`. Prints JSON:
what `dvc status` tells, in every case, of the stages that the lock knows. Needs dvc 3.x.
"""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

from dvc.repo import Repo

WRITE = '''import sys

open(sys.argv[1], "w").write(" ".join(sys.argv[2:]) + "\\n")
'''

FILES = {
    "src/write.py": WRITE,
    "src/other.py": WRITE,
    "src/lib/a.py": "A = 1\n",
    "job/fit.py": WRITE,
    "data/raw.csv": "x,y\n1,2\n3,4\n",
    "notes.txt": "tracked by git\n",
    "params.yaml": """# what the stages read
seed: 7
train:
  lr: 1e-4
  rate: 1.0
  epochs: 10
  layers: [64, 32]
  name: deep net
  resume: true
  warm: off
  until: null
unused: 1
grid:
  depth: [1, 2]
""",
    "conf/extra.toml": '[optimizer]\nmomentum = 0.9\nname = "sgd"\n\n[other]\nx = 1\n',
    "conf/extra.json": '{"batch": {"size": 32, "drop": false}, "list": [1, 2.5, "a"]}\n',
    "conf/settings.py": '''import os

SEED = 3
NAMES = ["a", "b"]
PAIR = (1, 2)


class Model:
    """Words about it."""

    depth = 4
    width: int = 8

    def __init__(self):
        self.rate = 0.5


OPTIONS = {"x": 1, "y": [1, 2]}
HOME = os.environ.get("HOME")
''',
    "job/params.yaml": "lr: 0.5\nextra:\n  a: 1\n",
    "dvc.yaml": """vars:
- flavours: [forest, linear]
- sizes:
    small: {n: 1, rate: 0.50}
    large: {n: 20, rate: 1e-05}
stages:
  prepare:
    cmd: python src/write.py prepared.csv ${seed}
    deps:
    - data/raw.csv
    - src/write.py
    params:
    - seed
    outs:
    - prepared.csv
  train:
    cmd: python src/write.py model.txt --lr ${train.lr} --rate ${train.rate} --epochs ${train.epochs} ${train.layers[1]}
    deps:
    - prepared.csv
    - src/write.py
    params:
    - train.lr
    - train.layers
    - train.until
    - conf/extra.toml:
      - optimizer.momentum
    - conf/extra.json:
    - conf/settings.py:
      - SEED
      - NAMES
      - PAIR
      - Model.depth
      - Model.rate
      - OPTIONS
    outs:
    - model.txt
  options:
    cmd: python src/write.py options.txt ${train}
    deps:
    - src/lib
    outs:
    - options.txt:
        cache: false
  each:
    foreach: ${flavours}
    do:
      cmd: python src/write.py each-${item}.txt ${item}
      params:
      - seed
      outs:
      - each-${item}.txt
  sized:
    foreach: ${sizes}
    do:
      cmd: python src/write.py sized-${key}.txt ${item.n} ${item.rate}
      outs:
      - sized-${key}.txt
  grid:
    matrix:
      depth: ${grid.depth}
      loss: [mse, mae]
    cmd: python src/write.py grid-${item.depth}-${item.loss}.txt ${key}
    outs:
    - grid-${item.depth}-${item.loss}.txt
  lists:
    cmd:
    - python src/write.py lists.txt one
    - echo done
    deps:
    - notes.txt
    metrics:
    - lists.txt:
        cache: false
  still:
    cmd: python src/write.py still.txt 1
    frozen: true
    deps:
    - src/other.py
    params:
    - seed
    outs:
    - still.txt
  fit:
    cmd: python fit.py ../fit.txt ${lr}
    wdir: job
    vars:
    - params.yaml
    deps:
    - fit.py
    params:
    - lr
    - extra
    outs:
    - ../fit.txt
  always:
    cmd: python src/write.py always.txt 1
    always_changed: true
    deps:
    - src/other.py
    outs:
    - always.txt
""",
}


def edit(path, *pairs):
    def apply():
        text = Path(path).read_text()
        for old, new in pairs:
            assert old in text, (path, old)
            text = text.replace(old, new)
        Path(path).write_text(text)

    return apply


def data_added():
    Path("data/raw.csv").write_text("x,y\n1,2\n3,4\n5,6\n")
    with Repo() as repo:
        repo.add("data/raw.csv")


def output_there():
    Path("notes-out.txt").write_text("here\n")


def half_run():
    edit("params.yaml", ("seed: 7", "seed: 8"))()
    with Repo() as repo:
        repo.reproduce("prepare", single_item=True)


def both(*changes):
    def apply():
        for change in changes:
            change()

    return apply


def reproduced(change):
    def apply():
        change()
        with Repo() as repo:
            repo.reproduce()

    return apply


LR = edit("params.yaml", ("lr: 1e-4", "lr: 0.01"))
CASES = {
    "as-it-ran": lambda: None,
    "parameter": LR,
    "parameter-run-again": reproduced(LR),
    "parameter-unused": edit("params.yaml", ("unused: 1", "unused: 2")),
    "parameter-in-list": edit("params.yaml", ("[64, 32]", "[128, 32]")),
    "parameter-in-command-only": edit("params.yaml", ("epochs: 10", "epochs: 11")),
    "parameter-from-null": edit("params.yaml", ("until: null", "until: 3")),
    "parameter-gone": edit("params.yaml", ("  until: null\n", "")),
    "parameter-rewritten": edit("params.yaml", ("lr: 1e-4", "lr: 0.0001"), ("[64, 32]", "\n  - 64\n  - 32")),
    "parameter-comment": edit("params.yaml", ("# what", "# which")),
    "parameter-option-off": edit("params.yaml", ("resume: true", "resume: false")),
    "parameter-option-text": edit("params.yaml", ("deep net", "plain")),
    "seed": edit("params.yaml", ("seed: 7", "seed: 8")),
    "toml": edit("conf/extra.toml", ("0.9", "0.8")),
    "toml-other": edit("conf/extra.toml", ("x = 1", "x = 2")),
    "json": edit("conf/extra.json", ("32", "64")),
    "json-more": edit("conf/extra.json", ('"list"', '"more": 1, "list"')),
    "json-spaced": edit("conf/extra.json", (", ", ",\n  ")),
    "python": edit("conf/settings.py", ("depth = 4", "depth = 5")),
    "python-init": edit("conf/settings.py", ("0.5", "0.25")),
    "python-list": edit("conf/settings.py", ('"a", "b"', '"a", "c"')),
    "python-tuple": edit("conf/settings.py", ("(1, 2)", "(1, 3)")),
    "python-mapping": edit("conf/settings.py", ('"x": 1', '"x": 2')),
    "python-other": edit("conf/settings.py", ("width: int = 8", "width: int = 9")),
    "command": edit("dvc.yaml", ("options.txt ${train}", "options.txt -v ${train}")),
    "command-in-list": edit("dvc.yaml", ("echo done", "echo over")),
    "comment": edit("dvc.yaml", ("stages:\n", "# all of them\nstages:\n")),
    "reformatted": edit("dvc.yaml", ("    cmd: python src/write.py options.txt", "    cmd: >-\n      python src/write.py options.txt"), ("[mse, mae]", "\n      - mse\n      - mae")),
    "described": edit("dvc.yaml", ("  train:\n", "  train:\n    desc: learns\n    meta: {owner: ada}\n")),
    "source": edit("src/write.py", ("import sys\n", "import sys\n\nprint(1)\n")),
    "source-of-frozen": edit("src/other.py", ("import sys\n", "import sys\n\nprint(1)\n")),
    "tracked-by-git": edit("notes.txt", ("tracked", "held")),
    "new-dependency": edit("dvc.yaml", ("    - prepared.csv\n    - src", "    - prepared.csv\n    - notes.txt\n    - src")),
    "lost-dependency": edit("dvc.yaml", ("    - prepared.csv\n    - src", "    - src")),
    "new-output": both(edit("dvc.yaml", ("    - model.txt\n", "    - model.txt\n    - notes-out.txt\n")), output_there),
    "new-parameter": edit("dvc.yaml", ("    - train.lr\n", "    - train.lr\n    - train.epochs\n")),
    "lost-parameter": edit("dvc.yaml", ("    - train.lr\n", "")),
    "metric-edited": edit("lists.txt", ("one", "two")),
    "variable": edit("dvc.yaml", ("n: 1,", "n: 2,")),
    "variable-respelled": edit("dvc.yaml", ("rate: 1e-05", "rate: 0.00001"), ("0.50", "0.5")),
    "stage-added": edit("dvc.yaml", ("[forest, linear]", "[forest, linear, deep]")),
    "stage-removed": edit("dvc.yaml", ("[forest, linear]", "[forest]")),
    "grid": edit("params.yaml", ("depth: [1, 2]", "depth: [1, 2, 3]")),
    "working-folder": edit("job/params.yaml", ("lr: 0.5", "lr: 0.25")),
    "working-folder-mapping": edit("job/params.yaml", ("a: 1", "a: 2")),
    "frozen-command": edit("dvc.yaml", ("still.txt 1", "still.txt 2")),
    "always-command": edit("dvc.yaml", ("always.txt 1", "always.txt 2")),
    "thawed": both(edit("dvc.yaml", ("    frozen: true\n", "")), edit("src/other.py", ("import sys\n", "import sys\n\nprint(1)\n"))),
    "data-added": data_added,
    "half-run": half_run,
}


def git(*words):
    subprocess.run(["git", *words], check=True, stdout=subprocess.DEVNULL)


def main():
    root = Path(sys.argv[1])
    root.mkdir(parents=True, exist_ok=True)
    os.chdir(root)
    logging.disable(logging.CRITICAL)
    stdout = os.dup(1)
    os.dup2(2, 1)  # what stages and the client print
    for path, text in FILES.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    git("init", "--quiet", "--initial-branch=main")
    git("config", "user.name", "Ada")
    git("config", "user.email", "ada@example.org")
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    with Repo.init() as repo:
        repo.add("data/raw.csv")
    # A frozen stage does not run, not even the first time.
    Path("dvc.yaml").write_text(FILES["dvc.yaml"].replace("    frozen: true\n", ""))
    with Repo() as repo:
        repo.reproduce()
    Path("dvc.yaml").write_text(FILES["dvc.yaml"])
    git("add", "--all")
    git("commit", "--quiet", "--message", "As it ran")
    told = {}
    for name, change in CASES.items():
        git("checkout", "--quiet", "-b", f"case/{name}", "main")
        change()
        with Repo() as repo:
            told[name] = {stage: told for stage, told in repo.status().items() if f"\n  {stage}:\n" in Path("dvc.lock").read_text()}
        git("add", "--all")
        git("commit", "--quiet", "--allow-empty", "--message", name)
        git("checkout", "--quiet", "main")
        with Repo() as repo:
            repo.checkout(force=True)
    os.dup2(stdout, 1)
    print(json.dumps(told, sort_keys=True))


if __name__ == "__main__":
    main()
