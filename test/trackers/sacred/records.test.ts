import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { buildRepository } from "../../tools/repository.js";
import { readAll } from "./client-view.js";
import { ledger, only, runFolder } from "./tree.js";

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

describe("B1: a run's folder", () => {
  test("times are UTC without a zone, and are cut to milliseconds", async () => {
    expect(await only(runFolder())).toMatchObject({
      startedAt: "2026-01-02T03:04:05.999Z",
      endedAt: "2026-01-02T03:05:00.000Z",
    });
  });

  test.each([
    ["COMPLETED", "finished"],
    ["INTERRUPTED", "killed"],
    ["TIMEOUT", "failed"],
    ["FAILED", "failed"],
    ["QUEUED", "scheduled"],
    ["RUNNING", "running"],
    ["EARLY", "unknown"],
    ["constructor", "unknown"],
  ])("%s is %s", async (status, expected) => {
    expect((await only(runFolder({ run: { status } }))).status).toBe(expected);
  });

  test("folders of any name at any depth, each parent a store; free text is an id", async () => {
    const { runs, problems } = await ledger({
      ...runFolder({ folder: "results/sacred/3m/qmix/1" }),
      ...runFolder({ folder: "results/sacred/3m/vdn/1" }),
      ...runFolder({ folder: "results/best of all" }),
    });
    expect(problems).toEqual([]);
    expect(runs.map(({ id, trace }) => [trace.store, id])).toEqual([
      ["results", "best of all"],
      ["results/sacred/3m/qmix", "1"],
      ["results/sacred/3m/vdn", "1"],
    ]);
  });

  test("a run in the audited root", async () => {
    const { runs } = await ledger(runFolder({ folder: "." }));
    expect(runs).toMatchObject([{ location: { path: "run.json" }, trace: { store: ".", directory: "." } }]);
  });

  test("before 0.7.3: named configurations among the updates, the comment among the options", async () => {
    const meta = {
      command: "main",
      options: {
        UPDATE: ["wide", "seed=7"],
        COMMAND: null,
        "--comment": "why",
        "--beat_interval": null,
        help: false,
        with: true,
      },
    };
    expect(await only(runFolder({ run: { meta } }))).toMatchObject({
      command: "python train.py with wide seed=7 --comment=why",
      description: "why",
      tags: { wide: "" },
    });
  });

  test("a failure's trace, graphics cards and variables of the host", async () => {
    const card = { model: "A100", total_memory: 40_000, persistence_mode: true };
    const run = {
      fail_trace: ["Traceback", "ValueError"],
      host: {
        cpu: "EPYC",
        hostname: "laptop",
        gpus: { driver_version: "1", gpus: [card, card] },
        ENV: { USER: "ada", CUDA_VISIBLE_DEVICES: "0" },
      },
    };
    const record = await only(runFolder({ run }));
    expect(record.environment.hardware).toBe("2 × A100, EPYC");
    expect(record.trace.failureIn).toBe("fail_trace");
    expect(record.trace.personal.map(({ what, key }) => [what, key])).toEqual([
      ["host name", "host.hostname"],
      ["user name", "host.ENV.USER"],
    ]);
  });

  test("an artifact that is listed and not here is missing", async () => {
    const record = await only({
      ...runFolder({ run: { artifacts: ["model.pt", "curve.png"] } }),
      "runs/1/curve.png": "x",
    });
    expect(record.artifacts).toEqual(["model.pt", "curve.png"]);
    expect(record.trace.missingArtifacts).toEqual(["model.pt"]);
  });

  test("the report that an observer renders from a template is an artifact, though no list names it", async () => {
    const run = await only({ ...runFolder(), "runs/1/report.html": "<p>0.9</p>", "runs/2/report.html": "?" });
    expect(run.artifacts).toEqual(["report.html"]);
    expect(run.trace.artifactFiles).toEqual([
      { name: "report.html", path: "runs/1/report.html", digest: null },
    ]);
  });

  test("a run.json of another tool is let alone", async () => {
    const other = {
      "a/run.json": '{"experiment": {"sources": []}, "id": 3}',
      "b/run.json": '{"status": "COMPLETED"}',
      "c/run.json": '{"id": 3}',
      "c/config.json": "[]",
      "c/cout.txt": "",
    };
    expect(await ledger(other)).toEqual({ runs: [], problems: [] });
  });
});

