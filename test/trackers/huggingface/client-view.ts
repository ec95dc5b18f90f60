import { expect } from "vitest";
import { reader } from "../../../src/trackers/huggingface/records.js";
import { type ClientMetrics, expectMetrics, type ReadStores, readAll } from "../read-all.js";

/** What test/tools/dump_huggingface.py prints. */
export interface ClientView {
  readonly version: string;
  readonly runs: Readonly<
    Record<
      string,
      {
        readonly record: string;
        readonly params: Readonly<Record<string, unknown>>;
        readonly arguments: Readonly<Record<string, unknown>> | null;
        readonly metrics: ClientMetrics;
        readonly checkpoints: readonly string[];
        readonly card: {
          readonly datasets: readonly string[];
          readonly hyperparameters: Readonly<Record<string, string>>;
        } | null;
      }
    >
  >;
}

export const read = (root: string): Promise<ReadStores> => readAll(reader, root);

export function expectRuns({ runs, series }: ReadStores, view: ClientView): void {
  expect(runs.map(({ id }) => id).sort()).toEqual(Object.keys(view.runs).sort());
  for (const run of runs) {
    const client = view.runs[run.id]!;
    expect(run.location.path).toBe(client.record);
    expectMetrics(run, client.metrics, series.get(run.id)!);
    expect(run.params).toMatchObject({ ...client.params, ...flat(client.arguments ?? {}) });
    expect(run.artifacts.filter((name) => name.startsWith("checkpoint-"))).toEqual(client.checkpoints);
    expect(run.inputs.map(({ name }) => name)).toEqual(client.card?.datasets ?? []);
    const arguments_ = client.arguments ?? {};
    for (const [name, text] of Object.entries(client.card?.hyperparameters ?? {}))
      if (!Object.hasOwn(arguments_, name)) expect(String(run.params[name])).toBe(text);
  }
}

function flat(value: Readonly<Record<string, unknown>>, prefix = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0
        ? Object.entries(flat(inner as Record<string, unknown>, `${prefix}${key}.`))
        : [[prefix + key, inner]],
    ),
  );
}
