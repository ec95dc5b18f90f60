import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reader as tensorboard } from "../../../src/trackers/tensorboard/records.js";
import { buildRepository } from "../../tools/repository.js";
import { damaged } from "../damage.js";
import { copyOf, jsonOf, readAll } from "../read-all.js";
import { type ClientView, expectRuns, read } from "./client-view.js";

const fixture = (version: string) => `fixtures/trackers/lightning/${version}`;
const project = (version: string) => copyOf(`${fixture(version)}/project`);

describe.each(["1.9.5", "2.6.0"])("B1: logs of Lightning %s", (version) => {
  test("every run of the CSV logger has the metrics and hyper-parameters that the client reads", async () => {
    const all = await read(project(version));
    expectRuns(all, jsonOf<ClientView>(`${fixture(version)}/client.json`));
    expect(all.problems).toEqual([]);
  });

  test("a folder with event files is one run, TensorBoard's, and keeps its checkpoints", async () => {
    const root = project(version);
    const { runs } = await readAll(tensorboard, root);
    expect(runs.map(({ tracker, id }) => [tracker, id])).toEqual([
      ["lightning", "both/lightning_logs/version_0"],
    ]);
    expect(runs[0]!.artifacts).toEqual(["checkpoints/epoch=0-step=4.ckpt"]);
    const own = await read(root);
    expect(own.runs.map(({ id }) => id)).not.toContain("both/lightning_logs/version_0");
    const events = Object.keys(runs[0]!.metrics).filter((key) => key !== "hp_metric");
    const beside = own.runs.find(({ id }) => id === "both/lightning_logs/version_1")!;
    expect(Object.keys(beside.metrics).filter((key) => !events.includes(key))).toEqual([]);
  });

  test("what the logger was called with is the name, its defaults are none", async () => {
    const { runs } = await read(project(version));
    const names = Object.fromEntries(
      runs.map((run) => [run.id, [run.name, run.group, run.trace.defaultName]]),
    );
    expect(names).toMatchObject({
      "lightning_logs/version_0": ["version_0", "lightning_logs", true],
      "logs/ablation/version_0": ["ablation", "ablation", false],
      "logs/ablation/no-dropout": ["no-dropout", "ablation", false],
    });
  });
});

test("objects of Python in hyper-parameters keep what they hold", async () => {
  const { runs } = await read(project("2.6.0"));
  expect(runs.find(({ id }) => id === "by_hand/odd/version_0")!.params).toEqual({
    "callback.kind": "callback",
    device: ["cpu"],
    note: "1e-4",
    sizes: [1, 2],
  });
});

test("times, code, status and data are not made up; absolute paths are named", async () => {
  const { runs } = await read(project("2.6.0"));
  expect(runs.find(({ id }) => id === "logs/ablation/version_0")).toMatchObject({
    status: "unknown",
    startedAt: null,
    endedAt: null,
    commit: null,
    inputs: [],
    location: { path: "logs/ablation/version_0/metrics.csv", run: "lightning:logs/ablation/version_0" },
    trace: {
      store: "logs/ablation",
      directory: "logs/ablation/version_0",
      absolutePaths: ["data_dir"],
      texts: ["logs/ablation/version_0/hparams.yaml"],
    },
  });
});

test("the configuration of the command line adds its parameters, the seed among them", async () => {
  const { root } = buildRepository({
    untracked: {
      "logs/version_0/metrics.csv": "epoch,loss,step\n0,0.5,0\n",
      "logs/version_0/hparams.yaml": "lr: 0.1\n",
      "logs/version_0/config.yaml":
        "seed_everything: 42\ntrainer:\n  max_epochs: 3\nlr: 7\nmodel:\n  class_path: net.Net\n",
      "logs/version_1/metrics.csv": "epoch,loss,step\n0,0.5,0\n",
      "logs/version_1/config.yaml": "service: api\n",
    },
  });
  const { runs } = await read(root);
  expect(runs.map(({ params }) => params)).toEqual([
    { lr: 0.1, "model.class_path": "net.Net", seed_everything: 42, "trainer.max_epochs": 3 },
    {},
  ]);
});

test("files that are only called alike are no runs", async () => {
  const { root } = buildRepository({
    untracked: {
      "report/metrics.csv": "epoch,loss,step\n0,0.5,0\n",
      "config/hparams.yaml": "lr: 0.1\n",
      "api/version_2/metrics.csv": "name,score\na,1\n",
      "api/version_2/readme.md": "x\n",
      "eval/hparams.yaml": "lr: 0.1\n",
      "eval/metrics.csv": "model,accuracy\nresnet,0.9\n",
    },
  });
  expect(await read(root)).toMatchObject({ runs: [], problems: [] });
});

test("B4: a cut log keeps its rows, a pointer and an empty log say what they are, neighbours are read", async () => {
  const root = project("2.6.0");
  const at = (...parts: string[]) => join(root, ...parts);
  cpSync(at("lightning_logs/version_0"), at("lightning_logs/version_1"), { recursive: true });
  cpSync(at("lightning_logs/version_0"), at("lightning_logs/version_2"), { recursive: true });
  writeFileSync(
    at("lightning_logs/version_0/metrics.csv"),
    "version https://git-lfs.github.com/spec/v1\noid sha256:".concat("0".repeat(64), "\nsize 7\n"),
  );
  writeFileSync(at("lightning_logs/version_1/metrics.csv"), "");
  writeFileSync(at("lightning_logs/version_2/metrics.csv"), "epoch,loss,step\n0,0.5,0\n1,0.25,1\n2,0.1");
  rmSync(at("logs"), { recursive: true });
  const { runs, problems } = await read(root);
  expect(problems).toEqual([
    { path: "lightning_logs/version_0/metrics.csv", message: "is a pointer to content that is not here" },
    { path: "lightning_logs/version_1/metrics.csv", message: "is empty" },
    {
      path: "lightning_logs/version_2/metrics.csv",
      line: 4,
      message: "has 2 cells where the header has 3; the rest is read",
    },
  ]);
  expect(runs.find(({ id }) => id === "lightning_logs/version_2")!.metrics.loss).toEqual({
    last: 0.25,
    min: 0.25,
    max: 0.5,
    count: 2,
    lastStep: 1,
  });
  expect(runs.map(({ id }) => id)).toContain("by_hand/odd/version_0");
});

test("B4: whatever happens to the bytes of a log, its neighbour is read and nothing throws", async () => {
  const root = project("2.6.0");
  const files = ["metrics.csv", "hparams.yaml"].map((name) => join(root, "lightning_logs/version_0", name));
  const before = (await read(root)).runs.find(({ id }) => id === "logs/ablation/version_0")!;
  await fc.assert(
    fc.asyncProperty(damaged(files), async (damage) => {
      const restore = damage();
      try {
        const { runs } = await read(root);
        expect(runs.map(({ id }) => id)).toContain("lightning_logs/version_0");
        expect(runs.find(({ id }) => id === before.id)).toEqual(before);
      } finally {
        restore();
      }
    }),
    { numRuns: 25, seed: 5 },
  );
});
