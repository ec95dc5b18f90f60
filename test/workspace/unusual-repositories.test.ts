import { spawnSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Workspace } from "../../src/core/workspace.js";
import { CannotAudit, openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, temporaryFolder } from "../tools/repository.js";

const UNKNOWN = "1234567890123456789012345678901234567890";

const opened: Workspace[] = [];
async function open(...args: Parameters<typeof openWorkspace>): Promise<Workspace> {
  const workspace = await openWorkspace(...args);
  opened.push(workspace);
  return workspace;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((workspace) => workspace.close()));
});

const pathsOf = async (workspace: Workspace) => (await workspace.files()).map((file) => file.path);
const scopesOf = async (workspace: Workspace) =>
  Object.fromEntries((await workspace.files()).map((file) => [file.path, file.scope]));

const threeCommits = () =>
  buildRepository({
    commits: [
      { id: "first", files: { "train.py": "1\n", "README.md": "x\n" }, tag: "v1" },
      { id: "second", files: { "train.py": "2\n" } },
      { id: "third", files: { "data.csv": "a,b\n" } },
    ],
  });

test("F4: no git: everything counts as the clone, and every question to git is answered with not known", async () => {
  const { root } = buildRepository({
    untracked: { "train.py": "x", ".gitignore": "mlruns\n", "mlruns/a": "y" },
  });
  const workspace = await open(root);
  const { git } = workspace;
  expect(await scopesOf(workspace)).toEqual({
    ".gitignore": "tracked",
    "mlruns/a": "tracked",
    "train.py": "tracked",
  });
  expect(git).toMatchObject({ present: false, head: null, dirty: null, shallow: false, hasRemote: false });
  expect(git.why).toMatch(/^no git here/);
  expect((await git.commits([UNKNOWN])).get(UNKNOWN)?.reachability).toBe("unobservable");
  expect(await git.countCommits(() => true, 5)).toBeNull();
  expect(await git.tree(UNKNOWN)).toBeNull();
  expect((await git.blobs([{ commit: UNKNOWN, path: "train.py" }])).size).toBe(0);
});

test("F4: git without commits: no head, all files count, and nothing fails", async () => {
  const { root } = buildRepository({ commits: [], untracked: { "train.py": "x" } });
  const workspace = await open(root);
  expect(workspace.git).toMatchObject({ present: true, head: null, dirty: false });
  expect(await scopesOf(workspace)).toEqual({ "train.py": "tracked" });
  expect(await workspace.git.countCommits(() => true, 5)).toBe(0);
  expect(await workspace.git.newestChange(() => true)).toBeNull();
  expect(await workspace.git.tags()).toEqual([]);
  expect((await workspace.git.commits([UNKNOWN])).get(UNKNOWN)?.reachability).toBe("absent");
});

test("B6: a shallow clone: what it does not hold is not observable, and its oldest commit changed nothing", async () => {
  const full = threeCommits();
  const { root } = full.clone("--depth=2", "--no-tags");
  const { git } = await open(root);
  expect(git).toMatchObject({ present: true, shallow: true, partial: false, hasRemote: true });
  const facts = await git.commits([full.commits.first!, full.commits.second!, full.commits.third!, UNKNOWN]);
  expect([...facts.values()].map((commit) => commit.reachability)).toEqual([
    "unobservable",
    "head",
    "head",
    "unobservable",
  ]);
  expect(await git.countCommits(() => true, 1)).toBe(1);
  expect(await git.countCommits(() => true, 5)).toBeNull();
  expect((await git.newestChange((path) => path === "data.csv"))?.commit).toBe(full.commits.third);
  expect(await git.newestChange((path) => path === "train.py")).toBeNull();
  expect([...(await git.lastChanges(["train.py", "README.md", "data.csv"])).keys()]).toEqual(["data.csv"]);
});

