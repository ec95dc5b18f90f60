import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { RunLedger } from "../../src/core/schema/run.js";
import { exptrack, lastLine } from "../tools/command-line.js";
import { temporaryFolder } from "../tools/repository.js";
import { RUN, run, sampleProject } from "./sample.js";

const id = (last: string): string => `${RUN}${last}`;
const folder = (last: string): string => `mlruns/1/${id(last)}`;

/** Four runs: 1 committed (lr 0.1), the others ignored (lr 0.01, 0.5, none). */
const { root } = sampleProject({
  ignored: {
    ...run(id("2"), null),
    [`${folder("2")}/params/lr`]: "0.01",
    [`${folder("2")}/metrics/loss`]: "1767225660000 0.25 7\n",
    ...run(id("3"), null),
    [`${folder("3")}/params/lr`]: "0.5",
    [`${folder("3")}/params/note`]: "=cmd()",
    [`${folder("3")}/metrics/loss`]: "1767225660000 nan 0\n",
    [`${folder("3")}/tags/mlflow.note.content`]: "uses ghp_0123456789abcdefghijklmnopqrstuvwxyz",
    ...run(id("4"), null),
    [`${folder("4")}/params/lr`]: null,
  },
});
const runs = (...args: string[]) => exptrack(["runs", root, ...args]);
const ids = (...args: string[]): string =>
  runs("-f", "jsonl", ...args)
    .stdout.split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line).id.at(-1))
    .join("");

describe("B10: exptrack runs", () => {
  test("filters, sorts, limits", () => {
    expect(ids("--where", "params.lr > 0.05 and status = finished", "--sort", "params.lr")).toBe("13");
    expect(ids("--where", "scope = local", "--sort", "-params.lr")).toBe("324");
    expect(ids("--sort", "metrics.loss,-id")).toBe("2413");
    expect(ids("--sort", "id", "-n", "2")).toBe("12");
    expect(ids("--where", "params.lr is null")).toBe("4");
    expect(ids("--tracker", "wandb", "--tracker", "mlflow", "--limit", "9").length).toBe(4);
    expect(ids("--tracker", "wandb")).toBe("");
  });

  test("selects columns of the table and of csv", () => {
    const { stdout } = runs(
      "--columns",
      "id,params.lr,metrics.loss.lastStep",
      "--sort",
      "id",
      "-n",
      "2",
      "-q",
    );
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["ID", "params.lr", "metrics.loss.lastStep"],
      [id("1"), "0.1", "0"],
      [id("2"), "0.01", "7"],
      [""],
    ]);
    expect(runs("-f", "csv", "--columns", "params.*,id", "--where", `id = ${id("3")}`).stdout).toBe(
      `params.lr,params.note,id\r\n0.5,'=cmd(),${id("3")}\r\n`,
    );
  });

  test("the table closes with what is shown of what there is", () => {
    expect(runs().stdout).toMatch(/\n\n4 records, 4 executions\n$/);
    expect(runs("-n", "1").stdout).toMatch(/\n\n1 of 4 records, 1 execution\n$/);
    expect(runs("--where", "status = failed").stdout).toBe("none of 4 records matches\n");
    expect(runs("-q").stdout).not.toContain("records");
  });

  test("json is the published ledger of what is shown", () => {
    const { stdout, code } = runs("-f", "json", "--where", "params.lr > 0.05");
    const ledger = RunLedger.parse(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(ledger.runs.map((one) => one.id).sort()).toEqual([id("1"), id("3")]);
    expect(ledger.experiments).toBe(2);
    expect(RunLedger.parse(JSON.parse(runs("-f", "json").stdout)).runs.length).toBe(4);
  });

  test("csv holds every fixed field, parameter and metric, one row per run", () => {
    const [header = "", ...rows] = runs("-f", "csv").stdout.trimEnd().split("\r\n");
    expect(header).toMatch(
      /^tracker,id,name,.*,recoverability\.overall,params\.lr,params\.note,metrics\.loss$/,
    );
    expect(rows.length).toBe(4);
  });

  test("parquet goes into a file, whole, and is read back", async () => {
    const target = join(temporaryFolder(), "deep/runs.parquet");
    expect(runs("-f", "parquet", "-o", target, "--sort", "id")).toMatchObject({ code: 0, stdout: "" });
    const file = Uint8Array.from(readFileSync(target)).buffer;
    const rows = await parquetReadObjects({ file });
    expect(rows.map((row) => [row.id, row["params.lr"], row["metrics.loss"]])).toEqual([
      [id("1"), 0.1, 0.5],
      [id("2"), 0.01, 0.25],
      [id("3"), 0.5, Number.NaN],
      [id("4"), null, 0.5],
    ]);
    expect(readdirSync(join(target, ".."))).toEqual(["runs.parquet"]);
  });

  test("-o - is stdout; a file that cannot be written is said, and nothing is left behind", () => {
    expect(runs("-f", "jsonl", "-n", "1", "-o", "-").stdout).toMatch(/^\{.*\}\n$/);
    const blocked = runs("-f", "csv", "-o", join(root, "train.py/x.csv"));
    expect(blocked).toMatchObject({ code: 2, stdout: "" });
    expect(lastLine(blocked.stderr)).toMatch(/^exptrack: cannot write .*x\.csv/);
  });

  test("a key that no run has is said, with the nearest", () => {
    const { stderr, code } = runs("--where", "params.lrr > 0", "--columns", "id,metrics.lr,tags.nothing");
    expect(code).toBe(0);
    expect(stderr.split("\n")).toEqual([
      "exptrack: no run has params.lrr; did you mean params.lr?",
      "exptrack: no run has metrics.lr; did you mean params.lr?",
      "exptrack: no run has tags.nothing",
      "",
    ]);
  });

  test("B9: a secret in a record is masked in every format", () => {
    for (const format of ["table", "json", "jsonl", "csv"]) {
      const { stdout } = runs("-f", format, ...(format === "table" ? ["--columns", "id,description"] : []));
      expect(stdout).toContain("uses ***");
      expect(stdout).not.toContain("ghp_");
    }
  });

  test("a record that cannot be read is named on stderr, or in the ledger", () => {
    const broken = sampleProject({ untracked: { [`${folder("5")}/meta.yaml`]: "run_id: [\n" } });
    const table = exptrack(["runs", broken.root]);
    expect(table.code).toBe(0);
    expect(table.stderr).toMatch(new RegExp(`^exptrack: ${folder("5")}/meta.yaml(?::\\d+)?: `));
    const ledger = exptrack(["runs", broken.root, "-f", "json"]);
    expect(ledger.stderr).toBe("");
    expect(JSON.parse(ledger.stdout).problems[0].path).toBe(`${folder("5")}/meta.yaml`);
  });

  test("F4: the line of a problem is named with its file", () => {
    const broken = sampleProject({ untracked: { "experiments.lock.jsonl": "{}\nno row\n" } });
    expect(
      exptrack(["runs", broken.root])
        .stderr.split("\n")
        .map((line) => line.slice(0, 36)),
    ).toEqual(["exptrack: experiments.lock.jsonl:1: ", "exptrack: experiments.lock.jsonl:2: ", ""]);
  });

  test("B4: a folder that cannot be looked into is named: runs may lie in it", () => {
    const deep = sampleProject({ untracked: { [`${"a/".repeat(130)}x`]: "1" } });
    expect(exptrack(["runs", deep.root]).stderr).toContain("deeper than 128 are not listed");
    const { problems } = JSON.parse(exptrack(["runs", deep.root, "-f", "json"]).stdout);
    expect(problems.map(({ message }: { message: string }) => message)).toEqual([
      "folders deeper than 128 are not listed",
    ]);
  });
});

