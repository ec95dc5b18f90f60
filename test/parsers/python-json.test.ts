import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePythonJson } from "../../src/parsers/python-json.js";

const read = (text: string) => parsePythonJson(text).value;

describe("JSON of Python's json module", () => {
  test("whatever JSON.stringify writes is read back", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/\d{16}/.test(text));
        expect(parsePythonJson(text)).toEqual({ value: JSON.parse(text), error: null });
      }),
    );
  });

  test("numbers that JSON has no word for are texts, words inside texts are left alone", () => {
    expect(read('{"a": NaN, "b": [Infinity, -Infinity, -1], "c": "NaN, Infinity"}')).toEqual({
      a: "NaN",
      b: ["Infinity", "-Infinity", -1],
      c: "NaN, Infinity",
    });
    expect(read("[1e999, -1e999]")).toEqual(["Infinity", "-Infinity"]);
  });

  test("integers that a double cannot hold stay text", () => {
    expect(read("[9007199254740993, 9007199254740991, 1e20]")).toEqual([
      "9007199254740993",
      9007199254740991,
      1e20,
    ]);
  });

  test("a byte order mark, and NUL bytes after the end, are no error", () => {
    expect(read('\ufeff{"a": 1}\u0000\u0000\n')).toEqual({ a: 1 });
  });

  test("of equal keys the last wins, and __proto__ is a key like others", () => {
    const value = read('{"a": 1, "a": 2, "__proto__": {"b": 3}}') as object;
    expect(Object.entries(value)).toEqual([
      ["a", 2],
      ["__proto__", { b: 3 }],
    ]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test("escapes are read", () => {
    expect(read(String.raw`["\"\\\n\u00df", "\\"]`)).toEqual(['"\\\nß', "\\"]);
  });

  test.each([
    ["", 1, "the text ends inside a value"],
    ['{"a": 1,\n "b": }', 2, "a value is missing"],
    ['{"a": 1,\n "b" 2}', 2, "a colon is missing"],
    ["{'a': 1}", 1, "a key in double quotes is missing"],
    ["[1 2]", 1, "a comma is missing"],
    ["[1,\n2", 2, "the text ends inside a value"],
    ['["abc\n', 1, "a text in double quotes does not end"],
    [String.raw`["\x"]`, 1, "a text holds a control character or an unknown escape"],
    ["{}\n{}", 2, "text after the end of the value"],
  ])("%j is an error with its line", (text, line, message) => {
    expect(parsePythonJson(text)).toEqual({ value: null, error: { message, line } });
  });

  test("nesting that would exhaust the stack is an error", () => {
    expect(parsePythonJson("[".repeat(1_000_000)).error?.message).toBe("nested deeper than 200 levels");
    expect(parsePythonJson('{"a":'.repeat(1_000_000)).error?.message).toBe("nested deeper than 200 levels");
  });

  test("any text is read or refused, never a crash", () => {
    const pieces = fc.constantFrom(
      '"',
      "\\",
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      "1",
      "-",
      "e",
      "NaN",
      "Inf",
      " ",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (parts) => {
        const { error } = parsePythonJson(parts.join(""));
        expect(error === null || error.line >= 1).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
