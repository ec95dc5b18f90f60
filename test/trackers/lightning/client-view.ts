import { expect } from "vitest";
import { reader } from "../../../src/trackers/lightning/records.js";
import { type ClientMetrics, expectMetrics, type ReadStores, readAll } from "../read-all.js";

/** What test/tools/dump_lightning.py prints. */
export interface ClientView {
  readonly version: string;
  readonly runs: Readonly<
    Record<
      string,
      {
        /** null: the client refuses a Python object in them. */
        readonly params: Readonly<Record<string, unknown>> | null;
        readonly metrics: ClientMetrics;
        readonly artifacts: readonly string[];
      }
    >
  >;
}

export const read = (root: string): Promise<ReadStores> => readAll(reader, root);

export function expectRuns({ runs, series }: ReadStores, view: ClientView): void {
  expect(runs.map(({ id }) => id).sort()).toEqual(Object.keys(view.runs).sort());
  for (const run of runs) {
    const client = view.runs[run.id]!;
    expectMetrics(run, client.metrics, series.get(run.id)!);
    if (client.params !== null) expect(run.params).toEqual(client.params);
    expect(run.artifacts).toEqual(client.artifacts);
  }
}
