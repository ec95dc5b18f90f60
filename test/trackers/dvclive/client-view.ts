import { expect } from "vitest";
import type { RunRecord } from "../../../src/core/run.js";
import type { MetricPoint } from "../../../src/core/tracker.js";
import { reader } from "../../../src/trackers/dvclive/records.js";
import { type ClientMetrics, expectMetrics, type ReadStores, readAll } from "../read-all.js";

interface ClientRun {
  readonly params: Readonly<Record<string, unknown>>;
  readonly metrics: ClientMetrics;
  /** First and last timestamp, in milliseconds. */
  readonly times: readonly [number, number] | null;
}

/** What test/tools/dump_dvclive.py prints: runs by folder, those of experiments by the experiment's name, too. */
export interface ClientView {
  readonly version: string;
  readonly runs: Readonly<Record<string, ClientRun>>;
  readonly experiments: Readonly<Record<string, Readonly<Record<string, ClientRun>>>>;
}

export const read = (root: string): Promise<ReadStores> => readAll(reader, root);

/** Every folder at hand. */
export function expectFolders({ runs, series }: ReadStores, view: ClientView): void {
  const atHand = runs.filter((run) => run.location.commit === undefined);
  expect(atHand.map(({ id }) => id).sort()).toEqual(Object.keys(view.runs).sort());
  for (const run of atHand) expectRun(run, view.runs[run.id]!, series.get(run.id)!);
}

/** Every experiment; the one whose records lie at hand as well is the folder's run. */
export function expectExperiments({ runs, series }: ReadStores, view: ClientView): void {
  for (const [name, folders] of Object.entries(view.experiments)) {
    const own = runs.filter((run) => run.name === name);
    expect(own.map(({ trace }) => trace.store)).toEqual(Object.keys(folders));
    for (const run of own) {
      expectRun(run, folders[run.trace.store]!, series.get(run.id)!);
      expect(run).toMatchObject({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), dirty: false });
    }
  }
}

function expectRun(run: RunRecord, client: ClientRun, points: readonly MetricPoint[]): void {
  expectMetrics(run, client.metrics, points);
  expect({ id: run.id, params: run.params }).toEqual({ id: run.id, params: client.params });
  const [startedAt, endedAt] = (client.times ?? [null, null]).map((time) =>
    time === null ? null : new Date(time).toISOString(),
  );
  expect(run).toMatchObject({ startedAt, endedAt, status: "unknown" });
}
