"""Calls as Python itself sees them: for each file named, the lines of its calls, as JSON.

    python ast_calls.py FILE... > calls.json

{"FILE": [3, 3, 7, ...]} in rising order; null where this Python cannot parse the file.
"""

import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")


def call_lines(path):
    with open(path, "rb") as source:
        try:
            tree = ast.parse(source.read())
        except (SyntaxError, ValueError, RecursionError):
            return None
    # Calls inside f-strings have no reliable line before Python 3.12, and none of ours are counted there.
    inside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside.update(id(child) for child in ast.walk(node))
    return sorted(
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in inside
    )


json.dump({path: call_lines(path) for path in sys.argv[1:]}, sys.stdout)
