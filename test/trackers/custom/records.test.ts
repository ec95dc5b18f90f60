import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeSqlite } from "../../parsers/make-sqlite.js";
import { temporaryFolder } from "../../tools/repository.js";
import { testSqlite } from "../../tools/sqlite-driver.js";
import { ledgerOf } from "./ledger.js";

const lines = (...rows: readonly unknown[]): string =>
  rows.map((row) => `${typeof row === "string" ? row : JSON.stringify(row)}\n`).join("");
const LOG = lines("epoch,train_loss,val_loss,lr", "1,0.9,1.1,0.1", "2,0.5,0.8,0.1", "3,0.3,0.9,0.01");

describe("A2: training logs in tables", () => {
  test("a column that counts epochs and measures beside it are one run, its id the path", async () => {
    const { runs, problems, series } = await ledgerOf({ "logs/train_log.csv": LOG });
    expect(problems).toEqual([]);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      tracker: "custom",
      id: "logs/train_log.csv",
      confidence: "medium",
      name: null,
      status: "unknown",
      commit: null,
      startedAt: null,
      endedAt: null,
      params: {},
      program: null,
      location: { path: "logs/train_log.csv", run: "custom:logs/train_log.csv" },
      metrics: {
        lr: { last: 0.01, min: 0.01, max: 0.1, count: 3, lastStep: 3 },
        train_loss: { last: 0.3, min: 0.3, max: 0.9, count: 3, lastStep: 3 },
        val_loss: { last: 0.9, min: 0.8, max: 1.1, count: 3, lastStep: 3 },
      },
      trace: { store: "logs", directory: "logs/train_log.csv" },
    });
    expect(series.get("logs/train_log.csv")!.slice(0, 3)).toEqual([
      { key: "train_loss", step: 1, value: 0.9, at: null },
      { key: "val_loss", step: 1, value: 1.1, at: null },
      { key: "lr", step: 1, value: 0.1, at: null },
    ]);
  });

  test.each([
    [
      "padded columns, as YOLO writes them",
      "runs/train/exp/results.csv",
      lines(
        "        epoch,   train/box_loss,   metrics/mAP_0.5",
        "            0,          0.11,            0.2",
        "            1,          0.10,            0.3",
      ),
      ["metrics/mAP_0.5", "train/box_loss"],
    ],
    [
      "tabs, spaces and capitals",
      "results/history.tsv",
      lines("Epoch\tTrain Loss\tValid Acc.", "1\t0.5\t61.5", "2\t0.4\t62.5"),
      ["Train Loss", "Valid Acc."],
    ],
    [
      "a column of clock times, as fastai writes it",
      "history.csv",
      lines("epoch,train_loss,valid_loss,accuracy,time", "0,0.5,0.4,0.8,00:12", "1,0.3,0.3,0.9,00:11"),
      ["accuracy", "train_loss", "valid_loss"],
    ],
    [
      "steps of reinforcement learning",
      "logs/ppo/progress.csv",
      lines("time/total_timesteps,rollout/ep_rew_mean,train/approx_kl", "2048,21,0.01", "4096,40,"),
      ["rollout/ep_rew_mean", "train/approx_kl"],
    ],
    [
      "an index that pandas wrote, and whole rewards",
      "results/rewards.csv",
      lines(",episode,reward", "0,1,10", "1,2,25", "2,3,31"),
      ["reward"],
    ],
    [
      "gaps in words",
      "train_log.csv",
      lines("epoch,train_loss,val_loss", "1,0.5,N/A", "2,0.4,0.6"),
      ["train_loss", "val_loss"],
    ],
    [
      "a log that was taken up again",
      "metrics.csv",
      lines("epoch,loss,acc", "1,0.5,0.1", "2,0.4,0.2", "1,0.5,0.3", "2,0.4,0.4", "3,0.3,0.5"),
      ["acc", "loss"],
    ],
  ])("%s", async (_what, path, text, keys) => {
    const { runs, problems } = await ledgerOf({ [path]: text });
    expect(problems).toEqual([]);
    expect(runs.map((run) => [run.id, Object.keys(run.metrics)])).toEqual([[path, keys]]);
  });

  test("values that are not finite, and words that tell train from validation", async () => {
    const { runs } = await ledgerOf({
      "log.csv": lines("epoch,phase,loss", "1,train,0.5", "1,val,inf", "2,train,nan", "2,val,0.7"),
    });
    expect(runs[0]!.metrics).toEqual({
      "train/loss": { last: "NaN", min: 0.5, max: 0.5, count: 2, lastStep: 2 },
      "val/loss": { last: 0.7, min: 0.7, max: 0.7, count: 2, lastStep: 2 },
    });
  });

  test("a column that names the run parts a table of several", async () => {
    const { runs, series } = await ledgerOf({
      "results/curves.csv": lines("seed,step,reward", "1,0,0.5", "1,100,0.7", "2,0,0.1", "2,100,0.9"),
      "results/one.csv": lines("seed,step,reward", "1,0,0.5", "1,100,0.7"),
    });
    expect(runs.map((run) => [run.id, run.metrics.reward?.last])).toEqual([
      ["results/curves.csv:1", 0.7],
      ["results/curves.csv:2", 0.9],
      ["results/one.csv", 0.7],
    ]);
    expect(series.get("results/curves.csv:2")!.map(({ value }) => value)).toEqual([0.1, 0.9]);
    expect(series.get("results/one.csv")!.map(({ value }) => value)).toEqual([0.5, 0.7]);
  });

  test("times are those that a column tells with its zone, and no others", async () => {
    const of = async (...times: readonly string[]) => {
      const rows = times.map((time, at) => `${at + 1},0.${at + 1},${time}`);
      const { runs } = await ledgerOf({ "log.csv": lines("epoch,loss,timestamp", ...rows) });
      return [runs[0]!.startedAt, runs[0]!.endedAt];
    };
    const expected = ["2026-01-02T03:04:05.000Z", "2026-01-02T04:04:05.000Z"];
    expect(await of("1767323045", "1767326645")).toEqual(expected);
    expect(await of("1767323045000", "1767326645000")).toEqual(expected);
    expect(await of("2026-01-02T03:04:05Z", "2026-01-02T05:04:05+01:00")).toEqual(expected);
    expect(await of("2026-01-02 03:04:05", "2026-01-02 04:04:05")).toEqual([null, null]);
    expect(await of("12.5", "25.1")).toEqual([null, null]);
  });
});

