import { describe, expect, test } from "vitest";
import { RULES } from "../rules/index.js";
import { audit } from "../src/audit.js";
import type { Report } from "../src/core/report.js";
import { markdown } from "../src/formats/markdown.js";
import { openWorkspace } from "../src/workspace/open.js";
import { buildRepository, type Files, type Recipe } from "./tools/repository.js";

async function reportOf(root: string, state: { local?: boolean; rev?: string } = {}): Promise<Report> {
  const { local = true, ...rest } = state;
  const workspace = await openWorkspace(root, rest);
  try {
    return await audit(workspace, { ruleSet: RULES, local });
  } finally {
    await workspace.close();
  }
}

const auditOf = (recipe: Recipe): Promise<Report> => reportOf(buildRepository(recipe).root);
const committed = (files: Files): Recipe => ({ commits: [{ files }] });

const lookUp = (report: Report, id: string) => report.selfCheck.lookUps.find((one) => one.id === id);
const earned = (report: Report, id: string): number =>
  report.score?.dimensions.find((dimension) => dimension.id === id)?.earned ?? -1;
/** What a committed report is made of: nothing that differs between clones. */
const bytes = (report: Report): string => markdown(report, { folder: "docs" });

const TRAIN =
  "import torch\n\nmodel = torch.nn.Linear(3, 1)\nloss = model(torch.randn(2, 3)).sum()\nloss.backward()\nprint('loss', loss)\n";
const GUIDE =
  "# Glass\n\nTells panes of glass apart by their refraction, for a paper.\n\n## Install\n\n```bash\npip install -r requirements.txt\n```\n\n## Data\n\nDownload the glass set from https://example.org/glass.csv into `data/`.\n\n## Train\n\n```bash\npython train.py\n```\n";
const RUN: Files = {
  "mlruns/1/meta.yaml": "experiment_id: '1'\nname: glass\nlifecycle_stage: active\n",
  "mlruns/1/0123456789abcdef0123456789abcdef/meta.yaml":
    "run_id: 0123456789abcdef0123456789abcdef\nexperiment_id: '1'\nstatus: 3\nstart_time: 1767225600000\nend_time: 1767225660000\nlifecycle_stage: active\n",
  "mlruns/1/0123456789abcdef0123456789abcdef/metrics/loss": "1767225650000 0.5 0\n",
  "mlruns/1/0123456789abcdef0123456789abcdef/params/lr": "0.1",
  "mlruns/1/0123456789abcdef0123456789abcdef/tags/mlflow.runName": "plain-pane-1",
};
const below = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
const PLAIN: Files = { "train.py": TRAIN, "requirements.txt": "torch==2.3.0\n" };

describe("E2: the self-check looks again, wider, for what is thin", () => {
  test("E2: where nothing is thin, nothing is looked for", async () => {
    const report = await auditOf(committed({ ...PLAIN, ...RUN, "README.md": GUIDE }));
    expect(report.selfCheck).toEqual({ rounds: 0, sections: [], lookUps: [], elsewhere: [] });
  });

  test("E2: a repository with nothing thin pays nothing: one look, no question more", async () => {
    const asked = async (files: Files): Promise<Record<string, number>> => {
      const workspace = await openWorkspace(buildRepository(committed(files)).root);
      const counts: Record<string, number> = { leftOut: 0, refs: 0, commits: 0 };
      const counting = {
        ...workspace,
        leftOut: () => count("leftOut", workspace.leftOut()),
        git: Object.create(workspace.git, {
          refs: {
            value: (prefix: string) =>
              count(prefix.startsWith("refs/exps") ? "exps" : "refs", workspace.git.refs(prefix)),
          },
          countCommits: {
            value: (...args: Parameters<typeof workspace.git.countCommits>) =>
              count("commits", workspace.git.countCommits(...args)),
          },
        }),
      };
      const count = <T>(what: string, answer: T): T => {
        counts[what] = (counts[what] ?? 0) + 1;
        return answer;
      };
      try {
        await audit(counting, { ruleSet: RULES, local: true });
      } finally {
        await workspace.close();
      }
      const { leftOut = 0, refs = 0, commits = 0 } = counts;
      return { leftOut, refs, looks: commits };
    };
    expect(await asked({ ...PLAIN, ...RUN, "README.md": GUIDE })).toEqual({ leftOut: 0, refs: 0, looks: 1 });
    expect(await asked({ ...PLAIN, "README.md": GUIDE })).toEqual({ leftOut: 1, refs: 2, looks: 1 });
    const twice = below("a/b/c", { ...PLAIN, "README.md": "# Glass\n" });
    expect(await asked({ ...twice, "guides/run.md": "# Train\n\n    python train.py\n" })).toMatchObject({
      looks: 3,
    });
  });

  test("E2: without machine learning nothing is looked for", async () => {
    const report = await auditOf(committed({ "app.js": "console.log(1)\n" }));
    expect(report.selfCheck.rounds).toBe(0);
    expect(report.gaps).toEqual([]);
  });

  test("E2: there are two rounds at most, and no look-up is made twice", async () => {
    const report = await auditOf(committed({ "train.py": TRAIN }));
    const ids = report.selfCheck.lookUps.map(({ id }) => id);
    expect(report.selfCheck.rounds).toBe(2);
    expect(new Set(report.selfCheck.lookUps.map(({ round }) => round))).toEqual(new Set([1, 2]));
    expect(ids.toSorted()).toEqual([
      "documentation",
      "ignored-directories",
      "nested-projects",
      "other-branches",
    ]);
  });

  test("E2: what stays thin is a gap that says what would close it and where it was looked for", async () => {
    const report = await auditOf(committed({ "train.py": TRAIN }));
    const gap = report.gaps.find(({ what }) => what.startsWith("documentation:"));
    expect(gap?.what).toContain(
      "(nested projects and documents in other places and formats were searched as well)",
    );
    expect(gap?.needed).toContain("README");
    expect(report.selfCheck.sections).toContainEqual({ id: "documentation", closed: false });
  });
});

