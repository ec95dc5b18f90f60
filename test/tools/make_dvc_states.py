"""Writes a DVC project that ran with the installed client in many states, and says what the client says of each.

    python make_dvc_states.py FOLDER

Each state is a project (with git and DVC's cache) in FOLDER/<name>. Prints JSON: by name what `dvc status` and
`dvc data status` tell, and whether `dvc repro --force` refuses because git tracks an output. Needs dvc 3.x.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

from dvc.exceptions import DvcException
from dvc.repo import Repo

COPY = """import sys

open(sys.argv[2], "w").write(open(sys.argv[1]).read())
"""
PIPELINE = """stages:
  prepare:
    cmd: python copy.py data/raw.csv prepared.csv
    deps:
    - copy.py
    - data/raw.csv
    outs:
    - prepared.csv
  each:
    matrix:
      seed: [a, b]
    cmd: python copy.py prepared.csv ${item.seed}.csv
    deps:
    - copy.py
    - prepared.csv
    outs:
    - ${item.seed}.csv
  measure:
    cmd: python copy.py prepared.csv metrics.json
    deps:
    - prepared.csv
    - src
    metrics:
    - metrics.json:
        cache: false
"""
FILES = {
    "copy.py": COPY,
    "src/a.py": "A = 1\n",
    "src/sub/b.py": "B = 1\n",
    "data/raw.csv": "x,y\n1,2\n",
    "images/a.txt": "a\n",
    "images/sub/b.txt": "b\n",
    "dvc.yaml": PIPELINE,
}


def write(path, text):
    def apply():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).unlink(missing_ok=True)
        Path(path).write_text(text)

    return apply


def more(text):
    return write("dvc.yaml", PIPELINE + text)


def both(*changes):
    def apply():
        for change in changes:
            change()

    return apply


def tracked(*paths):
    return lambda: git("add", "--force", *paths)


REPORT = "  report:\n    cmd: python copy.py metrics.json report.txt\n    deps:\n    - metrics.json\n    outs:\n    - report.txt\n"
STATES = {
    "as-it-ran": lambda: None,
    "data-changed": write("data/raw.csv", "x,y\n1,2\n3,4\n"),
    "data-changed-same-size": write("data/raw.csv", "x,y\n1,3\n"),
    "data-deleted": lambda: Path("data/raw.csv").unlink(),
    "data-moved": lambda: Path("data/raw.csv").rename("data/other.csv"),
    "data-added": both(write("data/raw.csv", "x,y\n5,6\n"), lambda: add("data/raw.csv")),
    "pointer-edited": lambda: edit_hash("data/raw.csv.dvc"),
    "output-changed": write("prepared.csv", "x,y\n7,8\n"),
    "output-deleted": lambda: Path("prepared.csv").unlink(),
    "output-of-matrix-changed": write("b.csv", "none\n"),
    "metric-changed": write("metrics.json", "1\n"),
    "member-changed": write("images/sub/b.txt", "B\n"),
    "member-changed-without-cache": both(write("images/sub/b.txt", "B\n"), lambda: shutil.rmtree(".dvc/cache")),
    "member-added": write("images/c.txt", "c\n"),
    "member-deleted": lambda: Path("images/a.txt").unlink(),
    "member-moved": lambda: Path("images/a.txt").rename("images/z.txt"),
    "folder-deleted": lambda: shutil.rmtree("images"),
    "without-cache": lambda: shutil.rmtree(".dvc/cache"),
    "cloned": lambda: git("clean", "-d", "--force", "-x", "--quiet", "--exclude=.dvc/config"),
    "source-folder-changed": write("src/sub/b.py", "B = 2\n"),
    "source-folder-grown": both(write("src/c.py", "C = 1\n"), tracked("src/c.py")),
    "stage-new": more(REPORT),
    "stage-new-frozen": more(REPORT + "    frozen: true\n"),
    "stage-new-always": more(REPORT + "    always_changed: true\n"),
    "stage-new-without-items": more("  hello:\n    cmd: echo hello\n"),
    "matrix-grown": write("dvc.yaml", PIPELINE.replace("[a, b]", "[a, b, c]")),
    "stage-frozen": both(write("dvc.yaml", PIPELINE.replace("  prepare:\n", "  prepare:\n    frozen: true\n")), write("copy.py", COPY + "# more\n")),
    "command-changed": write("dvc.yaml", PIPELINE.replace("copy.py prepared.csv metrics", "copy.py ./prepared.csv metrics")),
    "output-in-git": tracked("prepared.csv"),
    "metric-in-git": tracked("metrics.json"),
    "pointed-in-git": tracked("data/raw.csv"),
}


def edit_hash(path):
    text = Path(path).read_text()
    at = text.index("md5: ") + 5
    Path(path).write_text(text[:at] + "ab" * 16 + text[at + 32 :])


def add(path):
    with Repo() as repo:
        repo.add(path)


def git(*words):
    subprocess.run(["git", *words], check=True, stdout=subprocess.DEVNULL)


def refuses():
    """Does a run stop because git holds an output?"""
    try:
        with Repo() as repo:
            repo.reproduce(force=True)
    except DvcException as error:
        return "tracked by SCM" in "".join(str(one) for one in (error, error.__cause__))
    return False


def main():
    folder = Path(sys.argv[1]).resolve()
    first = folder / "as-it-ran"
    first.mkdir(parents=True)
    os.chdir(first)
    logging.disable(logging.CRITICAL)
    stdout = os.dup(1)
    os.dup2(2, 1)  # what stages and the client print
    for path, text in FILES.items():
        write(path, text)()
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    git("init", "--quiet", "--initial-branch=main")
    git("config", "user.name", "Ada")
    git("config", "user.email", "ada@example.org")
    with Repo.init() as repo:
        repo.add(["data/raw.csv", "images"])
        repo.reproduce()
    git("add", "--all")
    git("commit", "--quiet", "--message", "As it ran")
    told = {}
    for name, change in STATES.items():
        if name != "as-it-ran":
            shutil.copytree(first, folder / name, symlinks=True)
        os.chdir(folder / name)
        change()
        with Repo() as repo:
            told[name] = {
                "status": repo.status(),
                "data": repo.data_status(untracked_files="no"),
            }
    scratch = folder.parent / "scratch"
    for name in STATES:
        shutil.copytree(folder / name, scratch, symlinks=True)
        os.chdir(scratch)
        told[name]["refuses"] = refuses()
        os.chdir(folder)
        shutil.rmtree(scratch)
    os.dup2(stdout, 1)
    print(json.dumps(told, sort_keys=True, default=str))


if __name__ == "__main__":
    main()