describe("A2: training logs in JSON", () => {
  const EPOCHS = [
    { epoch: 0, train_loss: 0.9, test_acc1: 30.5, n_parameters: 5 },
    { epoch: 1, train_loss: 0.4, test_acc1: 50.5, n_parameters: 5 },
  ];
  test.each([
    ["a line each epoch", "output/log.txt", lines(...EPOCHS)],
    ["a list", "results/metrics.json", JSON.stringify(EPOCHS)],
    [
      "a list within a document",
      "logs/run_3.json",
      JSON.stringify({ config: { lr: 0.1 }, history: EPOCHS }, null, 2),
    ],
  ])("%s of objects", async (_what, path, text) => {
    const { runs } = await ledgerOf({ [path]: text });
    expect(runs.map((run) => run.id)).toEqual([path]);
    expect(runs[0]!.metrics.train_loss).toEqual({ last: 0.4, min: 0.4, max: 0.9, count: 2, lastStep: 1 });
  });

  test("lines with a preface, nested measures, and a count that begins again with each epoch", async () => {
    const { runs } = await ledgerOf({
      "work_dirs/20260102_030405.log.json": lines(
        { env_info: "sys.platform: linux", seed: 0 },
        { mode: "train", epoch: 1, iter: 50, lr: 0.1, loss: 2.5 },
        { mode: "train", epoch: 1, iter: 100, lr: 0.1, loss: 2.25 },
        { mode: "val", epoch: 1, iter: 10, map: { all: 0.5 } },
        { mode: "train", epoch: 2, iter: 50, lr: 0.1, loss: 1.5 },
      ),
    });
    expect(
      Object.entries(runs[0]!.metrics).map(([key, { count, lastStep }]) => [key, count, lastStep]),
    ).toEqual([
      ["train/loss", 3, 2],
      ["train/lr", 3, 2],
      ["val/map.all", 1, 1],
    ]);
  });

  test("a history of equally long lists has no step but one that it names", async () => {
    const { runs } = await ledgerOf({
      "history.json": '{"loss": [0.9, NaN, 0.5], "val_loss": [1.0, 0.8, 0.7], "best": 0.7}',
      "results/history.json": JSON.stringify({ epochs: [1, 2], loss: [0.5, 0.25], acc: [0.5, 0.75] }),
      "results/evals_result.json": JSON.stringify({
        train: { rmse: [1.5, 1.25] },
        val: { rmse: [2.5, 2.25] },
      }),
    });
    const of = (id: string) => runs.find((run) => run.id === id)?.metrics;
    expect(of("history.json")).toEqual({
      loss: { last: 0.5, min: 0.5, max: 0.9, count: 3, lastStep: null },
      val_loss: { last: 0.7, min: 0.7, max: 1, count: 3, lastStep: null },
    });
    expect(of("results/history.json")!.acc).toEqual({
      last: 0.75,
      min: 0.5,
      max: 0.75,
      count: 2,
      lastStep: 2,
    });
    expect(Object.keys(of("results/evals_result.json") ?? {})).toEqual(["train.rmse", "val.rmse"]);
  });
});

