import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../../src/core/run.js";
import { encodeLog, record } from "../../parsers/encode-wandb.js";
import { buildRepository, type Files } from "../../tools/repository.js";
import { type ReadStore, readAll } from "./client-view.js";

const FOLDER = "wandb/run-20260102_030405-ab12cd34";
const COMMIT = "cafebabecafebabecafebabecafebabecafebabe";
const METADATA = { json: { git: { commit: COMMIT, remote: "x" }, program: "train.py", args: [] } };

function read(files: Files): Promise<ReadStore> {
  return readAll(buildRepository({ untracked: files }).root);
}

async function only(files: Files): Promise<RunRecord> {
  const { runs, problems } = await read(files);
  expect(problems).toEqual([]);
  expect(runs).toHaveLength(1);
  return runs[0]!;
}

const log = (...records: readonly Uint8Array[]): Buffer => encodeLog(records);

describe("folders", () => {
  test("a folder with configuration and metadata alone is a run", async () => {
    const run = await only({
      "wandb/run-20240101_000000-abc/files/config.yaml": "lr:\n  desc: null\n  value: 0.3\n",
      "wandb/run-20240101_000000-abc/files/wandb-metadata.json": METADATA,
    });
    expect(run).toMatchObject({
      tracker: "wandb",
      id: "abc",
      status: "unknown",
      commit: COMMIT,
      dirty: null,
      command: "python train.py",
      program: "train.py",
      params: { lr: 0.3 },
      metrics: {},
      location: { path: "wandb/run-20240101_000000-abc/files/wandb-metadata.json", run: "wandb:abc" },
      trace: { store: "wandb", incomplete: "the run's log (.wandb) is not here", defaultName: true },
    });
  });

  test("folders are found below .wandb, in sub-projects, and moved away from any wandb folder", async () => {
    const { runs } = await read({
      ".wandb/run-20260101_000000-a/files/requirements.txt": "torch==2.0\n",
      "steps/train/wandb/offline-run-20260101_000000-b/run-b.wandb": log(record.run({ id: "b" })),
      "old/run-20260101_000000-c/files/wandb-metadata.json": METADATA,
      "old/dryrun-20190101_000000-d/wandb-history.jsonl": '{"loss": 1, "_step": 0}\n',
      "exports/run-e.wandb": log(record.run({ id: "e" })),
      // Another program's folder that is named alike.
      "jobs/run-20260101_000000-x/output.csv": "1\n",
    });
    expect(runs.map((run) => `${run.trace.store}#${run.id}`).sort()).toEqual([
      ".wandb#a",
      "exports#e",
      "old#c",
      "old#d",
      "steps/train/wandb#b",
    ]);
  });

  test("latest-run as a folder is no run of its own, unless its run has no folder", async () => {
    const a = log(record.run({ id: "a", project: "one" }));
    const { runs } = await read({
      "wandb/run-20260101_000000-a/run-a.wandb": a,
      "wandb/latest-run/run-a.wandb": a,
      "wandb/latest-run/run-b.wandb": log(record.run({ id: "b", project: "two" })),
      "wandb/latest-run/files/config.yaml": "lr: {value: 1}\n",
      "other/wandb/latest-run/files/config.yaml": "lr: {value: 1}\n",
      "other/wandb/run-20260101_000000-c/files/config.yaml": "lr: {value: 1}\n",
    });
    expect(runs.map(({ id, group, params }) => [id, group, params])).toEqual([
      ["c", null, { lr: 1 }],
      ["b", "two", {}],
      ["a", "one", {}],
    ]);
    const alone = await only({ "wandb/latest-run/files/config.yaml": "lr: {value: 1}\n" });
    expect(alone).toMatchObject({ id: "wandb/latest-run", params: { lr: 1 } });
  });

  test("the same id in two stores is two runs", async () => {
    const { runs } = await read({
      "a/wandb/run-20260101_000000-x/run-x.wandb": log(record.run({ id: "x", project: "a" })),
      "b/wandb/run-20260101_000000-x/run-x.wandb": log(record.run({ id: "x", project: "b" })),
    });
    expect(runs.map((run) => [run.id, run.group])).toEqual([
      ["x", "a"],
      ["x", "b"],
    ]);
  });

  test("a sweep is told by the configuration that its agent keeps", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(record.run({ id: "ab12cd34", seconds: 1 })),
      "wandb/sweep-s1s1s1s1/config-ab12cd34.yaml": "wandb_version: 1\nlr:\n  value: 0.1\n",
    });
    expect(run.tags).toEqual({ "wandb.sweep": "s1s1s1s1" });
  });
});