test.each(["blob:none", "tree:0"])(
  "B6: a partial clone (%s): a missing object is not observable, nothing is fetched",
  async (filter) => {
    const full = threeCommits();
    const { root } = full.clone(`--filter=${filter}`, "--no-checkout");
    const before = snapshot(join(root, ".git"));
    const { git } = await open(root);
    expect(git).toMatchObject({ present: true, shallow: false, partial: true });
    const facts = await git.commits([full.commits.first!, UNKNOWN]);
    expect([...facts.values()].map((commit) => commit.reachability)).toEqual(["head", "unobservable"]);
    const blobs = await git.blobs([
      { commit: "first", path: "train.py" },
      { commit: full.commits.first!, path: "train.py" },
      { commit: full.commits.first!, path: "data.csv" },
    ]);
    const known = filter === "blob:none";
    // Blob ids stand in the trees, so that a clone without blobs still knows them.
    expect([...blobs.values()]).toEqual(known ? [full.git("rev-parse", "v1:train.py"), null] : []);
    expect(await git.tree(full.commits.first!)).toEqual(known ? ["README.md", "train.py"] : null);
    expect(await git.blob(full.commits.first!, "train.py")).toBeNull();
    expect((await git.newestChange((path) => path === "train.py"))?.commit).toBe(
      known ? full.commits.second : undefined,
    );
    const revision = await open(root, { rev: "HEAD" }).catch((error: unknown) => error);
    if (known) {
      const workspace = revision as Workspace;
      expect(await pathsOf(workspace)).toEqual(["README.md", "data.csv", "train.py"]);
      expect(await workspace.entry("data.csv")).toMatchObject({ size: 1, absent: true });
      expect(workspace.problems).toEqual([
        {
          path: "README.md",
          message:
            "git's objects of 3 files, this the first, are not in this clone: the content cannot be seen",
        },
      ]);
      await expect(workspace.readText("train.py")).rejects.toThrow("git's object is not in this clone");
    } else expect(revision).toBeInstanceOf(CannotAudit);
    expect(snapshot(join(root, ".git"))).toEqual(before);
  },
);

test("F1: a repository of a foreign owner is read, though plain git refuses it", async () => {
  const { root, commits } = threeCommits();
  const own = (path: string) => {
    chownSync(path, 4711, 4711);
    if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) own(join(path, name));
  };
  own(root);
  const plain = spawnSync("git", ["log", "-1"], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TEST_ASSUME_DIFFERENT_OWNER: "1",
    },
  });
  expect(plain.stderr.toString()).toContain("dubious ownership");
  const { git } = await open(root);
  expect(git).toMatchObject({ present: true, head: commits.third, dirty: false });
});

test("F4: a folder inside a repository: files, facts and history of that folder only", async () => {
  const { root, commits } = buildRepository({
    commits: [
      { id: "first", files: { "models/a/train.py": "1\n", "models/b/train.py": "1\n", "top.py": "1\n" } },
      { id: "a", files: { "models/a/train.py": "2\n" } },
      { id: "b", files: { "models/b/train.py": "2\n" } },
    ],
    changed: { "models/b/train.py": "3\n" },
    untracked: { "models/a/new.py": "" },
    ignored: { "models/a/runs/r": "" },
  });
  const workspace = await open(join(root, "models/a"));
  const { git } = workspace;
  expect(await scopesOf(workspace)).toEqual({
    "new.py": "untracked",
    "runs/r": "ignored",
    "train.py": "tracked",
  });
  expect(git).toMatchObject({ head: commits.b, dirty: false });
  expect(await git.countCommits(() => true, 9)).toBe(2);
  expect((await git.newestChange(() => true))?.commit).toBe(commits.a);
  expect((await git.lastChanges(["train.py"])).get("train.py")?.commit).toBe(commits.a);
  expect(await git.tree(commits.first!)).toEqual(["train.py"]);
  expect((await git.blob(commits.first!, "train.py"))?.toString()).toBe("1\n");
  expect((await git.blobs([{ commit: commits.b!, path: "../b/train.py" }])).size).toBe(1);
  expect(await pathsOf(await open(join(root, "models/a"), { rev: "HEAD" }))).toEqual(["train.py"]);
  expect(await pathsOf(await open(join(root, "models/a"), { index: true }))).toEqual(["train.py"]);
  expect((await open(join(root, "models/b"))).git.dirty).toBe(true);
});

test("F4: a folder that the repository around it ignores has no git, and counts as a whole", async () => {
  const { root } = buildRepository({
    commits: [{ files: { "a.py": "" } }],
    ignored: { "copy/train.py": "x" },
  });
  const workspace = await open(join(root, "copy"));
  expect(workspace.git.why).toBe("no git here: the repository around this folder ignores it");
  expect(await scopesOf(workspace)).toEqual({ "train.py": "tracked" });
});

