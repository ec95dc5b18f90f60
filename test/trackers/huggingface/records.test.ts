import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readModelCard } from "../../../src/trackers/huggingface/card.js";
import { buildRepository } from "../../tools/repository.js";
import { damaged } from "../damage.js";
import { copyOf, jsonOf } from "../read-all.js";
import { type ClientView, expectRuns, read } from "./client-view.js";

const fixture = (version: string) => `fixtures/trackers/huggingface/${version}`;
const project = (version: string) => copyOf(`${fixture(version)}/project`);
const LATEST = "5.23.0";

const state = (step: number, more: object = {}) => ({
  json: {
    global_step: step,
    max_steps: 100,
    log_history: [
      { step: 1, loss: 2 },
      { step, loss: 1, epoch: 1 },
    ],
    ...more,
  },
});

describe.each(["4.44.2", LATEST])("B1: output directories of transformers %s", (version) => {
  test("every directory's log, parameters, checkpoints and card are read as the client reads them", async () => {
    const all = await read(project(version));
    expectRuns(all, jsonOf<ClientView>(`${fixture(version)}/client.json`));
    expect(all.problems).toEqual([]);
  });

  test("finished is a training that says so; an interrupted one says nothing", async () => {
    const { runs } = await read(project(version));
    expect(Object.fromEntries(runs.map((run) => [run.id, run.status]))).toMatchObject({
      "tiny-bert-parity": "finished",
      published: "finished",
      results: "unknown",
    });
  });

  test("a card that the Trainer wrote is a partial environment", async () => {
    const { runs } = await read(project(version));
    const of = (id: string) => runs.find((run) => run.id === id)!;
    expect(of("tiny-bert-parity")).toMatchObject({
      environment: { packages: "tiny-bert-parity/README.md" },
      inputs: [{ name: "parity", source: null, digest: null, kind: "dataset" }],
      description: null,
      trace: { packages: "partial", defaultName: false, directory: "tiny-bert-parity", missingArtifacts: [] },
    });
    expect(of("tiny-bert-parity").artifacts).toEqual(
      expect.arrayContaining(["checkpoint-2", "model.safetensors", "training_args.bin"]),
    );
    expect(of("results").environment.packages).toBeNull();
    expect(of("results").trace.defaultName).toBe(true);
  });
});

test("an early stop is an end, where the state keeps it", async () => {
  const { runs } = await read(project(LATEST));
  expect(runs.find(({ id }) => id === "early")!.status).toBe("finished");
});

test("a state of its own holds where it closes a training; else the newest checkpoint's", async () => {
  const { root } = buildRepository({
    untracked: {
      "a/trainer_state.json": state(20),
      "a/checkpoint-50/trainer_state.json": state(50),
      "a/checkpoint-9/trainer_state.json": state(9),
      "b/trainer_state.json": state(20, { log_history: [{ step: 20, train_runtime: 3 }] }),
      "b/checkpoint-50/trainer_state.json": state(50),
      "checkpoint-7/trainer_state.json": state(7),
    },
  });
  const { runs } = await read(root);
  expect(runs.map(({ id, location }) => [id, location.path])).toEqual([
    [".", "checkpoint-7/trainer_state.json"],
    ["a", "a/checkpoint-50/trainer_state.json"],
    ["b", "b/trainer_state.json"],
  ]);
  expect(runs[1]!.artifacts).toEqual(["checkpoint-50", "checkpoint-9"]);
});

test("a best checkpoint that is not here is missing, unless the model itself lies in the directory", async () => {
  const best = { best_model_checkpoint: "/home/ada/work/out/checkpoint-30", best_metric: 0.5 };
  const { root } = buildRepository({
    untracked: {
      "a/checkpoint-50/trainer_state.json": state(50, best),
      "b/trainer_state.json": state(50, best),
      "b/model.safetensors": "weights",
    },
  });
  const { runs } = await read(root);
  expect(runs.map(({ artifacts, trace }) => [artifacts, trace.missingArtifacts])).toEqual([
    [["checkpoint-30", "checkpoint-50"], ["checkpoint-30"]],
    [["model.safetensors"], []],
  ]);
  expect(runs[0]!.trace.absolutePaths).toEqual(["best_model_checkpoint"]);
  expect(runs[0]!.metrics.best_metric).toEqual({
    last: 0.5,
    min: 0.5,
    max: 0.5,
    count: null,
    lastStep: null,
  });
});

test("a trial of a search has its name, its parameters and the folder above as group", async () => {
  const trial = { is_hyper_param_search: true, trial_name: "brisk", trial_params: { learning_rate: 0.01 } };
  const { root } = buildRepository({
    untracked: { "search/run-3/checkpoint-5/trainer_state.json": state(5, trial) },
  });
  const { runs } = await read(root);
  expect(runs[0]).toMatchObject({
    id: "search/run-3",
    name: "brisk",
    group: "search",
    params: { learning_rate: 0.01, max_steps: 100 },
  });
});

