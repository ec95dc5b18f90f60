import { describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { audit } from "../../src/audit.js";
import type { Lineage } from "../../src/core/report.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, type Files, type Recipe } from "../tools/repository.js";

async function lineage(recipe: Recipe, from = "."): Promise<Lineage> {
  const workspace = await openWorkspace(buildRepository(recipe, { from }).root);
  try {
    return (await audit(workspace, { ruleSet: RULES, local: true })).lineage;
  } finally {
    await workspace.close();
  }
}

const ofFiles = (files: Files): Promise<Lineage> => lineage({ untracked: files });

const edge = ({ edges }: Lineage, from: string, to: string) => {
  const found = edges.find((one) => one.from === from && one.to === to);
  return found === undefined ? null : [found.proven, found.claimed, found.unobservable, found.missing];
};

const model = ({ models }: Lineage, name: string) => {
  const { state, run, why } = models.find((one) => one.name === name) ?? {};
  return { state, run, why };
};

const A = "a".repeat(32);
const B = "b".repeat(32);
const MD5 = (digit: string) => digit.repeat(32);
const TRAIN =
  "import mlflow\nfrom sklearn.svm import SVC\n\nwith mlflow.start_run():\n    SVC().fit([[0], [1]], [0, 1])\n";

const meta = (id: string, more = "lifecycle_stage: active\n") =>
  `artifact_uri: mlruns/1/${id}/artifacts\nend_time: 1767312060000\nexperiment_id: '1'\nrun_id: ${id}\nrun_name: best\nstart_time: 1767312000000\nstatus: 3\nuser_id: ada\n${more}`;
const run = (id: string, more?: string): Files => ({
  "train.py": TRAIN,
  "mlruns/1/meta.yaml": "experiment_id: '1'\nlifecycle_stage: active\nname: flowers\n",
  [`mlruns/1/${id}/meta.yaml`]: meta(id, more),
  [`mlruns/1/${id}/tags/mlflow.source.name`]: "train.py",
  [`mlruns/1/${id}/metrics/accuracy`]: "1767312001000 0.97 0\n",
});
const MLMODEL = "artifact_path: model\nflavors:\n  sklearn:\n    pickled_model: model.pkl\n";
const version = (id: string) => ({
  "mlruns/models/iris/meta.yaml": "name: iris\ncreation_timestamp: 1767312002000\n",
  "mlruns/models/iris/version-1/meta.yaml": `name: iris\nversion: '1'\nrun_id: ${id}\ncurrent_stage: None\n`,
});

describe("D8: what leads a model back to the run that made it", () => {
  test("an MLmodel that names a run whose record is here is proven, and its files are told once", async () => {
    const found = await ofFiles({
      ...run(A),
      [`mlruns/1/${A}/artifacts/model/MLmodel`]: `${MLMODEL}run_id: ${A}\n`,
      [`mlruns/1/${A}/artifacts/model/model.pkl`]: "weights",
    });
    expect(found.models).toHaveLength(1);
    expect(model(found, `mlruns/1/${A}/artifacts/model`)).toMatchObject({
      state: "proven",
      run: `mlflow:${A}`,
    });
    expect(edge(found, "run", "model")).toEqual([1, 0, 0, 0]);
    expect(edge(found, "model", "metrics")).toEqual([1, 0, 0, 0]);
  });

  test("one that names a run of which no record is here, or none at all, is not", async () => {
    const found = await ofFiles({
      "train.py": TRAIN,
      "served/named/MLmodel": `${MLMODEL}run_id: ${B}\n`,
      "served/bare/MLmodel": MLMODEL,
    });
    expect(model(found, "served/named")).toMatchObject({ state: "claimed", run: null });
    expect(model(found, "served/bare")).toMatchObject({ state: "missing", run: null });
    expect(edge(found, "model", "metrics")).toEqual([0, 0, 0, 2]);
  });

  test("a registered version leads to its run, or says that the run was deleted", async () => {
    const here = await ofFiles({ ...run(A), ...version(A) });
    expect(model(here, "iris (version 1)")).toMatchObject({ state: "proven", run: `mlflow:${A}` });
    const gone = await ofFiles({ ...run(A, "lifecycle_stage: deleted\n"), ...version(A) });
    expect(model(gone, "iris (version 1)")).toEqual({
      state: "claimed",
      run: null,
      why: `the registry names run ${A}, which is deleted`,
    });
  });

  test("a W&B model artifact is proven by the digest of its manifest", async () => {
    const folder = "wandb/offline-run-20261121_133807-3nqurl2b/";
    const found = await lineage(
      { commits: [{ files: { [folder]: { from: folder } } }] },
      "fixtures/trackers/wandb/0.21.4",
    );
    expect(model(found, "classifier")).toMatchObject({ state: "proven" });
  });

  test("weights without any record are missing, many of one folder in one line", async () => {
    const found = await ofFiles({
      "train.py": TRAIN,
      "weights/best.pt": "x",
      ...Object.fromEntries([1, 2, 3, 4].map((n) => [`ckpt/epoch${n}.ckpt`, "x"])),
    });
    expect(found.models.map(({ name, state }) => [name, state])).toEqual([
      ["ckpt (4 files)", "missing"],
      ["weights/best.pt", "missing"],
    ]);
  });
});

const LOCK = `schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps:
    - path: data/train.csv
      hash: md5
      md5: ${MD5("1")}
      size: 10
    outs:
    - path: model.pkl
      hash: md5
      md5: ${MD5("2")}
      size: 10
    - path: folds
      hash: md5
      md5: ${MD5("3")}.dir
      size: 10
      nfiles: 2
  evaluate:
    cmd: python evaluate.py
    deps:
    - path: model.pkl
      hash: md5
      md5: MODEL
      size: 10
    outs:
    - path: metrics.json
      hash: md5
      md5: edf859bc31c6f819c1dadebd745d17a2
      size: 17
`;
const PIPELINE = `stages:
  train:
    cmd: python train.py
    deps: [data/train.csv]
    outs: [model.pkl, folds]
  evaluate:
    cmd: python evaluate.py
    deps: [model.pkl]
    metrics:
    - metrics.json:
        cache: false
artifacts:
  churn:
    path: model.pkl
    type: model
  first-fold:
    path: folds/fold_0.keras
    type: model
`;
const dvc = (read: string): Files => ({
  "train.py": "from sklearn.svm import SVC\nSVC().fit([[0], [1]], [0, 1])\n",
  "dvc.yaml": PIPELINE,
  "dvc.lock": LOCK.replace("MODEL", read),
  "metrics.json": '{"accuracy":0.9}\n',
});

describe("D8: DVC ties by hashes", () => {
  test("what a stage locks is proven; a file in a folder that it locks as a whole is claimed", async () => {
    const found = await ofFiles(dvc(MD5("2")));
    expect(model(found, "churn")).toMatchObject({ state: "proven", run: "dvc:dvc.lock:train" });
    expect(model(found, "first-fold")).toMatchObject({ state: "claimed", run: "dvc:dvc.lock:train" });
    expect(found.models.map(({ name }) => name)).toEqual(["churn", "first-fold"]);
    expect(edge(found, "data", "run")).toEqual([2, 0, 0, 0]);
  });

  test("metrics are those of the model whose hash the measuring stage read", async () => {
    const measured = await ofFiles(dvc(MD5("2")));
    const measuredAnother = await ofFiles(dvc(MD5("9")));
    expect(edge(measured, "run", "metrics")).toEqual([1, 0, 0, 0]);
    expect(edge(measured, "model", "metrics")).toEqual([1, 1, 0, 0]);
    expect(edge(measuredAnother, "model", "metrics")).toEqual([0, 2, 0, 0]);
  });

  test("a pipeline that prepares data alone need lead to no model and no number", async () => {
    const found = await ofFiles({
      "clean.py": "import sklearn\nimport pandas\n",
      "dvc.lock": `schema: '2.0'\nstages:\n  clean:\n    cmd: python clean.py\n    outs:\n    - path: clean.csv\n      hash: md5\n      md5: ${MD5("4")}\n      size: 1\n`,
    });
    expect(found.edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
      "data run",
      "code run",
      "parameters run",
    ]);
  });

  test("a GTO tag claims: it names a commit, and the lock at hand is of this one", async () => {
    const found = await lineage({
      commits: [{ files: dvc(MD5("2")), tag: ["churn@v1.0.0", "churn#prod#1"] }],
    });
    expect(model(found, "churn (2 tags)")).toMatchObject({ state: "claimed", run: "dvc:dvc.lock:train" });
  });
});

