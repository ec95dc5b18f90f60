import { expect, test } from "vitest";
import { attributePattern } from "../../src/parsers/attribute-pattern.js";

test.each([
  ["*.csv", "", "a.csv", true],
  ["*.csv", "", "data/sub/a.csv", true],
  ["*.csv", "", "a.csv.gz", false],
  ["*.csv", "data", "a.csv", false],
  ["*.csv", "data", "data/sub/a.csv", true],
  ["/a.bin", "", "a.bin", true],
  ["/a.bin", "", "sub/a.bin", false],
  ["weights/*", "", "weights/a.pt", true],
  ["weights/*", "", "weights/sub/a.pt", false],
  ["weights/**", "", "weights/sub/a.pt", true],
  ["**/x/*.npz", "", "a/b/x/c.npz", true],
  ["file?.[bt]in", "", "file1.bin", true],
  ["file[!0-9].bin", "", "file1.bin", false],
])("A4: %s of folder «%s» and %s", (pattern, folder, path, matches) => {
  expect(attributePattern(pattern, folder)(path)).toBe(matches);
});

test("F1: a pattern of many stars over a long name is answered", () => {
  expect(attributePattern(`${"*a".repeat(100)}b`, "")("a".repeat(500))).toBe(false);
});
