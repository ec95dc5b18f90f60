import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { unifiedDiff } from "../../src/init/diff.js";
import { temporaryFolder } from "../tools/repository.js";

const patchOf = (file: Parameters<typeof unifiedDiff>[0]): string =>
  unifiedDiff(file)
    .map(({ text }) => `${text}\n`)
    .join("");

test("E5: the diff is one that git applies, whatever is changed", () => {
  const text = fc
    .array(fc.constantFrom("a\n", "b\n", "c\n", "\n", "d\r\n", "e"), { maxLength: 30 })
    .map((lines) => lines.map((line, at) => (at < lines.length - 1 && line === "e" ? "e\n" : line)).join(""));
  const root = temporaryFolder("patch");
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after && before !== "" && after !== "");
      const path = join(root, "x.txt");
      writeFileSync(path, before);
      execFileSync("git", ["apply", "--whitespace=nowarn", "-"], {
        cwd: root,
        input: patchOf({ path: "x.txt", before, after }),
        env: { PATH: process.env.PATH, GIT_CEILING_DIRECTORIES: dirname(root) },
      });
      expect(readFileSync(path, "utf8")).toBe(after);
    }),
    { numRuns: 60 },
  );
});

test("E5: a new file is one that git makes", () => {
  const root = temporaryFolder("patch");
  mkdirSync(join(root, "deep"));
  execFileSync("git", ["apply", "-"], {
    cwd: root,
    input: patchOf({ path: "deep/new.yml", before: null, after: "a: 1\n" }),
    env: { PATH: process.env.PATH, GIT_CEILING_DIRECTORIES: dirname(root) },
  });
  expect(readFileSync(join(root, "deep/new.yml"), "utf8")).toBe("a: 1\n");
});

test("far changes stand in hunks of their own, each with three lines around it", () => {
  const lines = Array.from({ length: 40 }, (_, at) => `${at}\n`);
  const after = lines.map((line, at) => (at === 3 || at === 30 ? `changed ${line}` : line));
  const hunks = unifiedDiff({ path: "x", before: lines.join(""), after: after.join("") });
  expect(hunks.filter(({ kind }) => kind === "hunk").map(({ text }) => text)).toEqual([
    "@@ -1,7 +1,7 @@",
    "@@ -28,7 +28,7 @@",
  ]);
});