describe("D8: the edges", () => {
  test("a commit that only the place of a record suggests ties no code, a finished run without metrics none", async () => {
    const files = run(A);
    const { [`mlruns/1/${A}/metrics/accuracy`]: _, ...bare } = files;
    const found = await lineage({ commits: [{ files: bare }] });
    expect(edge(found, "code", "run")).toEqual([0, 0, 0, 1]);
    expect(edge(found, "run", "metrics")).toEqual([0, 0, 0, 1]);
    const weakest = found.edges.find(({ to }) => to === "metrics")?.example;
    expect(weakest).toEqual({
      why: "no metric is recorded",
      location: { path: `mlruns/1/${A}/meta.yaml`, run: `mlflow:${A}` },
    });
  });

  test("nothing to tie is no edge", async () => {
    expect(await ofFiles({ "train.py": TRAIN })).toEqual({ edges: [], models: [] });
  });

  test("records and weights that only this machine holds are no part of it", async () => {
    const { "train.py": _, ...records } = run(A);
    const found = await lineage({
      commits: [{ files: { "train.py": TRAIN, ".gitignore": "mlruns/\n*.pt\n" } }],
      ignored: { ...records, "best.pt": "x" },
    });
    expect(found).toEqual({ edges: [], models: [] });
  });
});
