import { expect } from "vitest";
import type { MetricValue, Problem, RunRecord } from "../../../src/core/run.js";
import type { MetricPoint } from "../../../src/core/tracker.js";
import { reader } from "../../../src/trackers/optuna/records.js";
import { openWorkspace } from "../../../src/workspace/open.js";

/** What test/tools/dump_optuna.py prints. */
export interface ClientView {
  readonly versions: { readonly optuna: string; readonly sqlalchemy: string };
  readonly stores: Readonly<Record<string, Readonly<Record<string, ClientTrial>>>>;
}

interface ClientTrial {
  readonly state: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly values: readonly MetricValue[] | null;
  readonly metricNames: readonly string[] | null;
  readonly intermediate: Readonly<Record<string, MetricValue>>;
  readonly userAttributes: Readonly<Record<string, unknown>>;
  readonly start: string | null;
  readonly complete: string | null;
}

export interface Ledger {
  readonly runs: readonly RunRecord[];
  readonly problems: readonly Problem[];
  /** By store and id. */
  readonly series: ReadonlyMap<string, readonly MetricPoint[]>;
}

export async function readAll(root: string, options: { readonly series?: boolean } = {}): Promise<Ledger> {
  const workspace = await openWorkspace(root);
  const runs: RunRecord[] = [];
  const problems: Problem[] = [];
  const series = new Map<string, MetricPoint[]>();
  try {
    for (const store of await reader.find(await workspace.files(), workspace)) {
      for await (const read of reader.read(store, workspace)) {
        if ("run" in read) runs.push(read.run);
        else problems.push(read.problem);
      }
    }
    if (options.series === true)
      for (const run of runs) {
        const points: MetricPoint[] = [];
        for await (const point of reader.series(run, workspace)) points.push(point);
        series.set(keyOf(run), points);
      }
  } finally {
    await workspace.close();
  }
  return { runs, problems, series };
}

const keyOf = (run: RunRecord): string => `${run.trace.store} ${run.id}`;

const STATUS: Readonly<Record<string, string>> = {
  RUNNING: "running",
  COMPLETE: "finished",
  PRUNED: "killed",
  FAIL: "failed",
  WAITING: "scheduled",
};

/** Every trial of the stores, field by field. The client ran with the zone UTC. */
export function expectTrials({ runs, series }: Ledger, view: ClientView, prefix = ""): void {
  const expected = Object.entries(view.stores).flatMap(([store, trials]) =>
    Object.keys(trials).map((id) => `${prefix}${store} ${id}`),
  );
  expect(runs.map(keyOf).sort()).toEqual(expected.sort());
  for (const run of runs) {
    const trial = view.stores[run.trace.store.slice(prefix.length)]![run.id]!;
    expect([run.id, run.params]).toEqual([run.id, trial.params]);
    expect(run.status).toBe(STATUS[trial.state]);
    expect(run.group).toBe(run.id.slice(0, run.id.lastIndexOf("/")));
    expect(run.tags).toEqual(
      Object.fromEntries(
        Object.entries(trial.userAttributes).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    );
    const { intermediate, ...values } = run.metrics;
    const names =
      trial.metricNames ??
      (trial.values ?? []).map((_, at, all) => (all.length === 1 ? "value" : `value_${at}`));
    expect(Object.fromEntries(Object.entries(values).map(([key, { last }]) => [key, last]))).toEqual(
      Object.fromEntries((trial.values ?? []).map((value, at) => [names[at], value])),
    );
    const steps = Object.entries(trial.intermediate).map(([step, value]) => [Number(step), value] as const);
    expect(intermediate?.count ?? 0).toBe(steps.length);
    const finite = steps.flatMap(([, value]) => (typeof value === "number" ? [value] : []));
    if (intermediate !== undefined)
      expect(intermediate).toEqual({
        last: steps.at(-1)![1],
        lastStep: steps.at(-1)![0],
        min: finite.length === 0 ? null : Math.min(...finite),
        max: finite.length === 0 ? null : Math.max(...finite),
        count: steps.length,
      });
    const points = series.get(keyOf(run)) ?? [];
    expect(
      points.filter(({ key }) => key === "intermediate").map(({ step, value }) => [step, value]),
    ).toEqual(steps);
    expect(points.filter(({ key }) => key !== "intermediate").map(({ value }) => value)).toEqual(
      trial.values ?? [],
    );
    if (run.startedAt !== null) expect(run.startedAt).toBe(milliseconds(trial.start));
    if (run.endedAt !== null) expect(run.endedAt).toBe(milliseconds(trial.complete));
  }
}

export const milliseconds = (time: string | null): string | null =>
  time === null ? null : new Date(`${time}Z`).toISOString();
