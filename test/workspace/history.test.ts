import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Git, Workspace } from "../../src/core/workspace.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, type Recipe, temporaryFolder } from "../tools/repository.js";

const UNKNOWN = "1234567890123456789012345678901234567890";
const opened: Workspace[] = [];
async function gitOf(root: string, rev?: string): Promise<Git> {
  const workspace = await openWorkspace(root, rev === undefined ? {} : { rev });
  opened.push(workspace);
  return workspace.git;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((workspace) => workspace.close()));
});

/** A side branch merged; the merge itself changes one file against both parents. */
const MERGED: Recipe = {
  commits: [
    { id: "root", files: { "a.py": "1\n", "b.py": "1\n", "old.md": "x" } },
    { id: "side", files: { "a.py": "2\n" } },
    { id: "main", parents: ["root"], files: { "b.py": "2\n" } },
    { id: "merge", parents: ["main", "side"], files: { "a.py": "2\n", "b.py": "3\n" } },
    { id: "report", files: { "report.md": "1" } },
  ],
};

describe("history", () => {
  test("counts the commits that touch an accepted file, and stops at the limit", async () => {
    const git = await gitOf(buildRepository(MERGED).root);
    expect(await git.countCommits(() => true, 99)).toBe(5);
    expect(await git.countCommits((path) => path === "a.py", 99)).toBe(2);
    // A merge counts where it says something of its own.
    expect(await git.countCommits((path) => path === "b.py", 99)).toBe(3);
    expect(await git.countCommits((path) => path.endsWith(".md"), 99)).toBe(2);
    expect(await git.countCommits(() => true, 2)).toBe(2);
    expect(await git.countCommits(() => false, 2)).toBe(0);
  });

  test("tells the newest change that counts, with its time in UTC", async () => {
    const { root, commits } = buildRepository(MERGED);
    const git = await gitOf(root);
    expect(await git.newestChange(() => true)).toEqual({
      commit: commits.report,
      at: "2026-01-05T00:00:00.000Z",
    });
    expect((await git.newestChange((path) => path !== "report.md"))?.commit).toBe(commits.merge);
    expect(await git.newestChange((path) => path === "nothing")).toBeNull();
  });

  test("tells every commit that changed a path or a folder, newest first", async () => {
    const { root, commits } = buildRepository(MERGED);
    const git = await gitOf(root);
    const changes = await git.changes(["a.py", "b.py", "nothing"]);
    expect(
      Object.fromEntries([...changes].map(([path, list]) => [path, list.map(({ commit }) => commit)])),
    ).toEqual({
      "a.py": [commits.side, commits.root],
      "b.py": [commits.merge, commits.main, commits.root],
    });
    const nested = buildRepository({
      commits: [
        { id: "one", files: { "src/a/x.py": "1\n", "y.py": "1\n" } },
        { id: "two", files: { "y.py": "2\n" } },
        { id: "three", files: { "src/z.py": "1\n" } },
      ],
    });
    const below = await (await gitOf(nested.root)).changes(["src/", "src/a/"]);
    expect(below.get("src/")?.map(({ commit }) => commit)).toEqual([
      nested.commits.three,
      nested.commits.one,
    ]);
    expect(below.get("src/a/")?.map(({ commit }) => commit)).toEqual([nested.commits.one]);
  });

  test("lists what a folder of a commit holds, relative to the audited folder", async () => {
    const { root, commits } = buildRepository({
      commits: [{ id: "one", files: { "sub/src/a/x.py": "1\n", "sub/src/y.py": "1\n", "z.py": "1\n" } }],
      remote: "https://example.org/ada/project.git",
    });
    const git = await gitOf(root);
    expect(
      [...((await git.folderFiles(commits.one!, "sub/src")) ?? [])].map(([path]) => path).sort(),
    ).toEqual(["a/x.py", "y.py"]);
    expect((await git.folderFiles(commits.one!, ""))?.get("z.py")).toMatch(/^[0-9a-f]{40}$/);
    expect(await git.folderFiles(commits.one!, "z.py")).toBeNull();
    expect(await git.folderFiles(commits.one!, "gone")).toBeNull();
    expect(await git.folderFiles(commits.one!, "../..")).toBeNull();
    expect(await git.folderFiles(UNKNOWN, "")).toBeUndefined();
    expect(git).toMatchObject({ folder: "", remotes: ["https://example.org/ada/project.git"] });
    const inner = await gitOf(join(root, "sub"));
    expect(await inner.tree(commits.one!)).toEqual(["src/a/x.py", "src/y.py"]);
    expect([...((await inner.folderFiles(commits.one!, "src/a")) ?? [])].map(([path]) => path)).toEqual([
      "x.py",
    ]);
    expect(inner.folder).toBe("sub");
  });

  test("tells when each path was last changed, from the audited commit on", async () => {
    const { root, commits } = buildRepository(MERGED);
    const changes = await (await gitOf(root)).lastChanges(["a.py", "b.py", "old.md", "nothing"]);
    expect(Object.fromEntries([...changes].map(([path, change]) => [path, change.commit]))).toEqual({
      "a.py": commits.side,
      "b.py": commits.merge,
      "old.md": commits.root,
    });
    const earlier = await (await gitOf(root, commits.main)).lastChanges(["a.py", "b.py", "report.md"]);
    expect(earlier.get("a.py")?.commit).toBe(commits.root);
    expect(earlier.get("b.py")?.commit).toBe(commits.main);
    expect(earlier.has("report.md")).toBe(false);
  });

  test("a rename is a change of both names, a removal of its own", async () => {
    const { root, commits } = buildRepository({
      commits: [
        { files: { "a.py": "print(1)\n" } },
        { id: "move", files: { "a.py": null, "b.py": "print(1)\n" } },
      ],
    });
    const changes = await (await gitOf(root)).lastChanges(["a.py", "b.py"]);
    expect([...changes.values()].map((change) => change.commit)).toEqual([commits.move, commits.move]);
  });
});

