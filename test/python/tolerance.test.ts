import fc from "fast-check";
import { expect, test } from "vitest";
import { extractFacts } from "../../src/python/extract.js";
import { callNames, fileOf, literal, readFixture, readSources } from "./folder.js";

const tolerated = await readFixture("tolerated");

test("C1: Python 2 is read for what it shares, its print statements included", () => {
  const file = fileOf(tolerated, "python2.py");
  expect(callNames(file)).toEqual(
    expect.arrayContaining(["6 cPickle.load", "6 open", "8 print", "16 model.fit"]),
  );
  expect(file.imports.map((found) => found.module)).toEqual(["cPickle", "urllib2", "utils"]);
});

test("C1: a file with syntax errors is broken, and gives what could be read", () => {
  const file = fileOf(tolerated, "unfinished.py");
  expect(file.broken).toBe(true);
  expect(callNames(file)).toEqual(expect.arrayContaining(["2 torch.manual_seed", "6 torch.rand"]));
});

test.each(["latin1.py", "bom.py", "windows.py"])("C1: %s is read whole", (path) => {
  const file = fileOf(tolerated, path);
  expect(file.broken).toBe(false);
  expect(file.calls.length).toBeGreaterThan(0);
});

test("C1: lines are those of the file, whatever its line ends", () => {
  expect(callNames(fileOf(tolerated, "windows.py"))).toEqual(["3 torch.manual_seed", "5 torch.rand"]);
  expect(fileOf(tolerated, "windows.py").lines).toBe(5);
  expect(fileOf(tolerated, "latin1.py").strings.map((found) => found.value)).toEqual(["café"]);
});

test("C1: docstrings, comments and long texts move no line and hide no call", async () => {
  const source = [
    "def f():",
    '    """A docstring of some length that says torch.manual_seed(1)',
    "",
    '    and goes on""" ; g()',
    "    # h() in a comment",
    '    text = """#long enough to be taken out of the source',
    '# no comment \\""" still in it """.strip()',
    "    path = \"a#b\" 'c' # i()",
    '    return "%s" % j(x="""k""")',
    "",
  ].join("\n");
  const file = fileOf(await readSources({ "a.py": source }), "a.py");
  expect(callNames(file)).toEqual(["4 g", "6 str.strip", "9 j"]);
  expect(file.calls[0]?.location.column).toBe(source.split("\n")[3]!.indexOf("g()") + 1);
  expect(file.strings.map((found) => found.value)).toEqual([
    '#long enough to be taken out of the source\n# no comment """ still in it ',
    "a#bc",
  ]);
});

test("C1: values are told as far as the text shows them", async () => {
  const source =
    "f(1, -2.5, 'a' 'b', None, True, [1, x], {'k': 1}, a.b, g(2), x + 1, *rest, key=1_000, **more, big=99999999999999999999)";
  const call = fileOf(await readSources({ "a.py": source }), "a.py").calls[0]!;
  expect(call.args).toEqual([
    { name: null, value: literal(1) },
    { name: null, value: literal(-2.5) },
    { name: null, value: literal("ab") },
    { name: null, value: literal(null) },
    { name: null, value: literal(true) },
    { name: null, value: { is: "list", items: [literal(1), { is: "name", name: "x" }] } },
    { name: null, value: { is: "dict", entries: [{ key: "k", value: literal(1) }] } },
    { name: null, value: { is: "name", name: "a.b" } },
    { name: null, value: { is: "call", name: "g", text: "g(2)" } },
    { name: null, value: { is: "expression", text: "x + 1" } },
    { name: "*", value: { is: "name", name: "rest" } },
    { name: "key", value: literal(1000) },
    { name: "**", value: { is: "name", name: "more" } },
    { name: "big", value: { is: "expression", text: "99999999999999999999" } },
  ]);
});

test("C1: a file that cannot be read is a problem, stays in the list, and the rest is read", async () => {
  const { code, problems } = await readSources({ "a.py": null, "b.py": "f()\n" });
  expect(problems).toEqual([{ path: "a.py", message: "cannot be read: permission denied" }]);
  expect(code.files.map((file) => [file.path, file.broken, file.calls.length])).toEqual([
    ["a.py", true, 0],
    ["b.py", false, 1],
  ]);
});

test("C1: a source beyond the size limit is a problem", async () => {
  const { code, problems } = await readSources({ "big.py": `x = 1\n${"#".repeat(5 * 1024 ** 2)}` });
  expect(problems).toEqual([{ path: "big.py", message: "larger than 5 MiB: not parsed" }]);
  expect(code.file("big.py")).toMatchObject({ broken: true, calls: [] });
});

test.each([
  ["parentheses", `x = ${"(".repeat(20_000)}f()${")".repeat(20_000)}\n`],
  ["calls", `${"f(".repeat(20_000)}${")".repeat(20_000)}\n`],
  ["a chain of calls", `x${".a()".repeat(20_000)}\n`],
  ["a long sum", `x = ${"f() + ".repeat(20_000)}1\n`],
  ["blocks", `${Array.from({ length: 2_000 }, (_, i) => `${" ".repeat(i)}if a:`).join("\n")} f()\n`],
  ["lists", `x = ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`],
  ["conditions", `x = ${"f() if a else ".repeat(5_000)}1\n`],
  ["joined lines", `x = 1 + ${"\\\n".repeat(300_000)} f()\n`],
  ["lambdas", `x = ${"lambda: ".repeat(10_000)}f()\n`],
])("C1: no depth of %s overflows", async (_, source) => {
  const { code, problems } = await readSources({ "deep.py": source });
  expect(problems).toEqual([]);
  expect(code.files).toHaveLength(1);
});

test("C1: a generated file of 50,000 lines is read whole", async () => {
  const source = Array.from({ length: 50_000 }, (_, i) => `value_${i} = call_${i}(${i})`).join("\n");
  const file = fileOf(await readSources({ "generated.py": source }), "generated.py");
  expect(file.calls).toHaveLength(50_000);
  expect(file.calls.at(-1)).toMatchObject({ location: { line: 50_000 }, assignedTo: "value_49999" });
});

const SOURCE = `
import torch as t, os
from a.b import (c, d as e)
@cli.command("x", **y)
class A(B, metaclass=M):
    x: int = field(default=3)
    def f(self, a, b=1, *c, d: int = 2, **e) -> None:
        """text"""
        with open(f"{a}.csv") as g, h():
            self.w = x = t.nn.Linear(1, 2) if a and b() else None
        try: pass
        except (ImportError, E) as q: print(q)
        if not a: return
        while True: yield [i async for i in z() if i]
match a:
    case [1, *_]: print("%s" % {'a': -1j})
if __name__ == "__main__": A().f(1, key='v')
`;

test("C1: extraction never throws, on any text and on any mutilation of real source", () => {
  const cut = fc
    .tuple(fc.nat(SOURCE.length), fc.nat(SOURCE.length), fc.string({ unit: "binary" }))
    .map(([from, to, instead]) => SOURCE.slice(0, from) + instead + SOURCE.slice(to));
  const tokens = fc
    .array(
      fc.constantFrom(...SOURCE.split(/(?<=\W)|(?=\W)/), '"""', "'''", "#", "\\\n", "\0", "\r", "\f", "\t"),
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), cut, tokens), (text) => {
      const facts = extractFacts(text);
      const places = [...facts.calls, ...facts.strings, ...facts.assignments].map((found) => found.at);
      expect(places.every((at) => at >= 0 && at <= text.length)).toBe(true);
    }),
    { numRuns: 400 },
  );
});