test("F4: a bare repository is audited at HEAD, as a revision", async () => {
  const full = threeCommits();
  const bare = full.clone("--bare");
  const workspace = await open(bare.root);
  expect(workspace).toMatchObject({ source: "revision", name: "project" });
  expect(workspace.git).toMatchObject({ present: true, head: full.commits.third, dirty: false });
  expect(await pathsOf(workspace)).toEqual(["README.md", "data.csv", "train.py"]);
  expect(await workspace.readText("train.py")).toBe("2\n");
  expect(await (await open(bare.root, { rev: "v1" })).readText("train.py")).toBe("1\n");
  await expect(open(bare.root, { index: true })).rejects.toThrow("a bare repository has no index");
  const empty = temporaryFolder("empty.git");
  buildRepository({}, { folder: empty }).git("init", "--quiet", "--bare");
  expect(await pathsOf(await open(empty))).toEqual([]);
});

test("F4: a submodule's files are listed, and what is tracked there is tracked", async () => {
  const inner = buildRepository({
    commits: [{ id: "one", files: { "lib.py": "1\n", ".gitignore": "out\n" } }],
  });
  const outer = buildRepository({ commits: [{ files: { "train.py": "" } }] });
  outer.git("submodule", "--quiet", "add", `file://${inner.root}`, "vendor/inner");
  outer.git("commit", "--quiet", "--message", "submodule");
  outer.write({ "vendor/inner/new.py": "", "vendor/inner/out/x": "" });
  const workspace = await open(outer.root);
  expect(await scopesOf(workspace)).toEqual({
    ".gitmodules": "tracked",
    "train.py": "tracked",
    "vendor/inner/.gitignore": "tracked",
    "vendor/inner/lib.py": "tracked",
    "vendor/inner/new.py": "untracked",
    "vendor/inner/out/x": "ignored",
  });
  expect(workspace.git.dirty).toBe(false);
  // The submodule on its own: its .git is a file.
  const alone = await open(join(outer.root, "vendor/inner"));
  expect(alone.git).toMatchObject({ present: true, head: inner.commits.one });
  outer.write({ "vendor/inner/lib.py": "2\n" });
  expect((await open(outer.root)).git.dirty).toBe(true);
});

test("F1: a submodule whose .git file leads out of the repository is not followed", async () => {
  const secret = buildRepository({ commits: [{ files: { "lib.py": "1\n" } }] });
  const outer = buildRepository({ commits: [{ files: { "train.py": "" } }] });
  outer.git("update-index", "--add", "--cacheinfo", `160000,${UNKNOWN},lib`);
  outer.git("commit", "--quiet", "--message", "submodule");
  outer.write({ "lib/lib.py": "1\n", "lib/.git": `gitdir: ${secret.root}/.git\n` });
  const workspace = await open(outer.root);
  expect(await scopesOf(workspace)).toEqual({ "lib/lib.py": "untracked", "train.py": "tracked" });
  expect(workspace.problems).toEqual([
    {
      path: "lib",
      message:
        "this submodule is not looked into: the .git here leads to a git directory that does not know this folder",
    },
  ]);
});

test("F4: a worktree, whose .git is a file, is a repository like any other", async () => {
  const main = threeCommits();
  const folder = join(temporaryFolder(), "tree");
  main.git("worktree", "add", "--quiet", "-b", "topic", folder, main.commits.second!);
  writeFileSync(join(folder, "train.py"), "edited\n");
  const workspace = await open(folder);
  expect(await pathsOf(workspace)).toEqual(["README.md", "train.py"]);
  expect(workspace.git).toMatchObject({ head: main.commits.second, dirty: true });
  expect(await workspace.git.tags()).toEqual([{ name: "v1", commit: main.commits.first }]);
  const facts = await workspace.git.commits([main.commits.third!]);
  expect(facts.get(main.commits.third!)?.reachability).toBe("branch");
});

test("F4: a .git file that leads nowhere is no git, and says so", async () => {
  const { root } = buildRepository({ untracked: { ".git": "gitdir: ../gone/.git/modules/x\n", "a.py": "" } });
  const workspace = await open(root);
  expect(workspace.git.why).toMatch(/points to a git directory that is not there/);
  expect(await pathsOf(workspace)).toEqual(["a.py"]);
});

