import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Problem, RunRecord } from "../../../src/core/run.js";
import type { MetricPoint } from "../../../src/core/tracker.js";
import { reader } from "../../../src/trackers/wandb/records.js";
import { openWorkspace } from "../../../src/workspace/open.js";
import { temporaryFolder } from "../../tools/repository.js";

type Mapping = Readonly<Record<string, unknown>>;

/** What test/tools/dump_wandb.py prints, by run folder. */
export type ClientView = Readonly<Record<string, FolderView>>;

interface FolderView {
  readonly log?: {
    readonly run: {
      readonly id: string;
      readonly project: string;
      readonly group: string;
      readonly jobType: string;
      readonly name: string;
      readonly notes: string;
      readonly tags: readonly string[];
      readonly startedAt: number;
      readonly commit: string;
      readonly remote: string;
      readonly sweep: string;
      readonly host: string;
    } | null;
    readonly config: Mapping;
    readonly summary: Mapping;
    readonly history: readonly Mapping[];
    readonly stats: number;
    readonly artifacts: readonly ArtifactView[];
    readonly used: readonly ArtifactView[];
    readonly files: readonly string[];
    /** The end of what the program printed. */
    readonly output: string;
    readonly tensorboard: readonly string[];
    readonly exit: { readonly code: number; readonly runtime: number } | null;
    readonly environment: { readonly python?: string; readonly commit?: string };
  };
  /** Files of a run folder of 0.9, and what later clients write beside the log. */
  readonly config?: Mapping;
  readonly summary?: Mapping;
  readonly metadata?: Mapping;
  readonly history?: readonly Mapping[];
}

interface ArtifactView {
  readonly type: string;
  readonly name: string;
  readonly digest: string;
  readonly references: readonly string[];
}

export interface ReadStore {
  readonly runs: readonly RunRecord[];
  readonly problems: readonly Problem[];
  /** By run id. */
  readonly series: ReadonlyMap<string, readonly MetricPoint[]>;
}

/** Reads every W&B run of a folder, series included. */
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
  cpSync(folder, root, { recursive: true, verbatimSymlinks: true });
  return root;
}

export function readView(folder: string): ClientView {
  return JSON.parse(readFileSync(join(folder, "client.json"), "utf8")) as ClientView;
}

/** Compares every run with what the client finds in its folders. */
export function expectSameView({ runs, series }: ReadStore, view: ClientView): void {
  const folders = new Map<string, FolderView[]>();
  for (const [path, folder] of Object.entries(view)) {
    const id = path.slice(path.lastIndexOf("/") + 1).replace(/^.*run-\d{8}_\d{6}-/, "");
    folders.set(id, [...(folders.get(id) ?? []), folder]);
  }
  expect(runs.map((run) => run.id).sort()).toEqual([...folders.keys()].sort());
  for (const run of runs) expectSameRun(run, series.get(run.id) ?? [], folders.get(run.id) ?? []);
}

function expectSameRun(run: RunRecord, points: readonly MetricPoint[], parts: readonly FolderView[]): void {
  const last = parts.at(-1)!;
  const params = Object.assign({}, ...parts.map((part) => flat(part.log?.config ?? yamlConfig(part.config))));
  expect(run.params).toEqual(params);

  const rows = parts.flatMap((part) => part.log?.history ?? part.history ?? []);
  expect(Object.fromEntries([...byKey(points)])).toEqual(Object.fromEntries([...byKey(pointsOf(rows))]));
  for (const [key, expected] of byKey(pointsOf(rows))) {
    const finite = expected.map(([, value]) => value).filter((value) => typeof value === "number");
    const greatest = Math.max(...expected.map(([step]) => step));
    expect(run.metrics[key]).toEqual({
      last: expected.findLast(([step]) => step === greatest)![1],
      min: finite.length > 0 ? Math.min(...finite) : null,
      max: finite.length > 0 ? Math.max(...finite) : null,
      count: expected.length,
      lastStep: greatest,
    });
  }
  const summary = numbers(Object.assign({}, ...parts.map((part) => part.log?.summary ?? part.summary ?? {})));
  for (const [key, value] of summary) {
    expect(run.metrics[key]?.count === null ? run.metrics[key]?.last : value).toEqual(value);
    expect(Object.keys(run.metrics)).toContain(key);
  }

  if (last.log !== undefined) {
    const { exit } = last.log;
    const record = last.log.run!;
    expect(run.group).toBe(record.project || null);
    expect(run.name).toBe(record.name || null);
    expect(run.description).toBe(record.notes || null);
    expect(Object.keys(run.tags).filter((tag) => !tag.startsWith("wandb."))).toEqual(record.tags);
    expect(run.tags["wandb.group"] ?? "").toBe(record.group);
    expect(run.tags["wandb.job_type"] ?? "").toBe(record.jobType);
    expect(run.tags["wandb.sweep"] ?? "").toBe(record.sweep);
    expect(run.startedAt).toBe(new Date(parts[0]!.log!.run!.startedAt).toISOString());
    expect(run.status).toBe(
      exit === null ? "unknown" : exit.code === 0 ? "finished" : exit.code === 255 ? "killed" : "failed",
    );
    if (exit !== null && exit.runtime > 0) {
      expect(run.endedAt).toBe(new Date(record.startedAt + exit.runtime * 1000).toISOString());
    }
    const git = last.metadata?.git as { commit: string; remote: string } | undefined;
    expect(run.commit).toBe(last.log.environment.commit || git?.commit || record.commit || null);
    expect(run.trace.remote).toBe(record.remote || git?.remote || null);
    expect(run.systemMetrics).toBe(last.log.stats > 0 ? true : exit === null ? null : false);
    expectSameArtifacts(
      run,
      parts.flatMap((part) => part.log ?? []),
    );
    const traceback = last.log.output.includes("Traceback (most recent call last)");
    expect(run.trace.failureIn !== null).toBe(run.status === "failed" && traceback);
    const hosts = run.trace.personal.filter(({ key, path }) => key === "host" && path.endsWith(".wandb"));
    expect(hosts.length > 0).toBe(record.host !== "");
  } else if (last.metadata !== undefined) {
    // Only before 0.10 the metadata keeps the state that the run ended in.
    expect(run.status).toBe(last.history === undefined ? "unknown" : last.metadata.state);
    expect(run.commit).toBe((last.metadata.git as { commit: string } | undefined)?.commit ?? null);
  }
}

