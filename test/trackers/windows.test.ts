import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../src/core/run.js";
import { isAbsolutePath } from "../../src/trackers/absolute-paths.js";
import { reader as dvc } from "../../src/trackers/dvc/records.js";
import { reader as hydra } from "../../src/trackers/hydra/records.js";
import { reader as mlflow } from "../../src/trackers/mlflow/records.js";
import { placeOf } from "../../src/trackers/mlflow/uris.js";
import { reader as sacred } from "../../src/trackers/sacred/records.js";
import { reader as wandb } from "../../src/trackers/wandb/records.js";
import { buildRepository } from "../tools/repository.js";
import { copyOf, readAll } from "./read-all.js";

/** Texts of a store as they would be, had the project lain in `C:\Users\ada`: in JSON escaped, in URIs with slashes. */
function moveToWindows(root: string): number {
  let moved = 0;
  for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    const path = join(root, name);
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    if (bytes.includes(0)) continue;
    const text = bytes.toString("utf8");
    const windows = text.replace(
      /(file:\/\/)?\/home(\/ada[^\s"',;:\\]*)/g,
      (_, uri: string | undefined, rest: string) =>
        uri !== undefined
          ? `file:///C:/Users${rest}`
          : `C:\\Users${rest.replaceAll("/", "\\")}`.replaceAll("\\", /\.jsonl?$/.test(name) ? "\\\\" : "\\"),
    );
    if (windows === text) continue;
    writeFileSync(path, windows);
    moved += 1;
  }
  return moved;
}

/** What a reader makes of paths. */
const seen = (run: RunRecord) => ({
  id: run.id,
  program: run.program,
  command: run.command,
  artifacts: run.artifacts,
  inputs: run.inputs.map(({ name, digest }) => ({ name, digest })),
  environment: run.environment,
  absolutePaths: run.trace.absolutePaths,
  personal: run.trace.personal,
  sameAs: run.trace.sameAs,
});

describe("B1: records that were written on Windows", () => {
  test.each([
    ["mlflow/2.9.2-file-store", mlflow],
    ["mlflow/3.17.2-file-store", mlflow],
    ["hydra/1.0.7", hydra],
    ["hydra/1.3.2", hydra],
    ["sacred/0.8.7-file", sacred],
    ["wandb/0.12.21", wandb],
    ["wandb/0.15.12", wandb],
  ])("%s: say the same of the repository as those of another machine", async (folder, reader) => {
    const root = copyOf(join("fixtures/trackers", folder));
    const before = await readAll(reader, root);
    expect(moveToWindows(root)).toBeGreaterThan(0);
    const after = await readAll(reader, root);
    expect(after.runs.map(seen)).toEqual(before.runs.map(seen));
    expect(after.problems).toEqual(before.problems);
  });

  test("MLflow: a script that is gone has its place below the repository's, which the artifacts tell", async () => {
    const run = "mlruns/1/0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    const { root } = buildRepository({
      untracked: {
        "mlruns/1/meta.yaml":
          "artifact_location: file:///C:/Users/ada/churn/mlruns/1\nexperiment_id: '1'\nlifecycle_stage: active\nname: churn\n",
        [`${run}/meta.yaml`]: `artifact_uri: file:///C:/Users/ada/churn/${run}/artifacts\nend_time: 1700000001000\nexperiment_id: '1'\nlifecycle_stage: active\nrun_id: 0a1b2c3d4e5f60718293a4b5c6d7e8f9\nrun_name: a\nstart_time: 1700000000000\nstatus: 3\nuser_id: ada\n`,
        [`${run}/tags/mlflow.source.name`]: "C:\\Users\\ada\\churn\\src\\gone.py",
        [`${run}/artifacts/model.txt`]: "x",
      },
    });
    const { runs } = await readAll(mlflow, root);
    expect(runs.map(({ program }) => program)).toEqual(["src/gone.py"]);
    expect(runs[0]?.trace.absolutePaths).toEqual(["artifact_uri", "mlflow.source.name"]);
  });

  test("a program that was typed with backslashes is the one with slashes", async () => {
    const run = "mlruns/1/0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    const { root } = buildRepository({
      untracked: {
        "src/train.py": "import mlflow\n",
        "mlruns/1/meta.yaml":
          "artifact_location: ./mlruns/1\nexperiment_id: '1'\nlifecycle_stage: active\nname: churn\n",
        [`${run}/meta.yaml`]:
          "artifact_uri: ./mlruns/1/0a/artifacts\nexperiment_id: '1'\nlifecycle_stage: active\nrun_id: 0a1b2c3d4e5f60718293a4b5c6d7e8f9\nrun_name: a\nstart_time: 1700000000000\nstatus: 3\nuser_id: ada\n",
        [`${run}/tags/mlflow.source.name`]: "src\\train.py",
        "dvc.lock":
          "schema: '2.0'\nstages:\n  train:\n    cmd: python src\\train.py --data data\\raw\n    deps:\n    - path: src/train.py\n      md5: 0123456789abcdef0123456789abcdef\n      size: 14\n",
      },
    });
    expect((await readAll(mlflow, root)).runs.map(({ program }) => program)).toEqual(["src/train.py"]);
    expect((await readAll(dvc, root)).runs.map(({ program }) => program)).toEqual(["src/train.py"]);
  });
});

test.each([
  ["C:\\Users\\ada\\data", true],
  ["c:/data/train.csv", true],
  ["file:///C:/Users/ada/mlruns", true],
  ["\\\\server\\share\\data", true],
  ["~\\data", true],
  ["src\\train.py", false],
  ["C:", false],
  ["\\\\alpha", false],
  ["\\d+", false],
])("%s: an absolute path of one machine? %s", (path, absolute) => {
  expect(isAbsolutePath(path)).toBe(absolute);
});

test.each([
  ["file:///C:/Users/ada/x/", "C:/Users/ada/x"],
  ["C:\\Users\\ada\\x", "C:/Users/ada/x"],
  ["file:///home/ada/x", "/home/ada/x"],
  ["file:/home/ada/x", "/home/ada/x"],
])("%s is %s", (uri, path) => {
  expect(placeOf(uri)).toEqual({ at: "path", path });
});
