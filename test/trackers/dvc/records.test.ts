// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of DVC
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildRepository, temporaryFolder } from "../../tools/repository.js";
import { type ClientView, copyOf, expectExperiments, expectStages, filesOf, readAll } from "./client-view.js";

const fixture = (version: string) => `fixtures/trackers/dvc/${version}`;
const viewOf = (version: string): ClientView =>
  JSON.parse(readFileSync(`${fixture(version)}/client.json`, "utf8"));
const project = (version: string) => copyOf(`${fixture(version)}/project`);

describe.each(["2.58.2", "3.67.1"])("B1: a project of dvc %s", (version) => {
  test("every locked stage is read as the client reads it", async () => {
    const { runs, problems } = await readAll(project(version));
    expectStages(runs, viewOf(version));
    expect(problems).toEqual([]);
  });

  test("code is told from data, and carries the hash as that version takes it", async () => {
    const { runs } = await readAll(project(version));
    const hash = version.startsWith("2") ? "md5-dos2unix" : "md5";
    const of = (id: string) => runs.find((run) => run.id === id)!;
    expect(of("dvc.lock:prepare").trace.codeHashes).toEqual([
      { path: "src/prepare.py", digest: expect.stringMatching(`^${hash}:[0-9a-f]{32}$`) },
    ]);
    expect(of("dvc.lock:prepare").inputs).toEqual([
      {
        name: "data/raw.csv",
        source: "data/raw.csv",
        digest: expect.stringMatching(`^${hash}:[0-9a-f]{32}$`),
        kind: "file",
      },
    ]);
    expect(of("dvc.lock:train@forest").trace.codeHashes.map(({ path }) => path)).toEqual(["src"]);
    expect(of("nested/dvc.lock:fit").trace.codeHashes.map(({ path }) => path)).toEqual(["nested/job/fit.py"]);
  });

  test("each run points at its entry and names the script that ran", async () => {
    const root = project(version);
    const { runs } = await readAll(root);
    for (const run of runs) {
      const line = readFileSync(join(root, run.location.path), "utf8").split("\n")[run.location.line! - 1]!;
      expect(line.trim()).toBe(`${run.id.slice(run.location.path.length + 1)}:`);
      expect(run.location.run).toBe(`dvc:${run.id}`);
    }
    const programs = Object.fromEntries(runs.map((run) => [run.id, run.program]));
    expect(programs).toMatchObject({
      "dvc.lock:prepare": "src/prepare.py",
      "dvc.lock:train@linear": "src/train.py",
      "dvc.lock:evaluate@forest": "src/evaluate.py",
      "nested/dvc.lock:fit": "nested/job/fit.py",
    });
  });
});

test("a lock says that a stage finished, and neither when nor at which commit", async () => {
  const { runs } = await readAll(project("3.67.1"));
  const facts = new Set(
    runs.map((run) =>
      JSON.stringify([run.status, run.startedAt, run.endedAt, run.commit, run.dirty, run.parent]),
    ),
  );
  expect([...facts]).toEqual([JSON.stringify(["finished", null, null, null, null, null])]);
});

test("a metric file that changed since the lock was written is another run's", async () => {
  const root = project("3.67.1");
  writeFileSync(join(root, "scores/forest.json"), '{"acc": 1.5}');
  const { runs } = await readAll(root);
  const metrics = (id: string) => Object.keys(runs.find((run) => run.id === id)!.metrics);
  expect(metrics("dvc.lock:evaluate@forest")).toEqual([]);
  expect(metrics("dvc.lock:evaluate@linear")).toEqual(["acc", "nested.deep.auc", "nested.f1", "rows"]);
});

test("outputs that are not here lie in the remote, or nowhere", async () => {
  const root = project("3.67.1");
  rmSync(join(root, "models"), { recursive: true });
  const trace = async () =>
    (await readAll(root)).runs.find((run) => run.id === "dvc.lock:train@forest")!.trace;
  expect(await trace()).toMatchObject({
    missingArtifacts: [],
    incomplete: "its outputs lie in the DVC remote store",
  });
  writeFileSync(join(root, ".dvc/config"), "[core]\n    autostage = true\n");
  expect(await trace()).toMatchObject({ missingArtifacts: ["models/forest.json"], incomplete: null });
});

