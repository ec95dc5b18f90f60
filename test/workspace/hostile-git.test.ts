import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorkspace } from "../../src/workspace/open.js";
import { canary, sprung, TRAPS, trappable, trapped, UNKNOWN } from "../tools/git-traps.js";
import { buildRepository, temporaryFolder } from "../tools/repository.js";

const PLAIN_ENV = {
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
};

describe("F1: a repository whose configuration names commands", () => {
  const armed = TRAPS.flatMap(({ name, spring, plant }) =>
    spring === null ? [] : [[name, spring, plant] as const],
  );
  test.each(armed)("the trap %s is armed: plain git springs it", (name, spring, plant) => {
    const repository = trappable();
    const traps = temporaryFolder("traps");
    plant(repository, canary(traps, name));
    spawnSync("git", spring, {
      cwd: repository.root,
      env: PLAIN_ENV,
      input: "protocol=http\nhost=nowhere.invalid\n\n",
      timeout: 20_000,
    });
    expect(sprung(traps)).toEqual([name]);
  });

  let outer: NodeJS.ProcessEnv;
  beforeEach(() => {
    outer = { ...process.env };
  });
  afterEach(() => {
    process.env = outer;
  });

  test.each([
    ["a directory", {}],
    ["a revision", { rev: "HEAD" }],
    ["the index", { index: true }],
  ])("nothing is started by auditing it as %s", async (_, state) => {
    const { repository, traps } = trapped();
    const program = canary(traps, "environment");
    const bin = join(repository.root, "node_modules/.bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "git"), `#!/bin/sh\n: > "${join(traps, "own-git")}"\n`);
    chmodSync(join(bin, "git"), 0o755);
    Object.assign(process.env, {
      PATH: [".", bin, process.env.PATH].join(delimiter),
      GIT_DIR: "/nonexistent",
      GIT_EXTERNAL_DIFF: program,
      GIT_SSH_COMMAND: program,
      GIT_ASKPASS: program,
      GIT_PAGER: program,
      GIT_EXEC_PATH: bin,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.fsmonitor",
      GIT_CONFIG_VALUE_0: program,
    });

    const workspace = await openWorkspace(repository.root, state);
    const { git } = workspace;
    const head = git.head ?? "";
    for (const file of await workspace.files()) {
      await workspace.kind(file.path);
      await workspace.readText(file.path);
      for await (const piece of workspace.stream(file.path)) expect(piece.length).toBeGreaterThan(0);
    }
    await workspace.withCopy(["train.py"], async () => {});
    await git.tags();
    await git.refs("refs/heads");
    await git.countCommits(() => true, 100);
    await git.newestChange(() => true);
    await git.lastChanges(["train.py", "not-there"]);
    await git.tree(head);
    await git.blob(head, "train.py");
    await git.blob(head, "not-there");
    const blobs = await git.blobs([
      { commit: UNKNOWN, path: "train.py" },
      { commit: head, path: "not-there" },
      { commit: head, path: "train.py" },
    ]);
    const commits = await git.commits([UNKNOWN, head, UNKNOWN.slice(0, 8)]);
    await workspace.close();

    expect(sprung(traps)).toEqual([]);
    expect(git.present).toBe(true);
    expect((await workspace.files()).map((file) => file.path)).toContain("train.py");
    expect(blobs.get(`${head}:train.py`)).toMatch(/^[0-9a-f]{40}$/);
    expect(commits.get(UNKNOWN)?.reachability).toBe("unobservable");
    expect(commits.get(head)?.reachability).toBe("head");
  });

  test("files under a filter of the repository's own do not make it dirty, for only the filter could tell", async () => {
    const repository = trappable();
    const traps = temporaryFolder("traps");
    const planted = TRAPS.filter(({ name }) => name === "clean" || name === "process");
    for (const trap of planted) trap.plant(repository, canary(traps, trap.name));
    repository.write({ "other.py": "print(1)\n", "notes.md": "a\n" });
    const workspace = await openWorkspace(repository.root);
    expect(workspace.git.dirty).toBe(false);
    await workspace.close();
    expect(sprung(traps)).toEqual([]);
  });

  test("a pipe in the place of a git file is not waited for", async () => {
    const repository = buildRepository({ commits: [{ files: { "a.py": "" } }] });
    for (const name of ["packed-refs", "shallow", "config"]) {
      rmSync(join(repository.root, ".git", name), { force: true });
      spawnSync("mkfifo", [join(repository.root, ".git", name)]);
    }
    const workspace = await openWorkspace(repository.root);
    expect((await workspace.files()).map((file) => file.path)).toEqual(["a.py"]);
    await workspace.close();
  });
});
