import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { REPORT_FORMATS } from "../../src/cli/report-formats.js";
import { BANDS } from "../../src/formats/badge.js";

const page = readFileSync(new URL("../../docs/formats.md", import.meta.url), "utf8");
const rowsOf = (head: string): string[][] => {
  const lines = page.slice(page.indexOf(head)).split("\n").slice(2);
  const rows = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("|")),
  );
  return rows.map((line) =>
    line
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
};

describe("E4: docs/formats.md", () => {
  test("E4: tells what each format is for, in the order of the help", () => {
    expect(rowsOf("| format | for |").map(([name]) => name)).toEqual(
      REPORT_FORMATS.map((name) => `\`${name}\``),
    );
  });

  test("E4: tells the colour bands of the badge", () => {
    const told = rowsOf("| score | colour |").map(([score, colour]) => [score, colour]);
    expect(told.slice(0, -1)).toEqual(
      BANDS.map(({ from, color }) => [from === 0 ? "less" : `${from} and more`, color]),
    );
  });
});