describe("F3 and F4: exptrack runs refuses with a reason and a remedy", () => {
  test("F1: what a terminal would obey is not repeated on it", () => {
    const { code, stderr } = runs("--where", "na\u001b[31mme = 1");
    expect(code).toBe(2);
    expect(stderr).not.toContain("\u001b");
  });

  test("an expression is shown with the place marked", () => {
    const { code, stdout, stderr } = runs("--where", "status = finished and parms.lr > 1");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n")).toEqual([
      "  --where status = finished and parms.lr > 1",
      "                                ^^^^^^^^",
      "exptrack: --where: there is no field parms.lr; did you mean params.lr?",
      "",
    ]);
  });

  test.each([
    [["--sort", "strated"], /--sort: there is no field strated; did you mean started\?$/],
    [["--columns", "id,stats"], /--columns: there is no field stats; did you mean status\?$/],
    [["--where", "status = finishd"], /did you mean finished\?$/],
    [["--tracker", "mlfow"], /there is no such tracker; did you mean mlflow\?$/],
    [["--columns", "id", "-f", "json"], /json holds whole runs/],
    [["-f", "json", "--sort", "params.lr status"], /a comma is expected/],
  ])("%s", (args, message) => {
    const { code, stdout, stderr } = runs(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(lastLine(stderr)).toMatch(message);
  });

  test.each([
    ["-n", "0"],
    ["-n", "many"],
    ["-f", "xlsx"],
    ["--snapshot", "--where", "dirty"],
  ])("%s %s", (...args) => {
    expect(runs(...args)).toMatchObject({ code: 2, stdout: "" });
  });

  test("--help shows fields, expressions and examples", () => {
    const { stdout, code } = exptrack(["runs", "--help"]);
    expect(code).toBe(0);
    for (const part of ["metrics.KEY.min", "is null", "params.lr > 0.01 and status = finished", "-f parquet"])
      expect(stdout).toContain(part);
  });
});
