import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { namesOf } from "../../src/python/notebook/cell-names.js";
import { takeApart } from "../../src/python/notebook/ipython.js";
import { fileOf, readFixture, readSources } from "./folder.js";
import { type SeenNotebooks, seenByUs } from "./notebook-cells.js";

const RECORDED = "notebooks/nbclient-0.11.0";
const readNotebook = (...cells: readonly object[]) =>
  readSources({
    "a.ipynb": JSON.stringify({ cells: cells.map((cell) => ({ cell_type: "code", ...cell })), nbformat: 4 }),
  });

const folder = await readFixture("notebooks");
const study = fileOf(folder, "study.ipynb");

test("C1: cells are one module, and locations name the cell and the line in it", () => {
  expect(study).toMatchObject({ notebook: true, module: null, main: true });
  expect(study.calls.map(({ name, location: { cell, line } }) => [name, cell, line])).toEqual([
    ["range", 2, 2],
    ["torch.manual_seed", 2, 3],
    ["get_ipython", 2, 5],
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
    { path: "statistics.ipynb", message: "a notebook in r: only Python is read" },
  ]);
});

test.each([
  ["%matplotlib inline\nx = 1", "\nx = 1"],
  ["!pip install \\\n  torch\nx", "\n\nx"],
  ["if a:\n    !ls", "if a:\n    pass"],
  ["%%bash\npython train.py", "\n"],
  ["%%writefile train.py\ntorch.manual_seed(0)", "\n"],
  ["\n%%time\nf()", "\n\nf()"],
  ["%%capture out\nf()", "out = get_ipython()\nf()"],
  ["%%timeit -n 1 x = 2\nf(x)", "x = 2\nf(x)"],
  ["?print\nprint?\nprint??\nx = 'a?'", "\n\n\nx = 'a?'"],
  ["x = (a\n     % b)", "x = (a\n     % b)"],
  ["a != b", "a != b"],
  ["text = '''\n%time f()\n!ls\n'''", "text = '''\n%time f()\n!ls\n'''"],
  ["files = !ls\nhere = %pwd", "files = get_ipython()\nhere = get_ipython()"],
  ["%time model.fit(x)", "pass; model.fit(x)"],
  ["for i in a:\n  %timeit -n 10 -r3 f(i)", "for i in a:\n  pass;             f(i)"],
  ["%time for x in y: f(x)", "for x in y: f(x)"],
  ["t = %time f(x)", "t = f(x)"],
  ["t = %timeit -o f(x)", "t = get_ipython(); f(x)"],
  ["%prun -l 5 -s cumulative f(x)", "pass;                    f(x)"],
  ["%env A=b c", 'os.environ["A"] = "b c"'],
  ["%env A {x}", 'os.environ["A"] = get_ipython()'],
  ["%env", ""],
  ["%pylab inline", "import numpy as np; import matplotlib.pyplot as plt"],
  [">>> x = 1\n>>> f(\n...   x)", "x = 1\nf(\n  x)"],
  ["  x = 1\n  if x:\n    f()", "x = 1\nif x:\n  f()"],
  ["%md # Title\n* text", "\n"],
  ["pip install torch\nx = 1", "\nx = 1"],
  ["cd ..\nls -la data\nls\nls = 3", "\n\n\nls = 3"],
])("C1: of a cell Python sees what IPython would run: %j", (source, plain) => {
  expect(takeApart(source).python).toBe(plain);
});

test("C1: shell lines and magics are told with their lines", () => {
  const { shell, magics } = takeApart(
    "import torch\n!pip install \\\n  x==1\n%pip install y\nfiles = !ls\n%run train.py --lr 1\n%time f()\n%cd data",
  );
  expect(shell).toEqual([
    { text: "pip install \\\n  x==1", line: 2 },
    { text: "pip install y", line: 4 },
    { text: "ls", line: 5 },
  ]);
  expect(magics).toEqual([
    { name: "run", text: "train.py --lr 1", line: 6 },
    { name: "time", text: "f()", line: 7 },
    { name: "cd", text: "data", line: 8 },
  ]);
  expect(takeApart("%%bash -e\ncd x\npython train.py").shell).toEqual([
    { text: "cd x\npython train.py", line: 2 },
  ]);
});

