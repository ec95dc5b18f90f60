import fc from "fast-check";
import { expect, test } from "vitest";
import { extractFacts } from "../../src/python/extract.js";
import { parseSyntax } from "../../src/python/parser/parse.js";
import { position, type RawFacts } from "../../src/python/raw.js";
import type { Syntax } from "../../src/python/syntax.js";

const calls = (source: string): string[] => named(extractFacts(source));
const named = (facts: RawFacts): string[] =>
  facts.calls.map((call) => `${position(facts.rows, call.at).line} ${call.name}`);

const PYTHON_3: readonly [what: string, source: string, calls: readonly string[]][] = [
  ["decorators", "@a.b(c())\n@d\nasync def f(): await g(await h())", ["1 a.b", "1 c", "3 g", "3 h"]],
  ["parameters", "def f(a, /, b=g(), *, c: T = h(), **d: i()) -> j(): pass", ["1 g", "1 h", "1 i", "1 j"]],
  ["lambdas", "x = lambda a=f(), *b, **c: g(a) if a else h(b)", ["1 f", "1 g", "1 h"]],
  ["walrus", "if (a := f()) and (b := g(a)) > 1: h(b)", ["1 f", "1 g", "1 h"]],
  ["comprehensions", "x = [f(a) async for a, *b in g() if h(a) for c in a if c]", ["1 f", "1 g", "1 h"]],
  ["dictionaries", "x = {**f(), 'a': g(), **{b: h() for b in c}}\ny = {i(), *j()}", "fghij".split("")],
  ["slices", "a[f():g(), ..., ::h()] += b[i()][:-1]", ["1 f", "1 g", "1 h", "1 i"]],
  ["operators", "x = -f() ** -g() @ h() // ~i() if not j() in k() is not l() else m", "fghijkl".split("")],
  ["starred", "a, *b = *f(), *g()\nh(*a, *[1], **i(), k=j())", "fghij".split("")],
  ["joined lines", "x = f() + \\\n    g()\nif a and \\\n  h(): i()", ["1 f", "2 g", "4 h", "4 i"]],
  ["semicolons", "f(); g() ;h();\nif a: i(); j()", "fghij".split("")],
  ["with", "with (f() as a, g() as (b, c),): pass\nwith (h()).i() as d, (j()): k()", "fgihjk".split("")],
  ["try", "try: f()\nexcept* (A, B) as e: g()\nelse: h()\nfinally: i()", "fghi".split("")],
  ["loops", "for a, (b, c) in f(), g():\n\th()\nelse:\n\ti()\nwhile j(): break", "fghij".split("")],
  ["types", "type A[T: (int, str), *U, **V] = f()\nclass B[T](g()): x: h() = i()", "fghi".split("")],
  ["yields", "def a():\n  x = yield f()\n  yield from g()\n  return (yield), h()", "fgh".split("")],
  ["form feeds", "if a:\n    f()\n\f\ndef b():\n\tg()\n        h()", ["2 f", "5 g", "6 h"]],
  ["names of other scripts", "größe = 変数.f(ª)\nЯ.g()", ["1 変数.f", "2 Я.g"]],
  [
    "soft words",
    "match = f(type, case)\nprint = match[0]\ntype: g() = 1\nmatch (x)\ncase.h()",
    ["1 f", "3 g", "4 match", "5 case.h"],
  ],
  ["numbers", "f(0xfF, 1_0.5e-3j, .5, 1., 0b1_0, 1if a else 2)", ["1 f"]],
  [
    "strings",
    "f(rb'\\'', Rb\"#\", u'a' \"b\" f'''{g()}\n''', '''\"''' \"\"\"'\"\"\")\nh()",
    ["1 f", "1 g", "3 h"],
  ],
];

test.each(PYTHON_3)("C1: %s are read as Python 3 means them", (_, source, expected) => {
  const facts = extractFacts(source);
  const short = expected.every((name) => name.length === 1);
  expect(short ? facts.calls.map((call) => call.method) : named(facts)).toEqual(expected);
  expect(facts.broken).toBe(false);
});

