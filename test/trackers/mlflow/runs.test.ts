import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../../src/core/run.js";
import { isGeneratedName } from "../../../src/trackers/mlflow/generated-names.js";
import { reader } from "../../../src/trackers/mlflow/records.js";
import { readable, testSqlite } from "../../tools/sqlite-driver.js";
import { fileStore, inFolder, inTree, type Ledger, ledger, ledgerOf, RUN_ID, type Tree } from "./tree.js";

const fixture = (name: string): Promise<Ledger> =>
  inFolder(fileURLToPath(new URL(`../../../fixtures/trackers/mlflow/${name}`, import.meta.url)), ledgerOf);
const named = ({ runs }: Ledger, name: string): RunRecord =>
  [...runs.values()].find((run) => run.name === name)!;
const run = async (files: Tree, tree: Tree = {}): Promise<RunRecord> =>
  (await ledger({ ...fileStore(files), ...tree })).runs.get(RUN_ID)!;

describe.each(
  readable([
    "1.30.1-file-store",
    "1.30.1-sqlite",
    "2.9.2-file-store",
    "2.9.2-sqlite",
    "3.17.2-file-store",
    "3.17.2-sqlite",
  ]),
)("B8: what %s says of its runs", (name) => {
  test("parent, note, program, commit", async () => {
    const store = await fixture(name);
    const parent = named(store, "sweep over C");
    expect(parent.description).toMatch(/^Does regularisation help\?/);
    expect(parent.parent).toBeNull();
    expect(named(store, "C=1.0")).toMatchObject({
      parent: parent.id,
      program: "train.py",
      // 2.9 asks git about the folder of `train.py`, an empty text, and then records no commit.
      commit: name.startsWith("2.9.2") ? null : expect.stringMatching(/^[0-9a-f]{40}$/),
      dirty: null,
      command: null,
      group: "churn/überblick",
      trace: { defaultName: false },
    });
  });

  test("the environment of a logged model, and its files", async () => {
    const model = named(await fixture(name), "C=1.0");
    expect(model.artifacts).toContain("model/MLmodel");
    expect(model.artifacts).toContain("notes/log.txt");
    expect(model.environment.python).toMatch(/^3\.\d+\.\d+$/);
    expect(model.environment.packages).toMatch(/^mlruns\/.*\/requirements\.txt$/);
    expect(model.trace).toMatchObject({ packages: "partial", missingArtifacts: [], incomplete: null });
  });

  test("states, times, hardware statistics and default names", async () => {
    const store = await fixture(name);
    expect(named(store, "breaks")).toMatchObject({ status: "failed", systemMetrics: false });
    expect(named(store, "zombie")).toMatchObject({
      status: "running",
      endedAt: null,
      trace: { lastRecordedAt: "2023-11-14T22:14:20.000Z" },
    });
    expect(named(store, "a mistake").status).toBe("deleted");
    expect(named(store, "never again").status).toBe("deleted");
    expect(named(store, "edge values").systemMetrics).toBe(true);
    expect(Object.keys(named(store, "edge values").metrics)).not.toContain(
      "system/cpu_utilization_percentage",
    );
    const unnamed = [...store.runs.values()].filter(({ group }) => group === "Default");
    expect(unnamed.map(({ trace }) => trace.defaultName)).toEqual([true]);
  });

  test("the edges of a series are over finite values", async () => {
    const { metrics } = named(await fixture(name), "edge values");
    expect(metrics.infinite).toEqual({ last: "-Infinity", min: 3, max: 3, count: 3, lastStep: 2 });
    expect(metrics["nan last"]).toEqual({ last: "NaN", min: 0.5, max: 0.5, count: 2, lastStep: 1 });
    expect(metrics["only nan"]).toEqual({ last: "NaN", min: null, max: null, count: 1, lastStep: 0 });
    expect(metrics.tied).toEqual({ last: 3, min: 2, max: 11, count: 4, lastStep: 7 });
  });
});

test("datasets are inputs: a place where there is one, the client's own digest", async () => {
  for (const name of readable(["2.9.2-file-store", "2.9.2-sqlite", "3.17.2-file-store", "3.17.2-sqlite"])) {
    const { inputs } = named(await fixture(name), "with data");
    expect([...inputs].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      {
        name: "churn",
        source: "data/churn.csv",
        digest: expect.stringMatching(/^mlflow:[0-9a-f]{8}$/),
        kind: "dataset",
      },
      {
        name: "weights",
        source: null,
        digest: expect.stringMatching(/^mlflow:[0-9a-f]{8}$/),
        kind: "dataset",
      },
    ]);
  }
});

