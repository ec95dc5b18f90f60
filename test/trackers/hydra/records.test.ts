import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildRepository, temporaryFolder } from "../../tools/repository.js";
import { type ClientView, expectRuns, readAll } from "./client-view.js";

const VERSIONS = ["1.0.7", "1.1.2", "1.3.2"];
const viewOf = (version: string): ClientView =>
  JSON.parse(readFileSync(`fixtures/trackers/hydra/${version}/client.json`, "utf8"));

function project(version: string): string {
  const root = temporaryFolder("project");
  cpSync(`fixtures/trackers/hydra/${version}/project`, root, { recursive: true });
  return root;
}

const SWEEP = "multirun/2026-03-03/12-00-00";

describe.each(VERSIONS)("B1: the project of hydra-core %s", (version) => {
  test("every run's configuration and overrides are read as OmegaConf reads them", async () => {
    const { runs, problems } = await readAll(project(version));
    expectRuns(runs, viewOf(version));
    expect(problems).toEqual([]);
  });

  test("jobs of a sweep are grouped by its folder, single runs by their job", async () => {
    const { runs } = await readAll(project(version));
    const groups = Object.fromEntries(runs.map((run) => [run.id, run.group]));
    expect(groups).toEqual({
      ".": "train",
      [`${SWEEP}/0`]: SWEEP,
      [`${SWEEP}/1`]: SWEEP,
      [`${SWEEP}/2`]: SWEEP,
      [`${SWEEP}/3`]: SWEEP,
      "outputs/2026-03-01/10-00-00": "train",
      "outputs/2026-03-01/10-05-00": "train",
      "outputs/2026-03-02/09-00-00": "train",
      "outputs/handled": "train",
    });
    expect(runs.every((run) => run.parent === null)).toBe(true);
  });

  test("failed is a run whose log ends with a traceback; nothing else is known to have ended", async () => {
    const { runs } = await readAll(project(version));
    const failed = runs.filter((run) => run.status !== "unknown");
    expect(failed.map((run) => [run.id, run.status])).toEqual([["outputs/2026-03-02/09-00-00", "failed"]]);
  });

  test("what the run wrote is listed, and neither commit nor times are made up", async () => {
    const { runs } = await readAll(project(version));
    const run = runs.find(({ id }) => id === "outputs/2026-03-01/10-05-00")!;
    expect(run).toMatchObject({
      artifacts: ["model.txt"],
      program: "train.py",
      command: `python train.py optimizer.lr=1e-4 seed=7 "+note='two words'"`,
      commit: null,
      dirty: null,
      startedAt: null,
      endedAt: null,
      location: {
        path: "outputs/2026-03-01/10-05-00/.hydra/config.yaml",
        run: "hydra:outputs/2026-03-01/10-05-00",
      },
      trace: {
        store: "outputs",
        directory: "outputs/2026-03-01/10-05-00",
        defaultName: true,
        incomplete: null,
      },
    });
    expect(runs.find(({ id }) => id === `${SWEEP}/0`)!.trace.store).toBe("multirun");
  });
});

describe("one project", () => {
  const version = "1.3.2";
  const only = async (root: string, id: string) => (await readAll(root)).runs.find((run) => run.id === id)!;

  test("a folder that somebody named says something of purpose, times and numbers do not", async () => {
    const { runs } = await readAll(project(version));
    expect(runs.filter((run) => !run.trace.defaultName).map((run) => run.name)).toEqual(["handled"]);
    expect(runs.find(({ id }) => id === `${SWEEP}/3`)!.name).toBe(
      "layers=[8],model=tree,second=0,seed=2,third=0",
    );
  });

  test("a run in the root claims no file of the project as its own", async () => {
    expect((await only(project(version), ".")).artifacts).toEqual([]);
  });

  test("of several scripts called like the job, the one that lay where the run was started from", async () => {
    const root = project(version);
    mkdirSync(join(root, "old"));
    cpSync(join(root, "train.py"), join(root, "old/train.py"));
    expect((await only(root, "outputs/handled")).program).toBe("train.py");
    rmSync(join(root, "train.py"));
    rmSync(join(root, "old"), { recursive: true });
    expect(await only(root, "outputs/handled")).toMatchObject({ program: null, command: null });
  });

  test("a project below the audited root, started from its own folder", async () => {
    const root = temporaryFolder("mono");
    cpSync(`fixtures/trackers/hydra/${version}/project`, join(root, "vision"), { recursive: true });
    const run = await only(root, "vision/outputs/handled");
    expect(run).toMatchObject({
      program: "vision/train.py",
      command: "python vision/train.py fail=logged",
      trace: { store: "vision/outputs" },
    });
  });

  test("without config.yaml the run is there, its parameters are not", async () => {
    const root = project(version);
    rmSync(join(root, "outputs/handled/.hydra/config.yaml"));
    expect(await only(root, "outputs/handled")).toMatchObject({
      params: {},
      command: "python train.py fail=logged",
      location: { path: "outputs/handled/.hydra/hydra.yaml" },
      trace: { incomplete: "its config.yaml is not there, or cannot be read" },
    });
  });

  test("B4: a broken file is a problem with its line, and the other runs are read", async () => {
    const root = project(version);
    writeFileSync(join(root, "outputs/handled/.hydra/config.yaml"), "a: 1\nb: [\n");
    writeFileSync(join(root, `${SWEEP}/0/.hydra/hydra.yaml`), "\u0000");
    const { runs, problems } = await readAll(root);
    expect(problems.map(({ path, line }) => [path, line])).toEqual([
      [`${SWEEP}/0/.hydra/hydra.yaml`, 1],
      ["outputs/handled/.hydra/config.yaml", 3],
    ]);
    expect(runs.length).toBe(Object.keys(viewOf(version).runs).length);
  });

  test("the same runs are read from a commit as from the folder", async () => {
    const root = project(version);
    const files = { "p/": { from: "project/" } };
    const repository = buildRepository(
      { commits: [{ files }] },
      { from: dirname("fixtures/trackers/hydra/1.3.2/x") },
    );
    const committed = (await readAll(repository.root)).runs.map((run) => run.params);
    expect(committed).toEqual((await readAll(root)).runs.map((run) => run.params));
  });
});

test("a project with a configuration and no records has no runs", async () => {
  const root = temporaryFolder("project");
  mkdirSync(join(root, "conf"));
  writeFileSync(join(root, "conf/config.yaml"), "defaults:\n- _self_\nhydra:\n  run:\n    dir: x\n");
  expect(await readAll(root)).toEqual({ runs: [], problems: [] });
});