describe("experiments in refs/exps", () => {
  const version = "3.67.1";

  function withExperiments() {
    const base = filesOf(`${fixture(version)}/project`);
    const experiment = (name: string) => ({
      id: name,
      parents: ["base"],
      files: filesOf(`${fixture(version)}/experiments/${name}`),
    });
    const repository = buildRepository({
      commits: [{ id: "base", files: base }, experiment("lr-high"), experiment("crisp-tire")],
      head: "base",
    });
    const baseline = repository.commits.base!;
    for (const name of ["lr-high", "crisp-tire"]) {
      const ref = `refs/exps/${baseline.slice(0, 2)}/${baseline.slice(2)}/${name}`;
      repository.git("update-ref", ref, repository.commits[name]!);
    }
    repository.git("update-ref", "refs/exps/exec/EXEC_HEAD", baseline);
    repository.git("update-ref", "refs/exps/stash", repository.commits["lr-high"]!);
    return repository;
  }

  test("B1: what an experiment changed is read as the client reads it", async () => {
    const { runs, problems } = await readAll(withExperiments().root);
    expectStages(runs, viewOf(version));
    expectExperiments(runs, viewOf(version));
    expect(problems).toEqual([]);
  });

  test("an experiment's runs have its commit, and stages that it took over are none of them", async () => {
    const repository = withExperiments();
    const { runs } = await readAll(repository.root);
    const own = runs.filter((run) => run.group === "lr-high");
    expect(own.map((run) => run.id).sort()).toEqual([
      "lr-high:evaluate@forest",
      "lr-high:evaluate@linear",
      "lr-high:report",
      "lr-high:train@forest",
      "lr-high:train@linear",
    ]);
    const evaluation = own.find((run) => run.id === "lr-high:evaluate@forest")!;
    const commit = repository.commits["lr-high"];
    expect(evaluation).toMatchObject({ commit, dirty: false, location: { path: "dvc.lock", commit } });
    expect(evaluation.metrics.acc?.last).toBe(0.5);
  });

  test("a name that DVC made up says nothing of purpose", async () => {
    const { runs } = await readAll(withExperiments().root);
    const defaultName = (group: string) => runs.find((run) => run.group === group)!.trace.defaultName;
    expect([defaultName("lr-high"), defaultName("crisp-tire")]).toEqual([false, true]);
  });

  test("a lock that only experiments hold is found as well", async () => {
    const files = filesOf(`${fixture(version)}/project`);
    const lock = files["dvc.lock"]!;
    const repository = buildRepository({
      commits: [
        { id: "base", files: { "dvc.yaml": files["dvc.yaml"]!, "train.py": "" } },
        { id: "try", files: { "dvc.lock": lock } },
      ],
      head: "base",
    });
    const baseline = repository.commits.base!;
    for (const [from, name] of [
      [baseline, "first"],
      ["0".repeat(40), "first"],
    ] as const) {
      repository.git(
        "update-ref",
        `refs/exps/${from.slice(0, 2)}/${from.slice(2)}/${name}`,
        repository.commits.try!,
      );
    }
    const { runs } = await readAll(repository.root);
    const stages = Object.keys(viewOf(version).stages).filter((id) => !id.startsWith("nested"));
    expect(runs.length).toBe(2 * stages.length);
    expect(new Set(runs.map((run) => run.id)).size).toBe(runs.length);
    expect(runs.map((run) => run.id)).toContain(`${baseline.slice(0, 7)}/first:prepare`);
  });
});

