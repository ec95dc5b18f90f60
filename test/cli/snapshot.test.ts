import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exptrack, lastLine } from "../tools/command-line.js";
import { buildFixture, type Repository } from "../tools/repository.js";

const TWINS = new URL("../../fixtures/rules/snapshot-out-of-date/", import.meta.url).pathname;
const twin = (name: string): Repository => buildFixture(join(TWINS, name));
const snapshotOf = ({ root }: Repository): string =>
  readFileSync(join(root, "experiments.lock.jsonl"), "utf8");

describe("exptrack runs --snapshot", () => {
  test("E9: it writes the runs down, says so, and has nothing to say the second time", () => {
    const repository = twin("na-without-snapshot");
    const first = exptrack(["runs", repository.root, "--snapshot"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toBe("experiments.lock.jsonl: 2 runs (2 new); commit it\n");
    const written = snapshotOf(repository);
    expect(exptrack(["runs", repository.root, "--snapshot"]).stdout).toBe(
      "experiments.lock.jsonl: 2 runs, nothing new\n",
    );
    expect(snapshotOf(repository)).toBe(written);
  });

  test("F4: one that is there and cannot be read is not written over", () => {
    const { root } = twin("na-without-snapshot");
    symlinkSync("nowhere", join(root, "experiments.lock.jsonl"));
    const { code, stderr } = exptrack(["runs", root, "--snapshot"]);
    expect(code).toBe(2);
    expect(lastLine(stderr)).toMatch(
      /^exptrack: experiments.lock.jsonl cannot be read: .*; repair or remove/,
    );
  });

  test("E9: a clone lists the runs with the scope snapshot", () => {
    const repository = twin("pass");
    const { runs } = JSON.parse(exptrack(["runs", repository.clone().root, "-f", "json"]).stdout);
    expect(runs.map((run: { scope: string; location: object }) => [run.scope, run.location])).toEqual([
      [
        "snapshot",
        { path: "experiments.lock.jsonl", line: 1, run: "mlflow:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1" },
      ],
      [
        "snapshot",
        { path: "experiments.lock.jsonl", line: 2, run: "mlflow:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2" },
      ],
    ]);
  });

  test("E9 G1: a clone shows such a run, and says where its series are", () => {
    const { root } = twin("pass").clone();
    expect(exptrack(["show", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", root])).toMatchObject({
      code: 0,
      stderr: "",
    });
    const { code, stderr } = exptrack(["metrics", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", "-C", root]);
    expect(code).toBe(2);
    expect(lastLine(stderr)).toContain("is known from experiments.lock.jsonl alone");
  });

  test("E9 F4: a line that cannot be read stops it, for writing would lose that run", () => {
    const repository = twin("pass");
    const conflict = `<<<<<<< HEAD\n${snapshotOf(repository)}`;
    repository.write({ "experiments.lock.jsonl": conflict });
    const { code, stderr } = exptrack(["runs", repository.root, "--snapshot"]);
    expect(code).toBe(2);
    expect(lastLine(stderr)).toContain(
      "experiments.lock.jsonl:1: a conflict of a merge is left here; repair",
    );
    expect(snapshotOf(repository)).toBe(conflict);
  });

  test("E9 F3: where there is no work tree or another state is asked for, it is a usage error", () => {
    const bare = twin("pass").clone("--bare");
    for (const args of [
      [bare.root],
      [twin("pass").root, "--rev", "HEAD"],
      [twin("pass").root, "--no-local"],
    ]) {
      const { code, stderr } = exptrack(["runs", ...args, "--snapshot"]);
      expect(code).toBe(2);
      expect(stderr).toContain("--snapshot");
    }
    expect(existsSync(join(bare.root, "experiments.lock.jsonl"))).toBe(false);
  });
});