describe("E2: nested projects", () => {
  const nested = below("projects/vision/glass", { ...PLAIN, "README.md": GUIDE });

  test("E2: the guide of a project that lies deep is read where the root has none", async () => {
    const report = await auditOf(committed(nested));
    expect(lookUp(report, "nested-projects")?.found).toEqual(["projects/vision/glass/README.md"]);
    expect(earned(report, "documentation")).toBeGreaterThan(3);
    expect(report.selfCheck.sections).toContainEqual({ id: "documentation", closed: true });
    expect(report.findings.map(({ rule }) => rule)).not.toContain("no-readme");
  });

  test("E2: the README of a folder that is no project does not speak for the repository", async () => {
    const report = await auditOf(committed({ ...PLAIN, "assets/fonts/free/README.md": GUIDE }));
    expect(lookUp(report, "nested-projects")?.found).toEqual([]);
    expect(report.findings.map(({ rule }) => rule)).toContain("no-readme");
  });
});

describe("E2: documents in other places and formats", () => {
  test.each([
    ["an Org text", { "docs/guide.org": "* Train\n\n#+begin_src bash\npython train.py\n#+end_src\n" }],
    ["an AsciiDoc text", { "manual/run.adoc": "== Train\n\n[source,bash]\n----\npython train.py\n----\n" }],
    ["a page that lies outside of docs/", { "guides/run.md": "# Train\n\n```bash\npython train.py\n```\n" }],
    ["a plain text called after what it tells", { "howto.txt": "Train\n=====\n\n    python train.py\n" }],
  ])("E2: %s is read", async (_, files) => {
    const [path] = Object.keys(files);
    const thin = await auditOf(committed({ ...PLAIN, "README.md": "# Glass\n" }));
    const report = await auditOf(committed({ ...PLAIN, "README.md": "# Glass\n", ...files }));
    expect(lookUp(report, "documentation")?.found).toEqual([path]);
    expect(thin.findings.map(({ rule }) => rule)).toContain("no-run-command");
    expect(report.findings.map(({ rule }) => rule)).not.toContain("no-run-command");
    expect(earned(report, "documentation")).toBeGreaterThan(earned(thin, "documentation"));
  });

  test("E2: a README under the name that another language gives it speaks for the repository", async () => {
    const report = await auditOf(committed({ ...PLAIN, "LIESMICH.md": GUIDE }));
    expect(lookUp(report, "documentation")?.found).toEqual(["LIESMICH.md"]);
    expect(report.findings.map(({ rule }) => rule)).not.toContain("no-readme");
  });

  test("E2: notebooks count where the README points to their folder, and not otherwise", async () => {
    const cell = (cell_type: string, source: string) => ({
      cell_type,
      metadata: {},
      source: [source],
      ...(cell_type === "code" ? { outputs: [], execution_count: 1 } : {}),
    });
    const notebook = {
      json: {
        cells: [
          cell(
            "markdown",
            "## Conclusion\n\nThe warm-up removes the early spike in the loss, so we keep it.",
          ),
          cell("code", TRAIN),
        ],
        metadata: { kernelspec: { name: "python3", display_name: "p", language: "python" } },
        nbformat: 4,
        nbformat_minor: 5,
      },
    };
    const files = { ...PLAIN, "notebooks/study.ipynb": notebook };
    const pointed = await auditOf(
      committed({ ...files, "README.md": "# Glass\n\nSee notebooks/ for more.\n" }),
    );
    const silent = await auditOf(committed({ ...files, "README.md": "# Glass\n" }));
    expect(lookUp(pointed, "documentation")?.found).toEqual(["notebooks/study.ipynb"]);
    expect(lookUp(silent, "documentation")?.found).toEqual([]);
  });

  test("E2: lists of packages, licences and texts of tests are no documents", async () => {
    const report = await auditOf(
      committed({
        ...PLAIN,
        "LICENSE.adoc": "= MIT\n",
        "docs/requirements.txt": "sphinx\n",
        "tests/notes/usage.org": "* Train\n\n#+begin_src bash\npython train.py\n#+end_src\n",
      }),
    );
    expect(lookUp(report, "documentation")?.found).toEqual([]);
  });
});

