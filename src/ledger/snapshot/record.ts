import { SNAPSHOT_PATH } from "../../core/outputs.js";
import { BLANK_TRACE, blankRun, type MetricSummary, type RunRecord } from "../../core/run.js";
import type { SnapshotRow } from "../../core/snapshot.js";
import { TRACKER_IDS, type TrackerId } from "../../core/vocabulary.js";

/** A run as its row tells it. `line`: 1-based line of the snapshot. */
export function recordOf(row: SnapshotRow, line: number): RunRecord {
  const { tracker, id } = identityOf(row.run)!;
  const blank = blankRun(tracker, id, { path: SNAPSHOT_PATH, store: row.store });
  return {
    ...blank,
    name: row.name ?? null,
    group: row.group ?? null,
    parent: row.parent ?? null,
    status: row.status,
    startedAt: row.startedAt ?? null,
    endedAt: row.endedAt ?? null,
    commit: row.commit ?? null,
    dirty: row.dirty ?? null,
    command: row.command ?? null,
    params: row.params ?? {},
    metrics: Object.fromEntries(Object.entries(row.metrics ?? {}).map(([key, one]) => [key, summary(one)])),
    tags: row.tags ?? {},
    description: row.description ?? null,
    inputs: (row.inputs ?? []).map(({ name, kind, source, digest }) => ({
      name,
      kind,
      source: source ?? null,
      digest: digest ?? null,
    })),
    environment: { python: row.python ?? null, packages: null, hardware: row.hardware ?? null },
    artifacts: Object.keys(row.artifacts ?? {}),
    program: row.program ?? null,
    systemMetrics: row.systemMetrics ?? null,
    location: { ...blank.location, line },
    trace: {
      ...BLANK_TRACE,
      store: row.store,
      sameAs: row.same ?? [],
      lastRecordedAt: row.lastRecordedAt ?? row.endedAt ?? null,
      patch: row.patch === undefined ? null : SNAPSHOT_PATH,
      sources:
        row.sources === undefined
          ? null
          : { whole: row.sources.whole, paths: row.sources.files === 0 ? [] : [SNAPSHOT_PATH] },
      missingArtifacts: row.missing ?? [],
      codeHashes: Object.entries(row.code ?? {}).map(([path, digest]) => ({ path, digest })),
      packages: row.packages?.extent ?? null,
      codeDoubt: row.codeDoubt ?? null,
      incomplete: row.incomplete ?? null,
      hidden: row.hidden ?? "all",
      defaultName: row.givenName !== true,
      failureIn: row.failureKept === true ? SNAPSHOT_PATH : null,
      models: row.models ?? [],
    },
  };
}

function summary(one: NonNullable<SnapshotRow["metrics"]>[string]): MetricSummary {
  const finite = typeof one.last === "number" ? one.last : null;
  return {
    last: one.last,
    min: one.min ?? finite,
    max: one.max ?? finite,
    count: one.count ?? null,
    lastStep: one.lastStep ?? null,
  };
}

/** The two halves of a run key; null where it is none. */
export function identityOf(key: string): { readonly tracker: TrackerId; readonly id: string } | null {
  const colon = key.indexOf(":");
  const tracker = TRACKER_IDS.find((one) => one === key.slice(0, colon));
  return tracker === undefined || colon === key.length - 1 ? null : { tracker, id: key.slice(colon + 1) };
}
