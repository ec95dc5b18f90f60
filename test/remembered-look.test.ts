import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import glob from "fast-glob";
import { afterAll, describe, expect, test } from "vitest";
import { RULES } from "../rules/index.js";
import { audit } from "../src/audit.js";
import type { Memory } from "../src/core/memory.js";
import { memoryIn } from "../src/workspace/memory.js";
import { openWorkspace } from "../src/workspace/open.js";
import { buildFixture, buildRepository } from "./tools/repository.js";

const base = mkdtempSync(join(tmpdir(), "exptrack-test-look-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let folders = 0;

/** A memory that counts what it is asked to keep. */
function counted(root: string, folder = join(base, String(folders++))): { memory: Memory; kept: string[] } {
  const kept: string[] = [];
  const memory = memoryIn({ folder, root, version: "1" });
  return {
    kept,
    memory: {
      recall: memory.recall,
      keep: (slot, value) => {
        kept.push(slot);
        return memory.keep(slot, value);
      },
    },
  };
}

async function reportOf(root: string, memory: Memory | null, local = true): Promise<string> {
  const workspace = await openWorkspace(root);
  try {
    return JSON.stringify(await audit(workspace, { ruleSet: RULES, local, memory }));
  } finally {
    await workspace.close();
  }
}

const FILES = {
  "README.md": "# Iris\n\nTrains a classifier.\n\n```\npython train.py --lr 0.1\n```\n",
  "requirements.txt": "mlflow\nscikit-learn==1.5.0\n",
  "common.py": "import random\n\ndef seed(value):\n    random.seed(value)\n",
  "train.py":
    'import mlflow\nfrom common import seed\nfrom sklearn.svm import SVC\n\nif __name__ == "__main__":\n    seed(1)\n    mlflow.log_param("C", 1.0)\n    SVC(C=1.0).fit([[0], [1]], [0, 1])\n',
  "broken.ipynb": "{ no notebook",
  "latin.py": 'name = "\\u00e9"\nscale = -0.0\nhuge = 1e999\n',
};

describe("what an earlier run found", () => {
  test("changes no byte of a report, whether it is there or not", async () => {
    const fixtures = glob.sync("fixtures/rules/*/fail*", { onlyDirectories: true }).sort();
    expect(fixtures.length).toBeGreaterThan(20);
    for (const fixture of fixtures.filter((_, at) => at % 12 === 0)) {
      const { root } = buildFixture(fixture);
      for (const local of [true, false]) {
        const { memory, kept } = counted(root);
        const without = await reportOf(root, null, local);
        expect(await reportOf(root, memory, local)).toBe(without);
        expect(kept).toContain(local ? "look" : "look-tracked");
        kept.length = 0;
        expect(await reportOf(root, memory, local)).toBe(without);
        expect(kept).toEqual([]);
      }
    }
  });

  test.each([
    [
      "a source is edited",
      (root: string) => writeFileSync(join(root, "common.py"), "def seed(value): ...\n"),
    ],
    [
      "a source of the same length is edited",
      (root: string) => replace(root, "common.py", "random.seed", "random_seed"),
    ],
    ["a document is edited", (root: string) => replace(root, "README.md", "train.py", "eval.py")],
    [
      "a requirement is pinned",
      (root: string) => replace(root, "requirements.txt", "mlflow", "mlflow==3.1.0"),
    ],
    ["a file goes away", (root: string) => rmSync(join(root, "requirements.txt"))],
    ["a notebook is mended", (root: string) => writeFileSync(join(root, "broken.ipynb"), '{"cells": []}')],
  ])("is not believed when %s", async (_what, change) => {
    const { root } = buildRepository({ commits: [{ files: FILES }] });
    const { memory } = counted(root);
    const before = await reportOf(root, memory);
    change(root);
    const now = await reportOf(root, null);
    expect(now).not.toBe(before);
    expect(await reportOf(root, memory)).toBe(now);
    expect(await reportOf(root, memory)).toBe(now);
  });

  test("is not believed when git says something else of the same files", async () => {
    const one = { files: FILES };
    const { root, git } = buildRepository({
      commits: [one],
      untracked: { "more.py": "import wandb\nwandb.init()\n" },
    });
    const { memory } = counted(root);
    const before = await reportOf(root, memory);
    git("add", "more.py");
    git("tag", "model@v1.0.0");
    const now = await reportOf(root, null);
    expect(now).not.toBe(before);
    expect(await reportOf(root, memory)).toBe(now);
  });

  test("spares the sources that are the same, from the second look on, and only those", async () => {
    const { root } = buildRepository({ commits: [{ files: FILES }] });
    const { memory, kept } = counted(root);
    const keptBy = async (change: () => void): Promise<string[]> => {
      change();
      kept.length = 0;
      await reportOf(root, memory);
      return [...kept];
    };
    expect(await keptBy(() => {})).toEqual(["look"]);
    expect(await keptBy(() => {})).toEqual([]);
    expect(await keptBy(() => replace(root, "README.md", "Iris", "Irises"))).toEqual(["facts", "look"]);
    expect(await keptBy(() => replace(root, "README.md", "Irises", "Iris"))).toEqual(["look"]);
    expect(await keptBy(() => replace(root, "train.py", "C=1.0", "C=2.0"))).toEqual(["facts", "look"]);
  });
});

function replace(root: string, name: string, old: string, by: string): void {
  const path = join(root, name);
  const text = readFileSync(path, "utf8");
  if (!text.includes(old)) throw new Error(`${name} holds no ${old}`);
  writeFileSync(path, text.replace(old, by));
}
