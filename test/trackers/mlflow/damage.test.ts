import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { reader } from "../../../src/trackers/mlflow/records.js";
import { makeSqlite } from "../../parsers/make-sqlite.js";
import { hasSqlite, testSqlite } from "../../tools/sqlite-driver.js";
import { snapshot } from "../../tools/tree-snapshot.js";
import { fileStore, inFolder, ledger, ledgerOf, plant, RUN_ID } from "./tree.js";

const DATABASE = fileURLToPath(
  new URL("../../../fixtures/trackers/mlflow/2.9.2-sqlite/mlflow.db", import.meta.url),
);
const POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 135168\n";
const run = `mlruns/1/${RUN_ID}`;

describe("B4: a damaged file store", () => {
  test("a meta.yaml that is no YAML is named with its line, and the rest of the run is read", async () => {
    const { runs, problems } = await ledger(
      fileStore({ "params/lr": "0.1" }, { meta: "run_id: a\nstatus: [3\nname: {\n" }),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: `${run}/meta.yaml`, line: expect.any(Number) });
    expect(runs.get(RUN_ID)).toMatchObject({ status: "unknown", params: { lr: "0.1" }, group: "baseline" });
  });

  test("a run without meta.yaml is listed as incomplete", async () => {
    const { [`${run}/meta.yaml`]: _, ...rest } = fileStore({ "params/lr": "0.1", "tags/mlflow.user": "ada" });
    const { runs, problems } = await ledger(rest);
    expect(runs.get(RUN_ID)).toMatchObject({
      status: "unknown",
      params: { lr: "0.1" },
      location: { path: `${run}/tags/mlflow.user` },
      trace: { incomplete: "its meta.yaml is not here" },
    });
    expect(problems[0]?.message).toMatch(/no meta\.yaml/);
  });

  test("a cut metric keeps what precedes the cut", async () => {
    const { runs, problems } = await ledger(fileStore({ "metrics/val/loss": "1 0.5 0\n2 0.25 1\n3 0." }));
    expect(runs.get(RUN_ID)?.metrics["val/loss"]).toMatchObject({ last: 0.25, count: 2 });
    expect(problems).toEqual([
      { path: `${run}/metrics/val/loss`, line: 3, message: "MLflow metric: the last line is cut" },
    ]);
  });

  test("an empty metric and Git LFS pointers in place of records are named, and are no values", async () => {
    const { runs, problems } = await ledger(
      fileStore({ "metrics/empty": "", "metrics/lfs": POINTER, "params/lfs": POINTER, "params/lr": "0.1" }),
    );
    expect(runs.get(RUN_ID)).toMatchObject({ metrics: {}, params: { lr: "0.1" } });
    expect(problems.map(({ path }) => path).sort()).toEqual([
      `${run}/metrics/empty`,
      `${run}/metrics/lfs`,
      `${run}/params/lfs`,
    ]);
  });

  test("a run whose folder was renamed is addressed by its folder, and that is said", async () => {
    const { runs, problems } = await ledger(
      fileStore({}, { meta: `run_id: ${"f".repeat(32)}\nstatus: 3\n` }),
    );
    expect([...runs.keys()]).toEqual([RUN_ID]);
    expect(problems[0]?.message).toMatch(/is not the name of the run's folder/);
  });

  test("folders that git dropped as empty are no damage", async () => {
    const { runs, problems } = await ledger(fileStore());
    expect(problems).toEqual([]);
    expect(runs.get(RUN_ID)).toMatchObject({ status: "finished", metrics: {}, params: {}, artifacts: [] });
  });

  test("a param called __proto__ is a param", async () => {
    const { runs } = await ledger(fileStore({ "params/__proto__": "x" }));
    expect(Object.entries(runs.get(RUN_ID)!.params)).toEqual([["__proto__", "x"]]);
  });
});

describe("B4: a damaged database", () => {
  test.each([
    ["of no bytes", "", /could not be read: the file is empty/],
    ["as a Git LFS pointer", POINTER, /Git LFS pointer/],
    ["that is something else", "hello\n", /not a SQLite 3 database/],
    [
      "cut in half",
      readFileSync(DATABASE).subarray(0, 90_112),
      hasSqlite ? /could not be read: .*malformed/ : /no SQLite driver here/,
    ],
  ])("%s is one problem", async (_what, content, reason) => {
    const { runs, problems } = await ledger({ "mlflow.db": content, ...fileStore() });
    expect([...runs.keys()]).toEqual([RUN_ID]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: "mlflow.db", message: expect.stringMatching(reason) });
  });

  testSqlite("with an interrupted write beside it is read, and that is said", async () => {
    const { runs, problems } = await ledger({
      "mlflow.db": readFileSync(DATABASE),
      "mlflow.db-journal": "x",
    });
    expect(runs.size).toBeGreaterThan(5);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/a write was interrupted/),
    ]);
  });
});

describe("F2: nothing beside the original is touched", () => {
  testSqlite("rows that only the write-ahead log holds are read, from a copy", async () => {
    const root = plant({});
    const path = join(root, "mlflow.db");
    copyFileSync(DATABASE, path);
    const close = makeSqlite(
      path,
      "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; UPDATE params SET value = 'from the log' WHERE key = 'lr'",
      { keepOpen: true },
    );
    const clone = plant({});
    for (const suffix of ["", "-wal"]) copyFileSync(path + suffix, join(clone, `mlflow.db${suffix}`));
    close();
    const before = snapshot(clone);
    const { runs, problems } = await inFolder(clone, ledgerOf);
    expect(problems).toEqual([]);
    expect([...runs.values()].filter(({ params }) => params.lr === "from the log").length).toBeGreaterThan(0);
    expect(snapshot(clone)).toEqual(before);
    for (const folder of [root, clone]) rmSync(folder, { recursive: true });
  });

  test("a consumer that stops half way leaves no copy behind, and no change", async () => {
    const root = plant({});
    cpSync(join(DATABASE, ".."), root, { recursive: true });
    writeFileSync(join(root, "note"), "x");
    const before = snapshot(root);
    await inFolder(root, async (workspace) => {
      const [store] = await reader.find(await workspace.files(), workspace);
      let copy = "";
      const watched = {
        ...workspace,
        withCopy: <T>(
          paths: readonly string[],
          use: (folder: string, copies: readonly string[]) => Promise<T>,
        ) =>
          workspace.withCopy(paths, (folder, copies) => {
            copy = copies[0]!;
            return use(folder, copies);
          }),
      };
      for await (const read of reader.read(store!, watched)) if ("run" in read) break;
      expect(copy).not.toBe("");
      expect(() => readFileSync(copy)).toThrow(/ENOENT/);
    });
    expect(snapshot(root)).toEqual(before);
    rmSync(root, { recursive: true });
  });
});
