import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { RunRecord } from "../../../src/core/run.js";
import { testSqlite } from "../../tools/sqlite-driver.js";
import { inFolder, ledgerOf } from "./tree.js";

const FIXTURES = fileURLToPath(new URL("../../../fixtures/trackers/mlflow", import.meta.url));
const planted: string[] = [];
afterAll(() => {
  for (const folder of planted) rmSync(folder, { recursive: true });
});

function plantedCopy(store: string): string {
  const folder = mkdtempSync(join(tmpdir(), "exptrack-mlflow-damage-"));
  planted.push(folder);
  cpSync(join(FIXTURES, store), folder, { recursive: true });
  return folder;
}

/** Cuts a part off, flips bits, or leaves zeros, anywhere. */
const damage = fc.record({
  kind: fc.constantFrom("cut", "flip", "zero"),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.integer({ min: 1, max: 600 }),
  bits: fc.integer({ min: 1, max: 255 }),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(bytes: Buffer, { kind, at, length, bits }: Damage): Buffer {
  const from = Math.floor(at * bytes.length);
  if (kind === "cut") return bytes.subarray(0, from);
  const copy = Buffer.from(bytes);
  if (kind === "zero") return copy.fill(0, from, Math.min(copy.length, from + length));
  for (let index = from; index < Math.min(copy.length, from + (length % 4) + 1); index++)
    copy[index]! ^= bits;
  return copy;
}

const ownValues = ({ id, status, params, metrics, tags, startedAt }: RunRecord) => ({
  id,
  status,
  params,
  metrics,
  tags,
  startedAt,
});

const root = plantedCopy("2.9.2-file-store");
const records = (readdirSync(join(root, "mlruns"), { recursive: true }) as string[])
  .map((path) => `mlruns/${path}`)
  .filter((path) => /\/(?:meta\.yaml|(?:params|metrics|tags)\/.*[^/])$/.test(path))
  .filter((path) => !/\/(?:artifacts|models)\//.test(path))
  .filter((path) => readFileIfAny(join(root, path)) !== null)
  .sort();

function readFileIfAny(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

test("B4: whatever happens to a file of a file store, it is one problem at most and no other run changes", async () => {
  const whole = await inFolder(root, ledgerOf);
  expect(records.length).toBeGreaterThan(80);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...records), damage, async (path, harm) => {
      const file = join(root, path);
      const bytes = readFileSync(file);
      const after = damaged(bytes, harm);
      writeFileSync(file, after);
      try {
        const { runs, problems } = await inFolder(root, ledgerOf);
        expect([...runs.keys()].sort()).toEqual([...whole.runs.keys()].sort());
        for (const run of runs.values()) {
          if (run.trace.directory !== null && path.startsWith(`${run.trace.directory}/`)) continue;
          expect(ownValues(run)).toEqual(ownValues(whole.runs.get(run.id)!));
        }
        const named = problems.map((problem) => problem.path);
        expect(named.every((one) => one === path)).toBe(true);
        expect(named.length).toBeLessThanOrEqual(1);
        if (after.includes(0) && !path.endsWith("meta.yaml")) expect(named).toEqual([path]);
      } finally {
        writeFileSync(file, bytes);
      }
    }),
    { numRuns: 25 },
  );
});

testSqlite(
  "B4: whatever happens to a database, it is one problem at most, and the store beside it is read",
  async () => {
    const folder = plantedCopy("1.30.1-file-store");
    const database = join(folder, "mlflow.db");
    const bytes = readFileSync(join(FIXTURES, "2.9.2-sqlite/mlflow.db"));
    const pageSize = bytes.readUInt16BE(16);
    writeFileSync(database, bytes);
    const whole = await inFolder(folder, ledgerOf);
    const beside = [...whole.runs.values()].filter(({ trace }) => trace.store === "mlruns");
    expect(beside.length).toBeGreaterThan(5);
    const page = fc.record({
      kind: fc.constant("page" as const),
      number: fc.nat({ max: bytes.length / pageSize - 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(damage, page), async (harm) => {
        const zeroed = Buffer.from(bytes);
        if (harm.kind === "page") zeroed.fill(0, harm.number * pageSize, (harm.number + 1) * pageSize);
        writeFileSync(database, harm.kind === "page" ? zeroed : damaged(bytes, harm));
        const { runs, problems } = await inFolder(folder, ledgerOf);
        for (const run of beside) expect(runs.get(run.id)).toEqual(run);
        expect(problems.length).toBeLessThanOrEqual(1);
        expect(problems.every(({ path }) => path === "mlflow.db")).toBe(true);
        // A page of zeros is no page: what stood on it is missed, unless nobody reads it.
        if (harm.kind === "page" && problems.length === 0) expect(runs).toEqual(whole.runs);
      }),
      { numRuns: 30 },
    );
  },
);