describe("results", () => {
  test("PyMARL keeps series in info, values bare or tagged, with their steps beside them", async () => {
    const tagged = (value: number) => ({ dtype: "float64", "py/object": "numpy.float64", value });
    const { metrics } = await only(
      runFolder({
        metrics: {},
        info: {
          return_mean: [tagged(1.5), 2.5],
          return_mean_T: [100, 200],
          model_paths: { model_path: ["a"] },
        },
      }),
    );
    expect(metrics).toEqual({ return_mean: { last: 2.5, min: 1.5, max: 2.5, count: 2, lastStep: 200 } });
  });

  test("a metric of the metrics API hides one of the same name in info", async () => {
    const metrics = { loss: { values: [2, 1], steps: [10, 5], timestamps: [] } };
    const record = await only(
      runFolder({ metrics, info: { loss: [9, 9, 9], acc: 0.5 }, run: { result: 3 } }),
    );
    expect(record.metrics).toEqual({
      acc: { last: 0.5, min: 0.5, max: 0.5, count: null, lastStep: null },
      loss: { last: 2, min: 1, max: 2, count: 2, lastStep: 10 },
      result: { last: 3, min: 3, max: 3, count: null, lastStep: null },
    });
  });

  test("texts, truths, pairs and pictures are no metrics", async () => {
    const info = {
      note: "x",
      good: true,
      curve: [[0, 1]],
      examples: [{ image: { "py/b64": "AA==" } }],
      none: null,
    };
    expect((await only(runFolder({ info }))).metrics).toEqual({});
  });

  test("more values than steps are a problem, and are read", async () => {
    const { runs, problems } = await ledger(
      runFolder({ metrics: { loss: { values: [1, 2], steps: [0], timestamps: [] } } }),
    );
    expect(problems).toEqual([
      { path: "runs/1/metrics.json", message: "Sacred record: loss has other numbers of values and steps" },
    ]);
    expect(runs[0]!.metrics.loss).toMatchObject({ count: 2, last: 2 });
  });
});