test.each([
  ["a = b\nc = a + d", ["a", "c"], ["b", "d"], []],
  ["x.y = z\nw[i] = 1\n(p, [q, *r]), s = t", ["p", "q", "r", "s"], ["i", "t", "w", "x", "z"], []],
  [
    "def f(a, b=c, *d, e: T = 1, **g) -> R:\n    h = a + i\n    return h(j)",
    ["f"],
    ["c"],
    ["R", "T", "i", "j"],
  ],
  ["def f():\n    global n\n    n = m\nf()", ["f", "n"], [], ["m"]],
  ["class A(B, k=M):\n    x = y\n    z = x\n    def f(self): return v", ["A"], ["B", "M", "y"], ["v"]],
  ["[x for x, (y, z) in w if x(u=y)]", [], ["w"], []],
  ["key = lambda a, b=c: a + d", ["key"], [], ["c", "d"]],
  ["with open(p) as f, g() as (h, i.j): pass", ["f", "h"], ["g", "i", "p"], []],
  ["try:\n    import x.y, z as q\nexcept (A, b) as e: pass", ["e", "q", "x"], ["A", "b"], []],
  ["from a import (b as c,\n  d)\nfrom . import e", ["c", "d", "e"], [], []],
  ["print(f'{a!r:>{b}} {{c}} {d[\"e\"]}', rf\"{g:%Y}\", '{h}')", [], ["a", "b", "d", "g"], []],
  ["if (n := f(m)) > 1: k: int = n", ["k", "n"], ["f", "m"], []],
  [
    "match v:\n    case [x, P(y=z)]: w = x\nmatch = case = 1",
    ["P", "case", "match", "w", "x", "y", "z"],
    ["v"],
    [],
  ],
  ["if f(a)==b: c=d\ne = [g]!=h", ["c", "e"], ["a", "b", "d", "f", "g", "h"], []],
  ["total += step", [], ["step", "total"], []],
  ["async def f():\n    async for x in y: await x\nawait f()", ["f"], [], ["y"]],
  ["def f[T](x: T) -> T: return x\ntype Pair[A] = tuple[A, A]", ["Pair", "f"], [], []],
  ["@dec(k=v)\ndef f(): return f", ["f"], ["dec", "v"], []],
  ["del a\na.b(c=d)(e)", [], ["a", "d", "e"], []],
])("C1: names that are bound, read, and read later: %j", (source, binds, reads, later) => {
  expect(namesOf(source)).toEqual({ binds, reads, later });
});

test("C1: a cell that does not parse reads no names", () => {
  const broken = study.cells.find(({ index }) => index === 4);
  expect(broken).toMatchObject({ reads: [], later: [], outputs: [{ kind: "error", text: "SyntaxError" }] });
});

test("C1: a notebook in another language says so, and its counts are kept", () => {
  expect(fileOf(folder, "statistics.ipynb").cells).toMatchObject([
    { executionCount: 1, binds: [], blank: true },
  ]);
});

test("C1: a cell of another language is no Python", async () => {
  const { code } = await readNotebook(
    { source: "select x from y", metadata: { vscode: { languageId: "sql" } } },
    { source: "f()" },
  );
  expect(code.file("a.ipynb")).toMatchObject({ broken: false, calls: [{ name: "f" }] });
});

