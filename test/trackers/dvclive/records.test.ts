import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linkRuns } from "../../../src/runs/link.js";
import { reader as dvc } from "../../../src/trackers/dvc/records.js";
import { buildRepository } from "../../tools/repository.js";
import { damaged } from "../damage.js";
import { copyOf, jsonOf, readAll } from "../read-all.js";
import { type ClientView, expectExperiments, expectFolders, read } from "./client-view.js";

const fixture = (version: string) => `fixtures/trackers/dvclive/${version}`;
const viewOf = (version: string) => jsonOf<ClientView>(`${fixture(version)}/client.json`);
const project = (version: string) => copyOf(`${fixture(version)}/project`);
const LATEST = "3.49.1";

/** A repository with the fixture's experiments where DVC keeps them, and the folder of the last run at hand. */
function repository(version: string) {
  const names = Object.keys(viewOf(version).experiments);
  const build = (baseline: string) =>
    buildRepository(
      {
        commits: [
          { id: "start", files: { ".dvc/config": "", "train.py": "from dvclive import Live\n" } },
          ...names.map((id) => ({
            id,
            parents: ["start"],
            files: { "dvclive/": { from: `experiments/${id}/dvclive/` } },
          })),
        ],
        head: "start",
        refs: Object.fromEntries(names.map((name) => [experimentRef(baseline, name), name])),
        untracked: { "dvclive/": { from: "project/dvclive/" } },
      },
      { from: fixture(version) },
    );
  return build(build(NONE).commits.start!);
}

const NONE = "0".repeat(40);
const experimentRef = (baseline: string, name: string) =>
  `refs/exps/${baseline.slice(0, 2)}/${baseline.slice(2)}/${name}`;

describe.each(["2.16.0", LATEST])("B1: folders of DVCLive %s", (version) => {
  test("every folder's parameters, summary and series are read as the client reads them", async () => {
    const all = await read(project(version));
    expectFolders(all, viewOf(version));
    expect(all.problems).toEqual([]);
  });

  test("runs that were saved as experiments are read from their commits", async () => {
    const { root } = repository(version);
    const all = await read(root);
    expectExperiments(all, viewOf(version));
    expect(all.problems).toEqual([]);
    expect(all.runs.filter(({ trace }) => trace.store === "dvclive").map(({ id }) => id)).toHaveLength(2);
  });
});

test("the folder at hand and the experiment with the same records are one run", async () => {
  const { root, commits } = repository(LATEST);
  const { runs } = await read(root);
  const own = runs.filter(({ trace }) => trace.store === "dvclive");
  expect(own.map(({ id, name, commit, location }) => [id, name, commit, location.commit])).toEqual([
    ["dvclive", "higher-rate", commits["higher-rate"], undefined],
    ["lower-rate:dvclive", "lower-rate", commits["lower-rate"], commits["lower-rate"]],
  ]);
});

test("images, plots and artifacts are listed, and what is not here is missing", async () => {
  const root = project(LATEST);
  const dvclive = (await read(root)).runs.find(({ id }) => id === "dvclive")!;
  expect(dvclive.artifacts).toEqual(["dvclive/plots/sklearn/confusion_matrix.json", "models/best.txt"]);
  expect(dvclive.trace.missingArtifacts).toEqual([]);
});

test("an artifact that neither the tree nor DVC holds is missing", async () => {
  const artifact = (path: string) => `  ${path}:\n    path: models/${path}\n`;
  const { root } = buildRepository({
    untracked: {
      "dvclive/metrics.json": '{"loss": 1}\n',
      "dvc.yaml": `metrics:\n- dvclive/metrics.json\nparams:\n- dvclive/params.yaml\nartifacts:\n${["here", "pointer", "locked", "gone"].map(artifact).join("")}`,
      "models/here": "x",
      "models/pointer.dvc": "outs:\n- path: pointer\n",
      "dvc.lock":
        "schema: '2.0'\nstages:\n  train:\n    cmd: x\n    outs:\n    - path: models/locked\n      md5: 00\n",
    },
  });
  const { runs } = await read(root);
  expect(runs[0]!.artifacts).toEqual(["models/gone", "models/here", "models/locked", "models/pointer"]);
  expect(runs[0]!.trace.missingArtifacts).toEqual(["models/gone"]);
});

test("a stage of DVC and the folder that it wrote are one execution, in an experiment, too", async () => {
  const stages = (lr: string) =>
    `schema: '2.0'\nstages:\n  train:\n    cmd: python train.py ${lr}\n    outs:\n    - path: dvclive\n      hash: md5\n      md5: ${"a".repeat(31)}${lr}.dir\n`;
  const files = (lr: string) => ({
    "dvc.yaml": "stages:\n  train:\n    cmd: python train.py\n    outs: [{dvclive: {cache: false}}]\n",
    "dvc.lock": stages(lr),
    "dvclive/metrics.json": `{"loss": ${lr}}\n`,
    ".dvc/config": "",
  });
  const recipe = (baseline: string) =>
    buildRepository({
      commits: [
        { id: "base", files: files("1") },
        { id: "fast-lane", parents: ["base"], files: files("2") },
      ],
      head: "base",
      refs: { [experimentRef(baseline, "fast-lane")]: "fast-lane" },
    });
  const { root } = recipe(recipe(NONE).commits.base!);
  const records = [...(await read(root)).runs, ...(await readAll(dvc, root)).runs];
  expect(linkRuns(records).executions.map((keys) => [...keys])).toEqual([
    ["dvc:dvc.lock:train", "dvclive:dvclive"],
    ["dvc:fast-lane:train", "dvclive:fast-lane:dvclive"],
  ]);
});