test.each([
  ["a field", "f'{a()!r:>{b():{c()}}} {d()=}'", "abcd"],
  ["quotes as around it", "f'{a['x', b('y')]} {f'{c(f'{d()}')}'}'", "bcd"],
  ["braces that are text", "f'{{a()}} {b()} }}' f\"\\N{DASH}{c()}\" rf'\\{d()}'", "bcd"],
  ["lines", "f'''{\n  a(  # }\n  )\n} ''' f'{\nb()\n}'", "ab"],
  ["colons and exclamation marks", "f'{(lambda x: a(x))} {b() != c():!^5} {x[d():e()]}'", "abcde"],
  ["what only looks like one", "'{a()}', b(rb'{c()}')", "b"],
])("C1: calls in an f-string are found: %s", (_, source, expected) => {
  const facts = extractFacts(`x = ${source}\n`);
  expect(facts.calls.map((call) => call.method).join("")).toBe(expected);
  expect(facts.broken).toBe(false);
});

test("C1: patterns call nothing, and bind the names behind as", () => {
  const facts = extractFacts(
    [
      "match f(x), y:",
      "    case Point(x=0, y=Inner(1)) as p if g(p): h()",
      '    case [1, -2j, *_] | {"key": A.B(), **rest}:',
      "        i()",
      "    case (None | 'text') as q: pass",
    ].join("\n"),
  );
  expect(facts.broken).toBe(false);
  expect(named(facts)).toEqual(["1 f", "2 g", "2 h", "4 i"]);
  expect(facts.opaque.map(({ name }) => name)).toEqual(["p", "q"]);
  expect(facts.strings.map(({ value }) => value)).toEqual(["key", "text"]);
});

test("C1: Python 2 is read by its own grammar", () => {
  const facts = extractFacts(
    [
      'print "a", f(x),',
      "print >>g(), `h()`, 0777, 10L, ur'text'",
      "exec i() in j(), {}",
      "try: pass",
      "except (A, B), e: raise E, 'because', k()",
      "def l(a, (b, c)=m()): return a <> n()",
    ].join("\n"),
  );
  expect(facts.broken).toBe(false);
  expect(facts.calls.map((call) => call.method).join(" ")).toBe("print f print g h i j k m n");
  expect(facts.functions[0]?.parameters.map(({ name }) => name)).toEqual(["a", "(b, c)"]);
});

test("C1: imports are read whatever their form", () => {
  const facts = extractFacts(
    [
      "import a.b.c, d . e as f",
      "from ..g.h import (i,  # one",
      "   j as k,)",
      "from . import l; from .import m",
      "from ... n import *",
      "from été import hiver as 冬",
    ].join("\n"),
  );
  expect(facts.broken).toBe(false);
  expect(facts.imports.map(({ module, level, name, alias }) => [level, module, name, alias])).toEqual([
    [0, "a.b.c", null, "a"],
    [0, "d.e", null, "f"],
    [2, "g.h", "i", "i"],
    [2, "g.h", "j", "k"],
    [1, "", "l", "l"],
    [1, "", "m", "m"],
    [3, "n", "*", "*"],
    [0, "été", "hiver", "冬"],
  ]);
});

test("C1: texts of conditions and values are without the comments in them", () => {
  const facts = extractFacts('if (a  # why\n    and b):\n    x = f(  # "one"\n        "#", 2)\n');
  expect(facts.assignments[0]).toMatchObject({
    conditions: ["(a and b)"],
    value: { is: "call", name: "f", text: 'f( "#", 2)' },
  });
});

test("C1: places are those of the text, beside any string", () => {
  const source = 's = """one line that is longer than forty characters are""" + f()\n';
  const facts = extractFacts(source);
  expect(facts.calls[0]?.at).toBe(source.indexOf("f()"));
});

