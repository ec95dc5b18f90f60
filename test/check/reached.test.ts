import { describe, expect, test } from "vitest";
import { breaksOff, importsIn } from "../../src/check/code/import-lines.js";
import { mentionsIn } from "../../src/check/code/mentions.js";
import { moduleFiles } from "../../src/check/code/module-files.js";

const read = (line: string): string[] =>
  importsIn(line).map(
    ({ module, level, names, open }) =>
      `${".".repeat(level)}${module}${names === null ? "" : ` (${names.join(" ")})`}${open ? " …" : ""}`,
  );

describe("C1: what a line imports", () => {
  const LINES: Readonly<Record<string, readonly string[]>> = {
    "import torch": ["torch"],
    "import a.b as c, d": ["a.b", "d"],
    "    import inner  # late": ["inner"],
    "from a.b import c, d as e": ["a.b (c d)"],
    "from . import x": [". (x)"],
    "from ..pkg.mod import y  # why": ["..pkg.mod (y)"],
    "from a import (": ["a () …"],
    "from a import b, \\": ["a (b) …"],
    "from a import *": ["a () …"],
    "try: import x": ["x"],
    '    "from utils import seed_all\\n",': ["utils (seed_all)"],
    '    "import torch\\n",': ["torch"],
    'mod = importlib.import_module("models.net")': ["models.net"],
    'description = "important"': [],
    "# nothing imported": [],
  };
  for (const [line, expected] of Object.entries(LINES))
    test(`C1: ${line}`, () => {
      expect(read(line)).toEqual(expected);
    });

  test("C1: a line that breaks off is told, in notebooks too", () => {
    const found = [
      "from a import (",
      "from a import b, \\",
      '  "from a import (\\n",',
      "from a import b",
    ].map(breaksOff);
    expect(found).toEqual([true, true, true, false]);
  });

  test("F1: lines made of spaces, dots and names take no time to speak of", () => {
    for (const line of [
      " ".repeat(1e5),
      `from${" ".repeat(1e5)}`,
      `from ${".".repeat(1e5)}`,
      "import ".repeat(2e4),
    ])
      expect(importsIn(line).length).toBeLessThan(2e5);
  });
});

describe("C1: the files that an import may lead to", () => {
  const filesOf = moduleFiles([
    "train.py",
    "utils.py",
    "src/pkg/__init__.py",
    "src/pkg/seeding.py",
    "src/pkg/sub/__init__.py",
    "src/pkg/sub/net.py",
    "other/utils.py",
    "other/train.py",
  ]);
  const leads = (from: string, line: string): string[] =>
    importsIn(line)
      .flatMap((one) => filesOf(from, one))
      .sort();

  test("C1: the nearest of several modules of one name", () => {
    expect(leads("train.py", "import utils")).toEqual(["utils.py"]);
    expect(leads("other/train.py", "import utils")).toEqual(["other/utils.py"]);
    expect(leads("src/pkg/seeding.py", "import utils")).toEqual(["utils.py"]);
  });

  test("C1: a module by its full name, by the end of it, and the packages on the way", () => {
    const whole = ["src/pkg/__init__.py", "src/pkg/seeding.py"];
    expect(leads("train.py", "from pkg.seeding import seed_all")).toEqual(whole);
    expect(leads("train.py", "from src.pkg import seeding")).toEqual(whole);
    expect(leads("train.py", "import pkg.sub.net")).toEqual([
      "src/pkg/__init__.py",
      "src/pkg/sub/__init__.py",
      "src/pkg/sub/net.py",
    ]);
  });

  test("C1: relative imports from their own folder", () => {
    expect(leads("src/pkg/sub/net.py", "from .. import seeding")).toEqual([
      "src/pkg/__init__.py",
      "src/pkg/seeding.py",
    ]);
    expect(leads("src/pkg/seeding.py", "from .sub.net import Net")).toEqual([
      "src/pkg/sub/__init__.py",
      "src/pkg/sub/net.py",
    ]);
    expect(leads("train.py", "from .seeding import x")).toEqual([]);
  });

  test("C1: where the names follow, all modules of the package", () => {
    expect(leads("train.py", "from pkg import (")).toEqual(["src/pkg/__init__.py", "src/pkg/seeding.py"]);
  });
});

test("C8: configuration that lines speak of", () => {
  const lines = [
    '@hydra.main(version_base=None, config_path="../configs", config_name="train")',
    'with open("params.yaml") as f:',
    'parser.add_argument("--config", default="conf/base.toml")',
  ];
  expect(mentionsIn("src/train.py", lines)).toEqual({
    files: ["train.yaml", "train.yml", "params.yaml", "base.toml"],
    folders: ["configs"],
  });
  expect(mentionsIn("train.py", ['config_path="../outside"', 'config_path="/etc"'])).toEqual({
    files: [],
    folders: [],
  });
});
