import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../../src/core/run.js";
import { copyOf, expectSameView, type ReadStore, readAll, readView } from "./client-view.js";

const fixtures = fileURLToPath(new URL("../../../fixtures/trackers/wandb/", import.meta.url));

describe.each(["0.9.7", "0.12.21", "0.15.12", "0.21.4"])("stores of wandb %s", async (version) => {
  const store = await readAll(copyOf(fixtures + version));

  test("B1: every run is read as the client itself reads it", () => {
    expectSameView(store, readView(fixtures + version));
  });

  test("files and log of a run never seem to disagree", () => {
    const others = store.problems.filter(({ message }) => !message.startsWith("is empty: the run ended"));
    expect(others).toEqual([]);
  });

  test("the parts of a resumed run are one run", () => {
    const run = ofCommand(store, "resumed 1");
    expect(run.metrics.loss).toMatchObject({ count: 6, lastStep: 5 });
    expect(run.params).toEqual({ lr: 0.5, part: 1 });
  });

  test("program and command are those of the repository", () => {
    for (const run of store.runs.filter(({ commit }) => commit !== null)) {
      expect(run.program).toBe("train.py");
      expect(run.command).toMatch(/^python train\.py \w+/);
    }
  });

  test("a made-up or missing name says nothing, a given one does", () => {
    expect(ofCommand(store, "finished").trace.defaultName).toBe(false);
    expect(ofCommand(store, "failed").trace.defaultName).toBe(true);
  });
});

describe.each(["0.12.21", "0.15.12", "0.21.4"])("what wandb %s keeps beside the log", async (version) => {
  const store = await readAll(copyOf(fixtures + version));

  test("a kept program without a patch proves a clean tree, a patch a changed one, neither proves nothing", () => {
    const [clean, dirty] = store.runs.filter((run) => run.command === "python train.py code");
    expect([clean?.dirty, clean?.trace.patch]).toEqual([false, null]);
    expect([dirty?.dirty, dirty?.trace.patch]).toEqual([true, `${dirty?.trace.directory}/files/diff.patch`]);
    expect(dirty?.trace.sources).toEqual({
      paths: [`${dirty?.trace.directory}/files/code/train.py`],
      whole: false,
    });
    expect(ofCommand(store, "failed").dirty).toBe(null);
  });

  test("the installed packages, interpreter and hardware are kept", () => {
    const run = ofCommand(store, "finished");
    expect(run.environment).toEqual({
      python: expect.stringMatching(/^3\.\d+\.\d+$/),
      packages: `${run.trace.directory}/files/requirements.txt`,
      hardware: "2 × CPU",
    });
    expect(run.trace.packages).toBe("freeze");
  });

  test("tables and histograms are no metrics", () => {
    const run = ofCommand(store, "finished");
    expect(Object.keys(run.metrics)).toEqual([
      "best",
      "final",
      "loss",
      "lr/group 0",
      "nested.f1",
      "val.acc",
      "val.loss",
    ]);
    expect(run.artifacts).toEqual([expect.stringMatching(/^media\/table\/table_13_\w+\.table\.json$/)]);
    expect(run.trace.missingArtifacts).toEqual([]);
  });
});

test("of a run that was killed the log tells what it holds, and its status is unknown", async () => {
  const { runs, problems } = await readAll(copyOf(`${fixtures}0.15.12`));
  const killed = runs.find((run) => run.command === "python train.py killed");
  expect(killed).toMatchObject({
    status: "unknown",
    systemMetrics: null,
    endedAt: killed?.trace.lastRecordedAt,
  });
  expect(problems).toEqual([]);
});

test("B4: an empty log is a run of unknown status and a problem", async () => {
  const { runs, problems } = await readAll(copyOf(`${fixtures}0.21.4`));
  const killed = runs.filter((run) => run.trace.incomplete !== null);
  expect(killed).toHaveLength(1);
  expect(killed[0]).toMatchObject({
    status: "unknown",
    startedAt: null,
    commit: null,
    params: {},
    metrics: {},
  });
  expect(problems).toEqual([
    {
      path: killed[0]!.location.path,
      message: "is empty: the run ended before the client wrote its log",
    },
  ]);
});

test("what was saved, logged and printed is told with its place and digest", async () => {
  const store = await readAll(copyOf(`${fixtures}0.21.4`));
  const run = ofCommand(store, "saved");
  expect(run).toMatchObject({ status: "failed", metrics: { loss: { last: 1 } } });
  expect(Object.keys(run.metrics)).toEqual(["loss"]);
  expect(run.trace.artifactFiles).toEqual([
    {
      name: "churn-archive",
      path: null,
      digest: expect.stringMatching(/^md5:[0-9a-f]{32}$/),
      kind: "dataset",
    },
    {
      name: expect.stringMatching(/^media\/html\/page_0_\w+\.html$/),
      path: expect.stringContaining("/files/media/html/"),
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    },
    { name: "report.json", path: null, digest: null },
  ]);
  // A link to the project folder of the machine that it ran on.
  expect(run.trace.missingArtifacts).toEqual(["report.json"]);
  expect(run.trace.failureIn).toBe(`console output in ${run.trace.directory}/run-${run.id}.wandb`);
  expect(run.trace.absolutePaths).toEqual(["data", "executable", "program", "root"]);
  expect(run.trace.remote).toBe("https://example.org/ada/churn.git");
});

test("0.9 keeps the program without the patch, so that cleanliness stays unknown", async () => {
  const { runs } = await readAll(copyOf(`${fixtures}0.9.7`));
  const kept = runs.filter((run) => run.trace.sources !== null);
  expect(kept.map((run) => run.dirty)).toEqual([null, null]);
});

function ofCommand({ runs }: ReadStore, args: string): RunRecord {
  const run = runs.find(({ command }) => command === `python train.py ${args}`);
  if (run === undefined) throw new Error(`no run of ${args}`);
  return run;
}