test.each([
  ["def", "x = f(a,\n    b,\ndef g():\n    h()\n", ["1 f", "4 h"]],
  ["class", "x = [f(),\nclass A:\n    y = g()\n", ["1 f", "3 g"]],
  ["import", "f({'a': g(\nimport a\nh()\n", ["1 f", "1 g", "3 h"]],
  ["from", "f(\nfrom a import b\nb()\n", ["1 f", "3 b"]],
  ["a decorator", "f(a\n@g\ndef h():\n    i()\n", ["1 f", "4 i"]],
  ["a statement at the same indentation", "f(a, b\nx = g()\ny = h()\n", ["1 f", "2 g", "3 h"]],
  ["a bracket of another kind", "[f(a, g(b]\nh()\n", ["1 f", "1 g", "2 h"]],
  ["the end", "x = f(1,\n  g(", ["1 f", "2 g"]],
])("C1: an open bracket ends at %s, and the rest is read", (_, source, expected) => {
  expect(calls(source)).toEqual(expected);
  expect(extractFacts(source).broken).toBe(true);
});

test.each([
  ["a wrong statement", "f()\nx = = g() h()\ni()\n", "fghi"],
  ["a wrong argument", "f(a b, c(1), , *)\nd()\n", "fcd"],
  ["a wrong head", "if f() g():\n    h()\ni()\n", "fghi"],
  ["a clause of nothing", "f()\nelse:\n    g()\nh()\n", "fgh"],
  ["a missing block", "def a():\nf()\n", "f"],
  ["wrong indentation", "f()\n    g()\n  h()\ni()\n", "fghi"],
  ["prose", "Please call f() when you're done, or g().\nh()\n", "fh"],
  ["an f-string that does not end", "f(f'{g(')\nh()\n", "fh"],
  ["a string that does not end", "f('a\nh()\n", "fh"],
  ["a name that is missing", "f(x.)\ny.\nh()\n", "fh"],
  ["a bracket too many", "f())\nh()]\ni()\n", "fhi"],
])("C1: %s makes a file broken, and costs no other line", (_, source, expected) => {
  const facts = extractFacts(source);
  expect(facts.broken).toBe(true);
  expect(facts.calls.map((call) => call.method).join("")).toBe(expected);
});

test("C1: as deep as Python itself allows, everything is read", () => {
  const brackets = extractFacts(`x = ${"(".repeat(199)}f()${")".repeat(199)}\n`);
  expect([brackets.broken, brackets.calls.length]).toEqual([false, 1]);
  const blocks = extractFacts(
    `${Array.from({ length: 99 }, (_, i) => `${" ".repeat(i)}if a:`).join("\n")} f()`,
  );
  expect([blocks.broken, blocks.calls.length]).toEqual([false, 1]);
});

test.each([
  ["brackets", `${"(".repeat(5_000)}f()${")".repeat(5_000)}\ng()\n`],
  ["calls", `${"f(".repeat(5_000)}${")".repeat(5_000)}\ng()\n`],
  ["blocks", `${Array.from({ length: 3_000 }, (_, i) => `${" ".repeat(i)}if a:`).join("\n")} f()\ng()\n`],
  ["lambdas", `x = ${"lambda: ".repeat(5_000)}f()\ng()\n`],
  ["fields", `x = f"${"{a:".repeat(5_000)}${"}".repeat(5_000)}"\ng()\n`],
  ["f-strings", `x = ${"f'{".repeat(5_000)}${"}'".repeat(5_000)}\ng()\n`],
  ["signs", `x = ${"not -".repeat(5_000)}f()\ng()\n`],
  ["powers", `x = ${"2 ** ".repeat(5_000)}f()\ng()\n`],
  ["stars and yields", `x = ${"(yield *".repeat(5_000)}a${")".repeat(5_000)}\ng()\n`],
  ["loops in comprehensions", `x = ${"[a for [".repeat(5_000)}\ndef f(): g()\n`],
])("C1: deeper %s are left out, and what follows is read", (_, source) => {
  const facts = extractFacts(source);
  expect(facts.broken).toBe(true);
  expect(facts.calls.at(-1)?.name).toBe("g");
});

