import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { copyOf, expectSameView, readAll, readView } from "./client-view.js";

const fixtures = fileURLToPath(new URL("../../../fixtures/trackers/tensorboard/", import.meta.url));

test.each(["tensorboardx-2.6.5", "tensorboard-2.20.0", "torch-2.13.0", "lightning-2.6.0"])(
  "B1: event files of %s are read as TensorBoard itself reads them",
  async (writer) => {
    const store = await readAll(copyOf(fixtures + writer));
    expectSameView(store, readView(fixtures + writer));
    expect(store.problems).toEqual([]);
  },
);

describe.each(["tensorboardx-2.6.5", "torch-2.13.0"])("SummaryWriter of %s", async (writer) => {
  const { runs } = await readAll(copyOf(fixtures + writer));
  const run = (id: string) => runs.find((one) => one.id === id);

  test("the value at the greatest step is the last one, and what is not finite stays out of the extremes", () => {
    expect(run("runs/baseline")?.metrics).toMatchObject({
      "train/loss": { last: 0.25, count: 22, lastStep: 19, max: 9 },
      diverged: { last: "-Infinity", min: null, max: null, count: 2, lastStep: 1 },
    });
  });

  test("parameters in texts are read: JSON with its types, a table as text", () => {
    expect(run("runs/baseline")?.params).toEqual({ lr: 0.1, epochs: 3, model: null, "nested.deep": [1, 2] });
    expect(run("runs/ppo")?.params).toEqual({
      exp_name: "ppo",
      seed: "1",
      target: "None",
      lr: "0.00025",
      pipe: "a|b",
    });
  });

  test("a session of hyper-parameters is a child of its directory's run, and its end marker proves nothing", () => {
    const session = runs.find((one) => one.parent === "runs/search");
    expect(session?.id).toMatch(/^runs\/search\/\d+\.\d+$/);
    expect(session).toMatchObject({
      status: "unknown",
      // PyTorch takes a truth value for a number.
      params: { lr: 0.1, batch: 32, optimizer: "adam", amsgrad: writer.startsWith("torch") ? 1 : true },
      metrics: { "hparam/accuracy": { last: expect.closeTo(0.9) } },
      trace: { defaultName: true },
    });
  });

  test("points that a restart took back do not count", () => {
    expect(run("runs/restarted")?.metrics.loss).toMatchObject({ count: 12, lastStep: 11, last: 89, max: 94 });
  });

  test("a directory whose writer logged nothing is a run without metrics", () => {
    expect(run("runs/nothing")).toMatchObject({ status: "unknown", metrics: {}, params: {} });
  });
});

test("an end marker counts where points lie between start and end and none follow", async () => {
  const { runs } = await readAll(copyOf(`${fixtures}tensorboard-2.20.0`));
  expect(runs.find((run) => run.id === "logs/session")).toMatchObject({
    status: "failed",
    params: { lr: 0.1, units: 16, optimizer: "sgd", bias: false },
  });
  expect(runs.find((run) => run.id === "logs/train")?.status).toBe("unknown");
});

test("Lightning's folders are its runs, with the parameters of hparams.yaml", async () => {
  const { runs } = await readAll(copyOf(`${fixtures}lightning-2.6.0`));
  const plain = runs.find((run) => run.id === "lightning_logs/version_0");
  expect(plain).toMatchObject({ tracker: "lightning", name: "version_0", group: "lightning_logs" });
  expect(plain?.params).toEqual({ dropout: null, layers: [64, 32], lr: 0.001, seed: 42, tau: 0.00001 });
  const named = runs.find((run) => run.id === "ablation/version_0");
  expect(named).toMatchObject({ tracker: "lightning", group: "ablation", params: { "model.width": 8 } });
});
