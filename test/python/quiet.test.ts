import fc from "fast-check";
import { expect, test } from "vitest";
import { locator } from "../../src/python/names/locate.js";
import { position } from "../../src/python/raw.js";
import { callNames, fileOf, readSources } from "./folder.js";

const HELPER = "import numpy as np\n\n\ndef arrays():\n    return np.zeros(3)\n";

test("a test that nothing leads to and that names nothing of interest is known by its lines only", async () => {
  const folder = await readSources({ "train.py": "import numpy\n", "tests/test_arrays.py": HELPER });
  const file = fileOf(folder, "tests/test_arrays.py");
  expect(file).toMatchObject({ test: true, lines: 5, broken: false, module: "tests.test_arrays" });
  expect([file.calls, file.imports, file.functions]).toEqual([[], [], []]);
});

test("a test that seeds keeps its facts", async () => {
  const folder = await readSources({ "tests/test_arrays.py": `${HELPER}np.random.seed(1)\n` });
  expect(callNames(fileOf(folder, "tests/test_arrays.py"))).toEqual(["5 numpy.zeros", "6 numpy.random.seed"]);
});

test("a test helper that own code imports keeps its facts, and so does what that imports", async () => {
  const folder = await readSources({
    "train.py": "from tests.helpers import arrays\narrays()\n",
    "tests/__init__.py": "import os\n\nos.getcwd()\n",
    "tests/helpers.py": "from .deeper import zeros\n\narrays = zeros\n",
    "tests/deeper.py": HELPER.replace("arrays", "zeros"),
    "tests/apart.py": HELPER,
  });
  expect(callNames(fileOf(folder, "train.py"))).toEqual(["2 tests.deeper.zeros"]);
  expect(callNames(fileOf(folder, "tests/deeper.py"))).toEqual(["5 numpy.zeros"]);
  expect(callNames(fileOf(folder, "tests/__init__.py"))).toEqual(["3 os.getcwd"]);
  expect(fileOf(folder, "tests/apart.py").calls).toEqual([]);
  expect(folder.code.importsOf("train.py")).toEqual([
    "train.py",
    "tests/__init__.py",
    "tests/helpers.py",
    "tests/deeper.py",
  ]);
});

test("vendored code that own code imports is read, that lies unused is not", async () => {
  const folder = await readSources({
    "train.py": "import third_party.used as used\n",
    "third_party/used.py": HELPER,
    "third_party/unused.py": HELPER,
  });
  expect(callNames(fileOf(folder, "third_party/used.py"))).toEqual(["5 numpy.zeros"]);
  expect(fileOf(folder, "third_party/unused.py").calls).toEqual([]);
});

test("a test that puts a folder on the search path is heard", async () => {
  const folder = await readSources({
    "tests/conftest.py": 'import sys\nsys.path.append("tools/deep")\n',
    "tools/deep/helper.py": "def build():\n    pass\n",
    "train.py": "from helper import build\nbuild()\n",
  });
  expect(fileOf(folder, "train.py").imports).toMatchObject([{ file: "tools/deep/helper.py" }]);
});

test("places are located the same in whatever order they come", () => {
  const places = fc.array(fc.nat(400), { minLength: 1, maxLength: 40 });
  const widths = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 });
  const marks = fc.array(fc.nat(60), { maxLength: 5 });
  fc.assert(
    fc.property(places, widths, marks, (asked, lengths, rows) => {
      const starts = [0];
      for (const width of lengths) starts.push(starts.at(-1)! + width);
      const cells = [...new Set(rows)]
        .filter((row) => row < starts.length)
        .sort((a, b) => a - b)
        .map((row, cell) => ({ cell: 2 * cell, row }));
      const locate = locator("a.py", { starts, cells });
      for (const at of asked) {
        const { line, column, cell } = position({ starts, cells }, at);
        expect(locate(at)).toEqual({ path: "a.py", line, column, ...(cell === null ? {} : { cell }) });
      }
    }),
  );
});
