import { describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { audit } from "../../src/audit.js";
import type { Report } from "../../src/core/report.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, type Files } from "../tools/repository.js";

async function report(files: Files): Promise<Report> {
  const workspace = await openWorkspace(buildRepository({ untracked: files }).root);
  try {
    return await audit(workspace, { ruleSet: RULES, local: true });
  } finally {
    await workspace.close();
  }
}

/** Items of one kind as `name: state (value)`. */
const listed = ({ inventory }: Report, kind: string) =>
  inventory.taxonomy.items
    .filter((item) => item.kind === kind)
    .map(({ name, state, value }) => `${name}: ${state}${value === undefined ? "" : ` (${value})`}`);

interface Given {
  readonly name?: string;
  readonly status?: number;
  readonly deleted?: boolean;
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly points?: number;
}

const STORE: Files = {
  "mlruns/1/meta.yaml": "experiment_id: '1'\nlifecycle_stage: active\nname: flowers\n",
};

function run(
  n: number,
  { name, status = 3, deleted = false, params = {}, tags = {}, points = 1 }: Given,
): Files {
  const id = n.toString(16).padStart(32, "0");
  const at = `mlruns/1/${id}`;
  const texts = (folder: string, values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [`${at}/${folder}/${key}`, value]));
  return {
    [`${at}/meta.yaml`]: `artifact_uri: ${at}/artifacts\nend_time: 1767312060000\nexperiment_id: '1'\nlifecycle_stage: ${deleted ? "deleted" : "active"}\nrun_id: ${id}\nrun_name: ${name ?? `agreeable-doe-${n}`}\nstart_time: 1767312000000\nstatus: ${status}\nuser_id: ada\n`,
    ...texts("tags", { "mlflow.source.name": "train.py", ...tags }),
    ...texts("params", params),
    [`${at}/metrics/accuracy`]: Array.from(
      { length: points },
      (_, step) => `176731200${step}000 0.9 ${step}\n`,
    ).join(""),
  };
}

const store = (...runs: readonly Given[]): Files =>
  Object.assign({ ...STORE }, ...runs.map((given, at) => run(at + 1, given)));

describe("A3: how experiments are named", () => {
  test("names that the tracker made up are told from given ones, and those from their pattern", async () => {
    const found = await report(
      store(
        { name: "resnet-adam-lr0.1" },
        { name: "resnet-sgd-lr0.01" },
        { name: "resnet-sgd-lr1e-3" },
        { name: "tryout" },
        {},
      ),
    );
    expect(listed(found, "naming")).toEqual([
      "run names: 4 of 5 given, 1 by default",
      "pattern: 3 of 4 names follow it (resnet-*-lr#)",
    ]);
  });

  test("names without any two alike have no pattern", async () => {
    const found = await report(store({ name: "first" }, { name: "first try" }, { name: "a/b-c 1" }));
    expect(listed(found, "naming")[1]).toBe("pattern: none: 3 shapes among 3 names");
  });
});

describe("A3: what records show of experiments", () => {
  test("states are counted, deleted runs among them", async () => {
    const found = await report(
      store({ status: 3 }, { status: 4 }, { status: 5 }, { status: 2 }, { status: 3, deleted: true }),
    );
    expect(listed(found, "status")).toEqual([
      "archived or deleted: 1 run",
      "completed: 1 run",
      "draft or scheduled: 1 run",
      "failed: 1 run",
      "killed: 1 run",
    ]);
  });

  test("a tag comes with its vocabulary where that is small, else with its size", async () => {
    const values = ["a", "b", "c", "d", "e", "f"];
    const found = await report(
      store(...values.map((value, at) => ({ tags: { data: value, stage: at < 3 ? "dev" : "paper" } }))),
    );
    expect(listed(found, "tag")).toEqual(["data: 6 runs (6 values)", "stage: 6 runs (dev, paper)"]);
  });

  test("the hierarchy goes as deep as the records do", async () => {
    const parent = { "mlflow.parentRunId": (1).toString(16).padStart(32, "0") };
    const found = await report(store({}, { tags: parent, points: 4 }, { tags: parent }));
    expect(listed(found, "hierarchy")).toEqual([
      "experiment → run → nested run → step: mlflow (1 experiment, 3 runs, 2 nested runs, up to 4 steps)",
    ]);
    expect(listed(found, "nested run")).toEqual(["below 1 run: 2 runs"]);
    expect(listed(await report(store({})), "hierarchy")).toEqual([
      "experiment → run: mlflow (1 experiment, 1 run)",
    ]);
  });
});

