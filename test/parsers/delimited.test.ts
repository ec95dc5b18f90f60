import fc from "fast-check";
import { expect, test } from "vitest";
import { delimitedPieces, delimitedReader, delimitedRows } from "../../src/parsers/delimited.js";
import { pythonFloat } from "../../src/parsers/python-float.js";

const cellsOf = (text: string, delimiter = ",") => delimitedRows(text, delimiter).map(({ cells }) => cells);

test("cells in quotes keep separators, line ends and doubled quotes", () => {
  expect(cellsOf('a,"b,c","d""e","f\ng"\n1,2,3,4\n')).toEqual([
    ["a", "b,c", 'd"e', "f\ng"],
    ["1", "2", "3", "4"],
  ]);
  expect(cellsOf('a\tb "c"\t""\n', "\t")).toEqual([["a", 'b "c"', ""]]);
});

test("every line end that Python writes is one, empty lines and a byte order mark are nothing", () => {
  expect(delimitedRows("\ufeffa,b\r\n\r\r\n1,2\r\r\n\n3,4", ",")).toEqual([
    { cells: ["a", "b"], line: 1 },
    { cells: ["1", "2"], line: 3 },
    { cells: ["3", "4"], line: 5 },
  ]);
});

test("a quote that does not end is a fault, and its lines are read as they stand", () => {
  const rows: (readonly string[])[] = [];
  const faults: [number, string][] = [];
  const reader = delimitedReader(",", {
    row: (cells) => rows.push(cells),
    fault: (line, message) => faults.push([line, message]),
  });
  reader.push('a,b\n1,"2\n3,4\n');
  reader.push("5,6\n");
  reader.end();
  expect(rows).toEqual([
    ["a", "b"],
    ["1", '"2'],
    ["3", "4"],
    ["5", "6"],
  ]);
  expect(faults).toEqual([[2, "a quote does not end"]]);
});

test("a stray quote swallows no more than a part of a long file", () => {
  const text = `a,b\n"1,2\n${"3,4\n".repeat(50_000)}`;
  const rows = cellsOf(text);
  expect(rows.length).toBe(50_002);
  expect(rows.at(-1)).toEqual(["3", "4"]);
});

test("what a writer quotes is read back, however the bytes are cut into pieces", async () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "ö", ",", '"', "\n", " ", "1"), maxLength: 5 });
  const row = fc.array(cell, { minLength: 2, maxLength: 4 });
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 5 }), fc.integer({ min: 1, max: 7 }), async (table, size) => {
      const bytes = Buffer.from(table.map((cells) => `${cells.map(quote).join(",")}\r\n`).join(""));
      const read: (readonly string[])[] = [];
      async function* pieces() {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      }
      const sink = { row: (cells: readonly string[]) => read.push(cells), fault: () => {} };
      for await (const _ of delimitedPieces(pieces(), ",", sink));
      expect(read).toEqual(table);
    }),
    { numRuns: 200, seed: 7 },
  );
});

test.each([
  ["0.25", 0.25],
  [" -1e-05 ", -0.00001],
  ["+3.", 3],
  [".5", 0.5],
  ["nan", "NaN"],
  ["-NaN", "NaN"],
  ["inf", "Infinity"],
  ["-Infinity", "-Infinity"],
  ["1e999", "Infinity"],
  ["", null],
  ["1,5", null],
  ["0x10", null],
  ["1e", null],
  ["infinite", null],
  ["True", null],
])("Python's float reads %j as %j", (text, value) => {
  expect(pythonFloat(text)).toBe(value);
});
