import { describe, expect, test } from "vitest";
import { directiveOf } from "../../src/detectors/suppression-words.js";
import { detector } from "../../src/detectors/suppressions.js";
import { observe } from "../tools/observe.js";

/** Suppressions as `place rule reach lines: reason`. */
async function seen(files: Record<string, string>): Promise<string[]> {
  const { of } = await observe(detector, files);
  return of("suppression").map(
    ({ location: { path, cell, line }, rule, reach, covers, reason, malformed }) => {
      const place = `${path}${cell === undefined ? "" : `#${cell}`}${line === undefined ? "" : `:${line}`}`;
      const lines = covers === undefined ? "" : ` ${covers === null ? "nothing" : covers.join("-")}`;
      return malformed === undefined
        ? `${place} ${rule} ${reach}${lines}: ${reason}`
        : `${place} malformed: ${malformed}`;
    },
  );
}

const notebook = (cells: readonly object[], metadata: object = {}): string =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells });
const code = (source: string, metadata: object = {}) => ({
  cell_type: "code",
  source,
  metadata,
  outputs: [],
  execution_count: null,
});

describe("E6: what is written in comments", () => {
  test.each([
    ["exptrack: ignore[a] why", ["a"], "line", "why"],
    ["exptrack:ignore[a]why", ["a"], "line", "why"],
    [" exptrack: ignore[a, b-c,a] -- why, really", ["a", "b-c"], "line", "why, really"],
    ["exptrack: ignore[a]: why", ["a"], "line", "why"],
    ["exptrack: ignore[a]", ["a"], "line", null],
    ["exptrack: ignore[a]   ", ["a"], "line", null],
    ["exptrack: ignore-file[a] generated", ["a"], "file", "generated"],
    ["# exptrack: ignore[a] why", ["a"], "line", "why"],
    [" noqa: F401  # exptrack: ignore[a] why", ["a"], "line", "why"],
    ["exptrack: ignore[a] why  # noqa: F401", ["a"], "line", "why"],
    ["exptrack: ignore[a] issue #12 tracks it", ["a"], "line", "issue #12 tracks it"],
  ])("%s", (comment, rules, reach, reason) => {
    expect(directiveOf(comment)).toEqual({ rules, reach, reason });
  });

  test.each([
    ["exptrack: ignore", "names no rule, and there is no blanket form"],
    ["exptrack: ignore because", "names no rule, and there is no blanket form"],
    ["exptrack: ignore[]", "names no rule, and there is no blanket form"],
    ["exptrack: ignore-file", "names no rule, and there is no blanket form"],
    ["exptrack: ignore[*] why", 'names "*", which is no rule id'],
    ["exptrack: ignore[No Such] why", 'names "No Such", which is no rule id'],
    ["exptrack: ignore[a why", "does not close its bracket"],
    ["exptrack: ignore-line[a] why", 'says "ignore-line", which is no word of exptrack\'s'],
    ["exptrack: disable=a", 'says "disable", which is no word of exptrack\'s'],
    ["exptrack: noqa", 'says "noqa", which is no word of exptrack\'s'],
  ])("%s is told and not heeded", (comment, malformed) => {
    expect(directiveOf(comment)).toEqual({ malformed });
  });

  test.each([
    "the report of exptrack: see docs",
    "exptrack: our tracking starts here",
    'write "# exptrack: ignore[a] why" to accept it',
    "exptrack ignore[a]",
  ])("%s says nothing", (comment) => {
    expect(directiveOf(comment)).toBeNull();
  });

  test("one that lists rules without end is cut, one of a megabyte is read in no time", () => {
    const rules = Array.from({ length: 300 }, (_, n) => `r${n}`).join(",");
    const directive = directiveOf(`exptrack: ignore[${rules}]`);
    expect(directive).toHaveProperty("rules.length", 100);
    expect(directiveOf(`exptrack: ignore[a] ${" #".repeat(500_000)}`)).toHaveProperty("rules", ["a"]);
  });
});