describe("A3: the types of experiments", () => {
  const TRAIN =
    "import mlflow\nfrom sklearn.svm import SVC\n\nwith mlflow.start_run():\n    SVC().fit([[0], [1]], [0, 1])\n";

  test("programs say what their runs were for", async () => {
    const found = await report({ "train.py": TRAIN, ...store({}, {}) });
    expect(listed(found, "experiment type")).toEqual([
      "training: 2 runs (runs of train.py, which is for training)",
      "training: in code (train.py calls SVC().fit (train.py:5))",
    ]);
  });

  test("runs nested below one that differ in the same parameters are a sweep, steps of one run are not", async () => {
    const parent = { "mlflow.parentRunId": (1).toString(16).padStart(32, "0") };
    const trials = ["0.1", "1", "10"].map((C) => ({ tags: parent, params: { C } }));
    const sweep = listed(await report(store({}, ...trials)), "experiment type");
    expect(sweep).toEqual(["sweep: 3 runs (nested below one run, with other values of the same parameters)"]);
    const steps = [{ rows: "10" }, { depth: "3" }, { threshold: "0.5" }].map((params) => ({
      tags: parent,
      params,
    }));
    expect(listed(await report(store({}, ...steps)), "experiment type")).toEqual([]);
  });

  test("what people call ablation or A/B test is one by its name; `tablature` is none", async () => {
    const found = await report(
      store({ tags: { study: "ablation-dropout" } }, { name: "AB-test of prompts" }, { name: "tablature" }),
    );
    expect(listed(found, "experiment type")).toEqual([
      "ablation: 1 run (is called ablation-dropout)",
      "A/B test: 1 run (is called AB-test of prompts)",
    ]);
  });
});

describe("A3: the tracker that would fit with the least change", () => {
  const proposal = async (files: Files) => {
    const { inventory } = await report(files);
    const item = inventory.taxonomy.items.find(({ kind }) => kind === "proposed tracker");
    return item === undefined
      ? null
      : {
          tracker: item.name,
          at: `${item.locations[0]?.path}:${item.locations[0]?.line ?? ""}`,
          why: item.value,
        };
  };

  test("a loop of one's own takes MLflow, at the place where it trains", async () => {
    const found = await proposal({
      "train.py":
        "import torch\n\nmodel = torch.nn.Linear(1, 1)\nfor _ in range(3):\n    loss = model(torch.ones(1)).sum()\n    loss.backward()\n",
    });
    expect(found).toMatchObject({
      tracker: "mlflow",
      at: "train.py:6",
      why: expect.stringContaining("loop"),
    });
  });

  test("scikit-learn and Keras take one line, the Trainer of transformers one argument", async () => {
    const fit = await proposal({
      "fit.py": "from sklearn.svm import SVC\n\nSVC().fit([[0], [1]], [0, 1])\n",
    });
    expect(fit).toMatchObject({ tracker: "mlflow", at: "fit.py:3", why: expect.stringContaining("autolog") });
    const keras = await proposal({
      "train.py": "import keras\n\nmodel = keras.Sequential()\nmodel.compile()\nmodel.fit([0], [1])\n",
    });
    expect(keras).toMatchObject({
      tracker: "mlflow",
      at: "train.py:5",
      why: expect.stringContaining("model.fit"),
    });
  });

  test("what the headline program uses decides, not a side script", async () => {
    const found = await proposal({
      "README.md": "# Poses\n\n```\npython train.py\n```\n",
      "train.py": "import torch\n\nmodel = torch.nn.Linear(1, 1)\nmodel(torch.ones(1)).sum().backward()\n",
      "baselines/svm.py":
        "from sklearn.svm import SVC\n\nif __name__ == '__main__':\n    SVC().fit([[0], [1]], [0, 1])\n",
    });
    expect(found).toMatchObject({ at: "train.py:4", why: expect.stringContaining("loop") });
  });

  test("where DVC is in use DVCLive joins it; a tracker that is only declared comes first", async () => {
    const train = { "train.py": "from sklearn.svm import SVC\n\nSVC().fit([[0], [1]], [0, 1])\n" };
    const pipeline =
      "stages:\n  train:\n    cmd: python train.py\n    deps: [train.py]\n    outs: [model.pkl]\n";
    expect(await proposal({ ...train, "dvc.yaml": pipeline })).toMatchObject({
      tracker: "dvclive",
      at: "dvc.yaml:1",
    });
    expect(
      await proposal({ ...train, "dvc.yaml": pipeline, "requirements.txt": "scikit-learn\nwandb==0.17.0\n" }),
    ).toMatchObject({ tracker: "wandb", at: "requirements.txt:2" });
  });

  test("where a tracker is in use, or nothing trains, none is proposed", async () => {
    const tracked =
      "import mlflow\nfrom sklearn.svm import SVC\n\nwith mlflow.start_run():\n    SVC().fit([[0], [1]], [0, 1])\n";
    expect(await proposal({ "train.py": tracked })).toBeNull();
    expect(await proposal({ "README.md": "# Data\n", "plot.py": "import pandas\n" })).toBeNull();
  });

  test("examples of fixes speak the language of the proposed tracker", async () => {
    const { findings } = await report({
      "train.py": "from sklearn.svm import SVC\n\nSVC(C=2.0).fit([[0], [1]], [0, 1])\n",
    });
    const example = findings.find(({ rule }) => rule === "run-without-commit")?.fix.example;
    expect(example).toContain("mlflow.");
  });
});
