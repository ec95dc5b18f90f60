import fc from "fast-check";
import glob from "fast-glob";
import { describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { audit } from "../../src/audit.js";
import type { Report } from "../../src/core/report.js";
import type { Problem, RunRecord } from "../../src/core/run.js";
import * as schema from "../../src/core/schema/snapshot.js";
import type { SnapshotRow } from "../../src/core/snapshot.js";
import { type Ledger, readLedger } from "../../src/ledger/read.js";
import { changedFields } from "../../src/ledger/snapshot/compare.js";
import { matchRows } from "../../src/ledger/snapshot/match.js";
import { parseSnapshot } from "../../src/ledger/snapshot/parse.js";
import { recordOf } from "../../src/ledger/snapshot/record.js";
import { NO_DIGESTS, rowOf } from "../../src/ledger/snapshot/row.js";
import { type NextSnapshot, nextSnapshot } from "../../src/ledger/snapshot/write.js";
import { TRACKERS } from "../../src/trackers/index.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { trackedOnly } from "../../src/workspace/tracked-only.js";
import { buildRepository, type Files, type Repository } from "../tools/repository.js";
import { runRecord } from "../tools/run-record.js";

const FIXTURES = new URL("../../fixtures/", import.meta.url).pathname;
const SNAPSHOT = "experiments.lock.jsonl";

/** A folder of the fixtures as files of the project. */
const below = (folder: string, name: string): Files =>
  Object.fromEntries(
    glob
      .sync(`${name}/**`, { cwd: FIXTURES + folder, dot: true })
      .map((path) => [path, { from: folder + path }]),
  );

/** A project whose stores git ignores, as most are. */
function laptop(): Repository {
  return buildRepository(
    {
      commits: [
        {
          files: {
            "train.py": { from: "trackers/mlflow/3.17.2-file-store/train.py" },
            "README.md": "# Digits\n\nRun `python train.py`.\n",
            ".gitignore": "mlruns/\nwandb/\n",
          },
        },
      ],
      ignored: {
        ...below("trackers/mlflow/3.17.2-file-store/", "mlruns"),
        ...below("trackers/wandb/0.21.4/", "wandb"),
      },
    },
    { from: FIXTURES },
  );
}

async function ledgerOf(
  root: string,
): Promise<Ledger & { problems: readonly Problem[]; next: NextSnapshot }> {
  const workspace = await openWorkspace(root);
  const problems: Problem[] = [];
  try {
    const ledger = await readLedger(workspace, {
      trackers: TRACKERS,
      declared: async () => new Map(),
      problem: (one) => problems.push(one),
      exposures: false,
      clone: trackedOnly(workspace),
    });
    const old = await workspace.readText(SNAPSHOT).catch(() => "");
    return { ...ledger, problems, next: await nextSnapshot(old, ledger.here.runs, workspace) };
  } finally {
    await workspace.close();
  }
}

async function reportOf(root: string, local = true): Promise<Report> {
  const workspace = await openWorkspace(root);
  try {
    return await audit(workspace, { ruleSet: RULES, local });
  } finally {
    await workspace.close();
  }
}

async function commitSnapshot(repository: Repository): Promise<string> {
  const { next } = await ledgerOf(repository.root);
  repository.write({ [SNAPSHOT]: next.text });
  repository.git("add", SNAPSHOT);
  repository.git("commit", "--quiet", "--message", "Write the runs down");
  return next.text;
}

describe("a committed snapshot", () => {
  test("E9 D1: a repository with an ignored store scores the same on the laptop that has it and in a clone", async () => {
    const repository = laptop();
    const before = await reportOf(repository.root);
    await commitSnapshot(repository);
    const here = await reportOf(repository.root);
    const clone = await reportOf(repository.clone().root);
    expect(here.score?.total).toBe(clone.score?.total);
    expect(here.score?.dimensions).toEqual(clone.score?.dimensions);
    expect(here.score?.total).toBeGreaterThan(before.score?.total ?? 30);
    expect(clone.runs.byScope).toEqual({ snapshot: clone.runs.total });
    expect(clone.runs.total).toBe(here.runs.total);
    expect(here.runs.byScope).toEqual({ local: here.runs.total });
    expect(here.score?.withLocalRecords).toBeNull();
  });

  test("E9: a run known from the snapshot is judged as its record is", async () => {
    const repository = laptop();
    await commitSnapshot(repository);
    const here = await ledgerOf(repository.root);
    const clone = await ledgerOf(repository.clone().root);
    const states = (ledger: Ledger) =>
      Object.fromEntries(
        ledger.here.runs
          .filter((run) => run.status !== "deleted")
          .map((run) => [
            `${run.tracker}:${run.id}`,
            Object.values(run.recoverability).map((answer) =>
              typeof answer === "string" ? answer : answer.state,
            ),
          ]),
      );
    expect(states(clone)).toEqual(states(here));
    expect([...clone.here.executions].sort()).toEqual([...here.here.executions].sort());
    expect(here.snapshot).toMatchObject({ committed: true, absent: [], changed: [] });
  });

  test("E9: it is sorted, one run a line, the same when it is written again, and without machine paths", async () => {
    const repository = laptop();
    const text = await commitSnapshot(repository);
    const keys = text
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as SnapshotRow).run);
    expect(keys).toEqual([...keys].sort());
    expect(keys.length).toBeGreaterThan(3);
    expect((await ledgerOf(repository.root)).next).toMatchObject({ text, added: 0, changed: 0, kept: 0 });
    expect(text).not.toMatch(/\/home\/|\bada\b|\blaptop\b/);
    for (const line of text.trimEnd().split("\n"))
      expect(schema.SnapshotRow.safeParse(JSON.parse(line)).error).toBeUndefined();
  });

  test("E9: runs at hand that it does not name, or that say something else now, are named", async () => {
    const repository = laptop();
    const lines = (await commitSnapshot(repository)).trimEnd().split("\n");
    const changed = lines.map((line, at) => {
      const row = JSON.parse(line) as SnapshotRow;
      return at === 1 ? JSON.stringify({ ...row, params: { ...row.params, lr: "0.5" } }) : line;
    });
    repository.write({ [SNAPSHOT]: `${changed.slice(1).join("\n")}\n` });
    const { snapshot, next } = await ledgerOf(repository.root);
    const keyOf = (line: string) => (JSON.parse(line) as SnapshotRow).run;
    expect(snapshot?.absent.map((one) => one.run)).toEqual([keyOf(lines[0]!)]);
    expect(snapshot?.changed.map((one) => [one.run, one.fields])).toEqual([[keyOf(lines[1]!), ["params"]]]);
    expect(next).toMatchObject({ added: 1, changed: 1 });
  });

  test("E9: rows of runs that another machine has are kept, rows of deleted runs are not", async () => {
    const repository = laptop();
    const text = await commitSnapshot(repository);
    const foreign = JSON.stringify({ v: 1, run: "mlflow:ffff", store: "mlruns", status: "finished" });
    const { here } = await ledgerOf(repository.root);
    const deleted = here.runs.find((run) => run.status === "deleted")!;
    const gone = JSON.stringify({
      v: 1,
      run: `mlflow:${deleted.id}`,
      store: deleted.trace.store,
      status: "running",
    });
    repository.write({ [SNAPSHOT]: `${text}${foreign}\n${gone}\n` });
    const { next } = await ledgerOf(repository.root);
    expect(next).toMatchObject({ kept: 1, dropped: 1, added: 0 });
    expect(next.text).toContain(foreign);
    expect(next.text).not.toContain(deleted.id);
  });

  test("E9: a run that git holds by now loses its row, and its record counts", async () => {
    const repository = laptop();
    await commitSnapshot(repository);
    repository.git("add", "--force", "wandb");
    repository.git("commit", "--quiet", "--message", "Keep the W&B runs");
    const { next } = await ledgerOf(repository.root);
    expect(next.text).not.toContain('"wandb:');
    expect(next.dropped).toBeGreaterThan(0);
    repository.write({ [SNAPSHOT]: next.text });
    repository.git("commit", "--quiet", "--all", "--message", "Write the runs down again");
    const { cloned } = await ledgerOf(repository.root);
    expect(new Set(cloned.runs.map((run) => `${run.tracker} ${run.scope}`))).toEqual(
      new Set(["mlflow snapshot", "wandb committed"]),
    );
  });

  test("E9: an uncommitted snapshot is no evidence for a clone", async () => {
    const repository = laptop();
    repository.write({ [SNAPSHOT]: (await ledgerOf(repository.root)).next.text });
    const { cloned, snapshot } = await ledgerOf(repository.root);
    expect(cloned.runs).toEqual([]);
    expect(snapshot?.committed).toBe(false);
  });
});

