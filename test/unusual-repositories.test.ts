import { describe, expect, test } from "vitest";
import { RULES } from "../rules/index.js";
import { audit } from "../src/audit.js";
import type { Report } from "../src/core/report.js";
import { markdown } from "../src/formats/markdown.js";
import { openWorkspace } from "../src/workspace/open.js";
import { filesOf } from "./tools/improvement.js";
import { buildRepository, type Recipe } from "./tools/repository.js";

async function auditOf(recipe: Recipe): Promise<{ report: Report; text: string }> {
  const workspace = await openWorkspace(buildRepository(recipe).root);
  try {
    const report = await audit(workspace, { ruleSet: RULES, local: true });
    return { report, text: markdown(report, { folder: "docs" }) };
  } finally {
    await workspace.close();
  }
}

const rulesOf = ({ findings }: Report): Set<string> => new Set(findings.map(({ rule }) => rule));
const said = ({ findings, gaps }: Report): string =>
  [...findings.map(({ message }) => message), ...gaps.map(({ what }) => what)].join("\n");
const earned = ({ score }: Report, id: string): number | undefined =>
  score?.dimensions.find((dimension) => dimension.id === id)?.earned;
const cell = (cell_type: "code" | "markdown", source: string) => ({
  cell_type,
  metadata: {},
  source: [source],
  ...(cell_type === "code" ? { outputs: [], execution_count: 1 } : {}),
});
const notebook = (...cells: readonly ReturnType<typeof cell>[]) => ({
  json: {
    cells,
    metadata: { kernelspec: { name: "python3", display_name: "p", language: "python" } },
    nbformat: 4,
    nbformat_minor: 5,
  },
});

