import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { canary, sprung, trapped } from "../tools/git-traps.js";
import { buildRepository, temporaryFolder } from "../tools/repository.js";
import { COMMANDS, type Command, commandNamed, PROJECT, stagedProject, withstands } from "./attacked.js";

/** One that lists, two that look at what git holds: for attacks that meet all in the same place. */
const SOME: readonly Command[] = ["audit", "check", "check --all-files"].map(commandNamed);

const SECRET = "canary-outside-0816";

/** What looks at commits instead of the folder. */
const OF_COMMITS: readonly Command[] = [
  {
    ...commandNamed("audit"),
    name: "audit --rev",
    args: (root) => ["audit", root, "--rev", "v1", "-f", "json"],
  },
  {
    ...commandNamed("runs"),
    name: "runs --rev",
    args: (root) => ["runs", root, "--rev", "v1", "-f", "json"],
  },
  {
    ...commandNamed("check"),
    name: "check --from-ref",
    args: () => ["check", "--from-ref", "side", "--to-ref", "v1", "-f", "json"],
    finds: /"mode": "range"/,
  },
  {
    ...commandNamed("audit"),
    name: "audit --config-from",
    args: (root) => ["audit", root, "--config-from", "v1", "-f", "json"],
  },
];

/** Everything by which git, or a program that works with it, is told from outside to start another. */
function hostileEnvironment(root: string, traps: string): Record<string, string> {
  const program = canary(traps, "environment");
  const bin = join(root, "node_modules/.bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "git"), `#!/bin/sh\n: > "${join(traps, "own-git")}"\n`);
  chmodSync(join(bin, "git"), 0o755);
  const commands = [
    "GIT_EXTERNAL_DIFF",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_PROXY_COMMAND",
    "GIT_ASKPASS",
    "SSH_ASKPASS",
    "GIT_PAGER",
    "PAGER",
    "GIT_EDITOR",
    "GIT_SEQUENCE_EDITOR",
    "EDITOR",
    "VISUAL",
  ];
  return {
    ...Object.fromEntries(commands.map((name) => [name, program])),
    PATH: [".", bin, process.env.PATH].join(delimiter),
    GIT_DIR: "/nonexistent",
    GIT_COMMON_DIR: "/nonexistent",
    GIT_WORK_TREE: "/nonexistent",
    GIT_OBJECT_DIRECTORY: "/nonexistent",
    GIT_ALTERNATE_OBJECT_DIRECTORIES: "/nonexistent",
    GIT_NAMESPACE: "elsewhere",
    GIT_EXEC_PATH: bin,
    GIT_TEMPLATE_DIR: bin,
    GIT_CONFIG: join(root, "README.md"),
    GIT_CONFIG_GLOBAL: join(root, "README.md"),
    GIT_CONFIG_SYSTEM: join(root, "README.md"),
    GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${program}'`,
    GIT_CONFIG_COUNT: "2",
    GIT_CONFIG_KEY_0: "core.fsmonitor",
    GIT_CONFIG_VALUE_0: program,
    GIT_CONFIG_KEY_1: "diff.external",
    GIT_CONFIG_VALUE_1: program,
    GIT_TRACE: join(root, "trace"),
    GIT_TRACE2: join(root, "trace2"),
    GIT_TRACE_SETUP: join(root, "trace-setup"),
    GIT_INDEX_FILE: join(traps, "index"),
  };
}

describe("F1: nothing starts of what a repository's git, and the environment, would have started", () => {
  test("on every command, with every trap set at once", async () => {
    const { repository, traps } = trapped(PROJECT);
    const { root } = repository;
    const env = hostileEnvironment(root, traps);
    repository.write({ "train.py": `${PROJECT["train.py"]}\n` });
    spawnSync("git", ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "add", "train.py"], {
      cwd: root,
    });
    for (const name of sprung(traps)) rmSync(join(traps, name));
    for (const command of [...COMMANDS, ...OF_COMMITS]) {
      await withstands(command, root, { env, untouched: false, found: command.name !== "check" });
      expect(sprung(traps), command.name).toEqual([]);
    }
  });

  test("in a bare repository that lies in another, and in a submodule", async () => {
    const { repository, traps } = trapped(PROJECT);
    for (const folder of ["assets", "part"])
      for (const name of ["audit", "runs"])
        await withstands(commandNamed(name), join(repository.root, folder), {
          untouched: false,
          found: folder === "assets",
        });
    expect(sprung(traps)).toEqual([]);
  });
});

