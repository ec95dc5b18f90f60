import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePythonJson } from "../../../src/parsers/python-json.js";
import { temporaryFolder } from "../../tools/repository.js";
import { testSqlite } from "../../tools/sqlite-driver.js";
import { readAll } from "./client-view.js";
import { ledger, runFolder } from "./tree.js";

const FIXTURES = "fixtures/trackers/sacred";
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"4d7a".repeat(16)}\nsize 135168\n`;

const healthy = runFolder({
  folder: "runs/2",
  metrics: { loss: { values: [1], steps: [0], timestamps: [] } },
});
const hurt = runFolder({
  metrics: { loss: { values: [1, 0.5], steps: [0, 1], timestamps: [] } },
  info: { acc: 0.5, curve: [1, 2, 3] },
});

/** Cuts, flips a bit, or zeroes a stretch. */
const damage = fc.record({
  kind: fc.constantFrom("cut", "flip", "zero"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 64 }),
  bit: fc.integer({ min: 0, max: 7 }),
});

function damaged(bytes: Buffer, how: { kind: string; at: number; length: number; bit: number }): Buffer {
  const at = Math.min(Math.floor(how.at * bytes.length), bytes.length - 1);
  if (how.kind === "cut") return bytes.subarray(0, at);
  const copy = Buffer.from(bytes);
  if (how.kind === "flip") copy[at]! ^= 1 << how.bit;
  else copy.fill(0, at, Math.min(at + how.length, copy.length));
  return copy;
}

describe("B4: damage in a store of files", () => {
  test("a damaged file is one problem, its run stays listed, and its neighbour is read", async () => {
    const [intact] = (await ledger(healthy)).runs;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("run.json", "config.json", "metrics.json", "info.json"),
        damage,
        async (name, how) => {
          const path = `runs/1/${name}`;
          const bytes = damaged(Buffer.from(hurt[path]!), how);
          const { runs, problems } = await ledger({ ...hurt, ...healthy, [path]: bytes as never });
          expect(runs.map(({ trace }) => trace.directory)).toEqual(["runs/1", "runs/2"]);
          expect(runs[1]).toEqual(intact);
          expect(problems.every((problem) => problem.path === path)).toBe(true);
          const { error } = parsePythonJson(bytes.toString());
          if (error !== null && !bytes.includes(0xfffd)) expect(problems.length).toBe(1);
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each([
    ["run.json", "its run.json cannot be read", "all"],
    ["config.json", "its config.json cannot be read", "all"],
    ["metrics.json", "its metrics.json cannot be read", "results"],
    ["info.json", "its info.json cannot be read", "results"],
  ])("an empty %s, a Git LFS pointer and a list in its place are named", async (name, incomplete, hidden) => {
    const path = `runs/1/${name}`;
    const answers: [string, string][] = [
      ["", "the file is empty"],
      [POINTER, "the file is a Git LFS pointer, its content is not here"],
      ["[]", "the file holds no mapping"],
    ];
    for (const [content, message] of answers) {
      const { runs, problems } = await ledger({ ...hurt, [path]: content });
      expect(problems).toEqual([{ path, message: `Sacred record: ${message}` }]);
      expect(runs.map(({ trace }) => [trace.incomplete, trace.hidden])).toEqual([[incomplete, hidden]]);
    }
  });

  test("a run whose run.json was left out of git is listed by its configuration", async () => {
    const { "runs/1/run.json": _, ...rest } = hurt;
    const { runs, problems } = await ledger({ ...rest, ...healthy });
    expect(problems).toEqual([]);
    expect(runs[0]).toMatchObject({
      id: "1",
      status: "unknown",
      params: { lr: 0.1, seed: 7 },
      location: { path: "runs/1/config.json" },
      trace: { incomplete: "its run.json is not here" },
    });
  });

  test("a later version's further keys change nothing", async () => {
    const { runs: before } = await ledger(runFolder());
    const { runs, problems } = await ledger(
      runFolder({
        run: { format: "FileStorageObserver-2.0", schema: { version: 9 } },
        experiment: { lock: [1] },
      }),
    );
    expect(problems).toEqual([]);
    expect(runs).toEqual(before);
  });

  test("values of other kinds than recorded by any version are not believed", async () => {
    const { runs, problems } = await ledger(
      runFolder({
        run: {
          status: 3,
          start_time: "yesterday",
          heartbeat: {},
          artifacts: { a: 1 },
          resources: [3, [], [null]],
          host: [],
          meta: 3,
        },
        experiment: {
          sources: [1, ["x"], [[]]],
          repositories: [{ commit: 3 }, null, { dirty: "yes" }],
          mainfile: 7,
        },
        config: { "": 1, deep: { er: [] } },
        metrics: { loss: 3, acc: { values: "x", steps: [] } },
      }),
    );
    expect(problems).toEqual([]);
    expect(runs).toMatchObject([
      { status: "unknown", startedAt: null, commit: null, dirty: null, program: null, metrics: {} },
    ]);
  });
});

describe("B4: damage in the other stores", () => {
  const store = (observer: string): string => {
    const root = temporaryFolder("project");
    cpSync(`${FIXTURES}/0.8.7-${observer}/project`, root, { recursive: true });
    return root;
  };

  async function survives(observer: string, file: string, numRuns: number): Promise<void> {
    const root = store(observer);
    const path = join(root, file);
    const bytes = readFileSync(path);
    const all = (await readAll(root)).runs.length;
    await fc.assert(
      fc.asyncProperty(damage, async (how) => {
        writeFileSync(path, damaged(bytes, how));
        const { runs, problems } = await readAll(root);
        expect(runs.length <= all).toBe(true);
        if (runs.length < all) expect(problems.length).toBeGreaterThan(0);
      }),
      { numRuns },
    );
    rmSync(root, { recursive: true });
  }

  test("TinyDB's file: what is lost is named", async () => {
    await survives("tinydb", "runs_db/metadata.json", 25);
  });

  testSqlite("a database: what is lost is named", async () => {
    await survives("sql", "sacred.sqlite", 25);
  });

  test("a blob of TinyDB that is another is a problem and no copy", async () => {
    const root = store("tinydb");
    const [copy] = (await readAll(root)).runs[0]!.trace.sources!.paths as [string];
    writeFileSync(join(root, copy), "x");
    const { runs, problems } = await readAll(root);
    expect(problems).toEqual([
      { path: copy, message: "Sacred record: the copy has not the MD5 by which it is named" },
    ]);
    expect(runs[0]!.trace.sources).toMatchObject({ whole: false });
  });

  test("a database that is a Git LFS pointer is named", async () => {
    expect(await ledger({ "sacred.sqlite": POINTER })).toEqual({
      runs: [],
      problems: [
        {
          path: "sacred.sqlite",
          message:
            "Sacred database: could not be read: the file is a Git LFS pointer, its content is not here",
        },
      ],
    });
  });
});