test("E6: every kind of file that has comments", async () => {
  const hash = "# exptrack: ignore[a] why";
  expect(
    await seen({
      "train.py": `x = 1  ${hash}\n`,
      "params.yaml": `${hash}\nseed: null\n`,
      "data.csv.dvc": `${hash}\nouts: []\n`,
      "pyproject.toml": `[a]\nb = 1 ${hash}\n`,
      "requirements.txt": `torch ${hash}\n`,
      Dockerfile: `${hash}\nFROM python\n`,
      Makefile: `train: ${hash}\n\tpython train.py\n`,
      "run.sh": `python train.py ${hash}\n`,
      "setup.cfg": "[a]\n; exptrack: ignore[a] why\nb = 1\n",
      Snakefile: `${hash}\nrule a:\n`,
      "fit.R": `x <- 1 ${hash}\n`,
      "fit.jl": `x = 1 ${hash}\n`,
      ".gitignore": `${hash}\ndata/\n`,
      Jenkinsfile: "// exptrack: ignore[a] why\nnode {}\n",
      "README.md": "# T\n\n<!-- exptrack: ignore[a] why -->\ntext\n",
    }),
  ).toEqual([
    ".gitignore:1 a line 1-2: why",
    "Dockerfile:1 a line 1-2: why",
    "Jenkinsfile:1 a line 1-2: why",
    "Makefile:1 a line 1-1: why",
    "README.md:3 a line 3-4: why",
    "Snakefile:1 a line 1-2: why",
    "data.csv.dvc:1 a line 1-2: why",
    "fit.R:1 a line 1-1: why",
    "fit.jl:1 a line 1-1: why",
    "params.yaml:1 a line 1-2: why",
    "pyproject.toml:2 a line 2-2: why",
    "requirements.txt:1 a line 1-1: why",
    "run.sh:1 a line 1-1: why",
    "setup.cfg:2 a line 2-3: why",
    "train.py:1 a line 1-1: why",
  ]);
});

test("E6: strings, records, vendored code and files without comments say nothing", async () => {
  const hash = "# exptrack: ignore[a] why";
  expect(
    await seen({
      "train.py": `x = "${hash}"\ndef f():\n    '''\n    ${hash}\n    '''\n`,
      "ci.yaml": `run: |\n  ${hash}\n`,
      "notes.txt": hash,
      "data.json": JSON.stringify([hash]),
      "mlruns/0/meta.yaml": hash,
      "third_party/lib.py": `x = 1 ${hash}`,
    }),
  ).toEqual([]);
});

describe("E6: notebooks", () => {
  test("comments in cells of every language, by cell and line", async () => {
    expect(
      await seen({
        "a.ipynb": notebook([
          { cell_type: "markdown", source: ["text\n", "<!-- exptrack: ignore[a] why -->"], metadata: {} },
          code("import torch\n\n# exptrack: ignore[a] why\ntorch.rand(1)"),
          code("%%bash\necho '# exptrack: ignore[no] no'\nls # exptrack: ignore[a] why"),
          code("x = '# exptrack: ignore[no] no'"),
        ]),
      }),
    ).toEqual([
      "a.ipynb#0:2 a line nothing: why",
      "a.ipynb#1:3 a line 3-4: why",
      "a.ipynb#2:3 a line 3-3: why",
    ]);
  });

  test("a whole notebook and a whole cell, by their metadata", async () => {
    expect(
      await seen({
        "a.ipynb": notebook([code("x = 1", { exptrack: { ignore: [{ rule: "b", reason: "a demo" }] } })], {
          exptrack: { ignore: ["a: the teacher's, left as it is", "c"] },
        }),
      }),
    ).toEqual([
      "a.ipynb a file: the teacher's, left as it is",
      "a.ipynb c file: null",
      "a.ipynb#0 b cell: a demo",
    ]);
  });

  test("metadata of another shape is told", async () => {
    const expected = 'malformed: is no list of "rule-id: reason" in metadata.exptrack.ignore';
    for (const ignore of ["a", { a: "why" }, 5, null, [5], [[]], ["No Such: why"], [{ reason: "why" }]])
      expect(await seen({ "a.ipynb": notebook([], { exptrack: { ignore } }) })).toEqual([
        `a.ipynb ${expected}`,
      ]);
    for (const exptrack of [null, 5, [], {}, { ignore: [] }])
      expect(await seen({ "a.ipynb": notebook([], { exptrack }) })).toEqual([]);
  });
});
