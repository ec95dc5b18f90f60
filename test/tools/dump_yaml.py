"""How the Python libraries read and write YAML, for comparison with src/parsers/yaml.ts.

    python dump_yaml.py load < texts.json     [text, …]   -> [{"pyyaml": {"value": …} | {"error": …}, "omegaconf": …, "ruamel": …}, …]
    python dump_yaml.py dump < values.json    [value, …]  -> [{"pyyaml": text, "omegaconf": text | null, "ruamel": text}, …]

    python dump_yaml.py table < fixtures/parsers/yaml/scalars.json     the same rows, answered anew

Timestamps are given as their text, integers beyond 2**53 - 1 as their digits, numbers that JSON cannot say by name.
"""

import io
import json
import math
import sys

import ruamel.yaml
import yaml
from omegaconf import OmegaConf
from omegaconf._utils import get_yaml_loader

TIMESTAMP = "tag:yaml.org,2002:timestamp"


class Loader(yaml.SafeLoader):
    pass


class RuamelConstructor(ruamel.yaml.SafeConstructor):
    pass


Loader.add_constructor(TIMESTAMP, lambda loader, node: node.value)
RuamelConstructor.add_constructor(TIMESTAMP, lambda loader, node: node.value)


def load_ruamel(text):
    # The pure reader: the C one has other scanner rules than DVC gets where no compiled reader is installed.
    reader = ruamel.yaml.YAML(typ="safe", pure=True)
    reader.Constructor = RuamelConstructor
    return reader.load(text)


LOADERS = {
    "pyyaml": lambda text: yaml.load(text, Loader=Loader),
    "omegaconf": lambda text: yaml.load(text, Loader=get_yaml_loader()),
    "ruamel": load_ruamel,
}


def plain(value):
    if isinstance(value, dict):
        return {key if isinstance(key, str) else json.dumps(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def load(text):
    answers = {}
    for name, loader in LOADERS.items():
        try:
            answers[name] = {"value": plain(loader(text))}
        except Exception as error:
            answers[name] = {"error": type(error).__name__}
    return answers


def dump_ruamel(value):
    stream = io.StringIO()
    writer = ruamel.yaml.YAML()
    writer.default_flow_style = False
    writer.dump(value, stream)
    return stream.getvalue()


def dump(value):
    composed = OmegaConf.to_yaml(OmegaConf.create(value)) if isinstance(value, (dict, list)) else None
    return {"pyyaml": yaml.safe_dump(value), "omegaconf": composed, "ruamel": dump_ruamel(value)}


def row(entry):
    """What each library makes of one scalar as the value of a mapping."""
    answers = load(f"a: {entry['text']}")
    values = {name: {"value": a["value"]["a"]} if "value" in a else a for name, a in answers.items()}
    return {"text": entry["text"], **values}


if __name__ == "__main__":
    work = {"load": load, "dump": dump, "table": row}[sys.argv[1]]
    answers = [json.dumps(work(item), ensure_ascii=False) for item in json.load(sys.stdin)]
    print("[\n " + ",\n ".join(answers) + "\n]")