describe("code", () => {
  const here = { commit: "a".repeat(40), dirty: false, url: "git@example.org:ada/credit.git" };
  const library = { commit: "b".repeat(40), dirty: true, url: "https://example.org/lib.git" };

  test("one repository for each source file is one repository", async () => {
    const record = await only(runFolder({ experiment: { repositories: [here, here, here] } }));
    expect(record).toMatchObject({ commit: here.commit, dirty: false, trace: { remote: here.url } });
  });

  test("of several the one that holds the base directory, and dirty is what any of them is", async () => {
    const record = await only(runFolder({ experiment: { repositories: [library, here] } }));
    expect(record).toMatchObject({ commit: here.commit, dirty: true });
  });

  test("of several the one whose commit this clone holds", async () => {
    const root = buildRepository({
      commits: [{ id: "first", files: { "lib.py": "" } }],
      ignored: {
        "runs/1/config.json": "{}",
        "runs/1/run.json": `{"experiment": {"base_dir": "/home/ada/credit", "mainfile": "train.py", "repositories": [
          {"commit": "${here.commit}", "dirty": false, "url": "${here.url}"},
          {"commit": "<commit:first>", "dirty": false, "url": "u"}]}, "status": "COMPLETED"}`,
      },
    });
    expect((await readAll(root.root)).runs[0]!.commit).toBe(root.commits.first);
  });

  test("without git, neither commit nor cleanliness is said", async () => {
    expect(await only(runFolder())).toMatchObject({ commit: null, dirty: null, trace: { remote: null } });
  });

  test.each([
    ["beside the records", "train.py", { "train.py": "" }],
    ["in a folder of the same name", "src/train.py", { "src/train.py": "", "train.py": "" }],
    ["no longer here: relative to the repository", "src/train.py", {}],
  ])("the program, %s", async (_, program, files) => {
    const experiment = {
      base_dir: program.startsWith("src") ? "/home/ada/credit/src" : "/home/ada/credit",
      repositories: [here],
    };
    expect((await only({ ...runFolder({ experiment }), ...files })).program).toBe(program);
  });

  test("a base directory of Windows", async () => {
    const experiment = { base_dir: "C:\\Users\\ada\\credit\\src" };
    const record = await only({ ...runFolder({ experiment }), "src/train.py": "" });
    expect(record).toMatchObject({
      program: "src/train.py",
      trace: { absolutePaths: ["experiment.base_dir"] },
    });
  });

  const kept = (sources: Record<string, string>, store = "runs") =>
    Object.fromEntries(
      Object.entries(sources).map(([file, text]) => [
        `${store}/_sources/${file.replace(/\.py$/, "").split("/").at(-1)}_${md5(text)}.py`,
        text,
      ]),
    );
  const listed = (sources: Record<string, string>) =>
    Object.entries(sources).map(([file, text]) => [
      file,
      `_sources/${file.replace(/\.py$/, "").split("/").at(-1)}_${md5(text)}.py`,
    ]);
  const withSources = (sources: Record<string, string>, tree: Record<string, string> = {}) =>
    only({
      ...runFolder({ experiment: { sources: listed(sources) } }),
      ...kept(sources),
      ...sources,
      ...tree,
    });

  test("kept sources are whole when none imports a file of the project that was not kept", async () => {
    const sources = {
      "train.py": "import nets.deep as n\nfrom os import path\n",
      "nets/deep.py": "from . import base\n",
    };
    expect((await withSources(sources)).trace.sources).toEqual({
      paths: Object.keys(kept(sources)).sort(),
      whole: true,
    });
    expect((await withSources(sources, { "nets/base.py": "" })).trace.sources?.whole).toBe(false);
    expect((await withSources(sources, { "other/base.py": "" })).trace.sources?.whole).toBe(true);
  });

  test.each([
    "import json, helper",
    "from helper import (\n    a,\n    b,\n)",
    "    from helper import x  # late",
    "from package import (  # the parts\n    one,\n    part as two,\n)",
    "import package.part",
    "from .helper import x",
  ])("%j imports a file that was not kept", async (text) => {
    const tree = { "helper.py": "", "package/part.py": "" };
    expect((await withSources({ "train.py": text }, tree)).trace.sources?.whole).toBe(false);
  });

  test("sources that were recorded but are not here, or are no copies, are not kept", async () => {
    const sources = { "train.py": "x = 1\n", "nets.py": "y = 2\n" };
    const half = await only({
      ...runFolder({ experiment: { sources: listed(sources) } }),
      ...kept({ "train.py": sources["train.py"] }),
      ...sources,
    });
    expect(half.trace.sources).toEqual({ paths: Object.keys(kept({ "train.py": "x = 1\n" })), whole: false });
    const none = await only({
      ...runFolder({ experiment: { sources: [["train.py", "../train.py"]] } }),
      ...sources,
    });
    expect(none.trace.sources).toBeNull();
  });

  test("a copy that is not what its name says is a problem, and is not kept; line ends may differ", async () => {
    const sources = { "train.py": "x = 1\r\n" };
    const [path] = Object.keys(kept(sources)) as [string];
    const run = { ...runFolder({ experiment: { sources: listed(sources) } }), "train.py": "" };
    expect((await only({ ...run, [path]: "x = 1\n" })).trace.sources).toEqual({ paths: [path], whole: true });
    const { runs, problems } = await ledger({ ...run, [path]: "x = 2\n" });
    expect(runs[0]!.trace.sources).toBeNull();
    expect(problems).toEqual([
      { path, message: "Sacred record: the copy has not the MD5 by which it is named" },
    ]);
  });

  test("a store that was moved deeper finds its copies", async () => {
    const sources = { "train.py": "x = 1\n" };
    const record = await only({
      ...runFolder({ folder: "runs/old/1", experiment: { sources: listed(sources) } }),
      ...kept(sources),
      ...sources,
    });
    expect(record.trace.sources).toEqual({ paths: Object.keys(kept(sources)), whole: true });
  });
});
