import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folderDigest } from "../../../src/trackers/dvc/folder-digest.js";
import { parseLock } from "../../../src/trackers/dvc/lock-file.js";
import { temporaryFolder } from "../../tools/repository.js";
import { copyOf, readAll } from "./client-view.js";

const project = () => copyOf("fixtures/trackers/dvc/3.67.1/project");

describe("B4: damaged locks", () => {
  test("whatever happens to a lock, the lock beside it is read as before", async () => {
    const root = project();
    const sound = (await readAll(root)).runs;
    const bytes = readFileSync(join(root, "dvc.lock"));
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.constantFrom("cut", "flip", "zero"), async (at, many, how) => {
        const start = at % bytes.length;
        const end = Math.min(bytes.length, start + 1 + (many % 64));
        const damaged = Buffer.from(how === "cut" ? bytes.subarray(0, start) : bytes);
        for (let index = start; index < end && how !== "cut"; index++)
          damaged[index] = how === "zero" ? 0 : damaged[index]! ^ 0x55;
        writeFileSync(join(root, "dvc.lock"), damaged);
        const { runs, problems } = await readAll(root);
        const beside = (list: typeof runs) => list.filter(({ location }) => location.path !== "dvc.lock");
        expect(beside(runs)).toEqual(beside(sound));
        expect(problems.every(({ path }) => path === "dvc.lock")).toBe(true);
        if (runs.length === beside(runs).length && damaged.length !== 0)
          expect(problems.length > 0 || parseLock(damaged.toString()).stages.length === 0).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  test.each([
    ["an empty one", ""],
    [
      "a pointer of git-lfs",
      `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 9\n`,
    ],
    ["a list", "- 1\n"],
  ])("%s is a problem", async (_, content) => {
    const root = project();
    writeFileSync(join(root, "dvc.lock"), content);
    expect((await readAll(root)).problems).toEqual([
      { path: "dvc.lock", line: 1, message: "is no lock file: it holds no mapping" },
    ]);
  });

  test("a pipeline that is no YAML costs one problem, the runs of its lock stay", async () => {
    const root = project();
    const sound = (await readAll(root)).runs;
    writeFileSync(join(root, "dvc.yaml"), "stages: &a\n  train: *a\n");
    const { runs, problems } = await readAll(root);
    expect(runs.map(({ id }) => id)).toEqual(sound.map(({ id }) => id));
    expect(problems.map(({ path }) => path)).toEqual(["dvc.yaml"]);
  });

  test("a metric file too large to be one is named", async () => {
    const root = project();
    truncateSync(join(root, "nested/job/metrics.json"), 17 * 2 ** 20);
    const { problems } = await readAll(root);
    expect(problems.map(({ path }) => path)).toEqual(["nested/job/metrics.json"]);
  });

  test("one of a later schema is read as far as it is alike, and that is said", () => {
    const { stages, problems } = parseLock("schema: '3.0'\nstages:\n  train:\n    cmd: python train.py\n");
    expect(stages.map(({ name }) => name)).toEqual(["train"]);
    expect(problems).toEqual([
      { line: 1, message: "is of a schema that is not known here, and is read as one of 2.0" },
    ]);
  });
});

describe("what a lock and its pipeline say", () => {
  const read = async (lock: string, pipeline: string) => {
    const root = temporaryFolder("project");
    writeFileSync(join(root, "dvc.lock"), `schema: '2.0'\nstages:\n${lock}`);
    writeFileSync(join(root, "dvc.yaml"), `stages:\n${pipeline}`);
    writeFileSync(join(root, "train.py"), "1\n");
    return (await readAll(root)).runs[0]!;
  };

  test.each([
    ["python train.py", "python train.py", null],
    ["python train.py --lr 1", "python  train.py\n      --lr 1", null],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of DVC
    ["python train.py --lr 1", "python train.py ${args}", null],
    ["python train_old.py", "python train.py", "python train.py"],
  ])("the locked command %s beside %s", async (locked, defined, expected) => {
    const run = await read(`  train:\n    cmd: ${locked}\n`, `  train:\n    cmd: ${defined}\n`);
    expect(run.trace.definedCommand).toBe(expected);
  });

  test("a script that is gone is named all the same, unless the command changes its folder", async () => {
    expect((await read("  train:\n    cmd: python gone.py --x\n", "  train: {}\n")).program).toBe("gone.py");
    expect((await read("  train:\n    cmd: cd sub && python gone.py\n", "  train: {}\n")).program).toBeNull();
  });

  test("paths of one machine are told by the field that holds them", async () => {
    const run = await read(
      "  train:\n    cmd: python train.py\n    deps:\n    - path: /home/ada/data/x.csv\n",
      "  train: {}\n",
    );
    expect(run.trace.absolutePaths).toEqual(["deps"]);
  });
});

test("a folder's hash escapes as Python does, in the order of paths", () => {
  const files = new Map([
    ["b.py", "1".repeat(32)],
    ["a ü😀.py", "2".repeat(32)],
  ]);
  // hashlib.md5(json.dumps([{"md5": "2"*32, "relpath": "a ü😀.py"}, {"md5": "1"*32, "relpath": "b.py"}], sort_keys=True).encode()).hexdigest()
  expect(folderDigest(files)).toBe("e825eabf1f67c62a64cde4a3229cb3ba.dir");
});