describe("the log and the files beside it", () => {
  test.each([
    [0, "finished"],
    [1, "failed"],
    [255, "killed"],
  ])("exit code %i is %s, and the end is start and runtime", async (code, status) => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.run({ id: "ab12cd34", seconds: 1_700_000_000 }),
        record.history(0, [
          ["loss", "1"],
          ["_timestamp", "1700000003.5"],
        ]),
        record.exit(code, 60),
      ),
    });
    expect(run).toMatchObject({
      status,
      startedAt: "2023-11-14T22:13:20.000Z",
      endedAt: "2023-11-14T22:14:20.000Z",
      systemMetrics: false,
    });
  });

  test("without a runtime the end is the last thing recorded", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.run({ id: "ab12cd34", seconds: 1_700_000_000 }),
        record.history(0, [
          ["loss", "1"],
          ["_timestamp", "1700000003.5"],
        ]),
        record.exit(0),
      ),
    });
    expect(run.endedAt).toBe("2023-11-14T22:13:23.500Z");
  });

  test("the start is that of the log, though the metadata has an earlier one", async () => {
    const files = { [`${FOLDER}/files/wandb-metadata.json`]: '{"startedAt": "2023-11-14T22:13:03.123456"}' };
    expect((await only(files)).startedAt).toBe("2023-11-14T22:13:03.123Z");
    const both = { ...files, [`${FOLDER}/run-ab12cd34.wandb`]: log(record.run({ seconds: 1_700_000_000 })) };
    expect((await only(both)).startedAt).toBe("2023-11-14T22:13:20.000Z");
  });

  test("a key that the summary alone holds has no count; hardware statistics are no metrics", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.history(4, [
          ["loss", "0.5"],
          ["system.cpu", "80"],
          ["_runtime", "3"],
        ]),
        record.summary([
          ["loss", "0.5"],
          ["best", "0.25"],
          [["val", "f1"], "NaN"],
          ["text", '"NaN is no number"'],
          ["_wandb", '{"runtime": 3}'],
        ]),
      ),
    });
    expect(run.metrics).toEqual({
      best: { last: 0.25, min: 0.25, max: 0.25, count: null, lastStep: null },
      loss: { last: 0.5, min: 0.5, max: 0.5, count: 1, lastStep: 4 },
      "val.f1": { last: "NaN", min: null, max: null, count: null, lastStep: null },
    });
    expect(run.systemMetrics).toBe(true);
  });

  test("of equal steps the later value is the last, and a smaller step never is", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        ...[3, 5, 5, 4].map((step, index) => record.history(step, [["loss", String(index)]])),
      ),
    });
    expect(run.metrics.loss).toEqual({ last: 2, min: 0, max: 3, count: 4, lastStep: 5 });
  });

  test("later configuration wins, removed keys are gone, nested ones are flattened", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.run({
          config: [
            ["lr", "0.1"],
            ["gone", "1"],
            ["model", '{"width": 8, "layers": [1, 2], "none": null}'],
            ["_wandb", '{"cli_version": "0.21.4"}'],
          ],
        }),
        record.config([["lr", "1e-05"]], [["gone", ""]]),
      ),
    });
    expect(run.params).toEqual({ lr: 1e-5, "model.width": 8, "model.layers": [1, 2], "model.none": null });
  });

  test("configuration is read as its writer meant it: PyYAML up to 0.17, YAML 1.2 from the core", async () => {
    const [python, core] = await Promise.all(
      ["wandb_version: 1\n\nlr:\n  desc: null\n  value: 1e-05\n", "lr:\n    value: 1e-05\n"].map((text) =>
        only({ [`${FOLDER}/files/config.yaml`]: text }),
      ),
    );
    expect([python?.params, core?.params]).toEqual([{ lr: "1e-05" }, { lr: 1e-5 }]);
  });

  test("inputs are what was used, with the digest where the log has it", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.useArtifact("dataset", "raw:v3"),
        record.artifact("dataset", "split", "0a1b", true),
        record.artifact("model", "classifier", "2c3d", false),
        record.artifact("run_table", "run-ab12cd34-table", "4e5f", false),
      ),
    });
    expect(run.inputs).toEqual([
      { name: "raw:v3", source: null, digest: null, kind: "dataset" },
      { name: "split", source: null, digest: "md5:0a1b", kind: "dataset" },
    ]);
    expect(run.artifacts).toEqual(["classifier"]);
  });

  test("what lies elsewhere is told: one file, or the folder of all", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.artifact("dataset", "one", "0a1b", true, ["s3://bucket/one.csv"]),
        record.artifact("dataset", "many", "2c3d", true, [
          "s3://bucket/many/a/1.csv",
          "s3://bucket/many/b.csv",
        ]),
        record.artifact("dataset", "scattered", "4e5f", true, ["s3://bucket/1.csv", "gs://other/2.csv"]),
      ),
    });
    expect(run.inputs.map(({ name, source }) => [name, source])).toEqual([
      ["many", "s3://bucket/many/"],
      ["one", "s3://bucket/one.csv"],
      ["scattered", null],
    ]);
  });

  test("saved files are artifacts: kept, still in the project, or missing", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.files("kept.pt", "beside.json", "lost.pt", "requirements.txt", "*.pt", "../../etc/hosts"),
      ),
      [`${FOLDER}/files/kept.pt`]: "weights",
      [`${FOLDER}/files/linked.pt`]: { symlink: "/nowhere/linked.pt" },
      "beside.json": "{}",
    });
    expect(run.artifacts).toEqual(["../../etc/hosts", "beside.json", "kept.pt", "linked.pt", "lost.pt"]);
    expect(run.trace.missingArtifacts).toEqual(["../../etc/hosts", "linked.pt", "lost.pt"]);
    expect(run.trace.artifactFiles).toContainEqual({
      name: "kept.pt",
      path: `${FOLDER}/files/kept.pt`,
      digest: null,
    });
    expect(run.trace.artifactFiles).toContainEqual({
      name: "beside.json",
      path: "beside.json",
      digest: null,
    });
  });

  test("of media the digest is known, as a whole value and as the core takes it apart", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.history(0, [["page", '{"_type": "html-file", "path": "media/a.html", "sha256": "0a"}']]),
        record.history(1, [
          [["page", "_type"], '"html-file"'],
          [["page", "path"], '"media/b.html"'],
          [["page", "sha256"], '"0b"'],
        ]),
      ),
      [`${FOLDER}/files/media/a.html`]: "a",
      [`${FOLDER}/files/media/b.html`]: "b",
    });
    expect(run.metrics).toEqual({});
    expect(run.trace.artifactFiles.map(({ name, digest }) => [name, digest])).toEqual([
      ["media/a.html", "sha256:0a"],
      ["media/b.html", "sha256:0b"],
    ]);
  });

  test("media that is named and not there is missing; other files are artifacts", async () => {
    const image = (path: string) => `{"_type": "image-file", "path": "${path}", "size": 3}`;
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.history(0, [
          ["kept", image("media/images/a.png")],
          ["lost", image("media/images/b.png")],
        ]),
      ),
      [`${FOLDER}/files/media/images/a.png`]: "png",
      [`${FOLDER}/files/model.pt`]: "weights",
      [`${FOLDER}/files/output.log`]: "…",
    });
    expect(run.metrics).toEqual({});
    expect(run.artifacts).toEqual(["media/images/a.png", "model.pt"]);
    expect(run.trace.missingArtifacts).toEqual(["media/images/b.png"]);
  });

  test("a sweep is a tag beside the project, and the group where no project is known", async () => {
    const sweep = async (project: string | undefined) => {
      const run = record.run({ id: "ab12cd34", sweep: "s1", ...(project === undefined ? {} : { project }) });
      const { group, tags } = await only({ [`${FOLDER}/run-ab12cd34.wandb`]: log(run) });
      return [group, tags];
    };
    expect(await sweep("churn")).toEqual(["churn", { "wandb.sweep": "s1" }]);
    expect(await sweep(undefined)).toEqual(["s1", { "wandb.sweep": "s1" }]);
  });

  test("what a run was forked or rewound from is a tag", async () => {
    const tags = async (from: string) => {
      const branch = { run: from, value: 200, metric: "_step" };
      return (await only({ [`${FOLDER}/run-ab12cd34.wandb`]: log(record.run({ id: "ab12cd34", branch })) }))
        .tags;
    };
    expect(await tags("other")).toEqual({ "wandb.fork_from": "other?_step=200" });
    expect(await tags("ab12cd34")).toEqual({ "wandb.resume_from": "ab12cd34?_step=200" });
  });

  test("the runtime of a resumed run counts its earlier part, its end does not", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.run({ id: "ab12cd34", seconds: 1_700_000_000 }),
        record.history(7, [
          ["loss", "1"],
          ["_timestamp", "1700000001"],
          ["_runtime", "3601"],
        ]),
        record.exit(0, 3660),
      ),
    });
    expect(run.endedAt).toBe("2023-11-14T22:14:20.000Z");
    expect(run.trace.incomplete).toBe("the run was resumed, and its earlier part is not here");
  });

  test("where it failed: the printed file if it holds a traceback, else the log, else nowhere", async () => {
    const traceback = "Traceback (most recent call last):\n";
    const failureIn = async (file: string, printed: string, code = 1) =>
      (
        await only({
          [`${FOLDER}/run-ab12cd34.wandb`]: log(record.output(printed), record.exit(code)),
          [`${FOLDER}/files/output.log`]: file,
        })
      ).trace.failureIn;
    expect(await failureIn(`epoch 1\n${traceback}`, traceback)).toBe(`${FOLDER}/files/output.log`);
    expect(await failureIn("epoch 1\n", traceback)).toBe(`console output in ${FOLDER}/run-ab12cd34.wandb`);
    expect(await failureIn("epoch 1\n", "epoch 1\n")).toBe(null);
    expect(await failureIn(traceback, traceback, 0)).toBe(null);
  });

  test("B9: who ran it and where is told by file and key, never by value", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.run({ id: "ab12cd34", host: "laptop", config: [["data", '"/data/churn.csv"']] }),
        record.environment({
          10: "ada@lovelace.org",
          11: "/home/ada/churn",
          12: "laptop",
          13: "ada",
          14: "/usr/bin/python",
        }),
      ),
      [`${FOLDER}/files/wandb-metadata.json`]: {
        json: {
          username: "root",
          host: "localhost",
          executable: "/home/ada/.venv/bin/python",
          program: "train.py",
        },
      },
      [`${FOLDER}/files/diff.patch`]: "diff",
    });
    const [metadata, records] = [`${FOLDER}/files/wandb-metadata.json`, `${FOLDER}/run-ab12cd34.wandb`];
    expect(run.trace.personal.map(({ kind, what, path, key }) => [kind, what, path, key])).toEqual([
      ["personal", "home folder", metadata, "executable"],
      ["personal", "host name", records, "host"],
      ["personal", "e-mail address", records, "email"],
      ["personal", "host name", records, "host"],
      ["personal", "user name", records, "username"],
      ["personal", "home folder", records, "root"],
    ]);
    expect(run.trace.absolutePaths).toEqual(["data", "executable", "root"]);
    expect(run.trace.texts).toEqual([`${FOLDER}/files/diff.patch`, metadata]);
  });

  test("directories and ids that the record names are the same execution", async () => {
    const run = await only({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.run({ config: [["mlflow_run_id", `"${"0a1b".repeat(8)}"`]] }),
        record.tensorboard("/home/ada/project/runs/baseline"),
        record.tensorboard("elsewhere"),
      ),
      "runs/baseline/events.out.tfevents.1.x": "",
    });
    expect(run.trace.sameAs).toEqual([`mlflow:${"0a1b".repeat(8)}`, "runs/baseline"]);
  });

  test("GPUs are the hardware where there are any", async () => {
    const hardware = async (json: unknown) =>
      (await only({ [`${FOLDER}/files/wandb-metadata.json`]: { json } })).environment.hardware;
    expect(
      await hardware({ gpu_count: 2, gpu_nvidia: [{ name: "NVIDIA A100" }, { name: "NVIDIA A100" }] }),
    ).toBe("2 × NVIDIA A100");
    expect(await hardware({ gpu: "Tesla T4", gpu_count: 1, cpu_count: 8 })).toBe("1 × Tesla T4");
    expect(await hardware({ cpu_count: 4, cpu_count_logical: 8 })).toBe("8 × CPU");
    expect(await hardware({})).toBe(null);
  });
});

