import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  openSqlite,
  SqliteUnavailable,
  SqliteUnreadable,
  textOf,
  whyNotSqlite,
} from "../../src/parsers/sqlite.js";
import { declaresTables } from "../../src/parsers/sqlite-schema.js";
import { testSqlite } from "../tools/sqlite-driver.js";
import { makeSqlite } from "./make-sqlite.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "exptrack-sqlite-"));
});
afterEach(() => {
  vi.doUnmock("better-sqlite3");
  vi.resetModules();
  rmSync(folder, { recursive: true });
});

describe("whyNotSqlite", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /empty/],
    ["version https://git-lfs.github.com/spec/v1\noid sha256:00\n", /Git LFS pointer/],
    ["/annex/objects/MD5-s1--00", /git-annex/],
    ["outs:\n- md5: 00\n", /not a SQLite 3 database/],
    ["** This file contains an SQLite 2.1 database **", /not a SQLite 3 database/],
  ];
  test.each(cases)("says of %j what it is", (head, reason) => {
    expect(whyNotSqlite(Buffer.from(head))).toMatch(reason);
  });

  test("knows a database by its first 16 bytes", () => {
    expect(whyNotSqlite(Buffer.from("SQLite format 3\0"))).toBeNull();
  });
});

describe("declaresTables", () => {
  testSqlite.each([512, 1024, 4096, 65536])(
    "tells tables from the first bytes, pages of %i bytes",
    (size) => {
      const path = join(folder, "a.db");
      const many = Array.from({ length: 40 }, (_, n) => `CREATE TABLE other_${n} (a, b, c);`).join("\n");
      makeSqlite(
        path,
        `PRAGMA page_size = ${size}; ${many} CREATE TABLE runs (a); CREATE VIEW tags AS SELECT 1 AS a;`,
      );
      const bytes = readFileSync(path);
      expect(bytes.readUInt16BE(16)).toBe(size === 65536 ? 1 : size);
      expect(declaresTables(bytes, ["runs", "other_39"])).toBe(true);
      expect(declaresTables(bytes, ["runs", "tags"])).toBe(false);
      expect(declaresTables(bytes.subarray(0, size - 1), ["runs", "tags"])).toBeNull();
    },
  );

  test("is undecided, and never fails, on any bytes after a header", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const head = Buffer.concat([Buffer.from("SQLite format 3\0"), bytes]);
        expect([false, null]).toContain(declaresTables(head, ["runs"]));
      }),
    );
  });
});

