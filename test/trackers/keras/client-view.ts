import { expect } from "vitest";
import { reader } from "../../../src/trackers/keras/records.js";
import { type ClientMetrics, expectMetrics, type ReadStores, readAll } from "../read-all.js";

/** What test/tools/dump_keras.py prints. */
export interface ClientView {
  readonly version: string;
  readonly runs: Readonly<Record<string, { readonly metrics: ClientMetrics }>>;
}

export const read = (root: string): Promise<ReadStores> => readAll(reader, root);

/** Before 3.12 a log without validation has `loss` and metrics alone. */
export function expectRuns({ runs, series }: ReadStores, view: ClientView): void {
  expect(runs.map(({ id }) => id).sort()).toEqual(Object.keys(view.runs).sort());
  for (const run of runs) {
    expectMetrics(run, view.runs[run.id]!.metrics, series.get(run.id)!);
    expect(run).toMatchObject({ confidence: "medium", status: "unknown", startedAt: null, params: {} });
  }
}