describe("the program", () => {
  const code = { "steps/train/run.py": "", "main.py": "" };
  const at = "steps/train/wandb/run-20260102_030405-ab12cd34/files/wandb-metadata.json";
  test.each([
    [
      "relative to the folder it ran in",
      { program: "run.py", args: ["--lr", "0.1"] },
      "steps/train/run.py",
      "python run.py --lr 0.1",
    ],
    [
      "relative to the git root",
      { program: "run.py", codePath: "steps/train/run.py" },
      "steps/train/run.py",
      "python run.py",
    ],
    [
      "absolute, below the recorded root",
      { program: "/home/ada/p/main.py", root: "/home/ada/p" },
      "main.py",
      "python main.py",
    ],
    [
      "absolute on another machine",
      { program: "C:\\p\\steps\\train\\run.py" },
      "steps/train/run.py",
      "python steps/train/run.py",
    ],
    ["a module", { program: "-m pkg.train", args: ["a b"] }, "pkg.train", "python -m pkg.train 'a b'"],
    ["not named", { program: "<python with no main file>", args: ["-s"] }, null, null],
    ["on a server", { program: "https://colab.research.google.com/x" }, null, null],
    ["a notebook", { program: "analysis.ipynb" }, "analysis.ipynb", "analysis.ipynb"],
    ["gone since", { program: "gone.py" }, "gone.py", "python gone.py"],
  ])("%s", async (_, json, program, command) => {
    const run = await only({ ...code, [at]: { json } });
    expect([run.program, run.command]).toEqual([program, command]);
  });
});