describe("openSqlite", () => {
  testSqlite("gives rows as arrays, with texts, numbers, bytes and NULL", async () => {
    const path = join(folder, "a.db");
    makeSqlite(
      path,
      "CREATE TABLE t (a, b, c, d); INSERT INTO t VALUES ('ä', 1.5, x'00ff', NULL), (7, 2, '', 3)",
    );
    const database = await openSqlite(path);
    const rows = [...database.rows("SELECT a, b, c, d FROM t WHERE b >= ? ORDER BY b", 1)];
    database.close();
    expect(rows[0]![0]).toBe("ä");
    expect(rows[0]![1]).toBe(1.5);
    expect([...(rows[0]![2] as Uint8Array)]).toEqual([0, 255]);
    expect(rows[0]![3]).toBeNull();
    expect(rows[1]).toEqual([7, 2, "", 3]);
  });

  testSqlite("keeps the order and number of columns of equal names", async () => {
    const path = join(folder, "a.db");
    makeSqlite(path, "CREATE TABLE t (a); INSERT INTO t VALUES ('x')");
    const database = await openSqlite(path);
    const rows = [...database.rows("SELECT a, NULL, 0, NULL, a FROM t")];
    database.close();
    expect(rows).toEqual([["x", null, 0, null, "x"]]);
  });

  testSqlite("reads integers beyond 2^53 without failing, and whole as text", async () => {
    const path = join(folder, "a.db");
    makeSqlite(path, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (9223372036854775807)");
    const database = await openSqlite(path);
    const rows = [...database.rows(`SELECT n, ${textOf("n")} FROM t`)];
    database.close();
    expect(rows).toEqual([[2 ** 63, "9223372036854775807"]]);
  });

  testSqlite("lists ordinary tables only: no view, no virtual table, no generated column", async () => {
    const path = join(folder, "a.db");
    makeSqlite(
      path,
      `CREATE TABLE real (a, b AS (a * 2), c AS (a || a) STORED);
       CREATE VIEW runs AS SELECT randomblob(1000000000) AS run_uuid;
       CREATE VIRTUAL TABLE search USING fts5(words);`,
    );
    const database = await openSqlite(path);
    const tables = [...database.tables].map(([name, columns]) => [name, [...columns]]);
    database.close();
    // What the virtual table keeps its words in is stored like any table.
    expect(tables.filter(([name]) => !/^search_/.test(String(name)))).toEqual([["real", ["a"]]]);
  });

  testSqlite("cannot write, not even to the copy", async () => {
    const path = join(folder, "a.db");
    makeSqlite(path, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    const before = readFileSync(path);
    const database = await openSqlite(path);
    expect(() => [...database.rows("DELETE FROM t RETURNING a")]).toThrow(SqliteUnreadable);
    database.close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  testSqlite("bounds the texts that it takes out", async () => {
    const path = join(folder, "a.db");
    makeSqlite(path, "CREATE TABLE t (a); INSERT INTO t VALUES (CAST(zeroblob(5000000) AS TEXT)), (x'41')");
    const database = await openSqlite(path);
    const lengths = [
      ...database.rows(`SELECT length(CAST(${textOf("a")} AS BLOB)), typeof(${textOf("a")}) FROM t`),
    ];
    database.close();
    expect(lengths.every(([length, type]) => Number(length) <= 1_000_000 && type === "text")).toBe(true);
  });

  testSqlite("B4: says what is wrong with a file that is none, or damaged", async () => {
    const path = join(folder, "a.db");
    writeFileSync(
      path,
      "not a database at all, but long enough for a header of one hundred bytes ".repeat(20),
    );
    await expect(openSqlite(path)).rejects.toThrow(SqliteUnreadable);
    const whole = join(folder, "whole.db");
    makeSqlite(whole, "CREATE TABLE t (a); CREATE TABLE u (b); INSERT INTO t VALUES (1)");
    const bytes = readFileSync(whole);
    bytes.fill(0xff, 100, 4096);
    writeFileSync(path, bytes);
    await expect(openSqlite(path)).rejects.toThrow(SqliteUnreadable);
  });

  testSqlite("reads the rows that only the write-ahead log holds", async () => {
    const live = join(folder, "live.db");
    const close = makeSqlite(
      live,
      "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)",
      { keepOpen: true },
    );
    for (const suffix of ["", "-wal"]) copyFileSync(live + suffix, join(folder, `copy.db${suffix}`));
    const database = await openSqlite(join(folder, "copy.db"));
    const rows = [...database.rows("SELECT a FROM t")];
    database.close();
    close();
    expect(rows).toEqual([[1], [2]]);
  });

  test("without better-sqlite3 reads by node:sqlite, and says so where that is missing too", async () => {
    const path = join(folder, "a.db");
    copyFileSync(new URL("../../fixtures/trackers/mlflow/2.9.2-sqlite/mlflow.db", import.meta.url), path);
    vi.resetModules();
    vi.doMock("better-sqlite3", () => {
      throw new Error("no native part for this Node");
    });
    const warned = vi.spyOn(process, "emitWarning");
    const fresh = await import("../../src/parsers/sqlite.js");
    const opened = await fresh.openSqlite(path).catch((error: unknown) => error);
    if (opened instanceof fresh.SqliteUnavailable) {
      expect(opened.message).toMatch(/^no SQLite driver here \(.*Node 22\.16/);
      expect(Number(process.versions.node.split(".")[0])).toBeLessThan(23);
    } else {
      const database = opened as Awaited<ReturnType<typeof fresh.openSqlite>>;
      expect([...database.rows("SELECT name FROM experiments WHERE experiment_id = 0")]).toEqual([
        ["Default"],
      ]);
      database.close();
    }
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  test("an unavailable driver is an error of its own kind, with every reason", () => {
    const error = new SqliteUnavailable(["one", "two"]);
    expect(error.message).toBe("no SQLite driver here (one; two)");
  });
});
