import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildRepository, type Repository, temporaryFolder } from "../tools/repository.js";
import { COMMANDS, commandNamed, PROJECT, withstands } from "./attacked.js";

const TEN_GIGABYTES = 10 * 1024 ** 3;
const SECRET = "canary-outside-0815";

const pipe = (path: string): void => {
  rmSync(path, { force: true });
  expect(spawnSync("mkfifo", [path]).status).toBe(0);
};
const inflated = (path: string): void => {
  appendFileSync(path, "");
  truncateSync(path, TEN_GIGABYTES);
};

/** What stands where git has its own files. */
const PLACES: readonly (readonly [what: string, plant: (root: string) => void])[] = [
  ["a pipe for a branch", (root) => pipe(join(root, ".git/refs/heads/main"))],
  ["a pipe for the alternates", (root) => pipe(join(root, ".git/objects/info/alternates"))],
  ["a pipe for .gitignore", (root) => pipe(join(root, ".gitignore"))],
  ["a pipe for .mailmap", (root) => pipe(join(root, ".mailmap"))],
  ["a pipe for a .gitattributes below", (root) => pipe(join(root, "mlruns/.gitattributes"))],
  ["an index of ten gigabytes", (root) => inflated(join(root, ".git/index"))],
  ["packed refs of ten gigabytes", (root) => inflated(join(root, ".git/packed-refs"))],
  ["a HEAD of ten gigabytes", (root) => inflated(join(root, ".git/HEAD"))],
  [
    "a .git file that names itself",
    (root) => {
      rmSync(join(root, ".git"), { recursive: true });
      writeFileSync(join(root, ".git"), "gitdir: .git\n");
    },
  ],
];

const project = (): Repository => buildRepository({ commits: [{ files: PROJECT }] });

describe("F1 F4: what git would wait for, or drown in, costs git's answers and not the audit", () => {
  test.each(PLACES)("%s", async (_, plant) => {
    const { root } = project();
    plant(root);
    const { stdout } = await withstands(commandNamed("runs"), root, {
      untouched: false,
      killAfterSeconds: 30,
    });
    expect(stdout).not.toContain("exptrack-git-");
  });

  test("each command ends well without git, and the audit says why it has none, without a place of this machine", async () => {
    const { root } = project();
    pipe(join(root, ".gitignore"));
    for (const command of COMMANDS) {
      const { stdout } = await withstands(command, root, {
        untouched: false,
        killAfterSeconds: 30,
        // Nothing is staged.
        found: command.name !== "check",
      });
      if (command.name === "audit") expect(stdout).toContain(".gitignore is a pipe or a device");
    }
  });
});

describe("F1: links where git and the index have files", () => {
  test.each(["packed-refs", "shallow", "config", "HEAD", "index", "info/exclude"])(
    ".git/%s as a link out of the repository tells nothing of what it leads to",
    async (name) => {
      const { root } = project();
      const outside = join(temporaryFolder("outside"), "secret");
      writeFileSync(outside, `${SECRET} ${SECRET}\n`);
      mkdirSync(join(root, ".git/info"), { recursive: true });
      rmSync(join(root, ".git", name), { force: true });
      symlinkSync(outside, join(root, ".git", name));
      const { stdout, stderr } = await withstands(commandNamed("audit"), root, { untouched: false });
      expect(stdout + stderr).not.toContain(SECRET);
      expect(stdout).not.toContain("exptrack-git-");
      expect(stdout).not.toContain(root);
    },
  );
});