describe("the program that a run names", () => {
  const program = async (tags: Tree, tree: Tree): Promise<string | null> =>
    (await run(Object.fromEntries(Object.entries(tags).map(([key, text]) => [`tags/${key}`, text])), tree))
      .program;
  const source = (name: string) => ({ "mlflow.source.name": name });

  test("an absolute path is the longest tail that the tree holds", async () => {
    const tree = { "src/train.py": "", "train.py": "", "other/src/train.py": "" };
    expect(await program(source("/home/bob/elsewhere/src/train.py"), tree)).toBe("src/train.py");
    expect(await program(source("C:\\Users\\bob\\elsewhere\\src\\train.py"), tree)).toBe("src/train.py");
  });

  test("where the record shows the repository's place, a file that is gone is still named", async () => {
    expect(await program(source("/home/ada/x/src/gone.py"), {})).toBe("src/gone.py");
    expect(await program(source("/home/bob/y/gone.py"), {})).toBeNull();
  });

  test("a relative path is seen from beside the store, else from where the tree has it", async () => {
    expect(await program(source("train.py"), { "src/train.py": "" })).toBe("src/train.py");
    expect(await program(source("./train.py"), { "train.py": "", "src/train.py": "" })).toBe("train.py");
    expect(await program(source("gone.py"), {})).toBe("gone.py");
    expect(await program(source("../../outside.py"), {})).toBeNull();
  });

  test("console scripts, kernels, installed modules and server notebooks are no program of the repository", async () => {
    const tree = { "__main__.py": "", "ipykernel_launcher.py": "" };
    for (const name of [
      "/home/ada/x/venv/bin/kedro",
      "/home/ada/x/venv/lib/python3.11/site-packages/ipykernel_launcher.py",
      "/usr/lib/python3.11/unittest/__main__.py",
      "dbfs:/Users/ada/notebook.py",
      "<console>",
      "-c",
    ]) {
      expect(await program(source(name), tree)).toBeNull();
    }
  });

  test("a project names its entry point, as a command", async () => {
    const tags = {
      "tags/mlflow.source.name": "file:///home/ada/x#preprocess",
      "tags/mlflow.source.type": "PROJECT",
      "tags/mlflow.project.entryPoint": "main",
      "tags/mlflow.project.backend": "local",
    };
    expect(await run(tags)).toMatchObject({ program: null, command: "mlflow run .#preprocess -e main" });
  });
});

describe("models that a run lists", () => {
  const history = JSON.stringify([{ run_id: RUN_ID, artifact_path: "model", flavors: {} }]);

  test("B8: one whose files are nowhere is missing", async () => {
    const { trace } = await run({ "tags/mlflow.log-model.history": history });
    expect(trace).toMatchObject({ missingArtifacts: ["model"], incomplete: null });
  });

  test("one on a server is not missing, it cannot be seen from here", async () => {
    const meta = `artifact_uri: s3://bucket/1/${RUN_ID}/artifacts\nstatus: 3\nrun_id: ${RUN_ID}\n`;
    const { runs } = await ledger(fileStore({ "tags/mlflow.log-model.history": history }, { meta }));
    expect(runs.get(RUN_ID)?.trace).toMatchObject({
      missingArtifacts: [],
      incomplete: "its artifacts lie on a server (s3)",
    });
  });

  test("files of a server that lie beside it (mlartifacts) are found", async () => {
    const meta = `artifact_uri: mlflow-artifacts:/1/${RUN_ID}/artifacts\nstatus: 3\nrun_id: ${RUN_ID}\n`;
    const { runs } = await ledger({
      ...fileStore({ "tags/mlflow.log-model.history": history }, { meta }),
      [`mlartifacts/1/${RUN_ID}/artifacts/model/MLmodel`]:
        "flavors:\n  python_function:\n    python_version: 3.10.4\n",
    });
    expect(runs.get(RUN_ID)).toMatchObject({
      artifacts: ["model/MLmodel"],
      environment: { python: "3.10.4", packages: null },
      trace: { missingArtifacts: [], packages: null },
    });
  });

  test("a logged model of 3.x whose folder was left out of git is missing under its id", async () => {
    const { trace } = await run({ "outputs/m-1/meta.yaml": "source_id: m-1\nsource_type: RUN_OUTPUT\n" });
    expect(trace.missingArtifacts).toEqual(["m-1"]);
  });

  test("its git tags say whether the tree was clean, and keep the difference", async () => {
    const model = {
      "mlruns/1/models/m-1/meta.yaml": `model_id: m-1\nname: model\nsource_run_id: ${RUN_ID}\nstatus: 2\n`,
      "mlruns/1/models/m-1/tags/mlflow.source.git.dirty": "true",
      "mlruns/1/models/m-1/artifacts/MLmodel": "flavors: {}\n",
    };
    expect(await run({}, model)).toMatchObject({ dirty: true, artifacts: ["model/MLmodel"] });
    expect(await run({ "tags/mlflow.source.git.dirty": "false" })).toMatchObject({ dirty: false });
  });
});

