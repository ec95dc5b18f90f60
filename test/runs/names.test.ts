import { describe, expect, test } from "vitest";
import { commandOptions } from "../../src/runs/command-options.js";
import { recordedCommit, recordedDirty } from "../../src/runs/recorded-commit.js";
import { repositoryAddress } from "../../src/runs/repository-address.js";

const FULL = "0123456789abcdef0123456789abcdef01234567";

describe("commits as trackers write them", () => {
  test.each([
    [FULL, FULL, false],
    [FULL.toUpperCase(), FULL, false],
    [` ${FULL}\n`, FULL, false],
    [`git:${FULL}*`, FULL, true],
    ["0123456", "0123456", false],
    ["v1.2-14-g0123456-dirty", "0123456", true],
    ["commit 0123456+", "0123456", true],
  ])("%s", (text, id, marked) => {
    expect(recordedCommit({ commit: text })).toEqual({ id, marked });
    expect(recordedDirty({ commit: text, dirty: null })).toBe(marked ? true : null);
  });

  test.each(["None", "", "unknown", "123456", "r4711", "main", "x".repeat(300)])("%s is none", (commit) => {
    expect(recordedCommit({ commit })).toBeNull();
  });

  test("what the record says of the tree counts over a mark", () => {
    expect(recordedDirty({ commit: `${FULL}*`, dirty: false })).toBe(false);
  });
});

describe("addresses of repositories", () => {
  test("one repository is one, however its address is written, and never shows who asks", () => {
    const ways = [
      "https://example.org/Ada/project.git",
      "https://ada:token@example.org/ada/project",
      "git@example.org:ada/project.git",
      "ssh://git@example.org:22/ada/project.git/",
      "git+https://www.example.org/ada/project?ref=main",
    ];
    expect(new Set(ways.map(repositoryAddress))).toEqual(new Set(["example.org/ada/project"]));
  });

  test("folders of a machine have none", () => {
    for (const url of ["/home/ada/project", "../project", "file:///srv/project", "C:\\project", ""])
      expect(repositoryAddress(url)).toBeNull();
  });
});

describe("what a command line records", () => {
  test("options and overrides with their values, quotes taken off", () => {
    const command =
      "python -u train.py --lr 0.1 --seed=7 -v --name 'a b' model.depth=3 +trainer.seed=1 data/x.csv --shift -0.5";
    expect(Object.fromEntries(commandOptions(command))).toEqual({
      lr: "0.1",
      seed: "7",
      v: "",
      name: "a b",
      "model.depth": "3",
      "trainer.seed": "1",
      shift: "-0.5",
    });
    expect(Object.fromEntries(commandOptions("python -m pkg.train --epochs 3"))).toEqual({ epochs: "3" });
  });

  test("nothing of a tool that runs no script, and nothing of none", () => {
    expect(commandOptions("make -j 4").size).toBe(0);
    expect(commandOptions(null).size).toBe(0);
  });
});