test("a README that nobody's tool wrote tells of no run", () => {
  const text = "---\ntags:\n- nlp\n---\n# Model\n\n### Framework versions\n\n- Transformers 4.1.0\n";
  expect(readModelCard(text)).toBeNull();
  expect(readModelCard("")).toBeNull();
  expect(readModelCard("---\nunclosed: [\n---\n")).toBeNull();
  expect(readModelCard(text.replace("- nlp", "- generated_from_trainer"))).toMatchObject({
    hasVersions: true,
  });
});

test("a card's list of hyper-parameters keeps the types that Python printed", () => {
  const card = readModelCard(
    "---\ntags: generated_from_trainer\nbase_model: bert-base-cased\ndatasets:\n- imdb\n---\n## Model description\n\nA sentiment classifier.\n\n" +
      "### Training hyperparameters\n\n- learning_rate: 5e-05\n- seed: 42\n- optimizer: Adam with betas=(0.9,0.999)\n- fp16: True\n- warmup: None\n",
  );
  expect(Object.fromEntries(card!.params)).toEqual({
    learning_rate: 0.00005,
    seed: 42,
    optimizer: "Adam with betas=(0.9,0.999)",
    fp16: true,
    warmup: null,
    base_model: "bert-base-cased",
  });
  expect(card!.description).toBe("A sentiment classifier.");
  expect(card!.inputs.map(({ name }) => name)).toEqual(["imdb"]);
});

test("fields of a card's template that nobody filled in are no description; one that somebody did is", () => {
  const card = (license: string) =>
    readModelCard(
      "---\nlibrary_name: peft\n---\n# Model Card for Model ID\n\n### Model Description\n\n<!-- A summary. -->\n\n" +
        `- **Developed by:** [More Information Needed]\n- **Language(s) (NLP):** [More Information Needed]\n- **License:** ${license}\n`,
    )?.description;
  expect(card("[More Information Needed]")).toBeNull();
  expect(card("Apache-2.0")).toBe("**License:** Apache-2.0");
});

test("numbers that are not finite stay what they are, and another tool's file of that name is no run", async () => {
  const { root } = buildRepository({
    untracked: {
      "out/trainer_state.json":
        '{"global_step": 2, "log_history": [{"step": 1, "loss": NaN}, {"step": 2, "loss": -Infinity, "note": "x"}]}',
      "other/trainer_state.json": '{"state": 1}',
    },
  });
  const { runs, problems, series } = await read(root);
  expect(problems).toEqual([]);
  expect(runs.map(({ id, metrics }) => [id, metrics])).toEqual([
    ["out", { loss: { last: "-Infinity", min: null, max: null, count: 2, lastStep: 2 } }],
  ]);
  expect(series.get("out")).toEqual([
    { key: "loss", step: 1, value: "NaN", at: null },
    { key: "loss", step: 2, value: "-Infinity", at: null },
  ]);
});

test("B4: a broken state is a problem, and the checkpoint before it tells of the run", async () => {
  const root = project(LATEST);
  const at = (name: string) => join(root, "early", name, "trainer_state.json");
  writeFileSync(at("checkpoint-8"), readFileSync(at("checkpoint-8"), "utf8").slice(0, 300));
  rmSync(join(root, "results"), { recursive: true });
  writeFileSync(
    join(root, "published/checkpoint-6/trainer_state.json"),
    `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 7\n`,
  );
  const { runs, problems } = await read(root);
  expect(runs.map(({ id, location }) => [id, location.path])).toEqual([
    ["early", "early/checkpoint-4/trainer_state.json"],
    ["tiny-bert-parity", "tiny-bert-parity/trainer_state.json"],
  ]);
  expect(problems).toEqual([
    {
      path: "early/checkpoint-8/trainer_state.json",
      line: expect.any(Number),
      message: expect.stringContaining("is no valid JSON"),
    },
    {
      path: "published/checkpoint-6/trainer_state.json",
      message: "is a pointer to content that is not here",
    },
  ]);
});

test("B4: a state that lost its log is a problem", async () => {
  const { root } = buildRepository({
    untracked: { "out/trainer_state.json": '{"global_step": 3, "max_steps": 4, "log_histori": []}' },
  });
  expect(await read(root)).toMatchObject({
    runs: [],
    problems: [{ path: "out/trainer_state.json", message: "is a Trainer's state without a log or a step" }],
  });
});

test("B4: whatever happens to the bytes of a directory, its neighbours are read and nothing throws", async () => {
  const root = project(LATEST);
  const files = ["trainer_state.json", "README.md", "all_results.json", "training_args.json"];
  const paths = files.map((name) => join(root, "tiny-bert-parity", name));
  const others = async () => (await read(root)).runs.filter(({ id }) => id !== "tiny-bert-parity");
  const before = await others();
  await fc.assert(
    fc.asyncProperty(damaged(paths), async (damage) => {
      const restore = damage();
      try {
        const { runs } = await read(root);
        expect(runs.map(({ id }) => id)).toContain("tiny-bert-parity");
        expect(runs.filter(({ id }) => id !== "tiny-bert-parity")).toEqual(before);
      } finally {
        restore();
      }
    }),
    { numRuns: 25, seed: 5 },
  );
});