describe("A2: tables of results", () => {
  test("a row is a run where a column names it, with what it was given and what came out", async () => {
    const { runs, series } = await ledgerOf({
      "results/sweep.csv": lines("lr,batch_size,seed,accuracy,notes", "0.1,32,1,0.91,ok", "0.01,64,2,0.93,"),
      "results/again.csv": lines("run,lr,val_f1", "a,0.1,0.5", "a,0.2,0.75"),
    });
    expect(runs.map((run) => [run.id, run.params, run.metrics])).toEqual([
      [
        "results/again.csv:2",
        { lr: 0.1 },
        { val_f1: { last: 0.5, min: 0.5, max: 0.5, count: null, lastStep: null } },
      ],
      [
        "results/again.csv:3",
        { lr: 0.2 },
        { val_f1: { last: 0.75, min: 0.75, max: 0.75, count: null, lastStep: null } },
      ],
      [
        "results/sweep.csv:1",
        { lr: 0.1, batch_size: 32, seed: 1 },
        { accuracy: expect.objectContaining({ last: 0.91 }) },
      ],
      [
        "results/sweep.csv:2",
        { lr: 0.01, batch_size: 64, seed: 2 },
        { accuracy: expect.objectContaining({ last: 0.93 }) },
      ],
    ]);
    expect(series.get("results/sweep.csv:2")).toEqual([
      { key: "accuracy", step: null, value: 0.93, at: null },
    ]);
  });

  testSqlite("a table of experiments in a SQLite file has a run in each row", async () => {
    const path = `${temporaryFolder("experiments")}/experiments.db`;
    makeSqlite(
      path,
      `CREATE TABLE experiments (id INTEGER PRIMARY KEY, name TEXT, params TEXT, lr REAL, metrics TEXT, accuracy REAL, started_at TEXT, created_at REAL);
       INSERT INTO experiments VALUES (1, 'first', '{"depth": 3, "opt": {"name": "sgd"}}', 0.1, '{"loss": 0.5}', 0.91, '2026-01-02T03:04:05Z', 1767326645);
       INSERT INTO experiments VALUES (2, NULL, 'broken', 0.2, NULL, NULL, '2026-01-02', NULL);
       CREATE TABLE users (id INTEGER, name TEXT, accuracy REAL, lr REAL);
       INSERT INTO users VALUES (1, 'ada', 1.0, 0.1);
       CREATE TABLE results (id INTEGER, name TEXT);
       INSERT INTO results VALUES (1, 'x');`,
    );
    const { runs, problems } = await ledgerOf({ "experiments.db": readFileSync(path) });
    expect(problems).toEqual([]);
    expect(runs).toMatchObject([
      {
        id: "experiments.db:experiments:1",
        name: "first",
        confidence: "medium",
        startedAt: "2026-01-02T03:04:05.000Z",
        endedAt: null,
        status: "unknown",
        params: { lr: 0.1, depth: 3, "opt.name": "sgd" },
        metrics: { accuracy: { last: 0.91 }, loss: { last: 0.5 } },
        trace: { lastRecordedAt: "2026-01-02T04:04:05.000Z", store: "experiments.db" },
      },
      { id: "experiments.db:experiments:2", name: null, startedAt: null, params: { lr: 0.2 }, metrics: {} },
    ]);
    expect(runs).toHaveLength(2);
  });
});

