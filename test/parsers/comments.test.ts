import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DIALECTS, type DialectName } from "../../src/parsers/comments/dialects.js";
import { commentKind } from "../../src/parsers/comments/kinds.js";
import { readComments } from "../../src/parsers/comments/read-comments.js";

/** Comments as `line: text → first-last`. */
const read = (kind: DialectName | "markdown", ...lines: string[]): string[] =>
  readComments(lines.join("\n"), kind).map(
    ({ line, text, covers }) => `${line}: ${text.trim()} → ${covers === null ? "nothing" : covers.join("-")}`,
  );

describe("E6: what a comment speaks of", () => {
  test("behind code: its line", () => {
    expect(read("python", "a = 1  # one", "b = 2")).toEqual(["1: one → 1-1"]);
  });

  test("alone: up to the next line of code, other comments and empty lines in between", () => {
    expect(read("python", "# one", "", "# two", "a = 1", "b = 2")).toEqual(["1: one → 1-4", "3: two → 3-4"]);
  });

  test("at the end: nothing", () => {
    expect(read("python", "a = 1", "# one", "")).toEqual(["2: one → nothing"]);
  });

  test("on the first or the last line of a statement: all of it; in between: its line", () => {
    expect(read("python", "a = f(  # first", "    1,  # middle", "    2,", ")  # last", "b = 1")).toEqual([
      "1: first → 1-4",
      "2: middle → 2-2",
      "4: last → 1-4",
    ]);
  });

  test("alone before a statement: all of it; inside of one: the next line", () => {
    expect(read("python", "# before", "a = f(", "    # inside", "    1,", "    2,", ")")).toEqual([
      "1: before → 1-6",
      "3: inside → 3-4",
    ]);
  });

  test("before decorators: through the head of what they decorate", () => {
    expect(
      read(
        "python",
        "# one",
        "@click.command()",
        "# two",
        "@click.option(",
        "  '--seed',",
        ")",
        "def f(",
        "    a,",
        "):",
        "    pass",
      ),
    ).toEqual(["1: one → 1-9", "3: two → 3-9"]);
  });

  test("a bracket that is never closed does not reach over the next definition", () => {
    expect(read("python", "# one", "a = f(", "def g():", "    pass")).toEqual(["1: one → 1-2"]);
  });

  test("a continued instruction of a recipe belongs together, a YAML key and its block too", () => {
    expect(read("recipe", "# one", "RUN pip install \\", "    torch", "CMD x")).toEqual(["1: one → 1-3"]);
    expect(read("yaml", "# one", "run: |", "  pip install torch", "  # text", "next: 1")).toEqual([
      "1: one → 1-4",
    ]);
  });
});

describe("E6: what is no comment", () => {
  const TWINS: readonly (readonly [DialectName, string, readonly string[]])[] = [
    ["python", "strings", ['a = "# no"', "b = '# no'  # yes"]],
    [
      "python",
      "long strings and docstrings",
      ["def f():", '    """', "    # no", '    """', "    # yes", "    pass"],
    ],
    ["python", "escaped quotes", ['a = "\\"# no"  # yes']],
    ["python", "raw strings that end in a backslash and a quote", ["a = r'\\'# no'", "b = 1  # yes"]],
    ["python", "f-strings", ["a = f'{x}# no'  # yes"]],
    ["python", "a string over a continued line", ["a = 'x \\", "# no'", "b = 1  # yes"]],
    ["yaml", "quoted scalars", ['a: "# no"', "b: '# no, it''s # no'  # yes"]],
    ["yaml", "plain scalars with a hash and an apostrophe", ["a: x#no", "b: it's a # yes"]],
    ["yaml", "block scalars", ["a: |", "  # no", "", "  # no", "b: >-  # yes", "  # no", "c: 1"]],
    ["yaml", "block scalars in lists", ["- |", "  # no", "- a: |", "    # no", "  b: 1  # yes"]],
    ["yaml", "quoted scalars over lines", ['a: "x', "  # no", '  y"  # yes']],
    [
      "toml",
      "strings of all four kinds",
      ['a = "# no"', "b = '# no'", 'c = """', "# no", '"""', "d = '''", "# no", "'''  # yes"],
    ],
    ["toml", "a literal string that ends in a backslash", ["a = 'C:\\'  # yes"]],
    ["shell", "quotes", ["echo '# no'", 'echo "# no"', "echo it\\'s # yes"]],
    ["shell", "parameters and words", [`echo $# $\{#a} x#no $((1 << n))`, "a=1 # yes"]],
    ["shell", "heredocs", ["cat <<'EOF' > x", "# no", "EOF", "a=1 # yes"]],
    ["recipe", "quotes", ['LABEL a="# no"', "# yes", "RUN x"]],
    ["requirements", "fragments of addresses", ["pkg @ https://h/x.zip#no", "torch  # yes"]],
    ["ini", "values", ["a = 1 # no", "; yes", "b = 2"]],
    ["lines", "names", ["a#no", "# yes", "b"]],
    ["r", "strings", ['a <- "# no"', "b <- '# no' # yes"]],
    ["julia", "strings and what is between", ['a = "# no"', "#= # no", "# no =# b = a' # yes"]],
    [
      "script",
      "strings, templates and what is between",
      ["a = '// no' + `// no`", "/* // no", "*/ b = 'http://no' // yes"],
    ],
  ];

  test.each(TWINS)("%s: %s", (kind, _, lines) => {
    expect(readComments(lines.join("\n"), kind).map(({ text }) => text.trim())).toEqual(
      ["yes"].slice(0, lines.join().includes("yes") ? 1 : 0),
    );
  });

  test("Markdown: fenced and indented code, and code spans", () => {
    expect(
      read(
        "markdown",
        "# T",
        "```",
        "<!-- no -->",
        "```",
        "~~~",
        "<!-- no -->",
        "~~~",
        "",
        "    <!-- no -->",
        "",
        "a `<!-- no -->` b <!-- yes -->",
      ),
    ).toEqual(["11: yes → 11-11"]);
  });

  test("Markdown: alone it speaks of the block that follows, a fence with all that is in it", () => {
    expect(
      read("markdown", "<!-- one -->", "", "```sh", "python a.py", "", "python b.py", "```", "text"),
    ).toEqual(["1: one → 1-7"]);
    expect(read("markdown", "<!-- one", "  more -->", "| a |", "|---|", "| b |", "", "text")).toEqual([
      "1: one   more → 1-5",
    ]);
    expect(read("markdown", "text", "<!-- one -->", "")).toEqual(["2: one → nothing"]);
    expect(read("markdown", "<!-- one --><!-- two", "--> text", "more", "")).toEqual([
      "1: one → 1-2",
      "1: two → 1-2",
    ]);
    expect(read("markdown", "`` a ` <!-- no --> `` ` <!-- yes -->")).toEqual(["1: yes → 1-1"]);
  });
});

