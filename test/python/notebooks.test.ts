import { expect, test } from "vitest";
import { plainPython } from "../../src/python/notebook-facts.js";
import { fileOf, readFixture } from "./folder.js";

const folder = await readFixture("notebooks");
const study = fileOf(folder, "study.ipynb");

test("C1: cells are one module, and locations name the cell and the line in it", () => {
  expect(study).toMatchObject({ notebook: true, module: null, main: true });
  expect(study.calls.map(({ name, location: { cell, line } }) => [name, cell, line])).toEqual([
    ["range", 2, 2],
    ["torch.manual_seed", 2, 3],
    ["print", 2, 7],
    ["torch.save", 5, 1],
  ]);
  expect(study.imports[0]?.location).toEqual({ path: "study.ipynb", cell: 1, line: 3, column: 1 });
});

test("C1: a cell that does not parse makes the notebook broken and costs itself only", () => {
  expect(study.broken).toBe(true);
});

test("C1: constants of a notebook are parameters of it", () => {
  expect(study.parameters.map(({ name, by }) => [name, by])).toEqual([["lr", "constant"]]);
});

test("C1: notebooks of version 3 are read, Python 2 included", () => {
  const old = fileOf(folder, "version3.ipynb");
  expect(old.calls.map(({ name, location: { cell, line } }) => [name, cell, line])).toEqual([
    ["print", 1, 2],
    ["numpy.random.rand", 1, 2],
  ]);
});

test("C1: a notebook in another language gives no facts of Python", () => {
  expect(fileOf(folder, "statistics.ipynb")).toMatchObject({ calls: [], broken: false });
});

test("C1: a broken notebook is a problem that says what is wrong", () => {
  expect(folder.problems).toEqual([
    {
      path: "cut.ipynb",
      message: expect.stringMatching(/^the notebook is no valid JSON: /),
      line: expect.any(Number),
    },
    { path: "nothing.ipynb", message: "the notebook has no cells" },
  ]);
});

test.each([
  ["%matplotlib inline\nx = 1", "\nx = 1"],
  ["!pip install \\\n  torch\nx", "\n\nx"],
  ["files = !ls\nt = %timeit -o f()", "\n"],
  ["if a:\n    !ls", "if a:\n    pass"],
  ["%%bash\npython train.py", "\n"],
  ["\n%%time\nf()", "\n\nf()"],
  ["?print\nprint?\nprint??\nx = 'a?'", "\n\n\nx = 'a?'"],
  ["x = (a\n     % b)", "x = (a\n     % b)"],
  ["a != b", "a != b"],
])("C1: what only IPython understands becomes blank: %j", (source, plain) => {
  expect(plainPython(source)).toBe(plain);
});
