import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { reader } from "../../src/trackers/mlflow/records.js";
import { makeDatabase, makeFileStore } from "../tools/make_bench_mlflow.mjs";
import { asWeSayIt, byId, inClientWords, readAll } from "../trackers/mlflow/client-view.js";
import { inFolder } from "../trackers/mlflow/tree.js";
import { clientView, type StoreKind } from "./mlflow-store.js";

const python = process.env.EXPTRACK_PYTHON ?? "python3";
const folder = mkdtempSync(join(tmpdir(), "exptrack-bench-client-"));
afterAll(() => rmSync(folder, { recursive: true }));
const SHAPE = { runs: 12, params: 20, metrics: 5, steps: 20 };

test.each<StoreKind>(["file", "sqlite"])(
  "what the benchmark writes is a store to the client, and to us the same: %s",
  async (kind) => {
    const project = join(folder, kind);
    if (kind === "file") expect(makeFileStore(project, SHAPE)).toBe(12 * 28 + 1);
    else await makeDatabase(project, SHAPE);
    const view = clientView(python, project, kind);
    expect(view.runs).toHaveLength(SHAPE.runs);
    expect(view.runs.map(({ params }) => Object.keys(params).length)).toEqual(Array(12).fill(SHAPE.params));
    await inFolder(project, async (workspace) => {
      const { runs, problems } = await readAll(reader, workspace);
      const ours = await Promise.all(runs.map((run) => inClientWords(run, reader, workspace)));
      expect(problems).toEqual([]);
      expect(byId(ours)).toEqual(byId(view.runs.map(asWeSayIt)));
    });
  },
);
