import { cpSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import type { MetricSummary, Problem, RunRecord } from "../../src/core/run.js";
import type { MetricPoint, RecordReader } from "../../src/core/tracker.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { temporaryFolder } from "../tools/repository.js";

export interface ReadStores {
  readonly runs: readonly RunRecord[];
  readonly problems: readonly Problem[];
  /** By run id. */
  readonly series: ReadonlyMap<string, readonly MetricPoint[]>;
}

/** Every run that a reader finds in a folder, series included. */
export async function readAll(reader: RecordReader, root: string): Promise<ReadStores> {
  const workspace = await openWorkspace(root);
  const runs: RunRecord[] = [];
  const problems: Problem[] = [];
  const series = new Map<string, MetricPoint[]>();
  try {
    for (const store of await reader.find(await workspace.files(), workspace)) {
      for await (const read of reader.read(store, workspace)) {
        if ("problem" in read) problems.push(read.problem);
        else {
          runs.push(read.run);
          const points: MetricPoint[] = [];
          for await (const point of reader.series(read.run, workspace)) points.push(point);
          series.set(read.run.id, points);
        }
      }
    }
  } finally {
    await workspace.close();
  }
  return { runs, problems, series };
}

/** A fixture as a folder of its own, without git. */
export function copyOf(folder: string): string {
  const root = temporaryFolder("project");
  cpSync(folder, root, { recursive: true, verbatimSymlinks: true });
  return root;
}

export const jsonOf = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8"));

/** What a dumper in test/tools says of metrics: the client's numbers, summarised. */
export type ClientMetrics = Readonly<Record<string, MetricSummary>>;

/** Metrics as the client has them, and series that add up to them. */
export function expectMetrics(run: RunRecord, metrics: ClientMetrics, points: readonly MetricPoint[]): void {
  expect({ id: run.id, metrics: run.metrics }).toEqual({ id: run.id, metrics });
  for (const [key, { count, lastStep }] of Object.entries(metrics)) {
    const own = points.filter((point) => point.key === key);
    expect({ id: run.id, key, points: own.length }).toEqual({ id: run.id, key, points: count ?? 0 });
    if (count !== null) expect(own.some(({ step }) => step === lastStep)).toBe(true);
  }
}
