import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvRow } from "../../src/formats/csv.js";

describe("F1: CSV that a spreadsheet does not run", () => {
  test.each([
    ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ["+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"],
    ["-2+3", "'-2+3"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ["\rx", '"\'\rx"'],
    ["＝1", "'＝1"],
    // Plain numbers stay numbers.
    ["-1.5e-3", "-1.5e-3"],
    ["+7", "+7"],
    ["-Infinity", "-Infinity"],
    ["a=b", "a=b"],
  ])("%j becomes %j", (cell, expected) => {
    expect(csvRow([cell])).toBe(`${expected}\r\n`);
  });

  test("no cell holds an order to a terminal", () => {
    expect(csvRow(["a\u001b[31mb\u009bc\u202ed"])).toBe("a [31mb c d\r\n");
  });
});

describe("B10: CSV as RFC 4180 has it", () => {
  test("values keep their text; what is not recorded is empty; lists are JSON", () => {
    expect(csvRow([null, 0.1, true, "a,b", 'say "x"', "two\nlines", [64, 32]])).toBe(
      ',0.1,true,"a,b","say ""x""","two\nlines","[64,32]"\r\n',
    );
  });

  test("any row of texts is read back cell by cell", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "ä") });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        const read = parse(csvRow(cells)).map((one) => one.replace(/^'(?=[\r\n])/, ""));
        expect(read).toEqual(cells);
      }),
    );
  });
});

/** One record, as RFC 4180 defines it. */
function parse(row: string): string[] {
  const cells: string[] = [];
  const text = row.slice(0, -2);
  for (let at = 0; at <= text.length; at += 1) {
    if (text[at] !== '"') {
      const end = text.indexOf(",", at);
      cells.push(text.slice(at, end < 0 ? undefined : end));
      at = end < 0 ? text.length : end;
      continue;
    }
    let cell = "";
    for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
      if (text[at] === '"') at += 1;
      cell += text[at];
    }
    cells.push(cell);
    at += 1;
  }
  return cells;
}
