import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UnreadableFile } from "../../src/core/workspace.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, temporaryFolder } from "../tools/repository.js";
import { COMMANDS, commandNamed, HEALTHY_RUN, PROJECT, stagedProject, withstands } from "./attacked.js";

const SECRET = "canary-outside-0817";
const RUN = `mlruns/0/${HEALTHY_RUN}`;

function secretFolder(): string {
  const outside = temporaryFolder("outside");
  for (const name of ["exptrack.yml", "secret.txt", "train.py", "README.md", "baseline.json", "mlflow.db"])
    writeFileSync(join(outside, name), `${SECRET}: "${SECRET}"\n`);
  return outside;
}

describe("F1: links", () => {
  test("staged, committed and lying there, out of the root and in circles: nothing of what they lead to is told", async () => {
    const outside = secretFolder();
    const links = {
      "linked.py": join(outside, "train.py"),
      "metrics.json": join(outside, "secret.txt"),
      "params.yaml": "/dev/zero",
      "README.rst": join(outside, "README.md"),
      "experiments.lock.jsonl": join(outside, "secret.txt"),
      "exptrack-baseline.json": join(outside, "baseline.json"),
      ".pre-commit-config.yaml": join(outside, "secret.txt"),
      "mlflow.db": join(outside, "mlflow.db"),
      "loop/again": "..",
      first: "second",
      second: "first",
      folder: outside,
      etc: "../../../../../../../../etc",
      [`${RUN}/tags`]: outside,
      [`${RUN}/artifacts`]: "/",
    };
    const { root } = stagedProject(
      Object.fromEntries(Object.entries(links).map(([path, symlink]) => [path, { symlink }])),
    );
    for (const command of COMMANDS) {
      const { stdout, stderr } = await withstands(command, root, {
        untouched: false,
        codes: [0, 1, 2],
        found: !/^(baseline|runs --snapshot)/.test(command.name),
      });
      expect(stdout + stderr, command.name).not.toContain(SECRET);
    }
  });

  test("the configuration as a link out of the repository is named, and not read", async () => {
    const { root } = stagedProject({ "exptrack.yml": { symlink: join(secretFolder(), "exptrack.yml") } });
    for (const command of COMMANDS.filter(({ name }) => /^(audit|check|baseline)/.test(name))) {
      const { stdout, stderr } = await withstands(command, root, { codes: [2], found: false });
      expect(stdout + stderr, command.name).not.toContain(SECRET);
      expect(stderr).toMatch(/exptrack\.yml.*a link out of the/);
    }
  });

  test("files that are another's too (hard links), sockets, and folders nobody may list cost no audit", async () => {
    const { root } = stagedProject();
    linkSync(join(root, "train.py"), join(root, "same.py"));
    const server = createServer().listen(join(root, "metrics.json"));
    mkdirSync(join(root, "locked"), { mode: 0 });
    for (const name of ["audit", "runs", "check --all-files"])
      await withstands(commandNamed(name), root, { untouched: false });
    server.close();
  });
});

/** What somebody puts in the place of a file between the listing and the reading. */
const SWAPS: readonly (readonly [string, (path: string) => unknown])[] = [
  ["a link out of the root", (path) => symlinkSync(join(secretFolder(), "secret.txt"), path)],
  ["a pipe", (path) => spawnSync("mkfifo", [path])],
  ["a link to a device", (path) => symlinkSync("/dev/zero", path)],
  ["a folder", (path) => mkdirSync(path)],
  ["nothing", () => undefined],
];

describe("F1: a file that is another when it is read than when it was listed", () => {
  test.each(SWAPS)("%s: is unreadable by every way of reading, at once", async (_, swap) => {
    const { root } = buildRepository({
      commits: [{ files: { "a.py": "print(1)\n", "b.py": "print(2)\n" } }],
    });
    const workspace = await openWorkspace(root);
    await workspace.files();
    rmSync(join(root, "a.py"));
    swap(join(root, "a.py"));
    const ways: (() => Promise<unknown>)[] = [
      () => workspace.read("a.py"),
      () => workspace.readText("a.py"),
      () => workspace.kind("a.py"),
      () => workspace.withCopy(["a.py"], async () => undefined),
      async () => {
        for await (const piece of workspace.stream("a.py")) expect(piece.toString()).not.toContain(SECRET);
      },
      async () => {
        const [first] = await workspace.readAhead(["a.py"], { limit: 100 })();
        if (first instanceof UnreadableFile) throw first;
      },
    ];
    for (const way of ways) await expect(way()).rejects.toBeInstanceOf(UnreadableFile);
    expect(await workspace.readText("b.py")).toBe("print(2)\n");
    await workspace.close();
  });
});

test("F1: a metric series of ten gigabytes of nothing ends, and is named", async () => {
  const { root } = buildRepository({
    untracked: { ...PROJECT, [`${RUN}/metrics/endless`]: "1767225600000 0.5 0\n" },
  });
  truncateSync(join(root, `${RUN}/metrics/endless`), 10 * 1024 ** 3);
  const { stderr } = await withstands(commandNamed("metrics"), root, { untouched: false });
  expect(stderr).toMatch(/metrics\/endless: MLflow metric of 10737418240 bytes: not read/);
});
