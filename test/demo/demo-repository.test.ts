import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../tools/repository.js";

function build(): { root: string; head: string; git(...args: string[]): string } {
  const root = join(temporaryFolder("demo"), "flower-classifier");
  const head = execFileSync(process.execPath, ["test/tools/demo-repository.mjs", root]).toString().trim();
  const git = (...args: string[]) => spawnSync("git", args, { cwd: root, encoding: "utf8" }).stdout.trim();
  return { root, head, git };
}

/** The commit of every MLflow run in the project. */
function recordedCommits(root: string): string[] {
  const names = readdirSync(join(root, "mlruns"), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith("mlflow.source.git.commit") && !name.includes("models"))
    .map((name) => readFileSync(join(root, "mlruns", name), "utf8"));
}

test("the demo is the same to the commit id wherever it is built, and its tree is clean", () => {
  const [first, second] = [build(), build()];
  expect(first.head).toMatch(/^[0-9a-f]{40}$/);
  expect(second.head).toBe(first.head);
  expect(first.git("rev-list", "--count", "HEAD")).toBe("7");
  expect(first.git("status", "--porcelain")).toBe("");
  expect(first.git("status", "--porcelain", "--ignored")).toBe("!! wandb/");
});

test("its runs record commits that it has, apart from the one that was amended", () => {
  const { root, git } = build();
  const commits = recordedCommits(root);
  const unknown = commits.filter((commit) => git("cat-file", "-t", commit) !== "commit");
  expect([commits.length, unknown.length]).toEqual([8, 1]);
});
