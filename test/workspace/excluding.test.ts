import { expect, test } from "vitest";
import { UnreadableFile } from "../../src/core/workspace.js";
import { excluding } from "../../src/workspace/excluding.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository } from "../tools/repository.js";

const isExcluded = (path: string): boolean => path.startsWith("old/");

test("E6: excluded files are neither listed nor read, in a folder and in a revision", async () => {
  const { root } = buildRepository({
    commits: [{ files: { "train.py": "import torch\n", "old/train.py": "import mlflow\n" } }],
  });
  for (const state of [{}, { rev: "HEAD" }]) {
    const workspace = excluding(await openWorkspace(root, state), isExcluded);
    expect((await workspace.files()).map(({ path }) => path)).toEqual(["train.py"]);
    expect(await workspace.entry("old/train.py")).toBeUndefined();
    expect(await workspace.entry("train.py")).toBeDefined();
    for (const attempt of [
      workspace.read("old/train.py"),
      workspace.readText("old/train.py"),
      workspace.kind("old/train.py"),
      workspace.withCopy(["train.py", "old/train.py"], async () => null),
      (async () => {
        for await (const _ of workspace.stream("old/train.py"));
      })(),
    ])
      await expect(attempt).rejects.toThrow(UnreadableFile);
    const ahead = await workspace.readAhead(["old/train.py", "train.py", "old/train.py"], { limit: 100 })();
    expect(ahead.map((one) => (one instanceof UnreadableFile ? one.reason : one.toString()))).toEqual([
      "excluded by the configuration",
      "import torch\n",
      "excluded by the configuration",
    ]);
    expect(workspace.git.head).not.toBeNull();
    await workspace.close();
  }
});
