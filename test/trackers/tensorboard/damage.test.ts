import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { damaged } from "../damage.js";
import { copyOf, readAll } from "./client-view.js";

test("B4: whatever happens to an event file, its run stays, the others are as before, and one problem names it", async () => {
  const root = copyOf("fixtures/trackers/tensorboard/tensorboardx-2.6.5/runs");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.includes("tfevents"),
  );
  const sound = await readAll(root);
  expect(sound.problems).toEqual([]);
  const harm = fc
    .constantFrom(...files)
    .chain((path) => fc.tuple(fc.constant(path), damaged([join(root, path)])));
  await fc.assert(
    fc.asyncProperty(harm, async ([path, act]) => {
      const before = readFileSync(join(root, path));
      const undo = act();
      try {
        const after = readFileSync(join(root, path));
        const { runs, problems } = await readAll(root);
        expect(runs.map(({ id }) => id)).toEqual(sound.runs.map(({ id }) => id));
        const others = (list: typeof runs) => list.filter(({ id }) => !path.startsWith(`${id}/`));
        expect(others(runs)).toEqual(others(sound.runs));
        expect(problems.filter((problem) => problem.path !== path)).toEqual([]);
        expect(problems.length).toBeLessThanOrEqual(1);
        // Every byte has a checksum: nothing but a cut between two events goes unnoticed.
        if (!before.subarray(0, after.length).equals(after)) expect(problems).toHaveLength(1);
      } finally {
        undo();
      }
    }),
    { numRuns: 50 },
  );
});
