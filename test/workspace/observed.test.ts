import { describe, expect, test } from "vitest";
import type { Workspace } from "../../src/core/workspace.js";
import { observed, stillAnswers } from "../../src/workspace/observed.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository } from "../tools/repository.js";

const repository = () =>
  buildRepository({
    commits: [{ files: { "a.txt": "abc", "b/c.txt": "def" }, tag: "v1" }],
    untracked: { "new.txt": "new" },
  });

async function inside<T>(root: string, use: (workspace: Workspace) => Promise<T>): Promise<T> {
  const workspace = await openWorkspace(root);
  try {
    return await use(workspace);
  } finally {
    await workspace.close();
  }
}

/** Asks, changes the repository, and tells whether the answers are the same then. */
async function isSame(
  ask: (workspace: Workspace) => unknown,
  change: (one: ReturnType<typeof repository>) => void,
) {
  const one = repository();
  const answers = await inside(one.root, async (workspace) => {
    const watched = observed(workspace);
    await Promise.resolve(ask(watched.workspace)).catch(() => undefined);
    return watched.answers();
  });
  expect(answers).not.toBeNull();
  change(one);
  return inside(one.root, (workspace) => stillAnswers(workspace, answers!));
}

describe("what was asked of a workspace", () => {
  test.each<[string, (workspace: Workspace) => unknown, (one: ReturnType<typeof repository>) => void]>([
    ["a text", (w) => w.readText("a.txt"), (one) => one.write({ "a.txt": "abd" })],
    ["the first bytes", (w) => w.read("a.txt", { limit: 2 }), (one) => one.write({ "a.txt": "xbc" })],
    ["a file that is missing", (w) => w.read("gone"), (one) => one.write({ gone: "" })],
    ["an entry", (w) => w.entry("new.txt"), (one) => one.git("add", "new.txt")],
    ["a size", async (w) => (await w.files())[0]!.size, (one) => one.write({ "a.txt": "abcd" })],
    ["the list of files", (w) => w.files(), (one) => one.write({ "d.txt": "" })],
    ["a kind", (w) => w.kind("a.txt"), (one) => one.write({ "a.txt": new Uint8Array([0, 1, 2]) })],
    ["the tags", (w) => w.git.tags(), (one) => one.git("tag", "v2")],
    ["whether it is dirty", async (w) => w.git.dirty, (one) => one.write({ "a.txt": "changed" })],
    [
      "the newest changes",
      (w) => w.git.lastChanges(["a.txt"]),
      (one) => one.git("commit", "-qam", "2", "--amend"),
    ],
  ])("%s: the answer is another after a change, and the same without one", async (_, ask, change) => {
    expect(await isSame(ask, () => {})).toBe(true);
    expect(await isSame(ask, change)).toBe(false);
  });

  test("does not depend on what nobody asked for", async () => {
    expect(
      await isSame(
        (w) => w.readText("a.txt"),
        (one) => one.write({ "b/c.txt": "changed", "d.txt": "" }),
      ),
    ).toBe(true);
  });

  test("cannot be asked again when it was read piece by piece, or of a function", async () => {
    const { root } = repository();
    await inside(root, async (workspace) => {
      const asks: ((w: Workspace) => unknown)[] = [
        (w) => w.stream("a.txt"),
        (w) => w.withCopy(["a.txt"], async () => {}),
        (w) => w.readAhead(["a.txt"], { limit: 1 })(),
        (w) => w.git.countCommits(() => true, 1),
        (w) => w.git.newestChange(() => true),
      ];
      for (const ask of asks) {
        const watched = observed(workspace);
        await ask(watched.workspace);
        expect(watched.answers()).toBeNull();
      }
    });
  });

  test("is answered to those who ask as without anyone watching", async () => {
    const { root } = repository();
    await inside(root, async (workspace) => {
      const seen = observed(workspace).workspace;
      expect((await seen.files()).map(({ path, size, scope }) => ({ path, size, scope }))).toEqual(
        (await workspace.files()).map(({ path, size, scope }) => ({ path, size, scope })),
      );
      expect({ ...seen.git, head: seen.git.head }).toMatchObject({ head: workspace.git.head });
      expect(seen.name).toBe(workspace.name);
      expect(seen.source).toBe("directory");
      expect(seen.problems).toEqual(workspace.problems);
      expect(await seen.entry("gone")).toBeUndefined();
      await expect(seen.readText("gone")).rejects.toThrow("gone: not there");
    });
  });
});