describe("E1: unusual repositories get reports that are sensible, short and true", () => {
  test.each<readonly [string, Recipe]>([
    [
      "a shop with an evaluation of its sales in pandas",
      {
        commits: [
          {
            files: {
              "README.md": "# Shop\n\nSells shoes, and counts them.\n",
              "app.js": "console.log(1)\n",
              "report.py": 'import pandas as pd\nprint(pd.read_csv("sales.csv").mean())\n',
            },
          },
        ],
      },
    ],
    ["an empty commit", { commits: [{}] }],
    ["a repository without commits", { commits: [] }],
    ["an empty folder", {}],
  ])("E1: without machine learning: %s is not scored, not accused and not advised", async (_, recipe) => {
    const { report, text } = await auditOf(recipe);
    expect(report.score).toBeNull();
    expect([report.findings, report.recommendations, report.areas, report.gaps]).toEqual([[], [], [], []]);
    expect(report.selfCheck.lookUps).toEqual([]);
    expect(report.problems).toEqual([]);
    expect(text).toMatch(/no machine learning/i);
    expect(text.split("\n").length).toBeLessThan(40);
    expect(text).not.toMatch(/## Prioritized Recommendations|\/ 30/);
  });

  test("E1: only notebooks: their text counts as documents, and nothing is said of scripts or records", async () => {
    const { report } = await auditOf({
      commits: [
        {
          files: {
            "study.ipynb": notebook(
              cell("markdown", "# Iris\n\nTells the iris flowers apart by four measures, with a forest."),
              cell(
                "code",
                "from sklearn.datasets import load_iris\nfrom sklearn.ensemble import RandomForestClassifier\nX, y = load_iris(return_X_y=True)\nmodel = RandomForestClassifier(n_estimators=100).fit(X, y)\nprint('score', model.score(X, y))",
              ),
            ),
          },
        },
      ],
    });
    expect(report.inventory.seeds.state).toBe("none");
    expect(report.findings.find(({ rule }) => rule === "unseeded-randomness")?.location).toMatchObject({
      path: "study.ipynb",
      cell: 1,
    });
    // The iris set comes with the library.
    expect(earned(report, "data")).toBeGreaterThanOrEqual(2);
    expect(rulesOf(report)).not.toContain("no-data-source");
    expect(report.runs.total).toBe(0);
    expect(said(report)).not.toMatch(/\d runs? \(|recorded (?:no|a)|\.py\b/);
    expect(new Set(report.findings.map(({ location }) => location.path))).toEqual(new Set(["study.ipynb"]));
  });

  test("E1: only records: the runs are judged, and no code is accused", async () => {
    const records = Object.fromEntries(
      Object.entries(filesOf("22-records")).filter(([path]) => !path.endsWith("git.commit")),
    );
    const { report } = await auditOf({ commits: [{ files: records }] });
    expect(report.runs).toMatchObject({ total: 3, byTracker: { mlflow: 3 }, byStatus: { finished: 3 } });
    expect(rulesOf(report)).toContain("run-without-commit");
    expect(earned(report, "parameters")).toBe(5);
    for (const rule of ["unseeded-randomness", "hard-coded-parameters", "no-results", "no-checkpoint-or-log"])
      expect(rulesOf(report)).not.toContain(rule);
    expect(said(report)).not.toMatch(/drawn from|literals|the training neither|holds no record of a run/);
    expect(said(report)).not.toContain("nothing says which data is used");
  });

  test("E1: one script: what it does is told as it is", async () => {
    const { report, text } = await auditOf({ commits: [{ files: filesOf("05-loss") }] });
    expect(report.inventory.seeds.state).toBe("none");
    // It prints its error, and reads a file that is not there.
    expect(rulesOf(report)).not.toContain("no-results");
    expect(said(report)).not.toContain("no metric is computed");
    expect(report.inventory.trackers).toEqual([]);
    expect(new Set(report.findings.map(({ location }) => location.path))).toEqual(new Set(["train.py"]));
    expect(said(report)).not.toMatch(/\bnotebook|\d runs? \(|\b0 of\b/);
    expect(report.score?.total).toBeLessThan(6);
    expect(report.recommendations[0]?.findings.length).toBeGreaterThan(0);
    expect(text).not.toMatch(/undefined|\bNaN\b|\[object/);
  });

  test("E2: one script: what stays thin is told with what would close it", async () => {
    const { report } = await auditOf({ commits: [{ files: filesOf("05-loss") }] });
    const thin = report.selfCheck.sections.filter(({ closed }) => !closed).map(({ id }) => id);
    expect(thin).toEqual(["experiments", "documentation", "environment"]);
    for (const id of thin) {
      const gap = report.gaps.find(({ what }) => what.startsWith(`${id}: `));
      expect(gap?.needed).toMatch(/\w{4}/);
    }
  });

  test("B6: a partial clone: data whose objects are not here is there, and what it holds is not observable", async () => {
    const full = buildRepository({
      commits: [
        {
          files: {
            "train.py":
              'import pandas as pd\nfrom sklearn.linear_model import Ridge\n\nRidge().fit(pd.read_csv("data/train.csv"), 1)\n',
            "data/train.csv": { repeat: "1,2,3\n", times: 2000 },
            "data/readings.own": { repeat: "1,2,3\n", times: 2000 },
            "model.safetensors": { repeat: "weights\n", times: 2000 },
          },
        },
      ],
    });
    const { root } = full.clone("--filter=blob:limit=1k", "--bare");
    const workspace = await openWorkspace(root);
    const report = await audit(workspace, { ruleSet: RULES, local: true });
    await workspace.close();
    const outcome = (id: string) => report.rules.find((rule) => rule.id === id)?.outcome;
    expect(outcome("data-link-only")).toBe("pass");
    expect(outcome("data-without-checksum")).toBe("unknown");
    expect(outcome("large-file-in-git")).toBe("unknown");
    expect(outcome("personal-data-in-repository")).toBe("unknown");
    const { data, artifacts } = report.inventory;
    expect(data?.items.filter(({ kind }) => kind === "file").map(({ name, value }) => [name, value])).toEqual(
      [
        ["data/readings.own", undefined],
        ["data/train.csv", undefined],
      ],
    );
    expect(artifacts?.items.find(({ kind }) => kind === "weights")).not.toHaveProperty("value");
    expect(report.problems.map(({ message }) => message)).toContain(
      "git's objects of 3 files, this the first, are not in this clone: the content cannot be seen",
    );
  });

  test("A9: of two projects in one repository each has a score of its own", async () => {
    const script = String(filesOf("05-loss")["train.py"]);
    const { report } = await auditOf({
      commits: [
        {
          files: {
            "panes/train.py": script,
            "panes/requirements.txt": "torch==2.3.0\nnumpy==1.26.4\n",
            "bottles/train.py": script.replace("glass", "bottles"),
            "bottles/requirements.txt": "torch\n",
          },
        },
      ],
    });
    const scores = new Map(report.repository.projects.map(({ root, score }) => [root, score]));
    expect([...scores.keys()]).toEqual([".", "bottles", "panes"]);
    expect(scores.get("panes")).toBeGreaterThan(scores.get("bottles") ?? 30);
  });
});
