import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Location } from "../../src/core/location.js";
import type { InventoryItem, Recommendation, Report } from "../../src/core/report.js";
import type { Run } from "../../src/core/run.js";
import { placesFor } from "../../src/formats/markdown/places.js";
import { markdown } from "../../src/formats/markdown.js";
import { publicRunOf } from "../tools/public-run.js";
import { finding, reportOf } from "./sample-report.js";

const committed = (report: Report): string => markdown(report, { folder: "docs" });
const plainly = (report: Report): string => markdown(report, { folder: null });
const linkTo = (location: Location, folder = "docs", report = reportOf()): string =>
  placesFor(report, folder).one(location);
const section = (text: string, title: string): string =>
  text.split(/^## /m).find((part) => part.startsWith(title)) ?? "";

const step = (said: Partial<Recommendation> = {}): Recommendation => ({
  priority: "P1",
  title: "Seed every source.",
  gain: 0.5,
  effort: "minutes",
  findings: ["0123456789abcdef"],
  example: null,
  before: null,
  ...said,
});

const run = (said: Partial<Run> = {}): Run =>
  publicRunOf({
    id: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    name: "pilot",
    scope: "committed",
    startedAt: "2026-01-02T03:04:05.000Z",
    location: { path: "mlruns/1/0a1b/meta.yaml" },
    ...said,
  });
const withRuns = (items: readonly Run[], more: Partial<Report> = {}): Report =>
  reportOf({ more: { runs: { ...reportOf().runs, total: items.length, items: [...items] }, ...more } });

const withItems = (name: "taxonomy" | "metrics", items: readonly InventoryItem[]): Report => {
  const { inventory } = reportOf();
  return reportOf({ more: { inventory: { ...inventory, [name]: { items: [...items], notFound: [] } } } });
};

describe("E1: the first screen", () => {
  const report = reportOf({
    findings: [
      finding({ rung: "code.2", fix: { text: "a", gain: 1.5, effort: "minutes" } }),
      finding({ rung: "code.2", fingerprint: "b", rule: "other", location: { path: "b.py", line: 2 } }),
      finding({ rung: "data.2", fingerprint: "c", location: { path: "c.py", line: 3 } }),
      finding({ rung: "results.2", fingerprint: "d", location: { path: "d.py", line: 4 } }),
    ],
    more: {
      recommendations: [
        step({ title: "First.", gain: 1.5 }),
        step({ title: "Another way.", findings: ["b"] }),
        step({ title: "Second.", findings: ["c"], gain: 0 }),
        step({ title: "Third.", findings: ["d"] }),
        step({ title: "Fourth.", findings: ["b"] }),
      ],
    },
  });
  const screen = section(committed(report), "Executive Summary");

  test("E1: tells score, all six dimensions, the weakest with what its next rung is worth, then the areas", () => {
    const order = [
      "**Score: 17.5 / 30**",
      "| Code versioning | Data versioning |",
      "| **2.5 / 5** | 2.5 / 5 |",
      "The weakest dimension is **Code versioning** (2.5 / 5); its next rung: the second (+1.5).",
      "What to do first:",
      "- Stakes are **low**",
      "- Run records: none in the repository",
      "- Findings: 4 errors",
      "| Area | Status | Priority | Reason |",
    ].map((text) => screen.indexOf(text));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test("D5: names three things to do with gain, effort and place; no second way up the same rung", () => {
    const steps = screen.split("\n").filter((line) => /^\d+\. /.test(line));
    expect(steps).toEqual([
      "1. **First** (+1.5: Code versioning from 2.5 to 4; minutes): torch is not seeded · [`train.py:12`](../train.py#L12)",
      "2. **Second** (no points by itself; minutes): torch is not seeded · [`c.py:3`](../c.py#L3)",
      "3. **Third** (+0.5: Result persistence from 2.5 to 3; minutes): torch is not seeded · [`d.py:4`](../d.py#L4)",
    ]);
  });

  test("D1: undecided points stand beside the score with what would decide them", () => {
    const score = reportOf().score!;
    const [code, ...others] = score.dimensions;
    const shallow = {
      ...code!,
      undecided: 2,
      rungs: [{ ...code!.rungs[1]!, outcome: "unknown" as const, why: "the clone is shallow" }],
    };
    const text = committed(
      reportOf({
        more: {
          score: { ...score, undecided: 2, dimensions: [shallow, ...others] },
          gaps: [{ what: "the clone is shallow", needed: "git fetch --unshallow" }],
        },
      }),
    );
    expect(text).toContain("**Score: 17.5 / 30** (2 undecided)");
    expect(text).toContain(
      "- Code versioning: the clone is shallow; would be decided by git fetch --unshallow",
    );
  });
});

describe("E1: places are links that work where the report lies", () => {
  test.each<[string, Location, string]>([
    ["a line", { path: "src/train.py", line: 12, column: 5 }, "[`src/train.py:12`](../src/train.py#L12)"],
    ["a file", { path: "requirements.txt" }, "[`requirements.txt`](../requirements.txt)"],
    ["a document, in its source", { path: "README.md", line: 7 }, "[`README.md:7`](../README.md?plain=1#L7)"],
    ["a cell, without its line", { path: "a.ipynb", cell: 2, line: 4 }, "[`a.ipynb:cell 2:4`](../a.ipynb)"],
    ["a neighbour", { path: "docs/setup.md" }, "[`docs/setup.md`](setup.md)"],
    [
      "blanks, brackets and hashes",
      { path: "a b/(c)#d?.py" },
      "[`a b/(c)#d?.py`](../a%20b/%28c%29%23d%3F.py)",
    ],
    ["what looks like a scheme", { path: "javascript:x.py" }, "[`javascript:x.py`](../javascript%3Ax.py)"],
  ])("E1: %s", (_, location, expected) => {
    expect(linkTo(location)).toBe(expected);
  });

  test.each([
    ["", "src/a.py"],
    ["docs", "../src/a.py"],
    ["docs/reports", "../../src/a.py"],
    ["src", "a.py"],
    ["src/deep", "../a.py"],
  ])("E1: from the folder %j it is %s", (folder, href) => {
    expect(linkTo({ path: "src/a.py" }, folder)).toBe(`[\`src/a.py\`](${href})`);
  });

  test("E1: a file that is no text is linked without a line", () => {
    const report = reportOf({ repository: { textless: ["mlflow.db"] } });
    expect(linkTo({ path: "mlflow.db", line: 3 }, "docs", report)).toBe("[`mlflow.db:3`](../mlflow.db)");
  });

  test("E1: a run is named as `exptrack show` takes it and leads to its record; a file beside it by its name", () => {
    const report = withRuns([run()]);
    const key = "mlflow:0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    expect(linkTo({ path: "mlruns/1/0a1b/meta.yaml", run: key }, "docs", report)).toBe(
      "[`mlflow:0a1b2c3d`](../mlruns/1/0a1b/meta.yaml)",
    );
    expect(linkTo({ path: "mlruns/1/m/MLmodel", run: key }, "docs", report)).toBe(
      "[`MLmodel of mlflow:0a1b2c3d`](../mlruns/1/m/MLmodel)",
    );
  });

  test("E1: a long path loses its middle, and leads there all the same", () => {
    const path = `${"deep/".repeat(30)}model.pkl`;
    const link = linkTo({ path });
    expect(link).toMatch(/^\[`deep\/deep\/deep\/deep\/…[deep/]{30}model\.pkl`\]/);
    expect(link).toContain(`(../${path})`);
  });

  test("E1: written elsewhere, no place is a link", () => {
    const report = withRuns([run()], { findings: [finding()], recommendations: [step()] });
    expect(committed(report)).toContain("](../train.py#L12)");
    expect(plainly(report)).not.toContain("](");
    expect(plainly(report)).toContain("`train.py:12`");
  });

  test("E1: what only this machine holds is no link: a clone does not have it", () => {
    const report = withRuns([run({ scope: "local" })], {
      findings: [finding({ scope: "local", message: "mine alone" })],
    });
    const local = section(committed(report), "Records on this machine only");
    expect(local).toContain("mine alone (+0.5) · `train.py:12`");
    expect(local).toContain("| `mlflow:0a1b2c3d` |");
    expect(committed(report)).not.toContain("](");
  });

  test("F1: whatever a path holds, it stays one link to one relative place", () => {
    const pieces = [
      "a",
      "b.py",
      "/",
      " ",
      "(",
      ")",
      "[",
      "]",
      "`",
      "|",
      "<",
      ">",
      "\n",
      "\\",
      "%",
      "&",
      "..",
      "\ud800",
      "漢",
    ];
    const path = fc
      .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 10 })
      .map((all) => `x${all.join("")}y`);
    fc.assert(
      fc.property(path, (name) => {
        const link = linkTo({ path: name, line: 3 });
        const [, label, href] = /^\[(`+ ?.*`+)\]\(([^()\s<>|]+)\)$/s.exec(link) ?? [];
        expect(label).toBeDefined();
        expect(href).toMatch(/^\.\.\/x[\w.%/~!*-]*#L3$/);
      }),
    );
  });
});

describe("E1: what the sections say", () => {
  test("E1: eight recommendations whole, the others folded, a line each", () => {
    const recommendations = Array.from({ length: 13 }, (_, index) =>
      step({ title: `Step ${index + 1}.`, gain: 0, example: "seed: 42", before: "seed: null" }),
    );
    const text = section(
      committed(reportOf({ findings: [finding()], more: { recommendations } })),
      "Prioritized Recommendations",
    );
    expect(text.match(/^\d+\. \*\*P1\*\*/gm)).toHaveLength(8);
    expect(text.match(/^ {3}```diff$/gm)).toHaveLength(8);
    expect(text).toContain("   -seed: null\n   +seed: 42");
    expect(text).toContain("<details><summary>Further recommendations (5)</summary>");
    expect(text).toContain("- **P1** Step 13. (minutes) · [`train.py:12`](../train.py#L12)");
  });

  test("D5: a smaller step up a ladder that an earlier one climbs as far is folded", () => {
    const far = finding({ fingerprint: "far", rung: "code.4", message: "no commit" });
    const near = finding({ fingerprint: "near", rung: "code.3", message: "no tag" });
    const other = finding({ fingerprint: "other", rung: "data.2", message: "no data" });
    const recommendations = [
      step({ title: "Far.", gain: 1.5, findings: ["far"] }),
      step({ title: "Near.", gain: 0.5, findings: ["near"] }),
      step({ title: "Other.", gain: 0.5, findings: ["other"] }),
    ];
    const text = committed(reportOf({ findings: [far, near, other], more: { recommendations } }));
    expect(text).toMatch(/^2\. \*\*P1\*\* \*\*Other\*\*/m);
    expect(text).toContain("Further recommendations (1)</summary>\n\n- **P1** Near. (+0.5, minutes)");
  });

  test("D5: an example shows what stays, what goes and what comes; a single command needs no block", () => {
    const recommendations = [
      step({ before: "with run():\n    train()", example: "with run():\n    log()\n    train()", gain: 0 }),
      step({ example: "git tag v1", gain: 0 }),
    ];
    const text = committed(reportOf({ findings: [finding()], more: { recommendations } }));
    expect(text).toContain("    with run():\n   +    log()\n        train()\n");
    expect(text).toMatch(/^2\. .* · `unseeded-randomness` · `git tag v1`$/m);
  });

  test("E1: rungs that do not apply share a row, as those above the next one of which nothing is there do", () => {
    const score = reportOf().score!;
    const [code, ...others] = score.dimensions;
    const rung = (height: number, outcome: "na" | "fail" | "pass") => ({
      rung: height,
      text: `rung ${height}`,
      share: outcome === "pass" ? 1 : 0,
      outcome,
      rule: `rule-${height}`,
      why: `why ${height}`,
      evidence: [],
    });
    const rungs = [
      rung(1, "pass"),
      rung(2, "na"),
      rung(3, "na"),
      ...[4, 5, 6].map((height) => rung(height, "fail")),
    ];
    const text = committed(
      reportOf({ more: { score: { ...score, dimensions: [{ ...code!, rungs }, ...others] } } }),
    );
    expect(text).toContain("| 1: rung 1 | 100 % | why 1 |");
    expect(text).toContain("| 2–3: rung 2; rung 3 | n/a | why 2; why 3 |");
    expect(text).toContain("| 4: rung 4 | 0 % | why 4 · `rule-4` |");
    expect(text).toContain("| 5–6: rung 5; rung 6 | 0 % | why 5; why 6 · `rule-5` · `rule-6` |");
  });

  test("E1: a cap is told where it holds something down", () => {
    const score = reportOf().score!;
    const [code, ...others] = score.dimensions;
    const textOf = (max: number): string =>
      committed(
        reportOf({
          more: {
            score: {
              ...score,
              dimensions: [{ ...code!, cap: { max, rule: "no-lock", why: "no lock" } }, ...others],
            },
          },
        }),
      );
    expect(textOf(2.5)).toContain("held at 2.5 by `no-lock`: no lock |");
    expect(textOf(4)).not.toContain("held at");
  });

  test("C3: seeds that a finding of the same section tells are not told again", () => {
    const { inventory } = reportOf();
    const source = { verdict: "unseeded" as const, value: null, locations: [{ path: "a.py", line: 2 }] };
    const seeds = {
      state: "split-only" as const,
      sources: [
        { ...source, source: "torch", why: "torch.rand draws, and nothing seeds it" },
        { ...source, source: "catboost", verdict: "seeded" as const, value: "0", why: "it seeds itself" },
      ],
    };
    const findings = [finding({ message: "torch is not seeded: torch.rand draws, and nothing seeds it" })];
    const text = section(
      committed(reportOf({ findings, more: { inventory: { ...inventory, seeds } } })),
      "Parameter Management",
    );
    expect(text).toContain("**Seeds: split-only, ");
    expect(text).toContain("- `catboost`: seeded with `0`, it seeds itself · [`a.py:2`](../a.py#L2)");
    expect(text.split("torch.rand draws")).toHaveLength(2);
  });

  test("E1: a finding is listed in one part, and the same sentence once with all its places", () => {
    const places = ["a.py", "b.py", "c.py", "d.py"].map((path, index) =>
      finding({ message: "the same everywhere", location: { path, line: 1 }, fingerprint: String(index) }),
    );
    const text = committed(reportOf({ findings: places }));
    expect(text.split("the same everywhere")).toHaveLength(2);
    expect(text).toContain(
      "[`a.py:1`](../a.py#L1), [`b.py:1`](../b.py#L1), [`c.py:1`](../c.py#L1) and 1 more",
    );
  });

  test("E2: a finding without rung and area is listed too", () => {
    const { rung: _rung, ...lone } = finding({ areas: [], message: "a password lies in a record" });
    expect(section(committed(reportOf({ findings: [lone] })), "Reproducibility Scorecard")).toContain(
      "Found besides:\n\n- **error**: a password lies in a record",
    );
  });

  test("E1: linked records are one execution, told by the record that says most", () => {
    const hydra = run({
      tracker: "hydra",
      id: "outputs/1",
      status: "unknown",
      name: null,
      links: [{ run: "mlflow:0a1b2c3d4e5f60718293a4b5c6d7e8f9", why: "" }],
      location: { path: "outputs/1/.hydra/config.yaml" },
    });
    const mlflow = run({ links: [{ run: "hydra:outputs/1", why: "" }] });
    const text = plainly(withRuns([hydra, mlflow]));
    expect(text).toContain("2 records, 1 execution.");
    expect(text).toContain(
      "| `mlflow:0a1b2c3d` + hydra | `pilot` | finished | 2026-01-02 | none | lost: code, data, environment, parameters |",
    );
  });

  test("A7: metrics that are expected and not logged stand apart, with why", () => {
    const item: InventoryItem = {
      kind: "expected metric",
      name: "recall",
      state: "classification with few positives",
      locations: [{ path: "train.py", line: 9 }],
    };
    const text = section(committed(withItems("metrics", [item])), "Metric Logging Evaluation");
    expect(text).toContain("usually judged by these as well, and nothing here logs them");
    expect(text).toContain("- `recall`: classification with few positives · [`train.py:9`](../train.py#L9)");
    expect(text).not.toContain("| expected metric |");
  });

  test("A3: where no tracker is found the proposed one is named", () => {
    const item: InventoryItem = {
      kind: "proposed tracker",
      name: "mlflow",
      state: "runs locally",
      locations: [],
    };
    expect(committed(withItems("taxonomy", [item]))).toContain(
      "No tracker was found. The one that fits with the least change is **mlflow**: runs locally",
    );
  });

  test("D8: the lineage is drawn with counts, and models that lead nowhere are named", () => {
    const edge = {
      from: "data" as const,
      to: "run" as const,
      proven: 0,
      claimed: 0,
      unobservable: 0,
      missing: 2,
    };
    const why = { why: "no input | is `recorded`", location: { path: "a.yaml" } };
    const text = committed(
      reportOf({
        more: {
          lineage: {
            edges: [
              { ...edge, example: why },
              { ...edge, from: "code", proven: 2, missing: 0, example: null },
              { ...edge, from: "run", to: "model", missing: 0, example: null },
            ],
            models: [
              { name: "best", state: "proven", why: "", run: "mlflow:1", location: { path: "m" } },
              { name: "lost|one", state: "missing", why: "no run", run: null, location: { path: "n.pkl" } },
              { name: "lost two", state: "missing", why: "no run", run: null, location: { path: "o.pkl" } },
            ],
          },
        },
      }),
    );
    expect(text).toContain(
      "```mermaid\nflowchart LR\n  data -.->|2 missing| run\n  code -->|2 proven| run\n```",
    );
    expect(text).toContain(
      "- data → run, 2 of 2 missing: no input \\| is `recorded` · [`a.yaml`](../a.yaml)",
    );
    expect(text).toContain("1 of 3 models can be led back to what made them; the others:");
    expect(text).toContain(
      "- `lost\\|one`, `lost two`: missing, no run · [`n.pkl`](../n.pkl), [`o.pkl`](../o.pkl)",
    );
  });

  test("E1: what is looked for by name and absent is told with its systems", () => {
    const { inventory } = reportOf();
    const text = committed(
      reportOf({ more: { inventory: { ...inventory, data: { items: [], notFound: ["feature store"] } } } }),
    );
    expect(text).toContain("- Data: feature store (feast, tecton, hopsworks)");
    expect(text).not.toContain("| **Data** |");
  });

  test("E1: without machine learning it is a few true lines", () => {
    const text = committed(reportOf({ total: null, more: { areas: [] } }));
    expect(text.match(/^## .*/gm)).toEqual(["## Executive Summary", "## Method"]);
    expect(text).toContain("No machine learning was found here");
  });

  test("E1: no table is empty", () => {
    expect(committed(reportOf())).not.toMatch(/^\| --- .*\|\n(?!\|)/m);
  });
});