test("F4: a repository that git cannot read is audited without git, and says why", async () => {
  const { root } = threeCommits();
  writeFileSync(join(root, ".git/index"), "nonsense");
  const workspace = await open(root);
  expect(workspace.git).toMatchObject({ present: false });
  expect(workspace.git.why).toMatch(/^git cannot read this repository: /);
  expect(await pathsOf(workspace)).toHaveLength(3);
  await expect(open(root, { index: true })).rejects.toThrow(CannotAudit);
  writeFileSync(join(root, ".git/config"), "[core\nno");
  expect((await open(root)).git.why).toMatch(/^git cannot read this repository: /);
});

test("F4: a machine without git audits the files alone", async () => {
  const { root } = threeCommits();
  const { PATH } = process.env;
  process.env.PATH = "/nonexistent";
  try {
    const workspace = await open(root);
    expect(workspace.git).toMatchObject({
      present: false,
      why: "git is not installed: no git command on the PATH",
    });
    expect(await pathsOf(workspace)).toHaveLength(3);
    await expect(open(root, { rev: "HEAD" })).rejects.toThrow(/git is not installed/);
  } finally {
    process.env.PATH = PATH;
  }
});

test("F4: a path that cannot be audited is refused with a remedy", async () => {
  const { root } = buildRepository({ untracked: { "train.py": "" } });
  const refused = async (...args: Parameters<typeof openWorkspace>) => {
    const error = await open(...args).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CannotAudit);
    return (error as Error).message;
  };
  expect(await refused(join(root, "nowhere"))).toMatch(/nowhere does not exist: check the path/);
  expect(await refused(join(root, "train.py"))).toMatch(/train.py is a file: name the folder/);
  expect(await refused(root, { rev: "main" })).toMatch(/the revision main cannot be read: no git here/);
  const repository = threeCommits();
  expect(await refused(repository.root, { rev: "gone" })).toMatch(/no commit is called gone here/);
  expect(await refused(repository.root, { rev: "--output=x" })).toMatch(/no commit is called/);
});

test("F4: SHA-256, a split index and packed refs are read", async () => {
  const { root, git } = buildRepository({ untracked: { "train.py": "1\n" } });
  git("init", "--quiet", "--object-format=sha256");
  git("add", ".");
  git("commit", "--quiet", "--message", "one");
  git("tag", "v1");
  git("update-index", "--split-index");
  git("pack-refs", "--all");
  const workspace = await open(root);
  expect(workspace.git.head).toMatch(/^[0-9a-f]{64}$/);
  expect(workspace.git.dirty).toBe(false);
  expect(await workspace.git.tags()).toEqual([{ name: "v1", commit: workspace.git.head }]);
  expect(await scopesOf(workspace)).toEqual({ "train.py": "tracked" });
});

test("F2: nothing is created or touched, git's index and its shared part included", async () => {
  const { root, git } = buildRepository({
    commits: [{ id: "a", files: { "train.py": "1\n", "sub/b.py": "2\n" } }],
    changed: { "train.py": "22\n" },
    untracked: { "new.py": "" },
    ignored: { "mlruns/x.db": "db" },
  });
  git("update-index", "--split-index");
  const copy = join(temporaryFolder(), "copy");
  cpSync(root, copy, { recursive: true });
  // A moved copy has other inodes and times than the index knows: git itself would now refresh it.
  renameSync(copy, `${copy}2`);
  mkdirSync(copy);
  for (const folder of [root, `${copy}2`]) {
    const before = snapshot(folder);
    const head = git("rev-parse", "HEAD");
    for (const state of [{}, { rev: "HEAD" }, { index: true }]) {
      const workspace = await open(folder, state);
      for (const file of await workspace.files()) await workspace.kind(file.path);
      await workspace.withCopy(["train.py"], async (_, [path]) => writeFileSync(path!, "scribble"));
      await workspace.git.lastChanges(["train.py"]);
      await workspace.git.commits([head]);
      await workspace.git.tags();
      await workspace.close();
    }
    expect(snapshot(folder)).toEqual(before);
  }
});

/** Every path with its kind, size, time of change to the nanosecond, and bytes. */
function snapshot(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .concat(".")
    .sort()
    .map((path) => {
      const stats = lstatSync(join(folder, path), { bigint: true });
      const bytes = stats.isFile() ? readFileSync(join(folder, path)).toString("base64") : "";
      return [path, stats.mode, stats.size, stats.mtimeNs, bytes].join(" ");
    });
}
