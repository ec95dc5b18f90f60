import { constants, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { UnreadableFile } from "../../src/core/workspace.js";
import { bulkReader } from "../../src/workspace/bulk-reader.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { trackedOnly } from "../../src/workspace/tracked-only.js";
import { buildRepository } from "../tools/repository.js";

const folder = mkdtempSync(join(tmpdir(), "exptrack-bulk-"));
afterAll(() => rmSync(folder, { recursive: true }));

const LIMIT = 64;
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Short, long, empty, missing, a folder and a link. */
const paths = Array.from({ length: 300 }, (_, number) => join(folder, `${number}`));
for (const [number, path] of paths.entries()) {
  if (number % 50 === 49) mkdirSync(path);
  else if (number % 50 === 48) symlinkSync("0", path);
  else if (number % 50 !== 47) writeFileSync(path, "x".repeat((number * 7) % 130));
}
const own = (index: number): string => {
  try {
    if (index % 50 === 48) return "a link";
    return readFileSync(paths[index]!, "latin1");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "";
  }
};
const expected = paths.map((_, index) => own(index));

describe("many small files are read the same", () => {
  test.each([
    ["with a helper", new URL("../../dist/src/workspace/bulk-worker.js", import.meta.url), 0],
    ["with the helper of the command line", new URL("../../dist/cli/bulk-worker.js", import.meta.url), 0],
    ["where the helper cannot be started", new URL("./no-such-helper.js", import.meta.url), 0],
    ["where there are too few for one", new URL("./no-such-helper.js", import.meta.url), 1e9],
  ])("%s", async (_, helper, threshold) => {
    const reader = bulkReader({ flags: FLAGS, limit: LIMIT }, { helper, threshold });
    try {
      for (let round = 0; round < 5; round++) {
        const first = reader.begin(paths, own, (bytes) => bytes.toString("latin1"));
        const second = reader.begin(paths.slice(0, 7), own, (bytes) => bytes.toString("latin1"));
        expect(await first()).toEqual(expected);
        expect(await second()).toEqual(expected.slice(0, 7));
      }
    } finally {
      reader.close();
    }
  });

  test("F1: of a workspace only what it may show, each file or why it cannot be had", async () => {
    const { root } = buildRepository({
      commits: [{ files: { "a.txt": "abc", empty: "", link: { symlink: "/etc/passwd" } } }],
      untracked: { "new.txt": "new" },
    });
    const asked = ["a.txt", "empty", "link", "new.txt", "gone", "../outside"];
    for (const state of [{}, { rev: "HEAD" }]) {
      const workspace = await openWorkspace(root, state);
      const all = await workspace.readAhead(asked, { limit: 2 })();
      const tracked = await trackedOnly(workspace).readAhead(asked, { limit: 2 })();
      await workspace.close();
      const said = (one: Buffer | UnreadableFile) => (one instanceof UnreadableFile ? null : one.toString());
      const untracked = "rev" in state ? null : "ne";
      expect(all.map(said)).toEqual(["ab", "", null, untracked, null, null]);
      expect(tracked.map(said)).toEqual(["ab", "", null, null, null, null]);
    }
  });
});
