import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseGitDiff } from "../../src/parsers/git-diff.js";

const PATCH = `diff --git a/train.py b/train.py
index 257cc56..5716ca5 100644
--- a/train.py
+++ b/train.py
@@ -1,2 +1,2 @@ def main():
-lr = 0.1
+lr = 0.2
 --- a line that looks like a header
\\ No newline at end of file
diff --git "a/gr\\303\\266\\303\\237e.py" "b/gr\\303\\266\\303\\237e.py"
new file mode 100644
index 0000000..d00491f
--- /dev/null
+++ "b/gr\\303\\266\\303\\237e.py"
@@ -0,0 +1 @@
+1
diff --git a/old name.py b/new name.py
similarity index 100%
rename from old name.py
rename to new name.py
diff --git a/x.bin b/x.bin
index 1234567..89abcde 100644
Binary files a/x.bin and b/x.bin differ
`;

describe("a patch of git", () => {
  test("tells each file before and after, and what was there", () => {
    expect(parseGitDiff(PATCH)).toEqual({
      changes: [
        { from: "train.py", to: "train.py", oldId: "257cc56", binary: null },
        { from: null, to: "größe.py", oldId: null, binary: null },
        { from: "old name.py", to: "new name.py", oldId: null, binary: null },
        { from: "x.bin", to: "x.bin", oldId: "1234567", binary: "absent" },
      ],
      submodules: [],
      cut: false,
    });
  });

  test("has Windows line ends, no prefixes, or only the lines of a plain unified one", () => {
    expect(parseGitDiff(PATCH.replaceAll("\n", "\r\n"))?.changes).toHaveLength(4);
    expect(
      parseGitDiff("diff --git train.py train.py\nindex 257cc56..5716ca5 100644\n")?.changes[0]?.from,
    ).toBe("train.py");
    expect(
      parseGitDiff("--- train.py\t2026-01-01\n+++ train.py\t2026-01-02\n@@ -1 +1 @@\n-a\n+b\n")?.changes,
    ).toEqual([{ from: "train.py", to: "train.py", oldId: null, binary: null }]);
  });

  test("names submodules whose changes it holds", () => {
    const text =
      "Submodule lib/x 257cc5642cb1a054f..5716ca5987cbf97d6:\ndiff --git a/lib/x/a.py b/lib/x/a.py\nindex 1234567..89abcde 100644\n";
    expect(parseGitDiff(text)).toMatchObject({ submodules: ["lib/x"], changes: [{ from: "lib/x/a.py" }] });
  });

  test("ends where its last hunk does, or is cut", () => {
    for (const lines of [5, 6, 7]) {
      const cut = PATCH.split("\n").slice(0, lines).join("\n");
      expect(parseGitDiff(`${cut}\n`)?.cut).toBe(true);
    }
  });

  test("other texts are none", () => {
    expect(parseGitDiff("")).toBeNull();
    expect(parseGitDiff("fatal: not a git repository\n")).toBeNull();
  });

  test("whatever a file holds, it is read without an exception", () => {
    const line = fc.constantFrom(
      ...PATCH.split("\n"),
      "@@ -1,99999999 +1 @@",
      "diff --git ",
      'diff --git "',
      "Submodule x contains y",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string({ unit: "binary" }))), (lines) => {
        const diff = parseGitDiff(lines.join("\n"));
        expect(diff === null || Array.isArray(diff.changes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