describe("A2: what is no log of a training is left alone", () => {
  const records = (count: number, of: (at: number) => unknown) =>
    JSON.stringify(Array.from({ length: count }, (_, at) => of(at)));
  const FALSE: readonly (readonly [string, string, string])[] = [
    ["a log in a folder of data", "data/train_log.csv", LOG],
    ["a log in a folder of tests", "tests/results/log.csv", LOG],
    ["a fixture", "fixtures/log.csv", LOG],
    ["a file that nothing in its name or place calls a log", "src/table.csv", LOG],
    ["grades", "results/train.csv", lines("gender,math_score,reading_score", "female,72,74", "male,69,90")],
    [
      "a forecast of elections",
      "results/forecast_results.csv",
      lines("cycle,race,round,error", "2018,AK,1,0.5", "2018,AL,2,0.7"),
    ],
    [
      "a season of sports",
      "results/season.csv",
      lines("round,team,win,loss", "1,a,3,1", "2,b,2,2", "3,a,5,0"),
    ],
    [
      "whole numbers of wins and losses",
      "results/season.csv",
      lines("round,win,loss", "1,3,1", "2,2,2", "3,5,0"),
    ],
    [
      "a time series",
      "results/prices.csv",
      lines("date,step,return", "2026-01-01,1,0.5", "2026-01-02,2,0.25"),
    ],
    ["predictions", "results/predictions.csv", lines("id,prediction,label,score", "1,0,0,0.5", "2,1,0,0.7")],
    [
      "measures by season",
      "metrics/by_season.csv",
      lines("site_id,season,rmse,mae", "1,fall,2.6,1.9", "1,spring,1.5,1.1"),
    ],
    [
      "a leaderboard of models",
      "results/leaderboard.csv",
      lines("model,accuracy,f1", "bert,0.9,0.8", "gpt,0.8,0.7"),
    ],
    [
      "a grid without names of runs",
      "results/grid.csv",
      lines("lr,batch_size,accuracy", "0.1,32,0.9", "0.2,32,0.8"),
    ],
    [
      "rows of a best epoch",
      "results/best.csv",
      lines("model,epoch,accuracy", "a,12,0.9", "b,7,0.8", "c,30,0.7"),
    ],
    ["a vocabulary", "models/vocab_log.json", JSON.stringify({ loss: 12, accuracy: 13, epoch: 14 })],
    ["final scores", "metrics/scores.json", JSON.stringify({ test_loss: 0.5, accuracy: 0.9, epoch: 10 })],
    [
      "annotations",
      "results/annotations.json",
      records(50, (at) => ({ id: at, bbox: [1.5, 2.5], score: 0.5, category: "x" })),
    ],
    [
      "a curve of precision and recall",
      "results/prc.json",
      JSON.stringify({ precision: [0.5, 0.7], recall: [0.9, 0.8], thresholds: [0.1, 0.2] }),
    ],
    [
      "scores of folds",
      "results/cv_results.json",
      JSON.stringify({ fit_time: [1.5, 1.6], test_accuracy: [0.9, 0.8], train_accuracy: [0.95, 0.9] }),
    ],
    [
      "lists of several lengths",
      "results/history.json",
      JSON.stringify({ loss: [0.5, 0.4, 0.3], names: ["a", "b"] }),
    ],
    [
      "tasks of a language model",
      "logs/samples.jsonl",
      lines({ prompt: "What is 2+2?", step: 1, accuracy: 0.5 }, { prompt: "And 3+3?", step: 2, accuracy: 1 }),
    ],
    [
      "results of layers",
      "results/probe.json",
      JSON.stringify({
        probe_results: [
          { layer: 0, accuracy: 0.5 },
          { layer: 1, accuracy: 0.7 },
        ],
      }),
    ],
    [
      "a wide table of features",
      "results/features.csv",
      lines(
        ["epoch", "loss", ...Array.from({ length: 300 }, (_, at) => `f${at}`)].join(","),
        "1,0.5",
        "2,0.4",
      ),
    ],
    [
      "the table of emissions",
      "emissions.csv",
      lines("timestamp,project_name,run_id,duration,emissions", "2026-01-01T00:00:00,x,1,0.5,0.1"),
    ],
    [
      "a state of transformers",
      "output/trainer_state.json",
      JSON.stringify({
        log_history: [
          { epoch: 1, loss: 0.5 },
          { epoch: 2, loss: 0.4 },
        ],
      }),
    ],
    [
      "a log of Keras",
      "logs/training.csv",
      lines("epoch,accuracy,loss,val_accuracy,val_loss", "0,0.5,0.9,0.5,0.9", "1,0.6,0.8,0.5,0.9"),
    ],
    ["a log of Lightning", "logs/version_0/metrics.csv", LOG],
    ["a series of DVCLive", "live/plots/metrics/loss.tsv", lines("step\tloss", "0\t0.5", "1\t0.4")],
    ["a file of MLflow's artifacts", `store/1/${"a".repeat(32)}/artifacts/history.csv`, LOG],
  ];
  test.each(FALSE)("%s", async (_what, path, text) => {
    expect(await ledgerOf({ [path]: text })).toMatchObject({ runs: [], problems: [] });
  });

  test("what lies beside a record of Sacred, Ray or transformers is theirs", async () => {
    const { runs } = await ledgerOf({
      "runs/1/run.json": "{}",
      "runs/1/info.json": JSON.stringify({ loss: [0.5, 0.4], loss_T: [1, 2] }),
      "ray_results/a/params.json": "{}",
      "ray_results/a/progress.csv": lines("training_iteration,episode_reward_mean", "1,0.5", "2,0.7"),
      "outputs/a/trainer_state.json": "{}",
      "outputs/a/trainer_log.jsonl": lines({ step: 1, loss: 0.5 }, { step: 2, loss: 0.4 }),
    });
    expect(runs).toEqual([]);
  });

  testSqlite("databases of tools, and tables without measures", async () => {
    const database = (sql: string): Buffer => {
      const path = `${temporaryFolder("database")}/x.db`;
      makeSqlite(path, sql);
      return readFileSync(path);
    };
    const { runs, problems } = await ledgerOf({
      "app.db": database(
        "CREATE TABLE experiments (id INTEGER, name TEXT, seed INTEGER, accuracy REAL); CREATE TABLE django_migrations (id INTEGER); INSERT INTO experiments VALUES (1, 'a', 1, 0.5)",
      ),
      "lab.db": database(
        "CREATE TABLE results (id INTEGER, name TEXT, height REAL); INSERT INTO results VALUES (1, 'a', 0.5)",
      ),
      "mlflow.db": readFileSync("fixtures/trackers/mlflow/2.9.2-sqlite/mlflow.db"),
      "study.db": readFileSync("fixtures/trackers/optuna/5.0.0/store/study.db"),
    });
    expect([runs, problems]).toEqual([[], []]);
  });
});

