import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { cacheFolder } from "../../src/workspace/cache-folder.js";
import { memoryIn } from "../../src/workspace/memory.js";

const base = mkdtempSync(join(tmpdir(), "exptrack-test-memory-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const root = join(base, "project");
mkdirSync(root);
const other = join(base, "other");
mkdirSync(other);

let folders = 0;
const fresh = (): string => join(base, `cache-${folders++}`);
const memory = (folder: string, given: { root?: string; version?: string } = {}) =>
  memoryIn({ folder, root, version: "1.0.0", ...given });
const VALUE = { a: [1, -0, "ü", undefined, null], b: new Map([["x", new Int32Array([1, 2])]]) };

describe("the memory of a repository", () => {
  test("gives back exactly what it was given, also to a later run, and the newest of two", async () => {
    const folder = fresh();
    await memory(folder).keep("look", "older");
    await memory(folder).keep("look", VALUE);
    await memory(folder).keep("facts", 2);
    expect(await memory(folder).recall("look")).toStrictEqual(VALUE);
    expect(await memory(folder).recall("facts")).toBe(2);
    expect(await memory(folder).recall("nothing")).toBeUndefined();
  });

  test("knows each repository and each version of the program apart", async () => {
    const folder = fresh();
    await memory(folder).keep("look", 1);
    expect(await memory(folder, { root: other }).recall("look")).toBeUndefined();
    expect(await memory(folder, { version: "1.0.1" }).recall("look")).toBeUndefined();
  });

  test("is for nobody else to read", async () => {
    const folder = fresh();
    await memory(folder).keep("look", 1);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  test("never writes into what is audited", async () => {
    for (const folder of [root, join(root, "cache"), join(root, "..", "project", "a", "b")]) {
      await memory(folder).keep("look", 1);
      expect(await memory(folder).recall("look")).toBeUndefined();
    }
    expect(readdirSync(root)).toEqual([]);
  });

  test("a folder that cannot be made or written is no memory, and no error", async () => {
    const file = join(base, "a-file");
    writeFileSync(file, "");
    await memory(join(file, "below")).keep("look", 1);
    expect(await memory(join(file, "below")).recall("look")).toBeUndefined();
    const folder = fresh();
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    await memory(folder).keep("look", () => "no data");
    expect(await memory(folder).recall("look")).toBeUndefined();
    chmodSync(folder, 0o700);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("two that write at once leave one whole value and nothing beside it", async () => {
    const folder = fresh();
    const values = Array.from({ length: 20 }, (_, number) => ({ number, text: "x".repeat(1000 * number) }));
    await Promise.all(values.map((value) => memory(folder).keep("look", value)));
    expect(values).toContainEqual(await memory(folder).recall("look"));
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test("whatever bytes lie in its place, they are as good as none", async () => {
    const folder = fresh();
    await memory(folder).keep("look", VALUE);
    const path = join(folder, readdirSync(folder)[0]!);
    const whole = readFileSync(path);
    const damaged = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.nat(whole.length - 1).map((end) => whole.subarray(0, end)),
      fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= change;
        return bytes;
      }),
      fc.uint8Array({ minLength: 1, maxLength: 50 }).map((bytes) => Buffer.concat([whole, bytes])),
    );
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => {
        writeFileSync(path, bytes);
        expect(await memory(folder).recall("look")).toBeUndefined();
      }),
      { numRuns: 300 },
    );
    writeFileSync(path, whole);
    expect(await memory(folder).recall("look")).toStrictEqual(VALUE);
  });
});

describe("the folder of the cache", () => {
  test.each([
    [{ EXPTRACK_CACHE_DIR: "/own" }, "linux", "/own"],
    [{ EXPTRACK_CACHE_DIR: "relative" }, "linux", null],
    [{ EXPTRACK_CACHE_DIR: "", XDG_CACHE_HOME: "/xdg" }, "linux", "/xdg/exptrack"],
    [{ XDG_CACHE_HOME: "relative" }, "linux", "/home/ada/.cache/exptrack"],
    [{}, "linux", "/home/ada/.cache/exptrack"],
    [{ XDG_CACHE_HOME: "/xdg" }, "darwin", "/home/ada/Library/Caches/exptrack"],
    [{}, "win32", null],
    [{ LOCALAPPDATA: "/local" }, "win32", "/local/exptrack"],
  ] as const)("%j on %s: %s", (environment, platform, expected) => {
    expect(cacheFolder(environment, platform, "/home/ada")).toBe(expected);
  });
});
