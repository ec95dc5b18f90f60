import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { exptrack, lastLine } from "../tools/command-line.js";
import { temporaryFolder } from "../tools/repository.js";
import { RUN, sampleProject } from "./sample.js";

const BINARY = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));
const fixture = (path: string): string => {
  const folder = temporaryFolder("project");
  cpSync(fileURLToPath(new URL(`../../fixtures/trackers/${path}`, import.meta.url)), folder, {
    recursive: true,
  });
  return folder;
};

const ID = `${RUN}1`;
const { root } = sampleProject({
  changed: {
    [`mlruns/1/${ID}/metrics/val/loss`]: "1767225600000 0.75 0\n1767225601000 nan 1\n1767225602500 0.5 2\n",
    [`mlruns/1/${ID}/metrics/val/acc[0]`]: "1767225600000 1 0\n",
  },
});
const metrics = (...args: string[]) => exptrack(["metrics", ...args, "-C", root]);

describe("G1: exptrack metrics writes every point", () => {
  test("csv by default, with key, step, value and time", () => {
    const { code, stdout, stderr } = metrics(ID, "val/loss");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(
      "key,step,value,time\r\n" +
        "val/loss,0,0.75,2026-01-01T00:00:00.000Z\r\n" +
        "val/loss,1,NaN,2026-01-01T00:00:01.000Z\r\n" +
        "val/loss,2,0.5,2026-01-01T00:00:02.500Z\r\n",
    );
  });

  test("jsonl, one point a line", () => {
    const lines = metrics(ID, "val/loss", "-f", "jsonl").stdout.trimEnd().split("\n");
    expect(lines[1]).toBe('{"key":"val/loss","step":1,"value":"NaN","time":"2026-01-01T00:00:01.000Z"}');
    expect(lines.length).toBe(3);
  });

  test("parquet", async () => {
    const target = join(temporaryFolder(), "run.parquet");
    expect(metrics(ID, "val/loss", "-f", "parquet", "-o", target).code).toBe(0);
    const rows = await parquetReadObjects({ file: Uint8Array.from(readFileSync(target)).buffer });
    expect(rows.map((row) => [row.key, row.step, row.value])).toEqual([
      ["val/loss", 0n, 0.75],
      ["val/loss", 1n, Number.NaN],
      ["val/loss", 2n, 0.5],
    ]);
  });

  test.each([
    [[], ["loss", "val/acc[0]", "val/loss"]],
    [["val*"], ["val/acc[0]", "val/loss"]],
    [["*loss"], ["loss", "val/loss"]],
    [["val/acc[0]"], ["val/acc[0]"]],
    [
      ["loss", "*acc*"],
      ["loss", "val/acc[0]"],
    ],
  ])("keys %j choose %j", (keys, expected) => {
    const lines = metrics(ID, ...keys, "-f", "jsonl")
      .stdout.trimEnd()
      .split("\n");
    expect([...new Set(lines.map((line) => JSON.parse(line).key))].sort()).toEqual(expected);
  });

  test.each([
    ["val/los", /this run has no metric val\/los; did you mean val\/loss\?$/],
    ["qwertzu", /this run has no metric qwertzu; it has loss, val\/acc\[0\], val\/loss$/],
    ["x*", /this run has no metric x\*/],
  ])("F4: an unknown key %s is an error with the nearest", (key, message) => {
    const { code, stdout, stderr } = metrics(ID, key);
    expect([code, stdout]).toEqual([2, ""]);
    expect(lastLine(stderr)).toMatch(message);
  });

  test("F4: runs are found as by exptrack show", () => {
    expect(metrics(`mlflow:${RUN}`).code).toBe(0);
    const { code, stderr } = metrics("nothing-like-it");
    expect(code).toBe(2);
    expect(lastLine(stderr)).toContain("no run is called");
  });

  test("code is not read and a broken neighbour is no matter", () => {
    const broken = sampleProject({
      changed: { "train.py": "def f(:\n" },
      untracked: { "other/events.out.tfevents.1.h": "broken", "mlruns/1/bad/meta.yaml": "run_id: [\n" },
    });
    expect(exptrack(["metrics", ID, "-C", broken.root])).toMatchObject({
      code: 0,
      stderr: "",
      stdout: "key,step,value,time\r\nloss,0,0.5,2026-01-01T00:01:00.000Z\r\n",
    });
  });

  test("a record of final values says that there is no series", () => {
    const folder = fixture("dvc/3.67.1");
    const lines = exptrack(["runs", folder, "-f", "jsonl", "--tracker", "dvc"]).stdout.trimEnd().split("\n");
    const locked = lines.map((line) => JSON.parse(line)).find((one) => Object.keys(one.metrics).length > 0);
    const { code, stdout, stderr } = exptrack(["metrics", `dvc:${locked.id}`, "-C", folder]);
    expect([code, stdout]).toEqual([0, "key,step,value,time\r\n"]);
    expect(stderr).toContain("final values only");
  });
});

describe("G1: stores that clients refuse or cannot read offline", () => {
  test.each([
    ["an MLflow file store", "mlflow/3.17.2-file-store", "mlflow"],
    ["an offline .wandb log", "wandb/0.21.4", "wandb"],
    ["TensorBoard events", "tensorboard/torch-2.13.0", "tensorboard"],
  ])("%s: as many points of each metric as its summary counts", (_, path, tracker) => {
    const folder = fixture(path);
    const runs = exptrack(["runs", folder, "-f", "jsonl", "--tracker", tracker]).stdout.trimEnd().split("\n");
    const longest = runs
      .map((line) => JSON.parse(line))
      .map((one) => ({ id: one.id, counts: countsOf(one.metrics) }))
      .sort((a, b) => total(b.counts) - total(a.counts))[0]!;
    expect(total(longest.counts)).toBeGreaterThan(4);
    const { stdout } = exptrack(["metrics", `${tracker}:${longest.id}`, "-C", folder, "-f", "jsonl"]);
    const counts: Record<string, number> = {};
    for (const line of stdout.trimEnd().split("\n")) {
      const { key } = JSON.parse(line);
      counts[key] = (counts[key] ?? 0) + 1;
    }
    expect(counts).toEqual(longest.counts);
  });

  const countsOf = (all: Record<string, { count: number | null }>): Record<string, number> =>
    Object.fromEntries(
      Object.entries(all).flatMap(([key, { count }]) => (count === null ? [] : [[key, count]])),
    );
  const total = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);
});

describe("G1: a long series", () => {
  const long = sampleProject({
    changed: { [`mlruns/1/${ID}/metrics/long`]: { repeat: "1767225600000 0.5 1\n", times: 200_000 } },
  });

  test("is whole at the end of a pipe", () => {
    const { stdout, code } = exptrack(["metrics", ID, "long", "-C", long.root]);
    expect(code).toBe(0);
    expect(stdout.split("\r\n").length).toBe(200_002);
  });

  test("a reader that goes away is no failure", async () => {
    const child = spawn(process.execPath, [BINARY, "metrics", ID, "long", "-C", long.root]);
    const errors: Buffer[] = [];
    child.stderr.on("data", (piece: Buffer) => errors.push(piece));
    await once(child.stdout, "data");
    child.stdout.destroy();
    const [code] = await once(child, "exit");
    expect([code, Buffer.concat(errors).toString()]).toEqual([0, ""]);
  });
});
