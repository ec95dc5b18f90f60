import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../../src/core/run.js";
import { temporaryFolder } from "../../tools/repository.js";
import { damaged } from "../damage.js";
import { readAll } from "./client-view.js";

const FIXTURES = "fixtures/trackers/wandb";
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"4d7a".repeat(16)}\nsize 135168\n`;

/** Two runs of each kind of client: the log alone, a log with files, files alone. */
function project(): string {
  const root = temporaryFolder("project");
  for (const version of ["0.21.4", "0.12.21", "0.9.7"]) {
    const store = join(FIXTURES, version, "wandb");
    const folders = readdirSync(store)
      .filter((name) => name !== "latest-run")
      .slice(0, 2);
    for (const name of folders)
      cpSync(join(store, name), join(root, version, "wandb", name), { recursive: true });
  }
  return root;
}

/** Files that hold what the ledger shows, of the first run of each client. */
function records(root: string): string[] {
  return readdirSync(root).flatMap((version) => {
    const [first] = readdirSync(join(root, version, "wandb"));
    const folder = join(version, "wandb", first!);
    return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.wandb$|config\.yaml$|wandb-[\w-]+\.jsonl?$/.test(name))
      .map((name) => join(folder, name))
      .filter((path) => statSync(join(root, path)).size > 0);
  });
}

const keyOf = (run: RunRecord): string => `${run.trace.store}#${run.id}`;

describe("B4: damaged records of W&B", () => {
  test("whatever happens to a file, its run stays, the others are as before, and one problem names it", async () => {
    const root = project();
    const files = records(root);
    const kinds = new Set(
      files.map((path) => (/\.wandb$/.test(path) ? ".wandb" : path.replace(/^.*[/-]/, ""))),
    );
    expect([...kinds].sort()).toEqual([
      ".wandb",
      "config.yaml",
      "events.jsonl",
      "history.jsonl",
      "metadata.json",
      "summary.json",
    ]);
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
          expect(runs.map(keyOf)).toEqual(sound.runs.map(keyOf));
          const own = (run: RunRecord) => path.startsWith(`${run.trace.directory}/`);
          expect(runs.filter((run) => !own(run))).toEqual(sound.runs.filter((run) => !own(run)));
          expect(problems.filter((problem) => problem.path !== path)).toEqual([]);
          expect(problems.length).toBeLessThanOrEqual(1);
          // A log has checksums: nothing but a cut between two records goes unnoticed.
          const cut = before.subarray(0, after.length).equals(after);
          if (path.endsWith(".wandb") && !cut) expect(problems).toHaveLength(1);
        } finally {
          undo();
        }
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ["empty", "", "is empty"],
    ["a pointer of git-lfs", POINTER, "is a pointer to content that is not here"],
    ["a list", "[]", "holds no mapping"],
  ])("a configuration, summary or metadata that is %s is named", async (_, content, message) => {
    const root = project();
    for (const path of records(root).filter((name) => /config|summary|metadata/.test(name))) {
      const bytes = readFileSync(join(root, path));
      writeFileSync(join(root, path), content);
      expect((await readAll(root)).problems).toEqual([{ path, message }]);
      writeFileSync(join(root, path), bytes);
    }
  });

  test("a history of 0.9 that is a pointer or ends inside a line is named", async () => {
    const root = project();
    const path = records(root).find((name) => name.endsWith("history.jsonl"))!;
    const bytes = readFileSync(join(root, path));
    writeFileSync(join(root, path), POINTER);
    expect((await readAll(root)).problems).toEqual([
      { path, message: "is a pointer to content that is not here" },
    ]);
    writeFileSync(join(root, path), bytes.subarray(0, -10));
    const { runs, problems } = await readAll(root);
    expect(problems).toEqual([
      { path, line: 13, message: "ends inside a line; the lines before it are read" },
    ]);
    const run = runs.find(({ trace }) => path.startsWith(`${trace.directory}/`));
    expect(run?.metrics.loss).toMatchObject({ count: 12 });
    expect(run?.trace.incomplete).toBe("the run's history is cut or damaged");
  });
});
