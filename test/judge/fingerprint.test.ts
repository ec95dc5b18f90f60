import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Location } from "../../src/core/location.js";
import { Fingerprints } from "../../src/judge/fingerprint.js";
import { readSurroundings } from "../../src/surroundings.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository } from "../tools/repository.js";

const RULE = "unseeded-randomness";

/** Fingerprints of one rule's findings at these places of a folder. */
async function prints(files: Record<string, string>, places: readonly Location[]): Promise<string[]> {
  const workspace = await openWorkspace(buildRepository({ untracked: files }).root);
  try {
    const made = new Fingerprints(await readSurroundings(workspace, places));
    return places.map((place) => made.next(RULE, place));
  } finally {
    await workspace.close();
  }
}

const TRAIN = [
  "import torch",
  "class Trainer:",
  "    def fit(self):",
  "        torch.rand(1)",
  "    def test(self):",
  "        torch.rand(1)",
  "torch.rand(1)",
];
const at = (line: number, path = "train.py"): Location => ({ path, line });
const joined = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

describe("F3: a fingerprint", () => {
  test("tells equal lines apart by the function they stand in, and by their number", async () => {
    const found = await prints(
      { "train.py": joined([...TRAIN, "torch.rand(1)"]) },
      [4, 6, 7, 8].map((n) => at(n)),
    );
    expect(new Set(found.map((one) => one.split("-")[0])).size).toBe(3);
    expect(found[3]).toBe(`${found[2]}-2`);
    expect(new Set(found).size).toBe(4);
  });

  test("stays through a rename, a comment behind the line, and other white space", async () => {
    const [plain] = await prints({ "train.py": joined(TRAIN) }, [at(4)]);
    const changed = joined(TRAIN)
      .replace("        torch.rand(1)", "\t  torch.rand( 1 )  # noqa: X1")
      .replaceAll("\n", "\r\n");
    expect(await prints({ "src/fit.py": changed }, [at(4, "src/fit.py")])).toEqual([plain]);
  });

  test("changes with the line, the function, and the rule", async () => {
    const [plain] = await prints({ "train.py": joined(TRAIN) }, [at(4)]);
    for (const [from, to] of [
      ["torch.rand(1)", "torch.rand(2)"],
      ["def fit", "def learn"],
      ["Trainer", "Learner"],
    ] as const)
      expect(await prints({ "train.py": joined(TRAIN).replace(from, to) }, [at(4)])).not.toEqual([plain]);
    const made = new Fingerprints({ line: () => "x", symbol: () => "" });
    expect(made.next("a", at(1))).not.toBe(made.next("b", at(1)));
  });

  test("of a finding in a record is the run's, whatever its file holds", async () => {
    const place = { path: "mlruns/0/a/meta.yaml", run: "mlflow:a", line: 1 };
    const [one] = await prints({ "mlruns/0/a/meta.yaml": "status: 3\n" }, [place]);
    expect(await prints({ "mlruns/0/a/meta.yaml": "status: 4\n" }, [place])).toEqual([one]);
  });

  test("a head over several lines and text that stands at the margin do not hide the function", async () => {
    const source = ["def fit(", "    a,", "):", '    """', "text", '    """', "    torch.rand(1)"];
    const [found] = await prints({ "train.py": joined(source) }, [at(7)]);
    const [short] = await prints({ "train.py": joined(["def fit(a):", "    torch.rand(1)"]) }, [at(2)]);
    expect(found).toBe(short);
  });

  test("of a notebook is its cell's text, wherever the cell stands", async () => {
    const cell = (source: string) => ({ cell_type: "code", source, metadata: {}, outputs: [] });
    const notebook = (...sources: string[]) =>
      JSON.stringify({ nbformat: 4, metadata: {}, cells: sources.map(cell) });
    const source = "import torch\ntorch.rand(1)";
    const [one] = await prints({ "a.ipynb": notebook(source) }, [{ path: "a.ipynb", cell: 0, line: 2 }]);
    expect(
      await prints({ "a.ipynb": notebook("x = 1", `y = 2\n${source}`) }, [
        { path: "a.ipynb", cell: 1, line: 3 },
      ]),
    ).toEqual([one]);
    const [whole] = await prints({ "a.ipynb": notebook(source) }, [{ path: "a.ipynb", cell: 0 }]);
    expect(await prints({ "a.ipynb": notebook("x", source) }, [{ path: "a.ipynb", cell: 1 }])).toEqual([
      whole,
    ]);
    expect(whole).not.toBe(one);
  });

  test("stays whatever lines are put in elsewhere", async () => {
    const places = [4, 6, 7].map((n) => at(n));
    const before = await prints({ "train.py": joined(TRAIN) }, places);
    // Whole statements: half of one would change what the rest means.
    const block = fc.constantFrom<readonly string[]>(
      [""],
      ["# a comment"],
      ["x = 1"],
      ["def other():", "    return 1"],
      ["y = (1,", "2)"],
      ['"""text', 'more"""'],
      ["class Other:", "    pass"],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(block, { maxLength: 5 }),
        fc.array(block, { maxLength: 5 }),
        async (above, between) => {
          const top = above.flat();
          // Inside of the class only what keeps its indentation is still inside.
          const inner = between
            .flat()
            .map((line) => (line === "2)" || line === 'more"""' || line === "" ? line : `    ${line}`));
          const lines = [...top, ...TRAIN.slice(0, 4), ...inner, ...TRAIN.slice(4)];
          const moved = [
            at(top.length + 4),
            at(top.length + inner.length + 6),
            at(top.length + inner.length + 7),
          ];
          expect(await prints({ "train.py": joined(lines) }, moved)).toEqual(before);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("is one of its kind, however many equal findings there are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.constantFrom("x", "y", null)), { maxLength: 50 }),
        (asked) => {
          const texts = asked.map(([, text]) => text);
          const made = new Fingerprints({ line: ({ line }) => texts[line!]!, symbol: () => "" });
          const found = asked.map(([rule], line) => made.next(rule, { path: "p", line }));
          expect(new Set(found).size).toBe(found.length);
        },
      ),
    );
  });
});