describe("locks by hand", () => {
  const read = async (files: Record<string, string>) => {
    const root = temporaryFolder("project");
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    return readAll(root);
  };

  test("the first schema, with the stages at the top level", async () => {
    const lock =
      "train:\n  cmd: python train.py\n  deps:\n  - path: train.py\n    md5: a304afb96060aad90176268345e10355\n  outs:\n  - path: s3://b/model\n    etag: '33'\n";
    const { runs, problems } = await read({ "dvc.lock": lock, "train.py": "" });
    expect(problems).toEqual([]);
    expect(runs).toMatchObject([
      {
        id: "dvc.lock:train",
        command: "python train.py",
        program: "train.py",
        artifacts: ["s3://b/model"],
        location: { path: "dvc.lock", line: 1 },
        trace: {
          codeHashes: [{ path: "train.py", digest: "md5-dos2unix:a304afb96060aad90176268345e10355" }],
        },
      },
    ]);
  });

  test("inputs outside of the repository, by their storage's identity, and a pinned dataset", async () => {
    const lock = [
      "schema: '2.0'",
      "stages:",
      "  fetch:",
      "    cmd: curl",
      "    deps:",
      "    - {path: 's3://bucket/a.csv', etag: abc}",
      "    - {path: /data/b.csv, hash: md5, md5: 00000000000000000000000000000001}",
      "    - {path: ../c.csv, hash: md5, md5: '123'}",
      "    - {path: 'ds://dogs', dataset: {name: dogs, type: dvc, lock: {rev_lock: 0123456789012345678901234567890123456789}}}",
      "    - {path: d, cloud: {store: {etag: '1', version_id: v7}}}",
      "    - {path: e.csv}",
    ].join("\n");
    const { runs } = await read({ "dvc.lock": lock });
    expect(runs[0]!.inputs.map(({ name, digest }) => [name, digest])).toEqual([
      ["s3://bucket/a.csv", "etag:abc"],
      ["/data/b.csv", expect.stringMatching(/^md5:/)],
      ["../c.csv", "md5:123"],
      ["ds://dogs", expect.stringMatching(/^rev_lock:/)],
      ["d", "version_id:v7"],
      ["e.csv", null],
    ]);
  });

  test("B4: a broken lock is a problem with its line, and another lock beside it is read", async () => {
    const root = copyOf(`${fixture("3.67.1")}/project`);
    writeFileSync(join(root, "dvc.lock"), "schema: '2.0'\nstages:\n<<<<<<< HEAD\n  train:\n    cmd: x\n");
    const { runs, problems } = await readAll(root);
    expect(problems).toMatchObject([{ path: "dvc.lock", line: 3 }]);
    expect(runs.map((run) => run.id)).toEqual(["nested/dvc.lock:fit"]);
  });

  test("B4: a broken entry is a problem, and the others are read", async () => {
    const lock =
      "schema: '2.0'\nstages:\n  a: text\n  b:\n    cmd: [echo 1, 2, echo 3]\n    deps: {}\n    params: 3\n";
    const { runs, problems } = await read({ "dvc.lock": lock });
    expect(problems).toEqual([{ path: "dvc.lock", line: 3, message: "the entry of stage a is no mapping" }]);
    expect(runs).toMatchObject([{ id: "dvc.lock:b", command: "echo 1 && echo 3", inputs: [], params: {} }]);
  });

  test("an empty lock holds no run, and names that every object has are stages like others", async () => {
    expect((await read({ "dvc.lock": "" })).runs).toEqual([]);
    const { runs } = await read({ "dvc.lock": "stages:\n  constructor: {cmd: a}\n  __proto__: {cmd: b}\n" });
    expect(runs.map((run) => run.id)).toEqual(["dvc.lock:constructor", "dvc.lock:__proto__"]);
  });

  test("stage modules, working directories and metrics that are listed by a template", async () => {
    const metrics = '{"f1": NaN, "acc": 0.5}';
    const digest = createHash("md5").update(metrics).digest("hex");
    const root = temporaryFolder("project");
    const repository = buildRepository(
      {
        commits: [
          {
            files: {
              "dvc.yaml":
                "stages:\n  fit:\n    foreach: [a, b]\n    do:\n      wdir: jobs/${item}\n      cmd: python -m pkg.fit\n      metrics: ['out/${item}-m.json']\n",
              "dvc.lock": `schema: '2.0'\nstages:\n  fit@a:\n    cmd: python -m pkg.fit\n    outs:\n    - {path: out/a-m.json, hash: md5, md5: ${digest}}\n    - {path: dvclive, hash: md5, md5: 1.dir}\n`,
              "jobs/a/pkg/fit.py": "",
              "jobs/a/out/a-m.json": metrics,
            },
          },
        ],
      },
      { folder: root },
    );
    const { runs } = await readAll(repository.root);
    expect(runs).toMatchObject([
      {
        program: "jobs/a/pkg/fit.py",
        artifacts: ["jobs/a/dvclive", "jobs/a/out/a-m.json"],
        metrics: {
          acc: { last: 0.5, min: 0.5, max: 0.5, count: null, lastStep: null },
          f1: { last: "NaN", min: null, max: null, count: null, lastStep: null },
        },
        trace: { sameAs: ["jobs/a/dvclive"] },
      },
    ]);
  });
});