describe("every kind of store", () => {
  /** One of each kind; the versions of a client differ in what readers take care of. */
  const stores = new Map(
    glob
      .sync("trackers/*/*", { cwd: FIXTURES, onlyDirectories: true })
      .sort()
      .map((store) => [store.replace(/\/\d[\d.]*/, "/"), store]),
  );

  test.each([...stores.values()])(
    "E9 D1: %s, ignored by git, scores the same here and in a clone",
    async (store) => {
      const all = glob.sync("**", { cwd: `${FIXTURES}${store}`, dot: true, ignore: ["client.json"] });
      const code = all.filter((path) => path.endsWith(".py"));
      const from = (paths: readonly string[]): Files =>
        Object.fromEntries(paths.map((path) => [path, { from: `${store}/${path}` }]));
      const repository = buildRepository(
        {
          commits: [{ files: { "README.md": "# Runs\n", ...from(code) } }],
          ignored: from(all.filter((path) => !code.includes(path))),
        },
        { from: FIXTURES },
      );
      await commitSnapshot(repository);
      const here = await reportOf(repository.root);
      const clone = await reportOf(repository.clone().root);
      expect(clone.score).toEqual(here.score);
      expect(here.score?.withLocalRecords ?? null).toBeNull();
      const { snapshot } = await ledgerOf(repository.root);
      expect(snapshot?.changed ?? []).toEqual([]);
      expect(snapshot?.absent ?? []).toEqual([]);
    },
  );
});

