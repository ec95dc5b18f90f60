import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../../src/core/run.js";
import { makeSqlite } from "../../parsers/make-sqlite.js";
import { buildRepository, type Files, temporaryFolder } from "../../tools/repository.js";
import { describeSqlite, hasSqlite, testSqlite } from "../../tools/sqlite-driver.js";
import { snapshot } from "../../tools/tree-snapshot.js";
import { type ClientView, expectTrials, type Ledger, milliseconds, readAll } from "./client-view.js";

const FIXTURES = "fixtures/trackers/optuna";
const viewOf = (version: string): ClientView =>
  JSON.parse(readFileSync(`${FIXTURES}/${version}/client.json`, "utf8"));
const file = (path: string): Buffer => readFileSync(`${FIXTURES}/${path}`);
const JOURNAL = file("5.0.0/store/journal.log");
const DATABASE = file("5.0.0/store/study.db");
const POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 135168\n";

const inTree = (files: Files): Promise<Ledger> => readAll(buildRepository({ untracked: files }).root);
const only = (runs: readonly RunRecord[], id: string): RunRecord => runs.find((run) => run.id === id)!;

describeSqlite.each(["0.19.0", "1.5.0", "2.10.1", "3.6.1", "5.0.0"])(
  "B1: storages of optuna %s",
  (version) => {
    test("every trial is read as its own client reads it, with its series", async () => {
      const root = `${FIXTURES}/${version}/store`;
      const before = snapshot(root);
      const ledger = await readAll(root, { series: true });
      expect(ledger.problems).toEqual([]);
      expectTrials(ledger, viewOf(version));
      expect(snapshot(root)).toEqual(before);
    });
  },
);

describe("B1: what a trial says", () => {
  test("a journal of 5.0 holds times with their zone, one of 3.6 local times, which are none", async () => {
    const { runs } = await inTree({ "journal.log": JOURNAL });
    const trial = viewOf("5.0.0").stores["journal.log"]!["churn/lr search/0"]!;
    const run = only(runs, "churn/lr search/0");
    expect(run).toMatchObject({
      startedAt: milliseconds(trial.start),
      endedAt: milliseconds(trial.complete),
      trace: { lastRecordedAt: milliseconds(trial.complete), defaultName: false, directory: null },
      location: { path: "journal.log", run: "optuna:churn/lr search/0" },
      name: null,
      parent: null,
      commit: null,
    });
    const old = await inTree({ "journal.log": file("3.6.1/store/journal.log") });
    expect(old.runs.filter((one) => one.startedAt !== null || one.endedAt !== null)).toEqual([]);
  });

  test("a local time counts as the latest moment that it can mean", async () => {
    const { runs } = await inTree({ "journal.log": file("3.6.1/store/journal.log") });
    const { complete } = viewOf("3.6.1").stores["journal.log"]!["pareto/0"]!;
    const twelveHours = Date.parse(`${complete}Z`) + 12 * 3_600_000;
    expect(only(runs, "pareto/0").trace.lastRecordedAt).toBe(new Date(twelveHours).toISOString());
  });

  testSqlite("heart beats are in UTC", async () => {
    const { runs } = await inTree({ "beating.db": file("5.0.0/store/beating.db") });
    const start = Date.parse(`${viewOf("5.0.0").stores["beating.db"]!["alive/0"]!.start}Z`);
    const beat = Date.parse(runs[0]!.trace.lastRecordedAt!);
    expect(Math.abs(beat - start)).toBeLessThan(5000);
    expect(runs[0]!.startedAt).toBeNull();
  });

  test("names that Optuna gave say nothing of purpose; names of metrics are used", async () => {
    const { runs } = await inTree({ "journal.log": JOURNAL });
    const unnamed = runs.filter((run) => run.trace.defaultName);
    expect(unnamed.map((run) => run.group?.slice(0, 8))).toEqual(["no-name-", "no-name-"]);
    expect(Object.keys(only(runs, "named/0").metrics)).toEqual(["loss", "f1"]);
    expect(Object.keys(only(runs, "named single/0").metrics)).toEqual(["val/rmse"]);
    expect(Object.keys(only(runs, "pareto/0").metrics)).toEqual(["value_0", "value_1", "value_2"]);
  });

  testSqlite("the attribute that says why a trial failed is named", async () => {
    const { runs } = await inTree({ "study.db": file("1.5.0/store/study.db") });
    const failed = runs.filter((run) => run.status === "failed");
    expect(failed.map((run) => run.trace.failureIn)).toEqual(["system attribute fail_reason"]);
  });

  test("a deleted study is gone, and a study that is made twice is one", async () => {
    const create = '{"op_code":0,"worker_id":"a","study_name":"s","directions":[1]}\n';
    const trial = '{"op_code":4,"worker_id":"a","study_id":0,"datetime_start":null}\n';
    const { runs, problems } = await inTree({ "j.log": create + trial + create + trial.replace("a", "b") });
    expect(runs.map((run) => run.id)).toEqual(["s/0", "s/1"]);
    const gone = await inTree({ "j.log": `${create + trial}{"op_code":1,"worker_id":"a","study_id":0}\n` });
    expect([...problems, ...gone.runs, ...gone.problems]).toEqual([]);
  });

  test("a parameter that changes its kind within a study is refused, as the client refuses it", async () => {
    const float = JSON.stringify(
      '{"name": "FloatDistribution", "attributes": {"low": 0, "high": 9, "log": false}}',
    );
    const int = JSON.stringify(
      '{"name": "IntDistribution", "attributes": {"low": 0, "high": 9, "log": false}}',
    );
    const set = (trial: number, distribution: string) =>
      `{"op_code":5,"worker_id":"a","trial_id":${trial},"param_name":"x","param_value_internal":3.5,"distribution":${distribution}}\n`;
    const { runs, problems } = await inTree({
      "j.log": `{"op_code":0,"worker_id":"a","study_name":"s","directions":[1]}
${'{"op_code":4,"worker_id":"a","study_id":0,"datetime_start":null}\n'.repeat(2)}${set(0, float)}${set(1, int)}`,
    });
    expect(runs.map((run) => run.params)).toEqual([{ x: 3.5 }, {}]);
    expect(problems).toEqual([]);
  });
});

