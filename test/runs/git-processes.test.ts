import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { RunRecord } from "../../src/core/run.js";
import { askGit } from "../../src/ledger/git-answers.js";
import { recover } from "../../src/runs/recover.js";
import { findGit } from "../../src/workspace/git-process.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, type Repository, temporaryFolder } from "../tools/repository.js";
import { runRecord } from "../tools/run-record.js";

/** A git in front of the real one that notes each start. */
const folder = temporaryFolder("bin");
const log = join(folder, "starts.log");
const path = process.env.PATH ?? "";
const real = findGit(folder)!.program;

const COMMITS = 300;
let repository: Repository;

beforeAll(() => {
  writeFileSync(join(folder, "git"), `#!/bin/sh\necho "$*" >> '${log}'\nexec '${real}' "$@"\n`);
  chmodSync(join(folder, "git"), 0o755);
  repository = buildRepository({
    commits: Array.from({ length: COMMITS }, (_, index) => ({
      files: {
        "train.py": `print(${index})\n`,
        "src/model.py": `depth = ${index}\n`,
        "uv.lock": `version = 1\n\n[[package]]\nname = "numpy"\nversion = "1.26.${index}"\nsource = { registry = "r" }\n`,
        "runs/diff.patch":
          "diff --git a/train.py b/train.py\n--- a/train.py\n+++ b/train.py\n@@ -1 +1 @@\n-a\n+b\n",
        "runs/code/train.py": "print(0)\n",
      },
    })),
  });
});
afterEach(() => {
  process.env.PATH = path;
});

/** Starts of git by what it was asked, and the code answers. */
async function ask(count: number): Promise<{ starts: string[]; states: string[] }> {
  const commits = Object.values(repository.commits);
  const records = Array.from({ length: count }, (_, index): RunRecord => {
    const commit = commits[index % commits.length]!;
    return runRecord({
      tracker: index % 4 === 0 ? "dvc" : "wandb",
      id: `r${index}`,
      commit: index % 5 === 0 ? null : commit,
      dirty: true,
      program: "train.py",
      inputs: [{ name: "src", source: "src", digest: null, kind: "directory" }],
      location: { path: "train.py", run: `wandb:r${index}` },
      trace: {
        patch: "runs/diff.patch",
        sources: { paths: ["runs/code/train.py"], whole: false },
        codeHashes: [{ path: "train.py", digest: `md5:${"a".repeat(32)}` }],
      },
    });
  });
  writeFileSync(log, "");
  process.env.PATH = `${folder}${delimiter}${path}`;
  const workspace = await openWorkspace(repository.root);
  try {
    const answers = await askGit(workspace, records);
    return {
      starts: readFileSync(log, "utf8").trim().split("\n"),
      states: records.map((record) => recover(record, answers, null).recoverability.code.state),
    };
  } finally {
    await workspace.close();
  }
}

describe("B6: git is asked about all runs at once", () => {
  test("a thousand runs of three hundred commits cost as many processes as ten runs", async () => {
    const few = await ask(10);
    const many = await ask(1000);
    expect(few.starts.length).toBeGreaterThan(3);
    expect(many.starts.length).toBe(few.starts.length);
    expect(many.states).toHaveLength(1000);
  });
});
