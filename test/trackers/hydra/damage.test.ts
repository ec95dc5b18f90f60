import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../tools/repository.js";
import { readAll } from "./client-view.js";

const RUN = "outputs/2026-03-01/10-00-00";
const FILES = [".hydra/config.yaml", ".hydra/hydra.yaml", ".hydra/overrides.yaml", "train.log"].map((name) =>
  join(RUN, name),
);

function project(): string {
  const root = temporaryFolder("project");
  cpSync("fixtures/trackers/hydra/1.3.2/project", root, { recursive: true });
  return root;
}

describe("B4: damaged records of Hydra", () => {
  test("whatever happens to a file, its run stays and the others are read as before", async () => {
    const root = project();
    const sound = (await readAll(root)).runs;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FILES),
        fc.nat(),
        fc.nat(),
        fc.constantFrom("cut", "flip", "zero"),
        async (file, at, many, how) => {
          const bytes = readFileSync(join(root, file));
          const damaged = Buffer.from(bytes);
          const start = at % bytes.length;
          const end = Math.min(bytes.length, start + 1 + (many % 64));
          for (let index = start; index < end && how !== "cut"; index++)
            damaged[index] = how === "zero" ? 0 : damaged[index]! ^ 0x55;
          try {
            writeFileSync(join(root, file), how === "cut" ? bytes.subarray(0, start) : damaged);
            const { runs, problems } = await readAll(root);
            expect(runs.map(({ id }) => id)).toEqual(sound.map(({ id }) => id));
            const others = (list: typeof runs) => list.filter(({ id }) => id !== RUN);
            expect(others(runs)).toEqual(others(sound));
            expect(problems.every(({ path }) => path === file)).toBe(true);
            expect(problems.length).toBeLessThanOrEqual(1);
          } finally {
            writeFileSync(join(root, file), bytes);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  test.each([
    ["empty", ""],
    [
      "a pointer of git-lfs",
      `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 9\n`,
    ],
  ])("a configuration that is %s is one problem, and hides the parameters", async (_, content) => {
    const root = project();
    writeFileSync(join(root, FILES[0]!), content);
    const { runs, problems } = await readAll(root);
    expect(problems.map(({ path }) => path)).toEqual([FILES[0]]);
    expect(runs.find(({ id }) => id === RUN)).toMatchObject({
      params: {},
      trace: { incomplete: "its config.yaml is not there, or cannot be read" },
    });
  });
});

test("B4: a log that is a pointer is named: whether the run failed is not known", async () => {
  const root = project();
  const log = join(RUN, "train.log");
  writeFileSync(
    join(root, log),
    `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 9\n`,
  );
  const { problems } = await readAll(root);
  expect(problems).toEqual([{ path: log, message: "is a pointer: its content is kept elsewhere" }]);
});

test("an empty log says nothing, and is no problem", async () => {
  const root = project();
  writeFileSync(join(root, RUN, "train.log"), "");
  const { runs, problems } = await readAll(root);
  expect(problems).toEqual([]);
  expect(runs.find(({ id }) => id === RUN)?.status).toBe("unknown");
});

test("where a failed run failed, what names the machine, and which texts to look into is told", async () => {
  const root = project();
  const { runs } = await readAll(root);
  const failed = runs.find(({ id }) => id === "outputs/2026-03-02/09-00-00")!;
  expect(failed.trace).toMatchObject({
    failureIn: "outputs/2026-03-02/09-00-00/train.log",
    absolutePaths: ["hydra.runtime.cwd", "hydra.runtime.output_dir"],
  });
  expect(failed.trace.texts).toEqual(
    expect.arrayContaining([
      "outputs/2026-03-02/09-00-00/.hydra/hydra.yaml",
      "outputs/2026-03-02/09-00-00/train.log",
    ]),
  );
  rmSync(root, { recursive: true });
});

test("before 1.2, too, the folder that a run was started from tells scripts of one name apart", async () => {
  const root = temporaryFolder("mono");
  for (const name of ["text", "vision"])
    cpSync("fixtures/trackers/hydra/1.1.2/project", join(root, name), { recursive: true });
  const { runs } = await readAll(root);
  const programs = Object.fromEntries(runs.map((run) => [run.id, run.program]));
  expect(programs["vision/outputs/2026-03-01/10-00-00"]).toBe("vision/train.py");
  expect(programs["text/multirun/2026-03-03/12-00-00/2"]).toBe("text/train.py");
});