describe("reading rows", () => {
  const row = (given: Partial<SnapshotRow>) =>
    JSON.stringify({ v: 1, run: "mlflow:a", store: "mlruns", status: "finished", ...given });

  test("E9 B4: a line that is no row costs one problem, and its neighbours are read", () => {
    const text = [
      row({ run: "mlflow:a" }),
      "<<<<<<< HEAD",
      "{ not json",
      row({ v: 2 as 1 }),
      row({ run: "nosuchtracker:a" }),
      row({ store: "../outside" }),
      row({ program: "/home/ada/train.py" }),
      row({ params: [] as never }),
      "",
      row({ run: "mlflow:b" }),
    ].join("\n");
    const { rows, unreadable } = parseSnapshot(text);
    expect(rows.map((one) => [one.row.run, one.line])).toEqual([
      ["mlflow:a", 1],
      ["mlflow:b", 10],
    ]);
    expect(unreadable.map((one) => [one.line, one.message])).toEqual([
      [2, "a conflict of a merge is left here"],
      [3, "is not a line of JSON"],
      [4, "is of version 2, which this exptrack cannot read"],
      [5, 'has no valid "run"'],
      [6, 'has no valid "store"'],
      [7, 'has no valid "program"'],
      [8, 'has no valid "params"'],
    ]);
  });

  test.each([
    ["params nested 5,000 deep", `"params":{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`],
    ["anything nested 100,000 deep", `"later":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["an input whose source is no text", '"inputs":[{"name":"x","kind":"dataset","source":{"a":1}}]'],
    ["an input whose digest is no text", '"inputs":[{"name":"x","kind":"dataset","digest":1}]'],
    ["a metric of texts", '"metrics":{"loss":{"last":1,"min":"x"}}'],
    ["a metric beyond all numbers", '"metrics":{"loss":{"last":1e400}}'],
    ["a time that is none", '"startedAt":"9999999"'],
    ["packages with a digest that is no text", '"packages":{"extent":"freeze","digest":5}'],
    ["an artifact with a digest that is no text", '"artifacts":{"model":5}'],
    ["a patch with a digest that is no text", '"patch":{"digest":[]}'],
  ])("E9 B4 F1: %s costs one problem, and the row below is read", (_, field) => {
    const sound = '{"v":1,"run":"mlflow:b","store":"mlruns","status":"finished"}';
    const { rows, unreadable } = parseSnapshot(
      `{"v":1,"run":"mlflow:a","store":"mlruns","status":"finished",${field}}\n${sound}\n`,
    );
    expect(rows.map(({ row }) => row.run)).toEqual(["mlflow:b"]);
    expect(unreadable.map(({ path, line }) => [path, line])).toEqual([[SNAPSHOT, 1]]);
  });

  test("E9: of two rows of one run, as a merge by union leaves them, the later recorded one counts", () => {
    const early = row({ status: "running", startedAt: "2026-01-01T00:00:00.000Z" });
    const late = row({ startedAt: "2026-01-01T00:00:00.000Z", endedAt: "2026-01-01T01:00:00.000Z" });
    for (const text of [`${early}\n${late}\n`, `${late}\n${early}\n`]) {
      const { rows, twice } = parseSnapshot(text);
      expect(rows.map((one) => one.row.status)).toEqual(["finished"]);
      expect(twice).toHaveLength(1);
    }
    expect(parseSnapshot(`${early}\n${early}\n`).twice).toEqual([]);
  });

  test("E9: whatever a file holds, it is read without an exception", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => `${json}\n`),
        ),
        (text) => {
          const { rows, unreadable } = parseSnapshot(text);
          expect(rows.length + unreadable.length).toBeLessThanOrEqual(text.split("\n").length);
          for (const one of rows) recordOf(one.row, one.line);
        },
      ),
    );
  });

  test("E9: a record and its row say the same", () => {
    const metric = fc.record({
      last: fc.oneof(fc.integer(), fc.constant("NaN" as const)),
      min: fc.constant(null),
      max: fc.constant(null),
      count: fc.option(fc.nat()),
      lastStep: fc.option(fc.nat()),
    });
    const record = fc
      .record({
        name: fc.option(fc.string()),
        commit: fc.option(fc.constant("c".repeat(40))),
        dirty: fc.option(fc.boolean()),
        params: fc.dictionary(
          fc.string().filter((key) => key !== "__proto__"),
          fc.oneof(fc.string(), fc.integer()),
        ),
        metrics: fc.dictionary(fc.constantFrom("loss", "val/acc"), metric),
        tags: fc.dictionary(fc.constantFrom("team", "why"), fc.string()),
        artifacts: fc.uniqueArray(fc.constantFrom("model.pt", "plots/a.png")),
      })
      .map((given): RunRecord => runRecord(given));
    fc.assert(
      fc.property(record, (one) => {
        const said = rowOf(one, [], NO_DIGESTS);
        const again = rowOf(recordOf(JSON.parse(JSON.stringify(said)) as SnapshotRow, 1), [], NO_DIGESTS);
        expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(JSON.stringify(said)));
        expect(changedFields(said, again)).toEqual([]);
      }),
    );
  });
});

describe("which row is which record", () => {
  const sacred = (id: string, store: string) => runRecord({ tracker: "sacred", id, trace: { store } });

  test("E9: a second store with the same ids, which renames both, changes nothing", () => {
    const row = sacred("1", "runs");
    const here = [sacred("runs#1", "runs"), sacred("other#1", "other")];
    expect(matchRows([row], here).get(row)).toBe(here[0]);
  });

  test("E9: a store that has moved is known by ids that stand once", () => {
    const row = sacred("1", "runs");
    expect(matchRows([row], [sacred("1", "old/runs")]).size).toBe(1);
    expect(matchRows([row], [sacred("a#1", "a"), sacred("b#1", "b")]).size).toBe(0);
  });
});
