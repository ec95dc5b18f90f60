import { cpSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../tools/repository.js";
import { hasSqlite } from "../../tools/sqlite-driver.js";
import { snapshot } from "../../tools/tree-snapshot.js";
import { type ClientView, expectRuns, readAll, seriesOf } from "./client-view.js";

const VERSIONS = ["0.7.5", "0.8.7"];
const STORES = VERSIONS.flatMap((version) =>
  ["file", "tinydb", "sql"].map((observer) => `${version}-${observer}`),
).filter((store) => hasSqlite || !store.endsWith("-sql"));

function project(store: string): string {
  const root = temporaryFolder("project");
  cpSync(`fixtures/trackers/sacred/${store}/project`, root, { recursive: true });
  return root;
}

const viewOf = (store: string): ClientView =>
  JSON.parse(readFileSync(`fixtures/trackers/sacred/${store}/client.json`, "utf8"));

describe.each(STORES)("B1: a project of sacred %s", (store) => {
  test("every run is read as the client reads it, and nothing is touched", async () => {
    const root = project(store);
    const before = snapshot(root);
    const { runs, problems } = await readAll(root);
    expect(problems).toEqual([]);
    expectRuns(runs, viewOf(store));
    expect(snapshot(root)).toEqual(before);
  });

  test("what is streamed is what was summed up", async () => {
    const root = project(store);
    const { runs } = await readAll(root);
    const streamed = await Promise.all(
      runs.map(async (run) => {
        const counts: Record<string, number> = {};
        for (const { key } of await seriesOf(root, run)) counts[key] = (counts[key] ?? 0) + 1;
        return counts;
      }),
    );
    const summed = runs.map(({ metrics }) =>
      Object.fromEntries(
        Object.entries(metrics).flatMap(([key, { count }]) => (count === null ? [] : [[key, count]])),
      ),
    );
    expect(streamed).toEqual(summed);
    expect(streamed.some((counts) => counts.return_mean === 3)).toBe(true);
  });

  test("a copy is whole where no kept file imports one that was not kept", async () => {
    const { runs } = await readAll(project(store));
    const whole = new Map(runs.map((run) => [run.program, run.trace.sources?.whole]));
    // Of the study only deep.py and models.py were kept, and models.py imports layers.py.
    const study = store.endsWith("-sql") ? null : "deep.py";
    expect(whole.get("train.py")).toBe(true);
    expect(whole.get(study)).toBe(false);
  });
});

describe.each(VERSIONS)("one project of sacred %s", (version) => {
  test("the killed run is running, its heartbeat is the last moment", async () => {
    const { runs } = await readAll(project(`${version}-file`));
    const killed = runs.find(({ params }) => params.end === "kill")!;
    const client = viewOf(`${version}-file`).runs.find(({ id }) => id === killed.id)!;
    expect(killed).toMatchObject({ status: "running", endedAt: null });
    expect(killed.trace.lastRecordedAt).toBe(client.heartbeat);
  });

  test("command, program, data and artifacts of a completed run", async () => {
    const { runs } = await readAll(project(`${version}-file`));
    expect(runs.find(({ id }) => id === "1")).toMatchObject({
      name: null,
      group: "train",
      program: "train.py",
      command: `python train.py with wide lr=0.05 seed=7 '--comment=Does width help? It'\\''s the first try.'`,
      tags: { wide: "" },
      inputs: [
        {
          name: "loans.csv",
          source: "data/loans.csv",
          digest: "md5:05a75239b3aeaf2a50a0ea37bf6327d9",
          kind: "resource",
        },
      ],
      environment: { packages: "runs/1/run.json" },
      systemMetrics: false,
      location: { path: "runs/1/run.json", run: "sacred:1" },
      trace: {
        store: "runs",
        directory: "runs/1",
        defaultName: true,
        missingArtifacts: [],
        artifactFiles: [
          { name: "model.txt", path: "runs/1/model.txt", digest: null },
          { name: "copy.txt", path: "runs/1/copy.txt", digest: null },
        ],
        absolutePaths: ["experiment.base_dir", "experiment.repositories.url", "resources"],
        personal: [{ kind: "personal", what: "host name", path: "runs/1/run.json", key: "host.hostname" }],
        texts: ["runs/1/run.json", "runs/1/config.json", "runs/1/cout.txt"],
        failureIn: null,
      },
    });
  });

  test("a command of the experiment, and a run that a program started", async () => {
    const { runs } = await readAll(project(`${version}-file`));
    const commands = new Map(runs.map((run) => [run.id, run.command]));
    expect(commands.get("6")).toBe("python train.py evaluate with seed=5 quick optimizer.momentum.value=0.5");
    const studies = runs.filter(({ group }) => group === "depth study");
    expect(studies.map(({ command, trace }) => [command, trace.defaultName])).toEqual([
      ["python deep.py", false],
      ["python deep.py", false],
    ]);
  });

  test("points have steps and times", async () => {
    const root = project(`${version}-file`);
    const { runs } = await readAll(root);
    const run = runs.find(({ id }) => id === "1")!;
    const points = await seriesOf(root, run);
    const loss = points.filter(({ key }) => key === "train.loss");
    expect(loss.map(({ step, value }) => [step, value])).toEqual([
      [0, 1],
      [10, 1 / 2],
      [20, 1 / 3],
      [30, 1 / 4],
      [40, 1 / 5],
    ]);
    for (const { at } of loss) {
      expect(at).toBeGreaterThanOrEqual(Date.parse(run.startedAt!));
      expect(at).toBeLessThanOrEqual(Date.parse(run.endedAt!));
    }
    expect(points.filter(({ key }) => key === "val/acc").at(-1)?.value).toBe("NaN");
    expect(points.filter(({ key }) => key === "return_mean").map(({ step }) => step)).toEqual([
      100, 200, 300,
    ]);
  });

  test("a program below the audited root is found, and so is its data", async () => {
    const root = temporaryFolder("mono");
    cpSync(`fixtures/trackers/sacred/${version}-tinydb/project`, `${root}/scoring/credit`, {
      recursive: true,
    });
    const { runs, problems } = await readAll(root);
    expect(problems).toEqual([]);
    expect(runs[0]).toMatchObject({
      program: "scoring/credit/train.py",
      inputs: [{ source: "scoring/credit/data/loans.csv" }],
      artifacts: ["model.txt", "copy.txt"],
      trace: { store: "scoring/credit/runs_db/metadata.json", directory: null, sources: { whole: true } },
    });
  });
});
