"""Notebooks as IPython and Python themselves see them, as JSON.

    python notebook_calls.py NOTEBOOK... > cells.json

{"NOTEBOOK": {"3": {"calls": ["fit", ...], "binds": [...], "needs": [...]}}} by the index of each code cell; null where this
Python cannot parse the cell. `calls`: last names of what is called, sorted; `binds`: names that the cell's top level binds;
`needs`: names that it reads and does not bind, builtins left out.
"""

import ast
import builtins
import json
import re
import symtable
import sys
import warnings

import nbformat
from IPython.core.inputtransformer2 import TransformerManager

warnings.simplefilter("ignore")

PYTHON_CELLS = {"time", "capture", "prun", "debug", "wandb", "heat"}
TIMED = {"time", "timeit", "prun", "memit"}
NUMBERS = re.compile(r"^(?:-[nr]\s*\d+\s+)*")


def transformed(source):
    return TransformerManager().transform_cell(source)


class Magics(ast.NodeTransformer):
    """Puts the code that `%time` and `%%time` run in the place of their calls."""

    def visit_Expr(self, node):
        self.generic_visit(node)
        found = magic_of(node.value)
        if found is None:
            return node
        kind, name, rest, body = found
        if kind == "cell" and name in PYTHON_CELLS:
            filled = [f"{word} = None" for word in rest.split() if name == "capture" and word.isidentifier()]
            code = "\n".join([*filled, transformed(body)])
            return self.visit(ast.parse(code)).body or ast.Pass()
        code = NUMBERS.sub("", rest)
        if kind == "line" and name in TIMED and code and not code.startswith("-"):
            return ast.parse(code).body
        return ast.Pass()


def magic_of(node):
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    receiver = node.func.value
    if not (isinstance(receiver, ast.Call) and getattr(receiver.func, "id", "") == "get_ipython"):
        return None
    words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    if node.func.attr == "run_cell_magic" and len(words) == 3:
        return "cell", *words
    if node.func.attr == "run_line_magic" and len(words) == 2:
        return "line", *words, ""
    if node.func.attr in ("system", "getoutput"):
        return "shell", "", "", ""
    return None


def called(node):
    func = node.func
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def names(source):
    binds, needs = set(), set()
    tables = [symtable.symtable(source, "cell", "exec")]
    while tables:
        table = tables.pop()
        tables.extend(table.get_children())
        for symbol in table.get_symbols():
            if table.get_type() == "module":
                if symbol.is_assigned() or symbol.is_imported():
                    binds.add(symbol.get_name())
                elif symbol.is_referenced():
                    needs.add(symbol.get_name())
            elif symbol.is_global():
                if symbol.is_declared_global() and symbol.is_assigned():
                    binds.add(symbol.get_name())
                elif symbol.is_referenced():
                    needs.add(symbol.get_name())
    given = set(dir(builtins)) | {"get_ipython", "display", "In", "Out", "exit", "quit"}
    return sorted(binds), sorted(needs - binds - given)


def cell_facts(source):
    try:
        tree = Magics().visit(ast.parse(transformed(source)))
        plain = ast.unparse(ast.fix_missing_locations(tree))
        tree = ast.parse(plain)
        binds, needs = names(plain)
    except (SyntaxError, ValueError, RecursionError):
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and magic_of(node) is None]
    found = sorted(name for name in map(called, calls) if name != "get_ipython")
    return {"calls": found, "binds": binds, "needs": needs}


def notebook_facts(path):
    try:
        notebook = nbformat.read(path, as_version=4)
        return {
            str(index): cell_facts(cell.source)
            for index, cell in enumerate(notebook.cells)
            if cell.cell_type == "code"
        }
    except Exception:
        return None


json.dump({path: notebook_facts(path) for path in sys.argv[1:]}, sys.stdout)