describe("B6: recorded commits", () => {
  const recipe: Recipe = {
    commits: [
      { id: "base", files: { "train.py": "1\n" } },
      { id: "head", files: { "train.py": "2\n" } },
      { id: "tagged", parents: ["base"], files: { "t.py": "" } },
      { id: "pushed", parents: ["base"], files: { "p.py": "" } },
      { id: "local", parents: ["base"], files: { "l.py": "" } },
      { id: "lost", parents: ["base"], files: { "x.py": "" } },
      { id: "exp", parents: ["base"], files: { "e.py": "" } },
    ],
    head: "head",
    tags: { v1: { commit: "tagged", message: "one" }, light: "base" },
    refs: { "refs/remotes/origin/main": "pushed", "refs/exps/ab/cd/name": "exp" },
    branches: { topic: "local" },
    remote: "git@example.org:ada/churn-model.git",
  };

  test("B6: hang together with the audited one by HEAD, tag, remote, branch, or not at all", async () => {
    const { root, commits } = buildRepository(recipe);
    const git = await gitOf(root);
    const facts = await git.commits([...Object.values(commits), UNKNOWN, "not an id", "0".repeat(40), ""]);
    const byId = new Map([...facts].map(([id, { reachability }]) => [id, reachability]));
    expect(Object.fromEntries(Object.entries(commits).map(([label, id]) => [label, byId.get(id)]))).toEqual({
      base: "head",
      head: "head",
      tagged: "tag",
      pushed: "remote",
      local: "branch",
      lost: "dangling",
      exp: "dangling",
    });
    for (const id of [UNKNOWN, "not an id", "0".repeat(40), ""]) expect(byId.get(id)).toBe("absent");
    // From an older commit, HEAD's own branch is another branch.
    const older = await (await gitOf(root, commits.base)).commits([commits.head!, commits.base!]);
    expect([...older.values()].map((commit) => commit.reachability)).toEqual(["branch", "head"]);
  });

  test("B6: are found by an abbreviation, in any case, unless it is one of something else", async () => {
    const { root, commits, git: run } = buildRepository(recipe);
    const git = await gitOf(root);
    const short = commits.head!.slice(0, 7);
    const blob = run("rev-parse", "HEAD:train.py");
    const tree = run("rev-parse", "HEAD^{tree}");
    run("branch", "abcdef1", commits.local!);
    const facts = await git.commits([short, short.toUpperCase(), blob, tree.slice(0, 9), "abcdef1", "abc"]);
    expect(facts.get(short)).toEqual({ id: commits.head, reachability: "head" });
    expect(facts.get(short.toUpperCase())).toEqual({ id: commits.head, reachability: "head" });
    for (const id of [blob, tree.slice(0, 9), "abcdef1", "abc"]) {
      expect(facts.get(id)).toEqual({ id, reachability: "absent" });
    }
  });

  test("B6: hold a path or not, and give its content", async () => {
    const { root, commits, git: run } = buildRepository(recipe);
    const git = await gitOf(root);
    const { head, base } = commits as { head: string; base: string };
    const paths = ["train.py", "t.py", ".", "", "../x", "./train.py"];
    const blobs = await git.blobs([
      ...paths.map((path) => ({ commit: base, path })),
      { commit: head.slice(0, 8), path: "train.py" },
      { commit: UNKNOWN, path: "train.py" },
      { commit: "HEAD", path: "train.py" },
    ]);
    const id = run("rev-parse", `${base}:train.py`);
    expect(Object.fromEntries(blobs)).toEqual({
      [`${base}:train.py`]: id,
      [`${base}:./train.py`]: id,
      [`${base}:t.py`]: null,
      [`${base}:.`]: null,
      [`${base}:`]: null,
      [`${base}:../x`]: null,
      [`${head.slice(0, 8)}:train.py`]: run("rev-parse", "HEAD:train.py"),
    });
    expect((await git.blob(base, "train.py"))?.toString()).toBe("1\n");
    expect(await git.blob(base, "t.py")).toBeNull();
    expect(await git.tree(commits.tagged!)).toEqual(["t.py", "train.py"]);
    expect(await git.tree(UNKNOWN)).toBeNull();
  });

  test("tags, refs, remote and name are told", async () => {
    const { root, commits } = buildRepository(recipe);
    const workspace = await openWorkspace(root);
    opened.push(workspace);
    expect(workspace.name).toBe("churn-model");
    expect(workspace.git.hasRemote).toBe(true);
    expect(await workspace.git.tags()).toEqual([
      { name: "light", commit: commits.base },
      { name: "v1", commit: commits.tagged },
    ]);
    expect(await workspace.git.refs("refs/exps/")).toEqual([
      { name: "refs/exps/ab/cd/name", commit: commits.exp },
    ]);
    expect(await workspace.git.refs("--all")).toEqual([]);
  });

  test("B6: a thousand commits cost as few processes as ten", async () => {
    const real = execFileSync("sh", ["-c", "command -v git"]).toString().trim();
    const bin = temporaryFolder("bin");
    const log = join(bin, "log");
    writeFileSync(join(bin, "git"), `#!/bin/sh\necho "$2 $3" >> "${log}"\nexec "${real}" "$@"\n`, {
      mode: 0o755,
    });
    const { PATH } = process.env;
    const processes = async (count: number) => {
      const many = Array.from({ length: count }, (_, n) => ({ files: { "a.txt": String(n) } }));
      const { root, commits } = buildRepository({ commits: many });
      writeFileSync(log, "");
      process.env.PATH = `${bin}:${PATH}`;
      try {
        const git = await gitOf(root);
        const facts = await git.commits(Object.values(commits));
        expect(new Set([...facts.values()].map((commit) => commit.reachability))).toEqual(new Set(["head"]));
        const blobs = await git.blobs(Object.values(commits).map((commit) => ({ commit, path: "a.txt" })));
        expect(new Set(blobs.values()).size).toBe(count);
        expect(await git.countCommits(() => true, 5000)).toBe(count);
      } finally {
        process.env.PATH = PATH;
      }
      return readFileSync(log, "utf8").trim().split("\n").sort();
    };
    const few = await processes(10);
    expect(few.length).toBeLessThan(10);
    expect((await processes(1000)).map((line) => line.split(" ")[0])).toEqual(
      few.map((line) => line.split(" ")[0]),
    );
  });

  test("B6: one broken ref makes what hangs on it not observable, and nothing else", async () => {
    const { root, commits } = buildRepository(recipe);
    writeFileSync(join(root, ".git/refs/heads/broken"), `${UNKNOWN}\n`);
    const facts = await (await gitOf(root)).commits([commits.head!, commits.tagged!, commits.lost!]);
    expect([...facts.values()].map((commit) => commit.reachability)).toEqual(["head", "tag", "unobservable"]);
  });
});
