import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, type Repository, temporaryFolder } from "../tools/repository.js";

const UNKNOWN = "1234567890123456789012345678901234567890";

/** A command that leaves a file called like the trap it was set in, wherever it is started. */
function canary(traps: string, name: string): string {
  const program = join(traps, `run-${name}`);
  writeFileSync(program, `#!/bin/sh\n: > "${join(traps, name)}"\nexit 1\n`);
  chmodSync(program, 0o755);
  return program;
}

/** Everything in a configuration that git may start as a command, and attributes that call for it. */
function hostileRepository(): { repository: Repository; traps: string; sprung(): string[] } {
  const traps = temporaryFolder("traps");
  const repository = buildRepository({
    commits: [
      { files: { "train.py": "print(1)\n", "notes.md": "a\n", "big.bin": "clean\n", "slow.bin": "clean\n" } },
      { files: { "train.py": "print(2)\n" }, tag: "v1" },
    ],
    changed: { "train.py": "print(3)\n", "notes.md": "b\n", "big.bin": "edited\n", "slow.bin": "edited\n" },
  });
  const hooks = join(traps, "hooks");
  mkdirSync(hooks);
  for (const hook of ["post-index-change", "post-checkout", "pre-commit", "reference-transaction"]) {
    const program = join(hooks, hook);
    writeFileSync(program, `#!/bin/sh\n: > "${join(traps, "hook")}"\n`);
    chmodSync(program, 0o755);
  }
  const set = (key: string, value: string) => repository.git("config", key, value);
  // A commit with a signature to check.
  const unsigned = repository.git("cat-file", "commit", "HEAD").split("\n\n");
  const signed = `${unsigned[0]}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nSigned\n`;
  const written = spawnSync("git", ["hash-object", "-t", "commit", "-w", "--stdin"], {
    cwd: repository.root,
    input: signed,
  });
  repository.git("update-ref", "refs/heads/main", written.stdout.toString().trim());
  // Objects elsewhere, whose refs a command may be asked for.
  const other = buildRepository({ commits: [{ files: { "other.txt": "x" } }] });
  writeFileSync(join(repository.root, ".git/objects/info/alternates"), `${other.root}/.git/objects\n`);

  appendFileSync(
    join(repository.root, ".git/info/attributes"),
    "*.md diff=shown\ntrain.py diff=outside\nbig.bin filter=trap\nslow.bin filter=long\n",
  );
  set("core.hooksPath", hooks);
  set("core.pager", canary(traps, "pager"));
  set("core.gitProxy", canary(traps, "proxy"));
  set("core.sshCommand", canary(traps, "ssh"));
  set("core.alternateRefsCommand", canary(traps, "alternate-refs"));
  set("core.askPass", canary(traps, "askpass"));
  set("core.editor", canary(traps, "editor"));
  set("core.worktree", traps);
  set("core.excludesFile", join(traps, "excludes"));
  set("diff.shown.textconv", canary(traps, "textconv"));
  set("diff.outside.command", canary(traps, "diff-driver"));
  set("filter.trap.clean", canary(traps, "clean"));
  set("filter.trap.smudge", canary(traps, "smudge"));
  set("filter.trap.required", "true");
  set("filter.long.process", canary(traps, "process"));
  set("gpg.program", canary(traps, "gpg"));
  set("log.showSignature", "true");
  set("credential.helper", canary(traps, "credential"));
  set("alias.ls-files", `!${canary(traps, "alias")}`);
  set("alias.tripwire", `!${canary(traps, "alias")}`);
  set("remote.origin.url", "ssh://nowhere.invalid/x");
  set("remote.origin.promisor", "true");
  set("remote.origin.partialclonefilter", "blob:none");
  set("extensions.partialClone", "origin");
  set("core.repositoryFormatVersion", "1");
  set("core.fsmonitor", canary(traps, "fsmonitor"));
  return {
    repository,
    traps,
    sprung: () =>
      readdirSync(traps)
        .filter((name) => !name.startsWith("run-") && name !== "hooks")
        .sort(),
  };
}

const PLAIN_ENV = {
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
};

/** How an unguarded git falls into each trap. */
const TRIPS: readonly (readonly [trap: string, ...args: string[]])[] = [
  ["fsmonitor", "status"],
  ["hook", "update-index", "--refresh"],
  ["clean", "diff", "--stat", "big.bin"],
  ["process", "diff", "--stat", "slow.bin"],
  ["smudge", "checkout", "--force", "HEAD", "--", "big.bin"],
  ["textconv", "diff", "HEAD", "--", "notes.md"],
  ["diff-driver", "diff", "HEAD", "--", "train.py"],
  ["pager", "grep", "-O", "print"],
  ["gpg", "log", "-1"],
  ["alias", "tripwire"],
  ["editor", "commit", "--allow-empty"],
  ["ssh", "cat-file", "-e", UNKNOWN],
  ["proxy", "fetch", "git://nowhere.invalid/x"],
  ["credential", "credential", "fill"],
  ["alternate-refs", "fetch", "."],
];

describe("F1: a repository whose configuration names commands", () => {
  test.each(TRIPS)("the trap %s is armed: plain git springs it", (trap, ...args) => {
    const { repository, traps } = hostileRepository();
    spawnSync("git", args, {
      cwd: repository.root,
      // The work tree that the configuration names is a trap of another kind.
      env: { ...PLAIN_ENV, GIT_WORK_TREE: repository.root, GIT_DIR: join(repository.root, ".git") },
      input: "protocol=http\nhost=nowhere.invalid\n\n",
      timeout: 20_000,
    });
    expect(existsSync(join(traps, trap))).toBe(true);
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
    const { repository, traps, sprung } = hostileRepository();
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

    expect(sprung()).toEqual([]);
    expect(git.present).toBe(true);
    expect((await workspace.files()).map((file) => file.path)).toEqual([
      "big.bin",
      "notes.md",
      "slow.bin",
      "train.py",
    ]);
    expect(blobs.get(`${head}:train.py`)).toMatch(/^[0-9a-f]{40}$/);
    expect(commits.get(UNKNOWN)?.reachability).toBe("unobservable");
    expect(commits.get(head)?.reachability).toBe("head");
  });

  test("files under a filter of the repository's own do not make it dirty, for only the filter could tell", async () => {
    const { repository, sprung } = hostileRepository();
    repository.write({ "train.py": "print(2)\n", "notes.md": "a\n" });
    const workspace = await openWorkspace(repository.root);
    expect(workspace.git.dirty).toBe(false);
    await workspace.close();
    expect(sprung()).toEqual([]);
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