describe("B4: damaged logs", () => {
  const POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 135168\n";

  test("a cut row and a broken line cost one problem each, and the rest is read", async () => {
    const { runs, problems } = await ledgerOf({
      "logs/a.csv": `${LOG}4,0.2`,
      "logs/b.jsonl": lines({ epoch: 1, loss: 0.5 }, { epoch: 2, loss: 0.4 }, '{"epoch": 3, "lo', {
        epoch: 4,
        loss: 0.25,
      }),
    });
    expect(runs.map((run) => [run.id, Object.values(run.metrics)[0]!.count])).toEqual([
      ["logs/a.csv", 3],
      ["logs/b.jsonl", 3],
    ]);
    expect(problems).toEqual([
      { path: "logs/a.csv", line: 5, message: expect.stringMatching(/has 2 cells where the header has 4/) },
      { path: "logs/b.jsonl", line: 3, message: expect.stringMatching(/the rest is read/) },
    ]);
  });

  test("empty files and pointers say nothing", async () => {
    expect(
      await ledgerOf({ "train_log.csv": "", "metrics.json": POINTER, "logs/a.jsonl": POINTER }),
    ).toMatchObject({
      runs: [],
      problems: [],
    });
  });

  test("cut, flipped and zeroed bytes are never a crash, and neighbours are read", async () => {
    const JSONL = lines(
      ...Array.from({ length: 40 }, (_, at) => ({ epoch: at, loss: 1 / (at + 2), f1: 0.5 })),
    );
    const kinds = [
      ["logs/x.csv", LOG.repeat(5)],
      ["logs/x.jsonl", JSONL],
      ["logs/x.json", JSON.stringify({ loss: [0.5, 0.25, 0.125], val_loss: [0.5, 0.25, 0.125] })],
    ] as const;
    const damage = fc.record({
      kind: fc.constantFrom(...kinds),
      at: fc.nat(100_000),
      length: fc.integer({ min: 1, max: 100 }),
      how: fc.constantFrom("cut", "flip", "zero"),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ kind: [path, text], at, length, how }) => {
        const bytes = Buffer.from(text);
        const start = at % bytes.length;
        for (let i = start; i < Math.min(bytes.length, start + length); i++)
          bytes[i] = how === "flip" ? bytes[i]! ^ 0x15 : 0;
        const { runs, problems } = await ledgerOf({
          [path]: how === "cut" ? bytes.subarray(0, start) : bytes,
          "logs/whole.csv": LOG,
        });
        expect(runs.find((run) => run.id === "logs/whole.csv")?.metrics.val_loss?.count).toBe(3);
        expect(problems.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});
