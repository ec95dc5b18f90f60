import { describe, expect, test } from "vitest";
import type { Code } from "../../src/core/code.js";
import type { EvidenceKind } from "../../src/core/evidence.js";
import type { Problem } from "../../src/core/run.js";
import { detector } from "../../src/detectors/dvc.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository } from "../tools/repository.js";
import { copyOf } from "../trackers/dvc/client-view.js";

const NO_CODE = { files: [] } as unknown as Code;

async function detect(root: string) {
  const workspace = await openWorkspace(root);
  const problems: Problem[] = [];
  const problem = (one: Problem) => void problems.push(one);
  const found = await detector.detect({ workspace, files: await workspace.files(), code: NO_CODE, problem });
  await workspace.close();
  const of = (kind: EvidenceKind) =>
    found
      .filter((one) => one.kind === kind)
      .map(({ kind: _kind, location, ...rest }) => ({
        ...rest,
        at: `${location.path}:${location.line ?? ""}`,
      }));
  return { of, problems };
}

const built = (files: Record<string, string>) => detect(buildRepository({ untracked: files }).root);

describe("the project of dvc 3.67.1", () => {
  const found = detect(copyOf("fixtures/trackers/dvc/3.67.1/project"));

  test("what is versioned, by pointers and locks, each once", async () => {
    const versioned = (await found).of("data.versioned") as { name?: string; digest?: string; at: string }[];
    expect(versioned[0]).toMatchObject({
      name: "data/raw.csv",
      digest: "md5:c35eef4250f43f988132c70c5bad6973",
      code: false,
      at: "data/raw.csv.dvc:2",
    });
    const names = versioned.filter(({ at }) => at.startsWith("dvc.lock:")).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(versioned).toContainEqual(expect.objectContaining({ name: "src/prepare.py", code: true }));
    expect(versioned).toContainEqual(
      expect.objectContaining({ name: "nested/job/fit.py", code: true, at: "nested/dvc.lock:10" }),
    );
    expect((await found).problems).toEqual([]);
  });

  test("remotes: a bucket is shared, a folder of this machine is not", async () => {
    expect((await found).of("data.remote")).toEqual([
      { tool: "dvc", name: "store", shared: true, confidence: "high", at: ".dvc/config:4" },
      { tool: "dvc", name: "disk", shared: false, confidence: "medium", at: ".dvc/config:6" },
    ]);
  });

  test("pipelines and the command that runs them", async () => {
    expect((await found).of("pipeline.definition")).toMatchObject([
      { steps: 5, at: "dvc.yaml:3" },
      { steps: 1, at: "nested/dvc.yaml:1" },
    ]);
    expect((await found).of("pipeline.command")).toMatchObject([
      { command: "dvc repro" },
      { command: "dvc repro nested/dvc.yaml" },
    ]);
  });

  test("parameters, with their lines", async () => {
    const parameters = (await found).of("code.parameter");
    const brief = (parameters as { name?: string; value?: string; at: string }[]).map((p) => [
      p.name,
      p.value,
      p.at,
    ]);
    expect(brief).toEqual([
      ["seed", "7", "conf/extra.toml:1"],
      ["optimizer.momentum", "0.9", "conf/extra.toml:5"],
      ["seed", "20170428", "params.yaml:1"],
      ["prepare.split", "0.2", "params.yaml:3"],
      ["prepare.seed", "20170428", "params.yaml:4"],
      ["train.lr", "0.0001", "params.yaml:6"],
      ["train.layers", "[64,32]", "params.yaml:7"],
      ["train.schedule.name", "cosine", "params.yaml:9"],
      ["train.schedule.warmup", "10", "params.yaml:10"],
      ["train.schedule.until", "null", "params.yaml:11"],
      ["train.resume", "on", "params.yaml:12"],
      ["train.fold", "08", "params.yaml:13"],
      ["lr", "0.5", "nested/job/params.yaml:1"],
    ]);
    expect((await found).of("code.config")).toMatchObject([
      { by: "dvc-params", detail: "conf/extra.toml" },
      { by: "dvc-params", detail: "params.yaml" },
      { by: "dvc-params", detail: "nested/job/params.yaml" },
    ]);
  });
});

test("a configuration with nothing tracked versions nothing and keeps nothing", async () => {
  const { of } = await built({ ".dvc/config": "[core]\nremote = s\n['remote \"s\"']\nurl = s3://b\n" });
  expect([...of("data.versioned"), ...of("data.remote")]).toEqual([]);
});

test("an import is tied by the revision of its source where its own hash is not there", async () => {
  const { of } = await built({
    "data/a.dvc":
      "deps:\n- path: a\n  repo: {url: https://example.com/r, rev_lock: f59388cd04276e75d70b2136597aaa27e7937cc3}\nouts:\n- path: a\n",
    "b.dvc": "outs:\n- path: b\n",
  });
  expect(of("data.versioned")).toMatchObject([
    { name: "b", digest: null },
    { name: "data/a", digest: "rev_lock:f59388cd04276e75d70b2136597aaa27e7937cc3" },
  ]);
});

test("a remote below another is as shared as that one; paths of any system are not", async () => {
  const remotes = {
    base: "gs://b",
    under: "remote://base/x",
    loop: "remote://loop/x",
    file: "file:///srv/x",
    drive: "C:\\store",
    ssh: "ssh://host/x",
    home: "~/store",
  };
  const config = Object.entries(remotes).map(([name, url]) => `['remote "${name}"']\n    url = ${url}\n`);
  const { of } = await built({ ".dvc/config": config.join(""), "a.dvc": "outs:\n- {path: a, md5: abc}\n" });
  const shared = (of("data.remote") as { name?: string; shared?: boolean }[]).filter(
    (remote) => remote.shared,
  );
  expect(shared.map(({ name }) => name)).toEqual(["base", "under", "ssh"]);
});

test("B4: broken files are problems with a line, and the rest is told", async () => {
  const { of, problems } = await built({
    "a.dvc": "outs: [\n",
    "b.dvc": "outs:\n- {path: b, md5: abc}\n",
    "dvc.yaml": "stages:\n\ta: 1\n",
    "sub/dvc.yaml": "stages:\n  fit:\n    cmd: x\n    params: [lr]\n",
    "sub/params.yaml": "lr: [\n",
  });
  expect(problems.map(({ path, line }) => `${path}:${line}`)).toEqual([
    "a.dvc:2",
    "dvc.yaml:2",
    "sub/params.yaml:2",
  ]);
  expect(of("data.versioned")).toMatchObject([{ name: "b" }]);
  expect(of("pipeline.definition")).toMatchObject([{ steps: 1, at: "sub/dvc.yaml:1" }]);
});

test("a params.yaml without a pipeline beside it is not DVC's", async () => {
  expect(
    (await built({ "params.yaml": "lr: 1\n", "a/dvc.yaml": "metrics: [m.json]\n" })).of("code.parameter"),
  ).toEqual([]);
});
