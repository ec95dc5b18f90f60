import { appendFileSync, chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Change, ChangeState } from "../../src/core/change.js";
import { type ChangeRequest, openChange } from "../../src/workspace/change.js";
import { buildRepository, type Repository, temporaryFolder } from "../tools/repository.js";
import { snapshot } from "../tools/tree-snapshot.js";

async function withChange<T>(
  cwd: string,
  request: Partial<ChangeRequest>,
  look: (change: Change, root: string) => Promise<T>,
): Promise<T> {
  const asked = { cwd, files: [], all: false, range: null, index: undefined, ...request };
  const { change, root } = await openChange(asked);
  try {
    return await look(change, root);
  } finally {
    await change.close();
  }
}

/** `modified train.py`, `renamed b.py from a.py`. */
const files = ({ files: changed }: Change): string[] =>
  changed.map(({ path, status, from }) => `${status} ${path}${from === null ? "" : ` from ${from}`}`);

const changed = (repository: Repository, request: Partial<ChangeRequest> = {}) =>
  withChange(repository.root, request, async (change) => [change.mode, ...files(change)]);

async function text(state: ChangeState | undefined, path: string): Promise<string | null> {
  const view = await state!.view([path]);
  return (await view.files()).length === 0 ? null : view.readText(path);
}

const LONG = "a\nb\nc\nd\ne\nf\ng\nh\n";