test("a summary that its series does not end with is a problem; the summary holds", async () => {
  const { root } = buildRepository({
    untracked: {
      "dvclive/metrics.json": '{"train": {"loss": 0.5}, "acc": 0.25, "gone": NaN, "step": 1}\n',
      "dvclive/plots/metrics/train/loss.tsv": "step\ttrain/loss\n0\t2\n1\t0.75\n",
      "dvclive/plots/metrics/acc.tsv": "step\tacc\n0\t0.1\n1\t0.25000001\n",
    },
  });
  const { runs, problems } = await read(root);
  expect(problems).toEqual([
    { path: "dvclive/metrics.json", message: "says 0.5 for train/loss, but its series ends with 0.75" },
  ]);
  expect(runs[0]!.metrics).toEqual({
    acc: { last: 0.25, min: 0.1, max: 0.25000001, count: 2, lastStep: 1 },
    gone: { last: "NaN", min: null, max: null, count: null, lastStep: null },
    "train/loss": { last: 0.5, min: 0.75, max: 2, count: 2, lastStep: 1 },
  });
});

test("statistics of the machine are no metrics", async () => {
  const { root } = buildRepository({
    untracked: {
      "dvclive/metrics.json": '{"loss": 1, "system": {"cpu": {"usage (%)": 3, "count": 8}}}\n',
      "dvclive/plots/metrics/system/cpu/usage (%).tsv": "timestamp\tstep\tusage (%)\n1767225600000\t0\t3\n",
    },
  });
  const { runs } = await read(root);
  expect(runs[0]).toMatchObject({
    systemMetrics: true,
    metrics: { loss: { last: 1 } },
    startedAt: "2026-01-01T00:00:00.000Z",
  });
  expect(Object.keys(runs[0]!.metrics)).toEqual(["loss"]);
});

test("a package of that name, a pipeline's own metrics and other tools' plots are no runs", async () => {
  const { root } = buildRepository({
    untracked: {
      "src/dvclive/plots/metrics/__init__.py": "",
      "src/dvclive/live.py": "",
      "reports/metrics.json": '{"acc": 1}',
      "params.yaml": "lr: 1\n",
      "metrics.json": '{"acc": 1}',
      "plots/roc.csv": "a,b\n",
      "dvc.yaml":
        "metrics:\n- reports/metrics.json\n- metrics.json\nplots:\n- plots/roc.csv\nparams:\n- params.yaml\n",
      "sub/dvc.yaml": "metrics:\n- metrics.json\nparams:\n- params.yaml\nplots:\n- plots/roc.csv\n",
      "sub/metrics.json": '{"acc": 1}',
      ".dvc/tmp/exps/tmp1/dvclive/metrics.json": '{"acc": 1}',
    },
  });
  expect(await read(root)).toMatchObject({ runs: [], problems: [] });
});

test("B4: broken files cost a problem each, and all that is whole is read", async () => {
  const { root } = buildRepository({
    untracked: {
      "dvclive/metrics.json": '{"loss": 1, "acc',
      "dvclive/params.yaml": "lr: [1\n",
      "dvclive/plots/metrics/loss.tsv": "step\tloss\n0\t3\n1\t2\n2",
      "dvclive/plots/metrics/acc.tsv": "",
      "dvclive/plots/metrics/far.tsv": `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 7\n`,
      "dvclive/fold_0/metrics.json": '{"loss": 4}\n',
    },
  });
  const { runs, problems } = await read(root);
  expect(problems.map(({ path, line }) => [path, line])).toEqual([
    ["dvclive/params.yaml", expect.any(Number)],
    ["dvclive/metrics.json", 1],
    ["dvclive/plots/metrics/acc.tsv", undefined],
    ["dvclive/plots/metrics/far.tsv", undefined],
    ["dvclive/plots/metrics/loss.tsv", 4],
  ]);
  expect(runs.map(({ id, metrics }) => [id, metrics.loss?.last])).toEqual([
    ["dvclive", 2],
    ["dvclive/fold_0", 4],
  ]);
});

test("B4: whatever happens to the bytes of a folder, its neighbours are read and nothing throws", async () => {
  const root = project(LATEST);
  const names = ["metrics.json", "params.yaml", "plots/metrics/train/loss.tsv"];
  const others = async () => (await read(root)).runs.filter(({ id }) => id !== "dvclive");
  const before = await others();
  await fc.assert(
    fc.asyncProperty(
      damaged([...names.map((name) => join(root, "dvclive", name)), join(root, "dvc.yaml")]),
      async (damage) => {
        const restore = damage();
        try {
          const { runs } = await read(root);
          expect(runs.map(({ id }) => id)).toContain("dvclive");
          expect(runs.filter(({ id }) => id !== "dvclive")).toEqual(before);
        } finally {
          restore();
        }
      },
    ),
    { numRuns: 25, seed: 5 },
  );
});
