import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { buildFixture, buildRepository, temporaryFolder } from "../tools/repository.js";

test("a recipe makes the same commits every time, and its texts can name them", () => {
  const make = () =>
    buildRepository({
      commits: [
        {
          id: "first",
          files: { "train.py": "print(1)\n", "run.sh": { executable: "#!/bin/sh\n" } },
          tag: "v1",
        },
        { id: "side", parents: ["first"], files: { "side.txt": "x" } },
        {
          id: "merge",
          parents: ["first", "side"],
          files: { "run.json": { json: { commit: "<commit:side>" } } },
        },
      ],
      branches: { topic: "side" },
      tags: { release: { commit: "merge", message: "one" } },
      staged: { "staged.txt": "s" },
      changed: { "train.py": "print(2)\n" },
      untracked: { "notes.txt": "n" },
      ignored: { "mlruns/meta.yaml": "<commit:first:7>" },
    });
  const one = make();
  const two = make();
  expect(one.commits).toEqual(two.commits);
  expect(one.git("log", "--format=%H %ct", "-1")).toBe(`${one.commits.merge} 1767398400`);
  expect(one.git("rev-parse", "HEAD^2", "topic", "v1", "release^{}").split("\n")).toEqual([
    one.commits.side,
    one.commits.side,
    one.commits.first,
    one.commits.merge,
  ]);
  expect(
    one
      .git("status", "--porcelain", "--ignored")
      .split("\n")
      .map((line) => line.trim()),
  ).toEqual(["A  staged.txt", "M train.py", "?? notes.txt", "!! mlruns/"]);
  expect(JSON.parse(readFileSync(join(one.root, "run.json"), "utf8"))).toEqual({ commit: one.commits.side });
  expect(readFileSync(join(one.root, "mlruns/meta.yaml"), "utf8")).toBe(one.commits.first?.slice(0, 7));
});

test("a fixture folder becomes a repository as its git.json says, and a plain folder without one", () => {
  const fixture = temporaryFolder("fixture");
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(fixture, path)), { recursive: true });
    writeFileSync(join(fixture, path), text);
  };
  write("train.py", "1\n");
  write("later.py", "2\n");
  write("store/0/meta.yaml", "commit: <commit:1>\n");
  expect(buildFixture(fixture).commits).toEqual({});
  write(
    "git.json",
    JSON.stringify({
      commits: [{}, { files: { "train.py": { from: "later.py" } }, tag: "v1" }],
      ignored: { "mlruns/": { from: "store/" } },
    }),
  );
  const { root, git, commits } = buildFixture(fixture);
  expect(git("log", "--format=%s", "--name-only").split("\n")).toEqual([
    "Commit 2",
    "",
    "train.py",
    "Commit 1",
    "",
    "train.py",
  ]);
  expect(git("show", "v1:train.py")).toBe("2");
  expect(git("status", "--porcelain")).toBe("");
  expect(readFileSync(join(root, "mlruns/0/meta.yaml"), "utf8")).toBe(`commit: ${commits["1"]}\n`);
});
