import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import glob from "fast-glob";
import { expect, test } from "vitest";
import { pageFault, pageGraph } from "../../src/parsers/sqlite-pages.js";
import { temporaryFolder } from "../tools/repository.js";
import { describeSqlite } from "../tools/sqlite-driver.js";
import { makeSqlite } from "./make-sqlite.js";

const databases = glob.sync("fixtures/**/*.{db,sqlite,sqlite3}").sort();
const ROWS = `CREATE TABLE runs(id, note); CREATE INDEX by_id ON runs(id);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  INSERT INTO runs SELECT i, printf('%0200d', i) FROM n;`;

test.each(databases)("F1: %s, which a client wrote, may be read", async (path) => {
  expect(await pageFault(path, false)).toBeNull();
});

describeSqlite("F1: a database that goes on in its log", () => {
  const withLog = (sql: string) => {
    const folder = temporaryFolder("log");
    const close = makeSqlite(
      join(folder, "a.db"),
      `PRAGMA journal_mode = WAL; PRAGMA page_size = 512; ${sql}`,
      {
        keepOpen: true,
      },
    );
    const copy = temporaryFolder("copy");
    for (const name of ["a.db", "a.db-wal"]) cpSync(join(folder, name), join(copy, name));
    close();
    return join(copy, "a.db");
  };

  test("may be read, by pages of the log that a commit ends", async () => {
    const path = withLog(ROWS);
    expect(readFileSync(`${path}-wal`).length).toBeGreaterThan(100_000);
    expect(await pageFault(path, true)).toBeNull();
  });

  test("is refused where a commit of the log makes its pages a maze; frames that SQLite would not take count for nothing", async () => {
    const path = withLog("CREATE TABLE runs(id);");
    const log = readFileSync(`${path}-wal`);
    const maze = mazeIn(log, 4000);
    writeFileSync(`${path}-wal`, maze.sound);
    expect(await pageFault(path, true)).toContain("again and again");
    writeFileSync(`${path}-wal`, maze.unsound);
    expect(await pageFault(path, true)).toBeNull();
  });

  test("rows that came and went, and a vacuum, leave it readable", async () => {
    const folder = temporaryFolder("worn");
    makeSqlite(
      join(folder, "a.db"),
      `${ROWS} DELETE FROM runs WHERE id % 2; ${ROWS.replaceAll("runs", "others").replaceAll("by_id", "by_other")}
       DROP TABLE runs; ${ROWS} DELETE FROM others; PRAGMA incremental_vacuum; ${ROWS.replaceAll("runs", "third").replaceAll("by_id", "by_third")}`,
    );
    expect(await pageFault(join(folder, "a.db"), false)).toBeNull();
  });
});

/** Twelve frames after those of the log, each an interior page that points sixty times at the next. */
function mazeIn(log: Buffer, first: number): { readonly sound: Buffer; readonly unsound: Buffer } {
  const size = log.readUInt32BE(8);
  const little = (log.readUInt32BE(0) & 1) === 0;
  // Begin anew behind the header: what was in the log is left out.
  let sum: [number, number] = [log.readUInt32BE(24), log.readUInt32BE(28)];
  const frames = Array.from({ length: 12 }, (_, index) => {
    const frame = Buffer.alloc(24 + size);
    frame.writeUInt32BE(first + index, 0);
    frame.writeUInt32BE(index === 11 ? first + 12 : 0, 4);
    log.copy(frame, 8, 16, 24);
    frame[24] = 5;
    frame.writeUInt16BE(60, 24 + 3);
    frame.writeUInt32BE(first + index + 1, 24 + 8);
    for (let cell = 0; cell < 60; cell++) {
      frame.writeUInt16BE(size - 4 * (cell + 1), 24 + 12 + 2 * cell);
      frame.writeUInt32BE(first + index + 1, 24 + size - 4 * (cell + 1));
    }
    sum = summed(summed(sum, frame.subarray(0, 8), little), frame.subarray(24), little);
    frame.writeUInt32BE(sum[0], 16);
    frame.writeUInt32BE(sum[1], 20);
    return frame;
  });
  const sound = Buffer.concat([log.subarray(0, 32), ...frames]);
  const unsound = Buffer.from(sound);
  unsound[32 + 16]! ^= 1;
  return { sound, unsound };
}

/** https://www.sqlite.org/fileformat2.html §4.2 */
function summed([s0, s1]: [number, number], bytes: Buffer, little: boolean): [number, number] {
  const word = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  for (let at = 0; at < bytes.length; at += 8) {
    s0 = (s0 + word(at) + s1) >>> 0;
    s1 = (s1 + word(at + 4) + s0) >>> 0;
  }
  return [s0, s1];
}

test("F1: whatever the bytes and however they are cut, it ends with an answer, the same each time", () => {
  const real = readFileSync(databases[0]!);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
        fc.array(fc.tuple(fc.nat(real.length - 1), fc.nat(255)), { maxLength: 40 }).map((changes) => {
          const bytes = Buffer.from(real);
          for (const [at, value] of changes) bytes[at] = value;
          return bytes;
        }),
      ),
      fc.uint8Array({ maxLength: 2000 }),
      fc.integer({ min: 1, max: 5000 }),
      (database, log, piece) => {
        const whole = pageGraph();
        whole.database(database);
        whole.log(Buffer.from(log));
        const cut = pageGraph();
        for (let at = 0; at < database.length; at += piece) cut.database(database.subarray(at, at + piece));
        for (let at = 0; at < log.length; at += piece) cut.log(Buffer.from(log.subarray(at, at + piece)));
        expect(cut.fault()).toBe(whole.fault());
      },
    ),
    { numRuns: 60 },
  );
});
