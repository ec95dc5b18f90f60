import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathMatcher, patternMistake, patternsBelow } from "../../src/policy/path-patterns.js";
import { temporaryFolder } from "../tools/repository.js";

const matched = (pattern: string, paths: readonly string[]): string[] => paths.filter(pathMatcher([pattern]));

const PATHS = [
  "a.csv",
  "data/a.csv",
  "data/models/x.pt",
  "models/x.pt",
  "models/deep/y.pt",
  "old_models/z.pt",
  "run-1/out.log",
  ".hidden/a.csv",
];

describe("E6: patterns of a configuration", () => {
  test.each([
    ["models/", ["data/models/x.pt", "models/x.pt", "models/deep/y.pt"]],
    ["models", ["data/models/x.pt", "models/x.pt", "models/deep/y.pt"]],
    ["models/**", ["models/x.pt", "models/deep/y.pt"]],
    ["/models/", ["models/x.pt", "models/deep/y.pt"]],
    ["./models", ["models/x.pt", "models/deep/y.pt"]],
    ["**/models/**", ["data/models/x.pt", "models/x.pt", "models/deep/y.pt"]],
    ["*.csv", ["a.csv", "data/a.csv", ".hidden/a.csv"]],
    ["/*.csv", ["a.csv"]],
    ["data/*.csv", ["data/a.csv"]],
    ["a.csv/", []],
    ["run-?/*.log", ["run-1/out.log"]],
    ["[!o]*s/", ["data/models/x.pt", "models/x.pt", "models/deep/y.pt"]],
    ["{data,models}/*", ["data/a.csv", "data/models/x.pt", "models/x.pt", "models/deep/y.pt"]],
    ["{data/models,models/deep}/", ["data/models/x.pt", "models/deep/y.pt"]],
    [".*", [".hidden/a.csv"]],
    ["**", PATHS],
  ])("%s", (pattern, expected) => {
    expect(patternMistake(pattern)).toBeNull();
    expect(matched(pattern, PATHS)).toEqual(expected);
  });

  test("without braces they match what git itself would ignore", () => {
    const names = ["a", "b", "ab", ".c", "a.x"];
    const paths = [
      ...new Set(
        names.flatMap((one) =>
          names.flatMap((two) => [`d/${one}/${two}/f`, `${one}/${two}.t`, `e/${two}-1`]),
        ),
      ),
    ];
    const root = temporaryFolder("patterns");
    spawnSync("git", ["init", "-q", root]);
    for (const path of paths) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), "");
    }
    const patterns = [
      "a",
      "a/",
      "/a",
      "/a/",
      "d/a",
      "*/a/",
      "**/a",
      "d/**/f",
      "d/**",
      "*.x",
      "?",
      "[ab]*",
      "**/b/*",
      "e/b-?",
      ".*/",
    ];
    const ignored = (pattern: string): string[] => {
      writeFileSync(join(root, ".git/info/exclude"), `${pattern}\n`);
      const args = ["-C", root, "ls-files", "--others", "--ignored", "--exclude-standard", "-z"];
      return spawnSync("git", args, { encoding: "utf8" }).stdout.split("\0").filter(Boolean).sort();
    };
    for (const pattern of patterns)
      expect([pattern, matched(pattern, paths).sort()]).toEqual([pattern, ignored(pattern)]);
  });

  test("from a folder further down they match the same files", () => {
    const part = fc.constantFrom("a", "b", "*", "**", "?", "{a,b}", "a*", "{a/b,c}");
    const pattern = fc
      .tuple(
        fc.constantFrom("", "/"),
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("", "/"),
      )
      .map(([start, parts, end]) => start + parts.join("/") + end);
    const folder = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 });
    const file = fc.array(fc.constantFrom("a", "b", "ab", "c"), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 3 }),
        folder,
        file,
        (patterns, above, names) => {
          const here = names.join("/");
          const below = patternsBelow(patterns, above.join("/"));
          expect(pathMatcher(below)(here)).toBe(pathMatcher(patterns)(`${above.join("/")}/${here}`));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("F1: stars beyond number cost no time to speak of", () => {
    const hostile = `${"*a".repeat(200)}/${"**/".repeat(50)}b`;
    expect(pathMatcher([hostile])(`${"a".repeat(250)}/${"c/".repeat(100)}d`)).toBe(false);
  });
});