/** Beside what the program logged and saved the client records files of its own. */
const CLIENT_FILES = /^(?:requirements\.txt|code\/.*|diff\.patch|wandb-metadata\.json)$/;

function expectSameArtifacts(run: RunRecord, logs: readonly NonNullable<FolderView["log"]>[]): void {
  const logged = logs.flatMap(({ artifacts }) => artifacts.filter(({ type }) => type !== "run_table"));
  const files = logs.flatMap((log) => log.files.filter((name) => !CLIENT_FILES.test(name)));
  expect(run.artifacts).toEqual([...new Set([...logged.map(({ name }) => name), ...files])].sort());
  for (const { name, digest, type } of logged) {
    expect(run.trace.artifactFiles).toContainEqual({
      name,
      path: null,
      digest: `md5:${digest}`,
      kind: type,
    });
  }
  const used = logs.flatMap((log) => log.used.map(({ type, name }) => `${type}/${name}`));
  expect(run.inputs.map(({ kind, name }) => `${kind}/${name}`)).toEqual([...new Set(used)].sort());
}

function yamlConfig(config: Mapping | undefined): Mapping {
  const entries = Object.entries(config ?? {}).filter(([key]) => key !== "wandb_version");
  return Object.fromEntries(entries.map(([key, entry]) => [key, (entry as { value: unknown }).value]));
}

function flat(value: Mapping, prefix = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "_wandb")
      .flatMap(([key, inner]) =>
        isMapping(inner) && Object.keys(inner).length > 0
          ? Object.entries(flat(inner, `${prefix}${key}.`))
          : [[prefix + key, inner] as [string, unknown]],
      ),
  );
}

/** Numbers of a row by dotted key, without the client's own and without media. */
function numbers(row: Mapping, prefix = ""): [string, number | string][] {
  if ("_type" in row) return [];
  return Object.entries(row).flatMap(([key, value]): [string, number | string][] => {
    if (prefix === "" && ["_step", "_runtime", "_timestamp", "_wandb"].includes(key)) return [];
    if (isMapping(value)) return numbers(value, `${prefix}${key}.`);
    const odd = value === "NaN" || value === "Infinity" || value === "-Infinity";
    return typeof value === "number" || odd ? [[prefix + key, value as number | string]] : [];
  });
}

function pointsOf(rows: readonly Mapping[]): MetricPoint[] {
  return rows.flatMap((row) =>
    numbers(row).map(([key, value]) => ({
      key,
      step: row._step as number,
      value: value as MetricPoint["value"],
      at: Math.round((row._timestamp as number) * 1000),
    })),
  );
}

function byKey(points: readonly MetricPoint[]): Map<string, [number, MetricPoint["value"], number | null][]> {
  const keys = new Map<string, [number, MetricPoint["value"], number | null][]>();
  for (const { key, step, value, at } of points)
    keys.set(key, [...(keys.get(key) ?? []), [step!, value, at]]);
  return keys;
}

const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);
