import type { MetricValue, Problem, RunInput, RunRecord } from "../../../src/core/run.js";
import type { MetricPoint, RecordReader } from "../../../src/core/tracker.js";
import type { Workspace } from "../../../src/core/workspace.js";

/** What test/tools/dump_mlflow.py prints. */
export interface ClientView {
  readonly client: string;
  readonly runs: readonly ClientRun[];
  readonly registry: readonly ClientModel[];
}
export interface ClientModel {
  readonly name: string;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly aliases: Readonly<Record<string, number>>;
  readonly versions: readonly {
    readonly version: number;
    readonly run: string | null;
    readonly stage: string;
    readonly description: string | null;
    readonly tags: Readonly<Record<string, string>>;
  }[];
}
interface ClientRun {
  readonly id: string;
  readonly name: string | null;
  readonly experiment: string;
  readonly experimentDeleted: boolean;
  readonly status: string;
  readonly lifecycle: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, MetricValue>>;
  readonly history: Readonly<Record<string, readonly (readonly [number, number, MetricValue])[]>>;
  readonly inputs: readonly { name: string; digest: string; source: string; type: string }[];
  /** Names of the models that it used; older dumps have none. */
  readonly modelInputs?: readonly string[];
  readonly artifacts: readonly string[];
}

export interface ReadStore {
  readonly runs: readonly RunRecord[];
  readonly problems: readonly Problem[];
}

export async function readAll(reader: RecordReader, workspace: Workspace): Promise<ReadStore> {
  const runs: RunRecord[] = [];
  const problems: Problem[] = [];
  for (const store of await reader.find(await workspace.files(), workspace)) {
    for await (const read of reader.read(store, workspace)) {
      if ("run" in read) runs.push(read.run);
      else problems.push(read.problem);
    }
  }
  return { runs, problems };
}

/** Our run in the client's words, for comparison field by field. */
export async function inClientWords(run: RunRecord, reader: RecordReader, workspace: Workspace) {
  const points: MetricPoint[] = [];
  for await (const point of reader.series(run, workspace)) points.push(point);
  const last = Object.entries(run.metrics).map(([key, { last }]) => [key, last] as const);
  return {
    id: run.id,
    name: run.name,
    experiment: run.group,
    status: run.status,
    start: run.startedAt === null ? null : Date.parse(run.startedAt),
    end: run.endedAt === null ? null : Date.parse(run.endedAt),
    params: run.params,
    tags: run.tags,
    metrics: Object.fromEntries(last),
    history: historyOf(points),
    inputs: sortedInputs(run.inputs.map(({ name, digest }: RunInput) => ({ name, digest }))),
    artifacts: run.artifacts,
  };
}

/** The client's run as ours reads: deletion is a status, hardware statistics are no metrics, SQL's greatest double is infinity. */
export function asWeSayIt(run: ClientRun) {
  const deleted = run.lifecycle === "deleted" || run.experimentDeleted;
  const metrics = Object.entries(run.metrics).filter(([key]) => !key.startsWith("system/"));
  return {
    id: run.id,
    name: run.name === "" ? null : run.name,
    experiment: run.experiment,
    status: deleted ? "deleted" : run.status.toLowerCase(),
    start: run.start,
    end: run.end,
    params: run.params,
    tags: run.tags,
    metrics: Object.fromEntries(metrics.map(([key, value]) => [key, infinite(value)])),
    history: historyOf(
      Object.entries(run.history).flatMap(([key, points]) =>
        points.map(([at, step, value]) => ({ key, at, step, value: infinite(value) })),
      ),
    ),
    inputs: sortedInputs([
      ...run.inputs.map(({ name, digest }) => ({ name, digest: `mlflow:${digest}` })),
      ...(run.modelInputs ?? []).map((name) => ({ name, digest: null })),
    ]),
    artifacts: run.artifacts,
  };
}

const infinite = (value: MetricValue): MetricValue => {
  if (typeof value !== "number" || Math.abs(value) < Number.MAX_VALUE) return value;
  return value > 0 ? "Infinity" : "-Infinity";
};

/** Points of every key; the order in which a database gives them is its own. */
function historyOf(points: readonly MetricPoint[]): Record<string, string[]> {
  const history: Record<string, string[]> = {};
  for (const { key, at, step, value } of points) {
    history[key] ??= [];
    history[key].push(`${at} ${step} ${value}`);
  }
  for (const lines of Object.values(history)) lines.sort();
  return history;
}

const sortedInputs = <T extends { readonly name: string }>(inputs: readonly T[]): T[] =>
  [...inputs].sort((a, b) => (a.name < b.name ? -1 : 1));

export const byId = <T extends { readonly id: string }>(runs: readonly T[]): T[] =>
  [...runs].sort((a, b) => (a.id < b.id ? -1 : 1));