describe("F2: hostile texts take no longer than their length", () => {
  const N = 300_000;
  test.each([
    ["markdown", "<!---->".repeat(N)],
    ["markdown", "<!-- a -->\n".repeat(N)],
    ["markdown", "`".repeat(4 * N)],
    ["markdown", Array.from({ length: 1500 }, (_, n) => "`".repeat(n + 1)).join(" ")],
    ["markdown", "<!--".repeat(N)],
    ["python", "# a\n".repeat(N)],
    ["python", "(".repeat(N)],
    ["python", "f(# a\n".repeat(N)],
    ["python", "'\\\n".repeat(N)],
    ["yaml", "- ".repeat(N)],
    ["yaml", "a: |\n".repeat(N)],
    ["shell", "<<A\n".repeat(N)],
  ] as const)("%s", (kind, text) => {
    const comments = readComments(text, kind);
    expect(comments.slice(0, 3).every(({ covers }) => covers === null || covers[0] >= 1)).toBe(true);
  });
});

test.each([
  ["train.py", "python"],
  ["Snakefile", "python"],
  ["a.ipynb", "notebook"],
  ["README.md", "markdown"],
  ["params.yaml", "yaml"],
  ["data.dvc", "yaml"],
  ["pyproject.toml", "toml"],
  ["requirements-dev.txt", "requirements"],
  ["Dockerfile", "recipe"],
  ["Dockerfile.gpu", "recipe"],
  ["Makefile", "recipe"],
  ["run.sh", "shell"],
  ["job.slurm", "shell"],
  ["setup.cfg", "ini"],
  [".gitignore", "lines"],
  ["fit.R", "r"],
  ["fit.jl", "julia"],
  ["Jenkinsfile", "script"],
  ["tsconfig.json5", "script"],
  ["data.json", null],
  ["notes.txt", null],
  ["LICENSE", null],
])("%s is read as %s", (name, kind) => {
  expect(commentKind(name)).toBe(kind);
});

test("whatever the text, every comment stands in it and speaks of lines of it", () => {
  const piece = fc.constantFrom(
    "#",
    "'",
    '"',
    '"""',
    "\\",
    "\n",
    "(",
    ")",
    "[",
    " ",
    "a",
    "|",
    ": |",
    "- ",
    "<<E",
    "E",
    "//",
    "/*",
    "*/",
    "`",
    "<!--",
    "-->",
    "@",
    "\t",
    "\r",
  );
  const texts = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
  const kinds = fc.constantFrom<DialectName | "markdown">(
    ...(Object.keys(DIALECTS) as DialectName[]),
    "markdown",
  );
  fc.assert(
    fc.property(texts, kinds, (text, kind) => {
      const lines = text.split("\n").length;
      for (const { line, covers } of readComments(text, kind)) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines);
        if (covers === null) continue;
        expect(covers[0]).toBeLessThanOrEqual(line);
        expect(covers[1]).toBeGreaterThanOrEqual(line);
        expect(covers[1]).toBeLessThanOrEqual(lines);
      }
    }),
  );
});
