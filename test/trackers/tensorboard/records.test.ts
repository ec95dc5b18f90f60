import { describe, expect, test } from "vitest";
import { encodeEvents, type WrittenEvent } from "../../parsers/encode-tfevents.js";
import { buildRepository, type Files } from "../../tools/repository.js";
import { type ReadStore, readAll } from "./client-view.js";

const VERSION: WrittenEvent = { wallTime: 1_700_000_000, fileVersion: "brain.Event:2" };
const losses = (from: number, to: number, value = 1): WrittenEvent[] =>
  Array.from({ length: to - from }, (_, i) => ({
    wallTime: 1_700_000_001 + from + i,
    step: from + i,
    scalars: [["loss", value] as const],
  }));
const FILE = "events.out.tfevents.1700000000.host.1.0";

function read(files: Files): Promise<ReadStore> {
  return readAll(buildRepository({ untracked: files }).root);
}

describe("directories", () => {
  test("every directory with event files is a run, and so is one inside another", async () => {
    const bytes = encodeEvents([VERSION, ...losses(0, 2)]);
    const { runs } = await read({
      [FILE]: bytes,
      [`runs/a/${FILE}`]: bytes,
      [`runs/a/eval/${FILE}`]: bytes,
      [`runs/deep/er/${FILE}`]: bytes,
    });
    expect(runs.map(({ id, name, parent, trace }) => [id, name, parent, trace.store])).toEqual([
      [".", null, null, "."],
      ["runs/a", "a", null, "runs"],
      ["runs/a/eval", "eval", "runs/a", "runs"],
      ["runs/deep/er", "er", null, "runs"],
    ]);
  });

  test("several files of a directory are one run, in the order of their names", async () => {
    const { runs } = await read({
      "runs/a/events.out.tfevents.1700000001.host": encodeEvents([VERSION, ...losses(2, 4, 0.5)]),
      "runs/a/events.out.tfevents.1700000000.host": encodeEvents([VERSION, ...losses(0, 3)]),
    });
    expect(runs[0]).toMatchObject({
      startedAt: "2023-11-14T22:13:20.000Z",
      endedAt: "2023-11-14T22:13:24.000Z",
      metrics: { loss: { count: 5, last: 0.5, lastStep: 3, max: 1 } },
    });
  });

  test("names: CatBoost's bare one, one of a user, and files that merely speak of them", async () => {
    const bytes = encodeEvents([VERSION, ...losses(0, 1)]);
    const { runs, problems } = await read({
      "catboost_info/learn/events.out.tfevents": bytes,
      "custom/run.tfevents": bytes,
      "src/read_tfevents.py": "import struct\n",
      "src/tfevents-notes": "not an event file",
      "pointer/events.out.tfevents.1.h.dvc": "outs: []\n",
    });
    // What CatBoost leaves behind by itself is a log, and no run that somebody tracked.
    expect(runs.map((run) => [run.id, run.confidence])).toEqual([
      ["catboost_info/learn", "medium"],
      ["custom", "high"],
    ]);
    expect(problems).toEqual([]);
  });

  test("event files inside a W&B run count, W&B's copy of the latest run and its links do not", async () => {
    const bytes = encodeEvents([VERSION, ...losses(0, 1)]);
    const { runs } = await read({
      [`wandb/run-20260101_000000-a/files/${FILE}`]: bytes,
      [`wandb/latest-run/files/${FILE}`]: bytes,
      [`linked/${FILE}`]: { symlink: `../wandb/run-20260101_000000-a/files/${FILE}` },
    });
    expect(runs.map((run) => run.id)).toEqual(["wandb/run-20260101_000000-a/files"]);
  });

  test("a folder version_N with hparams.yaml is Lightning's run, without it TensorBoard's", async () => {
    const bytes = encodeEvents([VERSION, ...losses(0, 1)]);
    const { runs } = await read({
      [`lightning_logs/version_0/${FILE}`]: bytes,
      "lightning_logs/version_0/hparams.yaml":
        "lr: 1e-3\nlr2: 1.0e-3\nmodel: !!python/object:net.Net\n  width: 8\n",
      [`lightning_logs/version_1/${FILE}`]: bytes,
    });
    expect(runs.map(({ tracker, id, params }) => [tracker, id, params])).toEqual([
      ["lightning", "lightning_logs/version_0", { lr: "1e-3", lr2: 0.001, "model.width": 8 }],
      ["tensorboard", "lightning_logs/version_1", {}],
    ]);
  });

  test.each([
    ["runs/Aug14_18-24-18_laptop", true],
    ["lightning_logs/version_3", true],
    ["logs/20240101-120000/train", true],
    ["runs/resnet50-augmented", false],
  ])("the name of %s says nothing: %s", async (directory, made) => {
    const { runs } = await read({ [`${directory}/${FILE}`]: encodeEvents([VERSION]) });
    expect(runs[0]?.trace.defaultName).toBe(made);
  });
});