describe("F1: what git is told of objects and names by the repository", () => {
  test("replaced and grafted commits do not hide what a commit holds", async () => {
    const repository = stagedProject();
    const { root, git } = repository;
    git("commit", "--quiet", "--message", "All of it");
    const empty = git("commit-tree", git("hash-object", "-t", "tree", "/dev/null"), "-m", "Nothing");
    git("replace", "HEAD", empty);
    mkdirSync(join(root, ".git/info"), { recursive: true });
    writeFileSync(join(root, ".git/info/grafts"), `${git("rev-parse", "HEAD")} ${empty}\n`);
    for (const { args, ...command } of OF_COMMITS.filter(({ name }) => name.endsWith("--rev")))
      await withstands(
        { ...command, args: (at) => args(at).map((one) => (one === "v1" ? "HEAD" : one)) },
        root,
      );
  });

  test("names of branches and tags are no options, no commands and no paths", async () => {
    const { root, git } = stagedProject();
    git("commit", "--quiet", "--message", "All of it");
    const names = [
      "refs/tags/--upload-pack=touch$IFScanary",
      "refs/tags/-x",
      "refs/heads/$(touch$IFScanary)",
      "refs/heads/`touch$IFScanary`",
      "refs/heads/'\";touch$IFScanary",
      "refs/heads/%0a%1b<!--exptrack-->",
      "refs/exps/aa/--output=canary",
      "refs/heads/__proto__",
      "refs/heads/</script>",
    ];
    for (const name of names) git("update-ref", name, "HEAD");
    git("symbolic-ref", "HEAD", "refs/heads/$(touch$IFScanary)");
    for (const command of SOME) await withstands(command, root, { found: !command.name.startsWith("check") });
  });

  test.each(["--output=canary", "-x", "HEAD:README.md", "v1..v2", "x\ny\u001b[31m"])(
    "a revision called %j is refused",
    async (revision) => {
      const { root } = stagedProject();
      for (const args of [
        ["audit", root, `--rev=${revision}`],
        ["audit", root, `--config-from=${revision}`],
        ["check", `--from-ref=${revision}`],
      ]) {
        const { stderr } = await withstands(
          { name: args.join(" "), args: () => args, writes: [], finds: /^/, codes: [2], inside: true },
          root,
        );
        expect(stderr).not.toContain("\u001b");
      }
    },
  );

  test.each([
    [
      "a .git file",
      (root: string, theirs: string) => writeFileSync(join(root, ".git"), `gitdir: ${theirs}\n`),
    ],
    ["a .git link", (root: string, theirs: string) => symlinkSync(theirs, join(root, ".git"))],
    [
      "a commondir",
      (root: string, theirs: string) => {
        mkdirSync(join(root, ".git"));
        writeFileSync(join(root, ".git/HEAD"), "ref: refs/heads/main\n");
        writeFileSync(join(root, ".git/commondir"), theirs);
      },
    ],
  ])("%s that leads to somebody else's repository tells nothing of what that holds", async (_, plant) => {
    const other = buildRepository({
      commits: [{ files: { [`${SECRET}.py`]: `import torch\n# ${SECRET}\n` }, message: SECRET, tag: SECRET }],
      staged: { [`${SECRET}-staged.py`]: `import torch\nimport mlflow\nmlflow.start_run()  # ${SECRET}\n` },
      remote: `https://example.org/${SECRET}.git`,
    });
    const { root } = buildRepository({ untracked: PROJECT });
    plant(root, join(other.root, ".git"));
    for (const command of SOME) {
      const { stdout, stderr } = await withstands(command, root, {
        found: !command.needsGit,
        codes: [0, 1, 2],
      });
      expect(stdout + stderr, command.name).not.toContain(SECRET);
    }
  });

  test.each([
    ["a pipe", (object: string) => spawnSync("mkfifo", [object])],
    [
      "a link to a pipe",
      (object: string) => {
        const outside = join(temporaryFolder("outside"), "pipe");
        spawnSync("mkfifo", [outside]);
        symlinkSync(outside, object);
      },
    ],
  ])("%s in the place of an object is not waited for", async (_, plant) => {
    const { root, git } = stagedProject();
    const id = git("rev-parse", ":train.py");
    const object = join(root, ".git/objects", id.slice(0, 2), id.slice(2));
    rmSync(object, { force: true });
    plant(object);
    for (const command of SOME) {
      const circumstances = {
        untouched: false,
        killAfterSeconds: 20,
        codes: command.needsGit ? [2] : [0, 1],
      };
      const { stderr } = await withstands(command, root, { ...circumstances, found: false });
      if (command.needsGit) expect(stderr).toMatch(/a pipe or a device stands in the place/);
    }
  });

  test("nor in a store that the repository borrows from", async () => {
    const { root, git } = stagedProject();
    const id = git("rev-parse", ":train.py");
    const store = join(root, "borrowed");
    mkdirSync(join(store, id.slice(0, 2)), { recursive: true });
    rmSync(join(root, ".git/objects", id.slice(0, 2), id.slice(2)), { force: true });
    spawnSync("mkfifo", [join(store, id.slice(0, 2), id.slice(2))]);
    writeFileSync(join(root, ".git/objects/info/alternates"), "../../borrowed\n");
    await withstands(commandNamed("check"), root, {
      untouched: false,
      killAfterSeconds: 20,
      codes: [2],
      found: false,
    });
  });
});
