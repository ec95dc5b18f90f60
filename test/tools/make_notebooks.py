"""Writes notebooks that real kernels have run: in order, out of order, with failures, restarts and cells taken away.

    python make_notebooks.py FOLDER

Runs with nbclient 0.11, ipykernel 7.4, papermill 2.7.
"""

import copy
import platform
import sys
from pathlib import Path

import nbformat
import papermill
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}

STUDY = [
    "%load_ext autoreload\nimport random\nimport json as j\nfrom pathlib import Path\nfrom IPython.display import HTML, SVG, display",
    "%env WANDB_MODE=offline\nrandom.seed(1)",
    "# only a comment",
    "%%time\ndef fit(rate, *, steps=3):\n    total = sum(weight(i) * rate for i in range(steps))\n    return total\n\nweight = lambda i: i + offset\noffset = 1",
    "%time loss = fit(0.1)\nprint(f'val_loss: {loss:.3f}')",
    "%timeit -n 1 -r 1 fit(0.2, steps=2)",
    "files = !echo one two\nhome = %pwd\nassert files",
    "?fit\nfit?",
    "for epoch in range(2):\n    !echo $epoch\n    if epoch:\n        %time fit(epoch)\n    print('epoch', epoch, 'accuracy:', 0.5)",
    "display(HTML('<table><tr><td>1</td></tr></table>'))\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"></svg>')",
    "%%capture out\nprint('nothing to see')",
    "%%bash\necho python train.py --lr 0.1",
    "import asyncio\nawait asyncio.sleep(0)\nresult = [x async for x in agen()] if False else [y for y in range(3) if y]",
    "%%writefile train.py\nimport torch\ntorch.manual_seed(0)",
    "%run train_small.py --seed 1",
    ">>> width = 3\n>>> (width\n...  % 2)",
    "    indented = width\n    print(indented)",
    "text = '''\n%time not_a_call()\n!not a command\n'''\nwith open(Path('x.json'), 'w') as sink:\n    j.dump({'text': text}, sink)",
    "try:\n    value: int = int('x')\nexcept ValueError as error:\n    value, (low, *high) = 0, (1, 2, 3)\nelse:\n    pass\nvalue += low",
    "class Model:\n    size = 2\n    def __init__(self, n=size):\n        self.n = n + len(high)\n\n    @staticmethod\n    def make(kind): return Model(kind)\nif (n := Model.make(2).n) > 1: print(n, sep=','); last = n",
    "get_ipython().system('echo pip install torch==2.1.0')\nget_ipython().run_line_magic('pwd', '')",
]


def cells(sources):
    made = [new_markdown_cell("# Study", id="head")]
    return made + [new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]


def notebook(sources):
    return new_notebook(cells=cells(sources), metadata={"kernelspec": dict(KERNEL)})


def run(made, folder, order=None, allow_errors=False):
    """Runs the code cells in their order, or those of the given indices in that order."""
    client = NotebookClient(
        made, record_timing=False, allow_errors=allow_errors, resources={"metadata": {"path": str(folder)}}
    )
    if order is None:
        client.execute()
        return made
    with client.setup_kernel():
        for index in order:
            if index is None:
                run_sync(client.km.restart_kernel)(now=True)
                run_sync(client.kc.wait_for_ready)(timeout=60)
            else:
                # The count is the kernel's own.
                client.execute_cell(made.cells[index], index, store_history=True)
    made.metadata["language_info"] = {"name": "python", "version": platform.python_version()}
    return made


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    work = folder / "project"
    work.mkdir()
    (work / "train_small.py").write_text("import sys\nlearned = len(sys.argv)\n")

    def keep(name, made, version=nbformat.NO_CONVERT):
        nbformat.write(made, folder / name, version=version)

    whole = run(notebook(STUDY), work)
    keep("whole.ipynb", whole)
    keep("version3.ipynb", nbformat.convert(copy.deepcopy(whole), 3), version=3)

    steps = ["import math", "rate = 0.1", "rate = rate * 2", "print('loss:', math.exp(-rate))"]
    keep("shuffled.ipynb", run(notebook(steps), work, order=[1, 2, 4, 3]))
    keep("again.ipynb", run(notebook(steps), work, order=[1, 2, 3, 3, 4]))
    keep("restarted.ipynb", run(notebook([*steps, "import random", "random.random()"]), work, order=[1, 2, 3, 4, None, 5, 6]))
    keep("broken-session.ipynb", run(notebook([*steps, "import random", "random.random() * rate"]), work, order=[1, 2, 3, 4, None, 5, 2, 6]))

    failing = [*steps, "raise RuntimeError('no data')", "rate"]
    keep("failed.ipynb", run(notebook(failing), work, allow_errors=True))
    expected = notebook(failing)
    expected.cells[5].metadata["tags"] = ["raises-exception"]
    keep("expected-failure.ipynb", run(expected, work))

    gone = run(notebook(["import math", "secret = 2", "def area(r): return math.pi * r ** secret", "print(area(1), secret)"]), work)
    del gone.cells[2]
    keep("gone.ipynb", gone)
    below = run(notebook(["print(size + 1)", "size = 3"]), work, order=[2, 1])
    keep("below.ipynb", below)

    stripped = copy.deepcopy(whole)
    for cell in stripped.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    keep("stripped.ipynb", stripped)

    tagged = notebook(["lr = 0.1\nepochs: int = 3", "print(lr, epochs)"])
    tagged.cells[1].metadata["tags"] = ["parameters"]
    keep("template.ipynb", tagged)
    papermill.execute_notebook(
        str(folder / "template.ipynb"),
        str(folder / "papermill.ipynb"),
        parameters={"lr": 0.01},
        cwd=str(work),
        progress_bar=False,
    )
    for path in work.iterdir():
        path.unlink()
    work.rmdir()


main(Path(sys.argv[1]).resolve())