describe("E5: what a change is", () => {
  test("E5: what is staged against HEAD, with renames, deletions and links", async () => {
    const repository = buildRepository({
      commits: [{ files: { "a.py": LONG, "gone.py": "x\n", "kind.py": "y\n", "same.py": "z\n" } }],
      staged: {
        "a.py": null,
        "b.py": LONG,
        "gone.py": null,
        "new file.py": "n\n",
        "kind.py": { symlink: "b.py" },
      },
      changed: { "same.py": "not staged\n" },
    });
    expect(await changed(repository)).toEqual([
      "index",
      "renamed b.py from a.py",
      "deleted gone.py",
      "modified kind.py",
      "added new file.py",
    ]);
  });

  test("E5: the state after is the index, not the folder; the one before is HEAD", async () => {
    const repository = buildRepository({
      commits: [{ files: { "a.py": "1\n" } }],
      staged: { "a.py": "2\n" },
      changed: { "a.py": "3\n" },
    });
    await withChange(repository.root, {}, async ({ after, before }) => {
      expect(await text(after, "a.py")).toBe("2\n");
      expect(await text(before[0], "a.py")).toBe("1\n");
      expect(await text(after, "not-there.py")).toBeNull();
    });
  });

  test("E5: of a repository without a commit everything that is staged is new", async () => {
    const repository = buildRepository({ commits: [], staged: { "a.py": "1\n" } });
    expect(await changed(repository)).toEqual(["index", "added a.py"]);
    await withChange(repository.root, {}, async ({ before }) => expect(before).toEqual([]));
  });

  test("E5: of SHA-256 repositories too", async () => {
    const root = temporaryFolder();
    const repository = buildRepository({}, { folder: root });
    repository.git("init", "--quiet", "--object-format=sha256");
    repository.write({ "a.py": "1\n" });
    repository.git("add", "a.py");
    expect(await changed(repository)).toEqual(["index", "added a.py"]);
  });

  test("E5: submodules and files that are only meant to be added are left out", async () => {
    const repository = buildRepository({
      commits: [{ files: { "a.py": "1\n" } }],
      untracked: { "later.py": "x\n" },
    });
    repository.git("add", "--intent-to-add", "later.py");
    repository.git("update-index", "--add", "--cacheinfo", `160000,${repository.commits["1"]},inner`);
    expect(await changed(repository)).toEqual(["index"]);
  });

  test("E5: unmerged files are nobody's change yet, and the rest is read with our side", async () => {
    const repository = buildRepository({
      commits: [
        { id: "base", files: { "a.py": "0\n" } },
        { id: "ours", files: { "a.py": "ours\n" } },
        { id: "theirs", parents: ["base"], files: { "a.py": "theirs\n", "b.py": "b\n" } },
      ],
      branches: { theirs: "theirs" },
      head: "ours",
    });
    expect(() => repository.git("merge", "theirs")).toThrow();
    await withChange(repository.root, {}, async (change) => {
      expect(change.before).toHaveLength(2);
      expect(await text(change.after, "a.py")).toBe("ours\n");
    });
  });

  test("E5: of a merge counts what differs from every parent", async () => {
    const repository = buildRepository({
      commits: [
        { id: "base", files: { "a.py": "0\n", "b.py": "0\n", "c.py": "0\n" } },
        { id: "one", parents: ["base"], files: { "a.py": "1\n" } },
        { id: "two", parents: ["base"], files: { "b.py": "2\n" } },
        { id: "ours", parents: ["base"], files: { "c.py": "3\n" } },
      ],
      branches: { one: "one", two: "two" },
      head: "ours",
    });
    repository.git("merge", "--no-commit", "one", "two");
    repository.write({ "c.py": "other\n" });
    repository.git("add", "c.py");
    expect(await changed(repository)).toEqual(["index", "modified c.py"]);
    await withChange(repository.root, {}, async ({ before }) => expect(before).toHaveLength(3));
  });

  test("E5: the index that git names for a partial commit counts, and no file elsewhere", async () => {
    const repository = buildRepository({ commits: [{ files: { "a.py": "1\n", "b.py": "1\n" } }] });
    repository.write({ "a.py": "2\n", "b.py": "2\n" });
    const elsewhere = join(temporaryFolder(), "index");
    const other = join(repository.root, ".git/next-index-1.lock");
    for (const index of [other, elsewhere]) {
      repository.git("add", "a.py");
      repository.git("reset", "--quiet");
      repository.git("add", "b.py");
      writeFileSync(index, (await import("node:fs")).readFileSync(join(repository.root, ".git/index")));
      repository.git("reset", "--quiet");
    }
    expect(await changed(repository, { index: ".git/next-index-1.lock" })).toEqual([
      "index",
      "modified b.py",
    ]);
    expect(await changed(repository, { index: elsewhere })).toEqual(["files"]);
    expect(await changed(repository, { index: ".git/not-there" })).toEqual(["files"]);
  });

  test("E5: named files restrict what is staged; the others are put aside and stay part of the state", async () => {
    const repository = buildRepository({
      commits: [{ files: { "src/a.py": "1\n", "src/b.py": "1\n" } }],
      staged: { "src/a.py": "2\n", "src/b.py": "2\n" },
    });
    await withChange(join(repository.root, "src"), { files: ["a.py"] }, async (change, root) => {
      expect(root).toBe(repository.root);
      expect(files(change)).toEqual(["modified src/a.py"]);
      expect([...change.aside]).toEqual(["src/b.py"]);
      expect(await text(change.after, "src/b.py")).toBe("2\n");
    });
  });

  test("E5: with nothing staged, named files are taken as they lie in the folder", async () => {
    const repository = buildRepository({
      commits: [{ files: { "a.py": "1\n", "b.py": "1\n" } }],
      changed: { "a.py": "edited\n" },
    });
    expect(await changed(repository, { files: ["a.py"] })).toEqual(["files", "added a.py"]);
    expect(await changed(repository, { all: true })).toEqual(["files", "added a.py", "added b.py"]);
    expect(await changed(repository)).toEqual(["files"]);
    await withChange(repository.root, { files: ["a.py"] }, async ({ after, before }) => {
      expect(before).toEqual([]);
      expect(await text(after, "a.py")).toBe("edited\n");
    });
  });

  test("E5: without git the named files are all there is", async () => {
    const repository = buildRepository({ untracked: { "a.py": "import x\n", "b.py": "import x\n" } });
    await withChange(repository.root, { files: ["a.py"] }, async (change) => {
      expect([change.mode, ...files(change)]).toEqual(["files", "added a.py"]);
      expect(await change.after.paths()).toEqual(["a.py"]);
      expect([...(await change.after.lines(["import"], { endings: [".py"], limit: 9 }))]).toEqual([
        ["a.py", "import x\n"],
      ]);
      expect(await text(change.after, "a.py")).toBe("import x\n");
    });
    await expect(changed(repository, { range: { from: "a", to: "b" } })).rejects.toThrow(/no git here/);
  });

  test("E5: a file outside of the repository is refused", async () => {
    const repository = buildRepository({ commits: [{ files: { "a.py": "1\n" } }] });
    await expect(changed(repository, { files: ["../b.py"] })).rejects.toThrow(/outside of the repository/);
  });

  test("E5: a linked work tree has an index of its own", async () => {
    const repository = buildRepository({
      commits: [{ files: { "a.py": "1\n" } }],
      staged: { "a.py": "main\n" },
    });
    const tree = join(temporaryFolder(), "tree");
    repository.git("worktree", "add", "--quiet", "--detach", tree);
    writeFileSync(join(tree, "new.py"), "n\n");
    repository.git("-C", tree, "add", "new.py");
    await withChange(tree, {}, async (change, root) => {
      expect(root).toBe(tree);
      expect(files(change)).toEqual(["added new.py"]);
    });
  });
});

describe("E5: ranges of commits", () => {
  const repository = buildRepository({
    commits: [
      { id: "base", files: { "a.py": "1\n" } },
      { id: "main", files: { "b.py": "1\n" } },
      { id: "feature", parents: ["base"], files: { "c.py": "1\n" } },
      { id: "alone", parents: [], files: { "d.py": "1\n" } },
    ],
    head: "main",
  });
  const { main = "", feature = "", alone = "", base = "" } = repository.commits;
  const NONE = "0".repeat(40);
  const range = (from: string, to: string) => changed(repository, { range: { from, to } });

  test("E5: from where the branches parted, whatever is staged", async () => {
    expect(await range(main, feature)).toEqual(["range", "added c.py"]);
    expect(await range(base, main)).toEqual(["range", "added b.py"]);
    await withChange(repository.root, { range: { from: main, to: feature } }, async ({ after, before }) => {
      expect(await after.paths()).toEqual(["a.py", "c.py"]);
      expect(await before[0]!.paths()).toEqual(["a.py"]);
    });
  });

  test("E5: a first push brings in everything, a deleted branch nothing", async () => {
    expect(await range(NONE, feature)).toEqual(["range", "added a.py", "added c.py"]);
    expect(await range(main, NONE)).toEqual(["range"]);
  });

  test("E5: histories without a common commit are compared as they are", async () => {
    expect(await range(alone, base)).toEqual(["range", "renamed a.py from d.py"]);
  });

  test("E5: a revision that is not here is refused with what to do", async () => {
    await expect(range("origin/gone", main)).rejects.toThrow(
      /no commit is called origin\/gone here: fetch it/,
    );
    await expect(range("--output=x", main)).rejects.toThrow(/no commit is called/);
  });
});