test("C1: papermill's cell and Colab's fields declare parameters, whatever binds them again", async () => {
  const { code } = await readNotebook(
    { source: "lr = 0.1\nmode = 'small'", metadata: { tags: ["parameters"] } },
    { source: "lr = 0.5", metadata: { tags: ["injected-parameters"] } },
    { source: 'depth = 3 #@param {type: "integer"}\nwidth = 2' },
    { source: "depth = depth + 1\nwidth = 5" },
  );
  const file = code.file("a.ipynb")!;
  expect(file.cells.map(({ declares }) => declares)).toEqual([["lr", "mode"], [], ["depth"], []]);
  expect(file.parameters.map(({ name, default: value }) => [name, value])).toEqual([
    ["lr", { is: "literal", value: 0.1 }],
    ["mode", { is: "literal", value: "small" }],
    ["depth", { is: "literal", value: 3 }],
  ]);
});

test("C1: IPython that is called by its name does what its signs do", async () => {
  const { code } = await readNotebook({
    source:
      "get_ipython().system('pip install x')\nget_ipython().run_line_magic('run', 'train.py')\nget_ipython().magic('%cd data')",
  });
  expect(code.file("a.ipynb")!.cells[0]).toMatchObject({
    shell: [{ text: "pip install x", line: 1 }],
    magics: [
      { name: "run", text: "train.py", line: 2 },
      { name: "cd", text: "data", line: 3 },
    ],
  });
});

const recorded = await readFixture(RECORDED);
const seen = JSON.parse(
  readFileSync(new URL(`../../fixtures/python/${RECORDED}/client.json`, import.meta.url), "utf8"),
) as SeenNotebooks;

test.each(Object.keys(seen))(
  "C1: %s, run by a real kernel, has the calls and names that Python sees",
  (path) => {
    const ours = seenByUs(fileOf(recorded, path));
    const expected = seen[path]!;
    expect(Object.keys(ours).sort()).toEqual(Object.keys(expected).sort());
    for (const [index, cell] of Object.entries(expected)) {
      // Of notebooks of version 3 no needs are told: their sessions began with names of their own.
      const needs = path === "version3.ipynb" ? [] : cell!.needs;
      expect([index, ours[index]]).toEqual([index, { ...cell, needs }]);
    }
  },
);

const CELL = `%%time
%env A=b
files = !ls {x}
def f(a, *b, c: int = 2, **d) -> None:
    """text
    %time g()"""
    with open(f"{a!r:>{b}}") as g, h():
        [i async for i in z() if (j := i)]
%timeit -n 10 k(lambda l, m=n: l)
?o
class P[Q](R): s = t
match u:
    case [1, *_]: print("%s" % {'v': -1j})
`;

test("C1: taking cells apart never throws and keeps their rows, on any mutilation", () => {
  const cut = fc
    .tuple(fc.nat(CELL.length), fc.nat(CELL.length), fc.string({ unit: "binary" }))
    .map(([from, to, instead]) => CELL.slice(0, from) + instead + CELL.slice(to));
  const tokens = fc
    .array(fc.constantFrom(...CELL.split(/(?<=\W)|(?=\W)/), '"""', "#", "\\\n", "f'{", "lambda", "case"))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), cut, tokens), (text) => {
      const { python } = takeApart(text);
      expect(python.split("\n")).toHaveLength(text.replace(/\r\n?/g, "\n").split("\n").length);
      const { binds, reads, later } = namesOf(python);
      expect([...binds, ...reads, ...later].filter((name) => !python.includes(name))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["brackets", "(".repeat(200_000)],
  ["formatted strings", "f'{".repeat(50_000)],
  ["fields in formats", `f'{x${":{y".repeat(50_000)}'`],
  ["lambdas", "lambda ".repeat(50_000)],
  ["semicolons", ";".repeat(200_000)],
  ["comprehensions", "[x for ".repeat(50_000)],
  ["joined magics", `%time \\\n${"x \\\n".repeat(50_000)}`],
  ["classes", Array.from({ length: 500 }, (_, i) => `${" ".repeat(i)}class A: x = y`).join("\n")],
])("C1: no depth of %s overflows", (_, source) => {
  expect(namesOf(takeApart(source).python).binds.length).toBeLessThan(10);
});
