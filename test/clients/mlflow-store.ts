import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunRecord } from "../../src/core/run.js";
import { reader } from "../../src/trackers/mlflow/records.js";
import { readRegistry } from "../../src/trackers/mlflow/registry.js";
import { asWeSayIt, byId, type ClientView, inClientWords, readAll } from "../trackers/mlflow/client-view.js";
import { inFolder, storesOf } from "../trackers/mlflow/tree.js";

const tool = (name: string): string => fileURLToPath(new URL(`../tools/${name}`, import.meta.url));

export type StoreKind = "file" | "sqlite";

/** What the client of an interpreter sees in a project's store; of a database it gets a copy, which it may migrate. */
export function clientView(python: string, project: string, kind: StoreKind): ClientView {
  const scratch = mkdtempSync(join(tmpdir(), "exptrack-mlflow-view-"));
  try {
    const copy = join(scratch, "copy.db");
    if (kind === "sqlite") copyFileSync(join(project, "mlflow.db"), copy);
    const uri = kind === "sqlite" ? `sqlite:///${copy}` : `file:${join(project, "mlruns")}`;
    const dump = execFileSync(python, [tool("dump_mlflow.py"), uri], {
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return JSON.parse(dump.toString("utf8")) as ClientView;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Stores that the client of an interpreter has just written are read as that client reads them. */
export function agreesWithClient(python: string): void {
  describe.each<StoreKind>(["file", "sqlite"])(
    "B1: a store just written by the MLflow client: %s",
    (kind) => {
      const folder = mkdtempSync(join(tmpdir(), "exptrack-mlflow-client-"));
      const project = join(folder, "project");
      let view: ClientView;

      beforeAll(() => {
        execFileSync(python, [tool("make_mlflow.py"), project, kind], {
          stdio: ["ignore", "ignore", "pipe"],
        });
        view = clientView(python, project, kind);
      });
      afterAll(() => rmSync(folder, { recursive: true }));

      test("every run agrees field by field: ids, states, times, params, tags, every point", async () => {
        await inFolder(project, async (workspace) => {
          const { runs, problems } = await readAll(reader, workspace);
          const ours = await Promise.all(runs.map((run) => inClientWords(run, reader, workspace)));
          expect(problems).toEqual([]);
          expect(ours.length).toBeGreaterThan(8);
          expect(byId(ours)).toEqual(byId(view.runs.map(asWeSayIt)));
        });
      });

      test("last, least, greatest and number of the points agree", async () => {
        await inFolder(project, async (workspace) => {
          const { runs } = await readAll(reader, workspace);
          expect(byId(runs).map(edgesOf)).toEqual(byId(view.runs.map(asWeSayIt)).map(edgesFromHistory));
        });
      });

      test("the registry agrees", async () => {
        await inFolder(project, async (workspace) => {
          const { models } = await readRegistry((await storesOf(workspace))[0]!, workspace);
          expect(models.map(({ name, versions }) => [name, versions.map(({ run }) => run)])).toEqual(
            view.registry.map(({ name, versions }) => [name, versions.map(({ run }) => run)]),
          );
        });
      });
    },
  );
}

const edgesOf = ({ id, metrics }: RunRecord) => ({
  id,
  metrics: Object.fromEntries(
    Object.entries(metrics).map(([key, { last, min, max, count }]) => [key, { last, min, max, count }]),
  ),
});

/** From the client's own points, written `time step value`. */
const edgesFromHistory = ({ id, metrics, history }: ReturnType<typeof asWeSayIt>) => ({
  id,
  metrics: Object.fromEntries(
    Object.entries(metrics).map(([key, last]) => {
      const values = (history[key] ?? []).map((point) => Number(point.split(" ")[2]));
      const finite = values.filter(Number.isFinite);
      const edge = (of: (...values: number[]) => number) => (finite.length === 0 ? null : of(...finite));
      return [key, { last, min: edge(Math.min), max: edge(Math.max), count: values.length }];
    }),
  ),
});