describe("E2: folders that are passed over, and archives", () => {
  const work: Files = {
    "work/pyvenv.cfg": "home = /usr/bin\nversion = 3.11.4\n",
    "work/lib/site.py": "x = 1\n",
  };

  test("E2: records beside the machinery of a virtual environment are found, on disk and in a revision", async () => {
    const { root } = buildRepository(
      committed({ ...PLAIN, "README.md": GUIDE, ...work, ...below("work", RUN) }),
    );
    const report = await reportOf(root);
    expect(report.runs.total).toBe(1);
    expect(lookUp(report, "ignored-directories")?.found).toHaveLength(5);
    expect(lookUp(report, "ignored-directories")?.found.join()).not.toContain("work/lib");
    expect(report.selfCheck.sections).toContainEqual({ id: "experiments", closed: true });
    const revision = await reportOf(root, { rev: "HEAD" });
    expect(revision.score).toEqual({ ...report.score });
    expect(bytes(revision)).toBe(bytes(report));
  });

  test("E2: without git they are found as well", async () => {
    const report = await auditOf({
      untracked: { ...PLAIN, "README.md": GUIDE, ...work, ...below("work", RUN) },
    });
    expect(report.runs.total).toBe(1);
  });

  test("E2: an environment with nothing of the project in it brings nothing", async () => {
    const report = await auditOf(
      committed({
        ...PLAIN,
        "README.md": GUIDE,
        ...work,
        ...below("work/lib/python3.11/site-packages/x", RUN),
      }),
    );
    expect(lookUp(report, "ignored-directories")?.found).toEqual([]);
    expect(report.runs.total).toBe(0);
  });

  test("E2: a committed archive of records is named, not opened", async () => {
    const report = await auditOf(
      committed({ ...PLAIN, "README.md": GUIDE, "results/mlruns.zip": { base64: "UEsDBAoAAAAAAA==" } }),
    );
    expect(report.gaps.map(({ what }) => what)).toContain(
      "results/mlruns.zip may hold run records: archives are not opened",
    );
    expect(report.selfCheck.elsewhere).toEqual([]);
  });

  test("E2: an archive that git does not track is told outside of what every clone says", async () => {
    const files = committed({ ...PLAIN, "README.md": GUIDE });
    const without = await auditOf(files);
    const report = await auditOf({ ...files, ignored: { "wandb.tar.gz": { base64: "H4sIAAAAAAAA" } } });
    expect(report.selfCheck.elsewhere).toHaveLength(1);
    expect(bytes(report)).toBe(bytes(without));
  });
});

describe("E2: other branches", () => {
  const commits = [
    { id: "base", files: { ...PLAIN, "README.md": GUIDE } },
    { id: "runs", files: RUN, parents: ["base"] },
  ];

  test("E2: records on another branch are named, with how to audit them, and move no score and no byte", async () => {
    const alone = buildRepository({ commits: commits.slice(0, 1) });
    const both = buildRepository({ commits, branches: { main: "base", "exp-lr": "runs" }, head: "base" });
    const [without, report] = [await reportOf(alone.root), await reportOf(both.root)];
    expect(report.selfCheck.elsewhere).toEqual([
      {
        what: expect.stringContaining("exp-lr holds run records that are not here: mlruns/1/"),
        needed: "audit it with --rev exp-lr",
      },
    ]);
    expect(report.score).toEqual(without.score);
    expect(bytes(report)).toBe(bytes(without));
    expect(without.selfCheck.elsewhere).toEqual([]);
  });

  test("E2: a branch that holds no record, and --no-local, name nothing", async () => {
    const other = [commits[0]!, { id: "more", files: { "notes.md": "# Notes\n" }, parents: ["base"] }];
    const plain = buildRepository({ commits: other, branches: { more: "more" }, head: "base" });
    expect((await reportOf(plain.root)).selfCheck.elsewhere).toEqual([]);
    const both = buildRepository({ commits, branches: { main: "base", "exp-lr": "runs" }, head: "base" });
    expect((await reportOf(both.root, { local: false })).selfCheck.elsewhere).toEqual([]);
  });
});