test.each([
  ["attributes", `x${".a".repeat(20_000)}.f()\n`, 1],
  ["calls on calls", `x${".f()".repeat(20_000)}\n`, 20_000],
  ["sums", `x = ${"f() + ".repeat(20_000)}1\n`, 20_000],
  ["conditions", `x = ${"f() if a else ".repeat(20_000)}1\n`, 20_000],
  ["targets", `${"a = ".repeat(20_000)}f()\n`, 1],
  ["clauses", `if a: f()\n${"elif b: f()\n".repeat(20_000)}`, 20_001],
  ["characters in one line", `x = [${"1, ".repeat(333_333)}f()]\n`, 1],
  ["strings side by side", `x = ${'"a" '.repeat(20_000)}, f()\n`, 1],
])("C1: twenty thousand %s are read whole", (_, source, count) => {
  const facts = extractFacts(source);
  expect(facts.broken).toBe(false);
  expect(facts.calls.length).toBe(count);
});

test("C1: line ends, byte order marks and NUL characters change nothing but the mark of a broken file", () => {
  const source = "x = f('''a\nb''')\nif x:\n    g()\n";
  const plain = extractFacts(source);
  for (const ends of ["\r\n", "\r"]) expect(extractFacts(source.replaceAll("\n", ends))).toEqual(plain);
  expect(extractFacts(`\uFEFF${source}`)).toEqual(plain);
  expect(extractFacts(source.replace("x = ", "x =\0"))).toEqual({ ...plain, broken: true });
});

const SOURCES = [
  ...PYTHON_3.map(([, source]) => source),
  'x = f\'{a!r:{b}} {c["d"]}\' f"""{\n g(1) # }\n}"""\n',
  "match a:\n    case B(c=1) as d if e: f()\n",
  "print >>f, `x`\nexc = 0777\n",
];
const PIECES = SOURCES.flatMap((source) => source.split(/(?<=\W)|(?=\W)/));
const mutilated = fc
  .tuple(fc.nat(), fc.nat(), fc.nat(), fc.array(fc.constantFrom(...PIECES), { maxLength: 5 }))
  .map(([which, from, length, instead]) => {
    const source = SOURCES.join("\n");
    const start = (which + from) % source.length;
    return source.slice(0, start) + instead.join("") + source.slice(start + (length % 40));
  });
const pieces = fc
  .array(fc.constantFrom(...PIECES, "'''", '"', "#", "\\\n", "\n    ", "\0", "\r", "\f", "é", "😀"))
  .map((parts) => parts.join(""));

test("C1: any text gives a tree within it, of no more nodes than it has room for", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), mutilated, pieces), (text) => {
      const { root, source } = parseSyntax(text);
      let nodes = 0;
      const open: Syntax[] = [root];
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        nodes++;
        expect(node.start).toBeGreaterThanOrEqual(0);
        expect(node.end).toBeGreaterThanOrEqual(node.start);
        expect(node.end).toBeLessThanOrEqual(source.text.length);
        open.push(...node.children);
      }
      expect(nodes).toBeLessThanOrEqual(4 * source.text.length + 2);
    }),
    { numRuns: 1000 },
  );
});

test("C1: a cut costs nothing of the statements before it", () => {
  const source = `${SOURCES.join("\n")}\n`;
  const whole = named(extractFacts(source));
  fc.assert(
    fc.property(fc.nat(source.length), (cut) => {
      const kept = source.slice(0, cut).split("\n").length - 4;
      const before = whole.filter((call) => Number.parseInt(call, 10) < kept);
      expect(calls(source.slice(0, cut)).slice(0, before.length)).toEqual(before);
    }),
    { numRuns: 300 },
  );
});