describe("smaller decisions", () => {
  test("a parent that no store lists is none", async () => {
    expect((await run({ "tags/mlflow.parentRunId": "f".repeat(32) })).parent).toBeNull();
  });

  test("before 1.0 the commit stood in the record itself", async () => {
    const meta = `run_uuid: ${RUN_ID}\nsource_name: train.py\nsource_version: ${"a".repeat(40)}\nstatus: 3\n`;
    const { runs } = await ledger(fileStore({}, { meta }));
    expect(runs.get(RUN_ID)).toMatchObject({ commit: "a".repeat(40), program: "train.py" });
  });

  test("a record without a status, and one of an unknown kind, is unknown", async () => {
    for (const status of ["", "status: 17\n", "status: FINISHED?\n"]) {
      const { runs } = await ledger(fileStore({}, { meta: `run_id: ${RUN_ID}\n${status}` }));
      expect(runs.get(RUN_ID)?.status).toBe("unknown");
    }
  });

  test("times beyond the calendar are none", async () => {
    const meta = `run_id: ${RUN_ID}\nstatus: 3\nstart_time: 999999999999999\nend_time: -5\n`;
    const { runs } = await ledger(fileStore({}, { meta }));
    expect(runs.get(RUN_ID)).toMatchObject({ startedAt: null, endedAt: null });
  });

  test("names that MLflow makes up are told from names of the same form", () => {
    expect(isGeneratedName("bald-ant-7")).toBe(true);
    expect(isGeneratedName("traveling-fox-840")).toBe(true);
    expect(isGeneratedName("resnet-baseline-2")).toBe(false);
    expect(isGeneratedName("bald-ant")).toBe(false);
    expect(isGeneratedName("bald-ant-7-again")).toBe(false);
  });
});

describe("B8: what the record gives away of the machine and of a person", () => {
  const store = async (user: string, uri: string, files: Tree = {}): Promise<RunRecord> => {
    const meta = `artifact_uri: ${uri}\nrun_id: ${RUN_ID}\nstatus: 3\nuser_id: ${user}\n`;
    return (await ledger(fileStore(files, { meta }))).runs.get(RUN_ID)!;
  };

  test("absolute paths of artifacts, programs and params, by the name of their field", async () => {
    const { trace } = await store("ada", "file:///home/ada/x/mlruns/1", {
      "tags/mlflow.source.name": "/home/ada/x/train.py",
      "params/data": "C:\\data\\train.csv",
      "params/lr": "0.1",
    });
    expect(trace.absolutePaths).toEqual(["artifact_uri", "mlflow.source.name", "data"]);
    for (const uri of ["s3://bucket/1", "mlflow-artifacts:/1", "./mlruns/1"]) {
      expect((await store("ada", uri)).trace.absolutePaths).toEqual([]);
    }
  });

  test("an account's name and a home folder, with file and field, never the value", async () => {
    const { trace } = await store("ada", "file:///home/ada/x/mlruns/1");
    const path = `mlruns/1/${RUN_ID}/meta.yaml`;
    expect(trace.personal).toEqual([
      { kind: "personal", what: "home folder", path, key: "artifact_uri" },
      { kind: "personal", what: "user name", path, key: "user_id" },
    ]);
    expect((await store("root", "/app/mlruns/1")).trace.personal).toEqual([]);
  });

  testSqlite("a database says the same", async () => {
    const { runs } = await fixture("2.9.2-sqlite");
    for (const { trace } of runs.values()) {
      expect(trace.absolutePaths).toContain("artifact_uri");
      expect(trace.personal).toContainEqual({
        kind: "personal",
        what: "home folder",
        path: "mlflow.db",
        key: "artifact_uri",
      });
    }
  });
});

describe.each(readable(["2.9.2-file-store", "2.9.2-sqlite", "3.17.2-file-store", "3.17.2-sqlite"]))(
  "B8: the models of %s",
  (name) => {
    test("each says whether it has a signature and a list of packages", async () => {
      const { artifacts, trace } = named(await fixture(name), "C=1.0");
      expect(trace.models).toEqual([
        { path: expect.stringMatching(/\/MLmodel$/), signature: true, environment: true },
      ]);
      expect(trace.artifactFiles.map((file) => file.name).sort()).toEqual(artifacts);
      expect(trace.artifactFiles.every((file) => file.path?.endsWith(file.name.split("/").at(-1)!))).toBe(
        true,
      );
    });
  },
);

test("series of any length come in pieces: no file is read whole", async () => {
  const line = (step: number) => `${1_700_000_000_000 + step} ${step / 7} ${step}\n`;
  const steps = 60_000;
  const tree = fileStore({ "metrics/loss": Array.from({ length: steps }, (_, step) => line(step)).join("") });
  await inTree(tree, async (workspace) => {
    const limits: (number | undefined)[] = [];
    const watched = {
      ...workspace,
      read: (path: string, options?: { readonly limit?: number }) => {
        if (path.includes("/metrics/")) limits.push(options?.limit);
        return workspace.read(path, options);
      },
    };
    const { runs, problems } = await ledgerOf(watched);
    expect(problems).toEqual([]);
    expect(runs.get(RUN_ID)!.metrics.loss).toEqual({
      last: (steps - 1) / 7,
      min: 0,
      max: (steps - 1) / 7,
      count: steps,
      lastStep: steps - 1,
    });
    let next = 0;
    for await (const point of reader.series(runs.get(RUN_ID)!, watched)) {
      if (point.step !== next || point.value !== next / 7) expect.unreachable(`point ${next}`);
      next++;
    }
    expect(next).toBe(steps);
    expect(Math.max(...limits.map((limit) => limit ?? Number.POSITIVE_INFINITY))).toBeLessThan(1 << 20);
  });
});