describe("E5: searching a state", () => {
  const repository = buildRepository({
    commits: [
      {
        files: {
          "a.py": "import old\n",
          "sub/b.py": "x = 1\nimport b  # import twice\n",
          "c.txt": "import\n",
        },
      },
    ],
    staged: { "a.py": "import new\n", "bin.py": { base64: "aW1wb3J0AAA=" } },
  });

  test("E5: words are found in the files of that state, by their endings", async () => {
    await withChange(repository.root, {}, async ({ after, before }) => {
      const options = { endings: [".py"], limit: 100 };
      expect(await after.holding(["import"], options)).toEqual(["a.py", "sub/b.py"]);
      expect(await after.holding(["old", "x = 1"], options)).toEqual(["sub/b.py"]);
      expect(await before[0]!.holding(["old"], { endings: [], limit: 1 })).toEqual(["a.py"]);
      expect(await after.holding(["nowhere at all"], options)).toEqual([]);
      expect(await after.holding([], options)).toEqual([]);
      expect([...(await after.lines(["import"], options))]).toEqual([
        ["a.py", "import new\n"],
        ["sub/b.py", "import b  # import twice\n"],
      ]);
      expect((await after.lines(["import"], { endings: [], limit: 1 })).size).toBe(1);
      expect([...(await before[0]!.lines(["old"], options))]).toEqual([["a.py", "import old\n"]]);
    });
  });
});

describe("F1, F2: a change is only looked at", () => {
  test("F1: nothing that the repository's configuration names is started", async () => {
    const traps = temporaryFolder("traps");
    const trap = join(traps, "run");
    writeFileSync(trap, `#!/bin/sh\n: > "${join(traps, "sprung")}"\ncat "$1"\n`);
    chmodSync(trap, 0o755);
    const repository = buildRepository({
      commits: [{ files: { "a.py": "import a\n", "b.py": LONG } }],
      staged: { "a.py": "import b\n", "b.py": null, "c.py": LONG },
      changed: { "a.py": "import c\n" },
    });
    appendFileSync(join(repository.root, ".git/info/attributes"), "*.py diff=trap filter=trap\n");
    for (const key of [
      "diff.trap.textconv",
      "diff.trap.command",
      "diff.external",
      "filter.trap.clean",
      "filter.trap.smudge",
      "core.fsmonitor",
      "core.pager",
    ])
      repository.git("config", key, trap);
    const head = repository.commits["1"]!;
    for (const request of [{}, { all: true }, { range: { from: "0".repeat(40), to: head } }])
      await withChange(repository.root, request, async ({ after, before }) => {
        for (const state of [after, ...before]) {
          await state.holding(["import"], { endings: [], limit: 9 });
          await state.lines(["import"], { endings: [".py"], limit: 9 });
          await text(state, "a.py");
        }
      });
    expect(existsSync(join(traps, "sprung"))).toBe(false);
  });

  test("F1: links out of the repository are not followed", async () => {
    const outside = temporaryFolder("outside");
    writeFileSync(join(outside, "secret.py"), "secret\n");
    const repository = buildRepository({ commits: [{ files: { "a.py": "1\n" } }] });
    symlinkSync(join(outside, "secret.py"), join(repository.root, "link.py"));
    repository.git("add", "link.py");
    await withChange(repository.root, {}, async ({ after }) => {
      await expect((await after.view(["link.py"])).readText("link.py")).rejects.toThrow(/link/);
    });
    await withChange(repository.root, { all: true }, async ({ after }) => {
      await expect((await after.view(["link.py"])).readText("link.py")).rejects.toThrow(/link/);
    });
  });

  test("F2: neither the folder nor git's own files are touched", async () => {
    const repository = buildRepository({
      commits: [{ files: { "a.py": "import a\n" } }],
      staged: { "a.py": "import b\n" },
      changed: { "a.py": "import c\n" },
    });
    mkdirSync(join(repository.root, "empty"));
    const before = snapshot(repository.root);
    for (const request of [{}, { all: true }, { files: ["a.py"] }])
      await withChange(repository.root, request, async (change) => {
        await change.after.lines(["import"], { endings: [".py"], limit: 9 });
        await text(change.after, "a.py");
        await text(change.before[0] ?? change.after, "a.py");
      });
    expect(snapshot(repository.root)).toEqual(before);
  });
});
