import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseYaml, type YamlDialect } from "../../src/parsers/yaml.js";

type Answer = { value: unknown } | { error: string };
type Row = { text: string } & Record<"pyyaml" | "omegaconf" | "ruamel", Answer>;
const rows: Row[] = JSON.parse(readFileSync("fixtures/parsers/yaml/scalars.json", "utf8"));

/** Texts for which the library gives up, though a value can be had: read on rather than lose the record. */
const READ_ANYWAY: Readonly<Record<string, unknown>> = { "=": "=", "<<": "<<" };

describe.each(["pyyaml", "omegaconf", "ruamel"] as const)("scalars as %s reads them", (dialect) => {
  test.each(rows.map((row) => [row.text, row[dialect]] as const))("%j", (text, answer) => {
    const { value, error } = parseYaml(`a: ${text}`, dialect);
    if ("value" in answer) expect({ value, error }).toEqual({ value: { a: answer.value }, error: null });
    else if (Object.hasOwn(READ_ANYWAY, text)) expect(value).toEqual({ a: READ_ANYWAY[text] });
    else expect(error?.line).toBe(1);
  });
});

test("the core schema knows decimal, octal and hexadecimal numbers, true and false", () => {
  const text = "[1e-4, 010, 0o17, 0x1F, 1_000, on, True, ~, .inf, 12:30, 2020-01-01, -0o7]";
  const value = [0.0001, 10, 15, 31, "1_000", "on", true, null, "Infinity", "12:30", "2020-01-01", "-0o7"];
  expect(parseYaml(text, "core").value).toEqual(value);
});

test("as text, every scalar is what is written", () => {
  expect(parseYaml("{a: 1.0, b: ~, c: 'x', 010: on, d: }", "text").value).toEqual({
    a: "1.0",
    b: "~",
    c: "x",
    "010": "on",
    d: "",
  });
});

describe("structure", () => {
  const read = (text: string) => parseYaml(text, "pyyaml").value;

  test("the last of equal keys wins, as in Python", () => {
    expect(read("a: 1\nb: 2\na: 3\n")).toEqual({ a: 3, b: 2 });
  });

  test("merged keys yield to the mapping's own, and of a list the first wins", () => {
    expect(read("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  z: 3\n  <<: [*a, *b]\n")).toMatchObject({
      c: { x: 1, y: 1, z: 3 },
    });
    expect(parseYaml("a: 1\nb:\n  <<: 3\n", "pyyaml").error).toEqual({
      message: "only mappings can be merged with <<",
      line: 3,
    });
  });

  test("a quoted << is a key like any other", () => {
    expect(read("a:\n  '<<': 1\n")).toEqual({ a: { "<<": 1 } });
  });

  test("unknown tags keep their content", () => {
    expect(read("a: !!python/tuple [1, '2']\nb: !Box {c: 1}\nd: !!python/name:x.Y ''\n")).toEqual({
      a: [1, "2"],
      b: { c: 1 },
      d: "",
    });
  });

  test("keys that are no text are written as JSON writes them", () => {
    expect(read("1: a\n0x10: b\ntrue: c\n~: d\n1.5: e\n? [x, y]\n: f\n")).toEqual({
      1: "a",
      16: "b",
      true: "c",
      null: "d",
      1.5: "e",
      '["x","y"]': "f",
    });
  });

  test("keys that name parts of every object are entries like others", () => {
    const value = read("__proto__: {polluted: 1}\nconstructor: 2\n") as Record<string, unknown>;
    expect(Object.entries(value)).toEqual([
      ["__proto__", { polluted: 1 }],
      ["constructor", 2],
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("an alias repeats its anchor's content, the nearest before it", () => {
    expect(read("- &x [1]\n- *x\n- &x {a: 2}\n- *x\n")).toEqual([[1], [1], { a: 2 }, { a: 2 }]);
  });

  test("the first document of several is read; nothing at all is null", () => {
    expect(read("---\na: 1\n---\nb: 2\n")).toEqual({ a: 1 });
    expect(read("")).toBeNull();
    expect(read("# nothing\n")).toBeNull();
    expect(read("\ufeffa: 1\r\nb: 2\r\n")).toEqual({ a: 1, b: 2 });
  });
});

describe("texts that cannot be read are named with their line", () => {
  const bomb = [
    "a0: &a0 [x, x, x, x, x, x, x, x, x, x]",
    ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(", ")}]`),
  ].join("\n");

  test.each([
    ["B4: an open bracket", "a: 1\nb: [1,\n", 3],
    ["a tab as indentation", "a:\n\tb: 1\n", 2],
    ["a second value on a line", "a: 1\nb: c: d\n", 2],
    ["a control character", "a: 1\nb: \u0000\n", 2],
    ["half of a surrogate pair", "a: \ud800\n", 1],
    ["an alias without anchor", "a: 1\nb: *x\n", 2],
    ["an alias inside its own anchor", "a: 1\nb: &x\n- *x\n", 3],
    ["brackets 100,000 deep", `a: 1\nb: ${"[".repeat(100_000)}`, 2],
    ["dashes 100,000 deep", "- ".repeat(100_000), 1],
    ["keys 100,000 deep", "? ".repeat(100_000), 1],
    ["an alias bomb", bomb, 5],
  ])("%s", (_name, text, line) => {
    const { value, error } = parseYaml(text, "pyyaml");
    expect(value).toBeNull();
    expect(error?.line).toBe(line);
    expect(error?.message).toMatch(/^[^\n]{5,120}$/);
  });
});

describe("lines", () => {
  const text =
    "# head\nbase: &base\n  x: 1\n\nstages:\n  train:\n    <<: *base\n    deps:\n    - a\n    - path: b\n  'quoted key': 3\n";
  const { lineOf } = parseYaml(text, "ruamel");

  test.each([
    [[], 2],
    [["stages"], 5],
    [["stages", "train"], 6],
    [["stages", "train", "x"], 3],
    [["stages", "train", "deps"], 8],
    [["stages", "train", "deps", 0], 9],
    [["stages", "train", "deps", 1, "path"], 10],
    [["stages", "quoted key"], 11],
    [["stages", "train", "deps", 2], undefined],
    [["stages", "nowhere", "x"], undefined],
    [["stages", "train", "toString"], undefined],
  ] as [(string | number)[], number | undefined][])("of %j", (path, line) => {
    expect(lineOf(path)).toBe(line);
  });
});

test("no text makes it throw, whatever its bytes", () => {
  const piece = fc.constantFrom(
    ..."[]{}:,-?|>&*!%@'\"#~<= \n\t\u0000ab01eo._é",
    "- ",
    ": ",
    "<<: ",
    "&a ",
    "*a",
    "\n  ",
    "---\n",
  );
  const dialect = fc.constantFrom<YamlDialect>("pyyaml", "omegaconf", "ruamel", "core");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), dialect, (pieces, dialect) => {
      const { value, error } = parseYaml(pieces.join(""), dialect);
      expect(JSON.stringify(value)).toBeDefined();
      expect(error === null || error.line >= 1).toBe(true);
    }),
    { numRuns: 2000, seed: 1 },
  );
});