describe("B4: what is damaged costs a problem, never the run", () => {
  test("of a log that is cut the summary beside it knows the last values", async () => {
    const bytes = log(
      record.run({ id: "ab12cd34", project: "p" }),
      record.history(0, [["loss", "1"]]),
      record.history(1, [["loss", "0.5"]]),
    );
    const { runs } = await read({
      [`${FOLDER}/run-ab12cd34.wandb`]: bytes.subarray(0, -2),
      [`${FOLDER}/files/wandb-summary.json`]: { json: { loss: 0.25, _step: 9 } },
    });
    expect(runs[0]?.metrics.loss).toEqual({ last: 0.25, min: 1, max: 1, count: 1, lastStep: 9 });
  });

  test("a log that is cut keeps what precedes the cut", async () => {
    const bytes = log(
      record.run({ id: "ab12cd34", project: "p" }),
      record.history(0, [["loss", "1"]]),
      record.exit(0),
    );
    const { runs, problems } = await read({ [`${FOLDER}/run-ab12cd34.wandb`]: bytes.subarray(0, -2) });
    expect(runs[0]).toMatchObject({ group: "p", status: "unknown", metrics: { loss: { count: 1 } } });
    expect(runs[0]?.trace.incomplete).toBe("the run's log is cut or damaged");
    expect(problems).toEqual([
      {
        path: `${FOLDER}/run-ab12cd34.wandb`,
        message: expect.stringMatching(
          /^ends inside a record at byte \d+; the 2 records before it are read$/,
        ),
      },
    ]);
  });

  test("a pointer, another file and an undecodable record are named as what they are", async () => {
    const problemOf = async (content: Files[string]) => {
      const { runs, problems } = await read({ [`${FOLDER}/run-ab12cd34.wandb`]: content });
      expect(runs).toHaveLength(1);
      return problems.map(({ message }) => message);
    };
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12345\n`;
    expect(await problemOf(pointer)).toEqual(["is a pointer to content that is not here"]);
    expect(await problemOf("no log at all")).toEqual(["is no W&B run log: its first bytes are others"]);
    expect(await problemOf(":W&B\u00e1\u00be\u0001")).toEqual([
      "is no W&B run log: its first bytes are others",
    ]);
    const newer = log(record.run({ id: "a" }));
    newer[6] = 1;
    expect(await problemOf(newer)).toEqual(["is a run log of a version that is not known"]);
    expect(await problemOf(log(Buffer.from([0x0a, 0x7f])))).toEqual([
      "holds 1 record that cannot be decoded; the rest is read",
    ]);
    const flipped = log(record.run({ id: "a" }), record.exit(0));
    flipped[15]! ^= 1;
    expect(await problemOf(flipped)).toEqual(["is damaged in 1 place, first at byte 7; the rest is read"]);
  });

  test("files that cannot be parsed are named with their line, the others are read", async () => {
    const { runs, problems } = await read({
      [`${FOLDER}/files/config.yaml`]: "lr:\n  value: [1\n",
      [`${FOLDER}/files/wandb-metadata.json`]: '{"git": {"commit":\n oops}}',
      [`${FOLDER}/files/wandb-summary.json`]: '{"loss": NaN, "acc": 0.5}\u0000',
    });
    expect(runs[0]?.metrics).toMatchObject({ loss: { last: "NaN" }, acc: { last: 0.5 } });
    expect(problems.map(({ path, line }) => `${path.slice(FOLDER.length + 1)}:${line}`)).toEqual([
      "files/wandb-metadata.json:2",
      expect.stringMatching(/^files\/config\.yaml:\d$/),
    ]);
  });

  test("values that are alike in other words are no disagreement", async () => {
    const { problems } = await read({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.run({
          config: [
            ["big", "1152921504606846976"],
            ["far", "1e+20"],
            ["none", "null"],
            ["odd", "NaN"],
            ["small", "1e-05"],
            ["text", '"1e-5"'],
            ["tree", '{"b": [1.0, {"y": 1, "x": 2}], "a": "on"}'],
          ],
        }),
        record.summary([
          ["acc", "0.25"],
          ["gone", "1"],
          ["odd", "NaN"],
        ]),
        record.history(0, [["acc", "0.5"]]),
        record.summary([], [["gone", ""]]),
        record.exit(0),
      ),
      [`${FOLDER}/files/config.yaml`]: [
        "wandb_version: 1",
        ...[
          "big: 1152921504606846976",
          "far: 1.0e+20",
          "none: null",
          "odd: .nan",
          "small: 1.0e-05",
          "text: 1e-5",
        ],
        ...["tree: {a: 'on', b: [1.0, {x: 2, y: 1}]}"],
      ]
        .map((line) =>
          line.replace(/^(\w+): (.+)$/, (all, key, value) =>
            key === "wandb_version" ? all : `${key}:\n  desc: null\n  value: ${value}`,
          ),
        )
        .join("\n"),
      // The summary file has what was logged last; the log has no summary of it.
      [`${FOLDER}/files/wandb-summary.json`]: '{"acc": 0.5, "odd": NaN, "gone": 2, "_runtime": 3}',
    });
    expect(problems).toEqual([]);
  });

  test("where files and log disagree the log is taken, and the keys are named", async () => {
    const { runs, problems } = await read({
      [`${FOLDER}/run-ab12cd34.wandb`]: log(
        record.run({
          commit: COMMIT,
          config: [
            ["lr", "0.1"],
            ["same", "1"],
          ],
        }),
        record.summary([["acc", "0.5"]]),
        record.exit(0),
      ),
      [`${FOLDER}/files/config.yaml`]: "lr:\n  desc: null\n  value: 0.2\nsame:\n  desc: null\n  value: 1\n",
      [`${FOLDER}/files/wandb-summary.json`]: '{"acc": 0.9}',
      [`${FOLDER}/files/wandb-metadata.json`]: { json: { git: { commit: "0".repeat(40) } } },
    });
    expect(runs[0]).toMatchObject({ commit: COMMIT, params: { lr: 0.1 }, metrics: { acc: { last: 0.5 } } });
    expect(problems.map(({ message }) => message)).toEqual([
      "differs from the run's log in lr; the log is taken",
      "differs from the run's log in acc; the log is taken",
      "names another commit than the run's log; the log is taken",
    ]);
  });

  test("a bad line of an old history costs that line", async () => {
    const { runs, problems } = await read({
      "wandb/run-20190101_000000-old/wandb-history.jsonl":
        '{"loss": 1, "_step": 0}\n{"loss": \n{"loss": 3, "_step": 2}\n',
    });
    expect(runs[0]?.metrics.loss).toEqual({ last: 3, min: 1, max: 3, count: 2, lastStep: 2 });
    expect(problems).toEqual([
      {
        path: "wandb/run-20190101_000000-old/wandb-history.jsonl",
        line: 2,
        message: "1 line is no valid JSON; the rest is read",
      },
    ]);
  });

  test("logs of the early Go writer, with other block boundaries, are read", async () => {
    const rows = Array.from({ length: 40 }, (_, step) =>
      record.history(step, [
        ["text", `"${"x".repeat(3000)}"`],
        ["loss", "1"],
      ]),
    );
    const run = await only({ [`${FOLDER}/run-ab12cd34.wandb`]: encodeLog(rows, 7) });
    expect(run.metrics.loss?.count).toBe(40);
  });
});