describe("times and steps", () => {
  test("events without a time: the start is that of the file's name, the end unknown", async () => {
    const { runs, series } = await read({
      "runs/a/events.out.tfevents.1700000000.host": encodeEvents([{ scalars: [["loss", 1]] }]),
    });
    expect(runs[0]).toMatchObject({
      startedAt: "2023-11-14T22:13:20.000Z",
      endedAt: null,
      metrics: { loss: { count: 1, lastStep: 0 } },
    });
    expect(series.get("runs/a")).toEqual([{ key: "loss", step: 0, value: 1, at: null }]);
  });

  test("several restarts take back what each found, in metrics and series alike", async () => {
    const restart = (step: number): WrittenEvent => ({ wallTime: 1_700_000_100, step, restart: true });
    const { runs, series } = await read({
      [`runs/a/${FILE}`]: encodeEvents([
        VERSION,
        ...losses(0, 10, 9),
        restart(6),
        ...losses(6, 8, 5),
        restart(4),
        ...losses(4, 6, 2),
      ]),
    });
    expect(runs[0]?.metrics.loss).toEqual({ last: 2, min: 2, max: 9, count: 6, lastStep: 5 });
    expect(series.get("runs/a")?.map(({ step, value }) => [step, value])).toEqual([
      [0, 9],
      [1, 9],
      [2, 9],
      [3, 9],
      [4, 2],
      [5, 2],
    ]);
  });
});

describe("B4: damaged event files", () => {
  test("a truncated event file keeps what precedes the cut and is named a problem", async () => {
    const bytes = encodeEvents([VERSION, ...losses(0, 3)]);
    const { runs, problems } = await read({ [`runs/a/${FILE}`]: bytes.subarray(0, -5) });
    expect(runs[0]?.metrics.loss?.count).toBe(2);
    expect(runs[0]?.trace.incomplete).toBe("an event file is cut or damaged");
    expect(problems).toEqual([
      {
        path: `runs/a/${FILE}`,
        message: expect.stringMatching(/^ends inside an event at byte \d+; the 3 events before it are read$/),
      },
    ]);
  });

  test("empty files, pointers, other content, wrong checksums: each costs a problem, the rest is read", async () => {
    const whole = encodeEvents([VERSION, ...losses(0, 2)]);
    const wrong = Buffer.from(whole);
    wrong[wrong.length - 6]! ^= 1;
    const { runs, problems } = await read({
      [`runs/a/${FILE}`]: "",
      [`runs/b/${FILE}`]: `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12345\n`,
      [`runs/c/${FILE}`]: "something else altogether",
      [`runs/d/${FILE}`]: wrong,
      [`runs/e/${FILE}`]: whole,
    });
    expect(runs.map((run) => run.metrics.loss?.count ?? 0)).toEqual([0, 0, 0, 1, 2]);
    expect(runs[0]?.startedAt).toBe("2023-11-14T22:13:20.000Z");
    expect(problems.map(({ path, message }) => `${path[5]}: ${message}`)).toEqual([
      "a: is empty: the writer ended before it wrote an event",
      "b: is a pointer to content that is not here",
      "c: is no event file: its first bytes are others",
      expect.stringMatching(/^d: holds 1 event with a wrong checksum, first at byte \d+; the rest is read$/),
    ]);
  });

  test("a broken hparams.yaml is named with its line, the metrics are read", async () => {
    const { runs, problems } = await read({
      [`lightning_logs/version_0/${FILE}`]: encodeEvents([VERSION, ...losses(0, 2)]),
      "lightning_logs/version_0/hparams.yaml": "lr: 1\n  broken: [\n",
    });
    expect(runs[0]).toMatchObject({ tracker: "lightning", params: {}, metrics: { loss: { count: 2 } } });
    expect(problems.map(({ path, line }) => [path, typeof line])).toEqual([
      ["lightning_logs/version_0/hparams.yaml", "number"],
    ]);
  });
});
