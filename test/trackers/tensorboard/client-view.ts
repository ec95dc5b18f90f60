import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Problem, RunRecord } from "../../../src/core/run.js";
import type { MetricPoint } from "../../../src/core/tracker.js";
import { reader } from "../../../src/trackers/tensorboard/records.js";
import { openWorkspace } from "../../../src/workspace/open.js";
import { temporaryFolder } from "../../tools/repository.js";

/** What test/tools/dump_tensorboard.py prints, by directory. Points are step, value, time in seconds. */
export type ClientView = Readonly<
  Record<
    string,
    {
      readonly firstTime: number | null;
      readonly lastTime: number | null;
      readonly points: Readonly<Record<string, readonly (readonly [number, number | string, number])[]>>;
      readonly texts: Readonly<Record<string, readonly string[]>>;
      readonly hparams: Readonly<Record<string, unknown>>;
    }
  >
>;

export interface ReadStore {
  readonly runs: readonly RunRecord[];
  readonly problems: readonly Problem[];
  /** By run id. */
  readonly series: ReadonlyMap<string, readonly MetricPoint[]>;
}

/** Reads every run with event files in a folder, series included. */
export async function readAll(root: string): Promise<ReadStore> {
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
  cpSync(folder, root, { recursive: true });
  return root;
}

export function readView(folder: string): ClientView {
  return JSON.parse(readFileSync(join(folder, "client.json"), "utf8")) as ClientView;
}

/** Compares metrics, series, parameters and start with what TensorBoard shows. */
export function expectSameView({ runs, series }: ReadStore, view: ClientView): void {
  expect(runs.map((run) => run.id).sort()).toEqual(Object.keys(view).sort());
  for (const run of runs) {
    const { points, hparams, firstTime, lastTime } = view[run.id]!;
    expect(Object.keys(run.metrics).sort()).toEqual(Object.keys(points).sort());
    for (const [tag, expected] of Object.entries(points)) {
      const finite = expected.map(([, value]) => value).filter((value) => typeof value === "number");
      const greatest = Math.max(...expected.map(([step]) => step));
      expect(run.metrics[tag]).toEqual({
        last: expected.findLast(([step]) => step === greatest)![1],
        min: finite.length > 0 ? Math.min(...finite) : null,
        max: finite.length > 0 ? Math.max(...finite) : null,
        count: expected.length,
        lastStep: greatest,
      });
      const read = (series.get(run.id) ?? []).filter(({ key }) => key === tag);
      expect(read.map(({ step, value, at }) => [step, value, at])).toEqual(
        expected.map(([step, value, time]) => [step, value, time === 0 ? null : Math.round(time * 1000)]),
      );
    }
    if (run.tracker === "tensorboard") expect(run.params).toMatchObject(hparams);
    if (lastTime !== null) expect(run.endedAt).toBe(new Date(Math.round(lastTime * 1000)).toISOString());
    if (firstTime !== null) expect(run.startedAt).toBe(new Date(Math.round(firstTime * 1000)).toISOString());
  }
}
