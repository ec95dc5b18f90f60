import { createHash } from "node:crypto";
import { compareText } from "../../core/location.js";
import { type RunRecord, runKey } from "../../core/run.js";
import type { SnapshotRow } from "../../core/snapshot.js";

/** Digests of what lies beside a record, by the names that the row uses; taken when a snapshot is written. */
export interface RowDigests {
  readonly packages: string | null;
  readonly patch: string | null;
  readonly artifacts: Readonly<Record<string, string>>;
}

export const NO_DIGESTS: RowDigests = { packages: null, patch: null, artifacts: {} };

/**
 * What a snapshot says of a run. The record comes cleaned of secrets, persons and machine paths.
 * `same`: keys of the runs that are the same execution.
 */
export function rowOf(record: RunRecord, same: readonly string[], digests: RowDigests): SnapshotRow {
  const { trace } = record;
  const row: { [K in keyof SnapshotRow]?: SnapshotRow[K] | null | undefined } = {
    v: 1,
    run: runKey(record),
    store: trace.store,
    name: record.name,
    group: record.group,
    parent: record.parent,
    status: record.status,
    startedAt: record.startedAt,
    endedAt: record.endedAt,
    lastRecordedAt: trace.lastRecordedAt === record.endedAt ? null : trace.lastRecordedAt,
    commit: record.commit,
    dirty: record.dirty,
    program: record.program,
    command: record.command,
    params: filled(shortened(record.params)),
    metrics: metricsOf(record),
    systemMetrics: record.systemMetrics,
    tags: filled(shortened(tagsThatMatter(record.tags))),
    description: record.description === null ? null : short(record.description),
    inputs: inputsOf(record),
    python: record.environment.python,
    hardware: record.environment.hardware,
    packages:
      trace.packages === null ? null : { extent: trace.packages, ...some("digest", digests.packages) },
    ...artifactsOf(record, digests),
    missing: listed(trace.missingArtifacts),
    patch: trace.patch === null ? null : some("digest", digests.patch),
    codeDoubt: trace.codeDoubt,
    sources:
      trace.sources === null ? null : { whole: trace.sources.whole, files: trace.sources.paths.length },
    code: filled(Object.fromEntries(trace.codeHashes.map(({ path, digest }) => [path, digest]))),
    same: listed(same),
    givenName: trace.defaultName ? null : true,
    incomplete: trace.incomplete,
    hidden: trace.incomplete !== null && trace.hidden === "results" ? "results" : null,
    failureKept: trace.failureIn === null ? null : true,
    models: trace.models.length === 0 ? null : [...trace.models],
  };
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value != null)) as SnapshotRow;
}

/** A folder of thousands of pictures is no line of a lock file: the first names stand for it, the rest is counted. */
const MOST_ARTIFACTS = 100;

function artifactsOf({ artifacts }: RunRecord, digests: RowDigests) {
  const names = [...artifacts].sort(compareText).slice(0, MOST_ARTIFACTS);
  return {
    artifacts: filled(Object.fromEntries(names.map((name) => [name, digests.artifacts[name] ?? null]))),
    moreArtifacts: artifacts.length > names.length ? artifacts.length - names.length : null,
  };
}

/** Whole documents that are logged as a parameter or tag: their digest tells two of them apart as well. */
const LONGEST_TEXT = 1000;

const short = (text: string): string =>
  text.length <= LONGEST_TEXT ? text : `sha256:${createHash("sha256").update(text).digest("hex")}`;

const shortened = <T>(values: Readonly<Record<string, T>>): Record<string, T | string> =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === "string" ? short(value) : value]),
  );

/** Tags of trackers themselves are long and change with the client; these few decide an answer. */
const TRACKERS_OWN = /^(?:mlflow\.|wandb\.|_|hydra\.|dvc\.)/;
const KEPT =
  /^(?:mlflow\.docker\.image\.(?:id|uri)|mlflow\.source\.(?:name|type)|wandb\.(?:group|job_type|sweep))$/;

const tagsThatMatter = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([tag]) => !TRACKERS_OWN.test(tag) || KEPT.test(tag)));

function metricsOf({ metrics }: RunRecord): SnapshotRow["metrics"] | null {
  const rows = Object.entries(metrics).map(([key, { last, min, max, count, lastStep }]) => [
    key,
    {
      last,
      ...(min === last ? {} : some("min", min)),
      ...(max === last ? {} : some("max", max)),
      ...some("count", count),
      ...some("lastStep", lastStep),
    },
  ]);
  return filled(Object.fromEntries(rows));
}

function inputsOf({ inputs }: RunRecord): SnapshotRow["inputs"] | null {
  if (inputs.length === 0) return null;
  return inputs.map(({ name, kind, source, digest }) => ({
    name,
    kind,
    ...some("source", source),
    ...some("digest", digest),
  }));
}

/** The mapping with its keys sorted, so that a line changes only where a value does; null: it is empty. */
function filled<T>(mapping: Readonly<Record<string, T>>): Record<string, T> | null {
  const entries = Object.entries(mapping);
  return entries.length === 0 ? null : Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)));
}

const listed = (values: readonly string[]): string[] | null =>
  values.length === 0 ? null : [...values].sort(compareText);

const some = <K extends string, V>(key: K, value: V | null): { readonly [P in K]?: V } =>
  (value === null ? {} : { [key]: value }) as { readonly [P in K]?: V };
