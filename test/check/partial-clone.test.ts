import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Repository } from "../tools/repository.js";
import { checked, SEEDED_HELPER, staged, told, training } from "./checked.js";

const UNSEEDED = training("pass");
const THROUGH_HELPER = training("seed_everything(1)", "from seeding import seed_everything\n");

/** As `clone --filter=blob:none` leaves it: git knows the object's id and does not hold it. */
function without(repository: Repository, name: string): void {
  const id = repository.git("rev-parse", name).trim();
  rmSync(join(repository.root, ".git/objects", id.slice(0, 2), id.slice(2)));
}

describe("§5: what a partial clone does not hold cannot be observed", () => {
  test("E5: where the state before is not there, nothing counts as introduced", async () => {
    const repository = staged({ "train.py": UNSEEDED }, { "train.py": `${UNSEEDED}\n# more\n` });
    without(repository, "HEAD:train.py");
    const report = await checked(repository);
    expect(told(report)).toEqual(["older warning unseeded-randomness train.py"]);
    expect(report.problems.map(({ path }) => path)).toEqual(["train.py"]);
    expect(report.problems[0]?.message).toContain("before the change is not in this clone");
  });

  test("E5: a change whose content is not there is said not to be looked at", async () => {
    const repository = staged({ "a.py": "x = 1\n" }, { "train.py": UNSEEDED });
    without(repository, ":train.py");
    const report = await checked(repository);
    expect(told(report)).toEqual([]);
    expect(report.problems[0]?.message).toContain("was not looked at");
  });

  test("E5: a helper that is not there may seed: what is found is a warning", async () => {
    const repository = staged({ "seeding.py": SEEDED_HELPER }, { "train.py": THROUGH_HELPER });
    without(repository, "HEAD:seeding.py");
    const report = await checked(repository);
    expect(told(report).filter((one) => one.includes(" error "))).toEqual([]);
    expect(report.problems).toContainEqual({
      path: "seeding.py",
      message: "its content is not in this clone, and the changed code uses it: errors are shown as warnings",
    });
  });

  test("E5: a rename that cannot be told for lack of content is an addition", async () => {
    const repository = staged(
      { "old.py": `x = 1\n${"y = 2\n".repeat(50)}` },
      { "old.py": null, "new.py": "z = 3\n".repeat(50) },
    );
    without(repository, "HEAD:old.py");
    expect(told(await checked(repository))).toEqual([]);
  });
});

test("E5: a large file that is not there says nothing about the code beside it", async () => {
  const repository = staged({ "model.bin": "weights" }, { "model.bin": "others", "train.py": UNSEEDED });
  without(repository, "HEAD:model.bin");
  expect(told(await checked(repository))).toEqual(["introduced error unseeded-randomness train.py"]);
});

test("E5: a named file that is not there is no file that was checked", async () => {
  const repository = staged({ "a.py": "x = 1\n" }, {});
  await expect(checked(repository, { files: ["b.py"] })).rejects.toThrow("b.py is not there");
});
