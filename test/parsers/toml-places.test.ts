import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseToml } from "../../src/parsers/toml.js";

const TEXT = `title = "a # b"  # c = 1
a.b . "c d" = [
  1, # ]
  "two", { x = [{ y = 1 }], "z" = '''
]
''' },
]

[tool."ex.p"]   # [no]
key = """
[fake]
other = 2 \\"""
"""
last = { one = 1, two.three = 3 }

[[list]]
n = 1
[list.sub]
deep = true
[[list]]
n = 2
[[list.inner]]
m = 3
`;

describe("places in a TOML text", () => {
  const toml = parseToml(TEXT);

  test.each([
    [["title"], 1, 1],
    [["a", "b", "c d"], 2, 7],
    [["a", "b", "c d", 0], 3, 3],
    [["a", "b", "c d", 1], 4, 3],
    [["a", "b", "c d", 2, "x", 0, "y"], 4, 19],
    [["a", "b", "c d", 2, "z"], 4, 29],
    [["tool", "ex.p"], 9, 1],
    [["tool", "ex.p", "key"], 10, 1],
    [["tool", "ex.p", "last", "two", "three"], 14, 23],
    [["list", 0, "n"], 17, 1],
    [["list", 0, "sub", "deep"], 19, 1],
    [["list", 1, "n"], 21, 1],
    [["list", 1, "inner", 0, "m"], 23, 1],
  ])("%j", (path, line, column) => {
    expect(toml.error).toBeNull();
    expect(toml.placeOf(path)).toEqual({ line, column });
  });

  test("what stands in a text is no key", () => {
    for (const path of [["c"], ["fake"], ["other"], ["tool", "ex.p", "other"], ["fake", "other"]])
      expect(toml.placeOf(path)).toBeUndefined();
  });

  test("line ends of Windows and a byte order mark move nothing", () => {
    const windows = parseToml(`\uFEFF${TEXT.replaceAll("\n", "\r\n")}`);
    expect(windows.placeOf(["title"])).toEqual({ line: 1, column: 1 });
    expect(windows.placeOf(["list", 1, "inner", 0, "m"])).toEqual({ line: 23, column: 1 });
  });

  test("every text is walked to its end, broken or not", () => {
    const bits = fc.constantFrom(
      "[",
      "]",
      "{",
      "}",
      '"',
      "'",
      '"""',
      "'''",
      "=",
      ".",
      ",",
      "#",
      "\\",
      "a",
      " ",
      "\n",
      "[[",
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
        const { placeOf, lineOf } = parseToml(parts.join(""));
        expect([placeOf(["nope"]), lineOf(["nope"])]).toEqual([undefined, undefined]);
      }),
      { numRuns: 3000 },
    );
    expect(parseToml(`a = ${"[".repeat(100_000)}`).placeOf(["b"])).toBeUndefined();
  });
});
