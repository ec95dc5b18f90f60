import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/core/run.js";
import type { Tracker } from "../../src/core/tracker.js";
import { readRecords } from "../../src/ledger/records.js";
import { TRACKERS } from "../../src/trackers/index.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, type Files } from "../tools/repository.js";
import { testSqlite } from "../tools/sqlite-driver.js";

async function read(files: Files, trackers: readonly Tracker[] = TRACKERS, from = ".") {
  const workspace = await openWorkspace(buildRepository({ untracked: files }, { from }).root);
  const problems: Problem[] = [];
  try {
    const { records } = await readRecords(workspace, { trackers, problem: (one) => problems.push(one) });
    return { records, problems };
  } finally {
    await workspace.close();
  }
}

describe("B4: nothing is lost without a word", () => {
  test("a record that is a link out of the repository, or to itself, is a problem", async () => {
    const { problems } = await read({
      "train.py": "import mlflow\n",
      "mlflow.db": { symlink: "mlflow.db" },
      "runs/events.out.tfevents.1.a": { symlink: "/etc/hostname" },
      "notes.txt": { symlink: "/etc/hostname" },
    });
    expect(problems).toEqual([
      { path: "mlflow.db", message: expect.stringMatching(/^a link, which is not followed: /) },
      {
        path: "runs/events.out.tfevents.1.a",
        message: expect.stringMatching(/^a link, which is not followed: /),
      },
    ]);
  });

  test("a link to a record within the repository is no problem: that is read by its own name", async () => {
    const { problems } = await read({
      "dvc.lock": "schema: '2.0'\nstages: {}\n",
      "copy/dvc.lock": { symlink: "../dvc.lock" },
    });
    expect(problems).toEqual([]);
  });

  test("a reader that throws costs one problem, and the others go on", async () => {
    const broken: Tracker = {
      signs: TRACKERS[0]!.signs,
      records: async () => ({
        tracker: "aim",
        find: async () => [{ path: "a", files: [] }],
        async *read() {
          yield { problem: { path: "a", message: "before" } };
          throw new Error("defect");
        },
        async *series() {},
      }),
    };
    const { problems } = await read({ "train.py": "" }, [broken, ...TRACKERS]);
    expect(problems).toEqual([
      { path: "a", message: "before" },
      { path: "a", message: "the rest of this aim store cannot be read: defect" },
    ]);
  });

  testSqlite(
    "without a temporary folder a database is a problem that names no folder of this machine",
    async () => {
      const before = process.env.TMPDIR;
      const files = { "mlflow.db": { from: "mlflow.db" } };
      const folder = new URL("../../fixtures/trackers/mlflow/3.17.2-sqlite/", import.meta.url).pathname;
      const { root } = buildRepository({ untracked: files }, { from: folder });
      const workspace = await openWorkspace(root);
      const problems: Problem[] = [];
      process.env.TMPDIR = "/nonexistent";
      try {
        const { records } = await readRecords(workspace, {
          trackers: TRACKERS,
          problem: (one) => problems.push(one),
        });
        expect(records).toEqual([]);
        expect(problems).toEqual([
          {
            path: "mlflow.db",
            message: expect.stringContaining("no private copy can be made in the temporary folder (ENOENT)"),
          },
        ]);
      } finally {
        if (before === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = before;
        await workspace.close();
      }
    },
  );
});
