import { describe, expect, test } from "vitest";
import type { Sources } from "./repository.js";
import { studied } from "./studied.js";

/** Names of the unknown functions, `x_…`, that somebody's program runs, with the programs. */
async function reached(sources: Sources): Promise<Record<string, readonly string[]>> {
  const { graph, reach } = await studied(sources);
  return Object.fromEntries(
    graph.files.flatMap((file) =>
      file.calls.flatMap((call) =>
        call.name.startsWith("x_") ? [[call.name, reach.runBy(file, call)] as const] : [],
      ),
    ),
  );
}

const METHODS = `class Base:
    def shared(self):
        x_shared()
    def unused(self):
        x_unused()

class Net(Base):
    def __init__(self):
        super().__init__()
        self.helper = Helper()
    def go(self):
        self.helper.help()
        super().shared()
    def dead(self):
        x_dead()
    @classmethod
    def make(cls):
        return cls()

class Helper:
    def help(self):
        x_help()

`;

describe("C1: what a program comes to", () => {
  test("methods run where somebody asks the object for them; a name alone is no call", async () => {
    const found = await reached({ "train.py": `${METHODS}Net.make().go()\n` });
    expect(found).toEqual({ x_shared: ["train.py"], x_unused: [], x_dead: [], x_help: ["train.py"] });
    const looked = await reached({ "train.py": `${METHODS}print(isinstance(1, Net))\n` });
    expect(Object.values(looked).flat()).toEqual([]);
  });

  test("methods that a framework calls by itself run with the object", async () => {
    const found = await reached({
      "train.py":
        "import lightning as L\nclass M(L.LightningModule):\n    def training_step(self):\n        x_step()\nL.Trainer().fit(M())\n",
    });
    expect(found).toEqual({ x_step: ["train.py"] });
  });

  test.each([
    ["a table", "TABLE = {'a': f}\nTABLE[name]()\n"],
    ["a table of another module", "import tables\ntables.TABLE['a']()\n"],
    ["a choice", "chosen = f if big else None\nchosen()\n"],
    ["getattr of a module", "import lib\ngetattr(lib, name)()\n"],
    ["globals", "globals()[name]()\n"],
    [
      "a module that is named at run time",
      'import importlib\nimportlib.import_module(f"plugins.{name}").go()\n',
    ],
    ["functools.partial", "from functools import partial\ng = partial(f, 1)\ng()\n"],
    ["a pool", "from multiprocessing import Pool\nwith Pool(2) as p:\n    p.map(f, [1])\n"],
    ["Ray Tune", "from ray import tune\ntune.run(f)\n"],
    ["Fire with everything in the file", 'import fire\nif __name__ == "__main__":\n    fire.Fire()\n'],
    ["a lambda", "run = lambda: f()\nrun()\n"],
    ["exec of a file", "exec(open('lib.py').read())\nf()\n"],
  ])("a function runs through %s", async (_, text) => {
    const lib = "def f(n=None):\n    x_lib()\n";
    const found = await reached({
      "lib.py": lib,
      "tables.py": "from lib import f\nTABLE = {'a': f}\n",
      "plugins/one.py": "from lib import f\n\ndef go():\n    f()\n",
      "train.py": `from lib import f\ndef own():\n    f()\n${text}print(1)\n`,
    });
    expect(found.x_lib).toEqual(["train.py"]);
  });

  test("what only types need, and what a function that nobody calls imports, is not run", async () => {
    const found = await reached({
      "types_only.py": "x_types()\n",
      "far.py": "x_far()\n",
      "near.py": "x_near()\n",
      "train.py":
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import types_only\ndef dead():\n    import far\ndef go():\n    import near\ngo()\n",
    });
    expect(found).toEqual({ x_far: [], x_near: ["train.py"], x_types: [] });
  });

  test("tests and vendored copies are no programs, and lead nowhere", async () => {
    const found = await reached({
      "lib.py": "def f():\n    x_lib()\n",
      "tests/test_lib.py": "from lib import f\nf()\n",
      "third_party/run.py": "from lib import f\nf()\n",
    });
    expect(found).toEqual({ x_lib: [] });
  });

  test("a program that another starts as a process keeps its own reach", async () => {
    const sources = {
      "launch.py":
        'import subprocess, sys\nif __name__ == "__main__":\n    subprocess.run([sys.executable, "jobs/work.py"])\n',
      "jobs/work.py": "def go():\n    x_work()\n\nresult = go()\n",
    };
    expect(await reached(sources)).toEqual({ x_work: ["jobs/work.py"] });
    const { started } = await studied(sources);
    expect(started.map(({ program, call }) => [program, call.location.line])).toEqual([["jobs/work.py", 3]]);
  });

  test.each([
    ['os.system("python work.py --lr 1")', ["work.py"]],
    ['subprocess.Popen(f"CUDA_VISIBLE_DEVICES={i} python work.py --seed {i}", shell=True)', ["work.py"]],
    ['subprocess.check_call(["python", "-m", "work"])', ["work.py"]],
    ['subprocess.run(["bash", "run.sh"])', []],
    ['subprocess.run(["rm", "work.py"])', []],
  ])("%s starts %j", async (text, expected) => {
    const { started } = await studied({
      "work.py": "print(1)\n",
      "launch.py": `import os, subprocess\n${text}\n`,
    });
    expect(started.map(({ program }) => program)).toEqual(expected);
  });

  test("hundreds of programs that share a library are told apart", async () => {
    const sources: Record<string, string> = { "lib.py": "def common():\n    x_common()\n" };
    for (let i = 0; i < 70; i++) sources[`run_${i}.py`] = `from lib import common\ncommon()\nx_own_${i}()\n`;
    const found = await reached(sources);
    expect(found.x_common).toHaveLength(70);
    expect(found.x_own_33).toEqual(["run_33.py"]);
    expect(found.x_own_69).toEqual(["run_69.py"]);
  });
});