describe("B4: damaged storages", () => {
  test("a journal whose last line is torn keeps what precedes it", async () => {
    const cut = JOURNAL.subarray(0, JOURNAL.length - 20);
    const { runs, problems } = await inTree({ "journal.log": cut });
    const whole = await inTree({ "journal.log": JOURNAL });
    expect(runs.map((run) => run.id)).toEqual(whole.runs.map((run) => run.id));
    expect(problems).toEqual([
      { path: "journal.log", message: expect.stringMatching(/^Optuna storage: line \d+ is no operation/) },
    ]);
  });

  test("a journal whose first line is damaged is still one, and the line is named", async () => {
    const { problems } = await inTree({ "journal.log": `{"op_c\0\0${JOURNAL.toString().slice(8)}` });
    expect(problems).toEqual([
      { path: "journal.log", message: expect.stringMatching(/after a damaged line cannot be told apart/) },
    ]);
  });

  test.each([
    [5, "param_name", /line \d+ has no valid param_name/],
    [6, "state", /line \d+ has no valid state/],
    [4, "study_id", /after a damaged line cannot be told apart/],
  ])("an operation %i without its %s is named", async (code, key, says) => {
    const lines = JOURNAL.toString().split("\n");
    const at = lines.findIndex((line) => line.startsWith(`{"op_code":${code},`));
    lines[at] = lines[at]!.replace(key, "lost");
    const { problems } = await inTree({ "journal.log": lines.join("\n") });
    expect(problems).toEqual([{ path: "journal.log", message: expect.stringMatching(says) }]);
  });

  test("trials after a line of unknown kind are left out and counted, not given to others", async () => {
    const lines = JOURNAL.toString().split("\n");
    const created = lines.findIndex((line, at) => at > 20 && line.startsWith('{"op_code":4,'));
    lines[created] = "\0".repeat(40);
    const { runs, problems } = await inTree({ "journal.log": lines.join("\n") });
    const whole = new Map((await inTree({ "journal.log": JOURNAL })).runs.map((run) => [run.id, run]));
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.length).toBeLessThan(whole.size);
    for (const run of runs) expect(run.params).toEqual(whole.get(run.id)!.params);
    expect(problems[0]!.message).toMatch(
      /\d+ studies or trials after a damaged line .* left out \(and 1 more\)/,
    );
  });

  test("a damaged line that creates nothing costs that line alone", async () => {
    const lines = JOURNAL.toString().split("\n");
    const set = lines.findIndex((line) => line.startsWith('{"op_code":5,'));
    lines[set] = lines[set]!.slice(0, 50);
    const { runs, problems } = await inTree({ "journal.log": lines.join("\n") });
    const whole = await inTree({ "journal.log": JOURNAL });
    expect(runs.map((run) => run.id)).toEqual(whole.runs.map((run) => run.id));
    expect(Object.keys(runs[0]!.params).length).toBe(Object.keys(whole.runs[0]!.params).length - 1);
    expect(problems).toHaveLength(1);
  });

  test("an operation that is not known is told", async () => {
    const { runs, problems } = await inTree({ "journal.log": `${JOURNAL}{"op_code":42,"worker_id":"a"}\n` });
    expect(runs.length).toBeGreaterThan(10);
    expect(problems[0]!.message).toMatch(/operation of unknown kind \(42\)/);
  });

  test.each([
    ["of no bytes", "", /could not be read: the file is empty/],
    ["as a Git LFS pointer", POINTER, /Git LFS pointer/],
    ["that is something else", "hello\n", /not a SQLite 3 database/],
    ["cut in half", DATABASE.subarray(0, 40_960), hasSqlite ? /malformed/ : /no SQLite driver here/],
  ])("a database %s is one problem, and the journal beside it is read", async (_what, content, reason) => {
    const { runs, problems } = await inTree({ "optuna.db": content, "journal.log": JOURNAL });
    expect(new Set(runs.map((run) => run.location.path))).toEqual(new Set(["journal.log"]));
    expect(problems).toEqual([{ path: "optuna.db", message: expect.stringMatching(reason) }]);
  });

  test("a journal that is a Git LFS pointer is named, where its name says what it is", async () => {
    const { problems } = await inTree({ "optuna_journal.log": POINTER, "other.log": POINTER });
    expect(problems.map(({ path }) => path)).toEqual(["optuna_journal.log"]);
  });

  testSqlite("a newer schema is read as far as it is known, and named; a strange one too", async () => {
    const altered = (sql: string): Buffer => {
      const path = `${temporaryFolder("altered")}/study.db`;
      writeFileSync(path, DATABASE);
      makeSqlite(path, sql);
      return readFileSync(path);
    };
    const newer = await inTree({ "a.db": altered("UPDATE alembic_version SET version_num = 'v6.0.0.a'") });
    expect(newer.runs.length).toBeGreaterThan(5);
    expect(newer.problems[0]!.message).toMatch(/schema v6\.0\.0\.a is newer/);
    const strange = await inTree({
      "a.db": altered("ALTER TABLE trial_params RENAME COLUMN param_value TO v"),
    });
    expect(strange.runs).toEqual([]);
    expect(strange.problems[0]!.message).toMatch(/its table trial_params has no column param_value/);
    const broken = await inTree({
      "a.db": altered("UPDATE trial_params SET distribution_json = '{' WHERE param_id = 1"),
    });
    expect(broken.runs.length).toBe(newer.runs.length);
    expect(broken.problems[0]!.message).toMatch(/parameter lr of trial 1 cannot be decoded/);
  });

  test("cut, flipped and zeroed bytes are never a crash, and neighbours are read", async () => {
    const damage = fc.record({
      database: fc.boolean(),
      at: fc.nat(1_000_000),
      length: fc.integer({ min: 1, max: 3000 }),
      how: fc.constantFrom("cut", "flip", "zero"),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ database, at, length, how }) => {
        const whole = database ? DATABASE : JOURNAL;
        const bytes = Buffer.from(whole);
        const start = at % whole.length;
        for (let i = start; i < Math.min(whole.length, start + length); i++)
          bytes[i] = how === "flip" ? bytes[i]! ^ 0x15 : 0;
        const damaged = how === "cut" ? bytes.subarray(0, start) : bytes;
        const name = database ? "optuna.db" : "optuna.log";
        const { runs, problems } = await inTree({ [name]: damaged, "b/journal.log": JOURNAL });
        expect(runs.filter((run) => run.location.path === "b/journal.log")).toHaveLength(14);
        expect(problems.filter(({ path }) => path !== name)).toEqual([]);
        expect(problems.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });
});
