import { expect } from "vitest";
import type { Problem, RunRecord } from "../../../src/core/run.js";
import type { MetricPoint } from "../../../src/core/tracker.js";
import { reader } from "../../../src/trackers/sacred/records.js";
import { openWorkspace } from "../../../src/workspace/open.js";

/** What test/tools/dump_sacred.py prints. */
export interface ClientView {
  readonly versions: { readonly sacred: string };
  readonly runs: readonly ClientRun[];
}

interface ClientRun {
  readonly record: string;
  readonly id: string;
  readonly experiment: string;
  readonly status: string;
  readonly start: string | null;
  readonly stop: string | null;
  readonly heartbeat: string | null;
  readonly commits: readonly string[];
  readonly dirty: boolean | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly comment: string | null;
  readonly updates: readonly string[] | null;
  readonly named: readonly string[] | null;
  readonly python: string;
  readonly cpu: string;
  readonly dependencies: number;
  readonly failed: boolean;
  readonly artifacts: readonly string[];
  readonly kept: readonly string[];
  readonly resources: readonly (readonly [string, string])[];
}

export interface Ledger {
  readonly runs: readonly RunRecord[];
  readonly problems: readonly Problem[];
}

export async function readAll(root: string): Promise<Ledger> {
  const workspace = await openWorkspace(root);
  const runs: RunRecord[] = [];
  const problems: Problem[] = [];
  try {
    for (const store of await reader.find(await workspace.files(), workspace)) {
      for await (const read of reader.read(store, workspace)) {
        if ("run" in read) runs.push(read.run);
        else problems.push(read.problem);
      }
    }
  } finally {
    await workspace.close();
  }
  return { runs, problems };
}

export async function seriesOf(root: string, run: RunRecord): Promise<MetricPoint[]> {
  const workspace = await openWorkspace(root);
  try {
    const points: MetricPoint[] = [];
    for await (const point of reader.series(run, workspace)) points.push(point);
    return points;
  } finally {
    await workspace.close();
  }
}

const STATUS: Readonly<Record<string, string>> = {
  COMPLETED: "finished",
  INTERRUPTED: "killed",
  TIMEOUT: "failed",
  FAILED: "failed",
  QUEUED: "scheduled",
  RUNNING: "running",
};

/** Every run that the client knows, field by field. */
export function expectRuns(runs: readonly RunRecord[], view: ClientView): void {
  const key = (record: string, id: string) => `${record} ${id}`;
  const ours = new Map(runs.map((run) => [key(run.location.path, run.id), run]));
  expect([...ours.keys()].sort()).toEqual(view.runs.map(({ record, id }) => key(record, id)).sort());
  for (const client of view.runs) {
    const run = ours.get(key(client.record, client.id))!;
    expect({
      id: run.id,
      group: run.group,
      status: run.status,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      commits: run.commit === null ? [] : [run.commit],
      dirty: run.dirty,
      params: run.params,
      metrics: run.metrics,
      description: run.description,
      python: run.environment.python,
      hardware: run.environment.hardware,
      packages: run.trace.packages,
      failed: run.trace.failureIn !== null,
      artifacts: run.artifacts,
      kept: run.trace.sources?.paths ?? [],
      resources: run.inputs.map(({ name, digest }) => [name, digest]),
      tags: Object.keys(run.tags),
    }).toEqual({
      id: client.id,
      group: client.experiment,
      status: STATUS[client.status],
      startedAt: client.start,
      endedAt: client.stop,
      commits: client.commits,
      dirty: client.dirty,
      params: client.params,
      metrics: client.metrics,
      description: client.comment,
      python: client.python,
      hardware: client.cpu,
      packages: client.dependencies > 0 ? "partial" : null,
      failed: client.failed,
      artifacts: client.artifacts,
      kept: [...new Set(client.kept)],
      resources: client.resources.map(([name, md5]) => [name, `md5:${md5}`]),
      tags: client.named ?? (client.updates ?? []).filter((update) => !update.includes("=")),
    });
  }
}
