import { compareText } from "../../core/location.js";
import {
  BLANK_TRACE,
  type MetricSummary,
  type RecordedModel,
  type RunEnvironment,
  type RunInput,
  type RunRecord,
} from "../../core/run.js";
import type { RunStatus } from "../../core/vocabulary.js";
import type { Artifact } from "./artifacts.js";
import { isGeneratedName } from "./generated-names.js";
import { absolutePaths, personalData } from "./machine.js";
import { projectCommand, resolveProgram, type Scripts } from "./programs.js";
import { placeOf } from "./uris.js";

/** A model that a run logged (3.x), and whether its files are at hand. */
export interface LoggedModel {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly artifacts: readonly Artifact[];
  /** Tags `mlflow.source.git.*` as far as they say more than the run's own. */
  readonly tags: ReadonlyMap<string, string>;
}

/** A run as either kind of store gives it, before its tags are interpreted. Times: milliseconds since the epoch. */
export interface RawRun {
  readonly id: string;
  readonly name: string | null;
  readonly experiment: string | null;
  readonly status: RunStatus;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Latest moment that anything else in the record names. */
  readonly lastAt: number | null;
  readonly parentListed: (id: string) => boolean;
  readonly params: readonly (readonly [string, string])[];
  readonly metrics: readonly (readonly [string, MetricSummary])[];
  readonly tags: ReadonlyMap<string, string>;
  /** `source_name` and `source_version` of records older than 1.0, whose tags may lack them. */
  readonly source: { readonly name: string | null; readonly commit: string | null };
  /** Account that the run was made under. */
  readonly user: string | null;
  readonly inputs: readonly RunInput[];
  readonly artifactUri: string | null;
  readonly artifacts: readonly Artifact[];
  readonly models: readonly LoggedModel[];
  readonly environment: RunEnvironment;
  /** Models among the artifacts, by their own description. */
  readonly described: readonly RecordedModel[];
  /** File that holds the record. */
  readonly record: string;
  readonly store: string;
  readonly storeFolder: string;
  readonly directory: string | null;
  readonly home: string | null;
  /** Where a tag's text lies, for the stored difference. */
  readonly fileOfTag: (tag: string) => string;
  /** A reason why the record is only a part of what was written. */
  readonly incomplete: string | null;
}

const SYSTEM = "system/";

export function toRunRecord(raw: RawRun, scripts: () => Scripts): RunRecord {
  const { tags } = raw;
  const params = sorted(raw.params);
  const measured = raw.metrics.filter(([key]) => !key.startsWith(SYSTEM));
  const artifacts = [...raw.artifacts, ...raw.models.flatMap(modelArtifacts)];
  const missing = missingArtifacts(raw, artifacts);
  const project = tags.get("mlflow.source.type") === "PROJECT";
  const sourceName = tags.get("mlflow.source.name") ?? raw.source.name;
  return {
    tracker: "mlflow",
    id: raw.id,
    name: raw.name,
    group: raw.experiment,
    parent: listedParent(raw),
    status: raw.status,
    startedAt: isoTime(raw.startedAt),
    endedAt: isoTime(raw.endedAt),
    commit: nonEmpty(tags.get("mlflow.source.git.commit")) ?? raw.source.commit,
    dirty: dirtyState(raw),
    command: projectCommand(tags, raw.home),
    params,
    metrics: sorted(measured),
    tags: sorted([...tags]),
    description: nonEmpty(tags.get("mlflow.note.content")),
    inputs: [...raw.inputs],
    environment: raw.environment,
    artifacts: artifacts.map(({ name }) => name).sort(compareText),
    program:
      project || sourceName === null || sourceName === ""
        ? null
        : resolveProgram({ name: sourceName, folder: raw.storeFolder, home: raw.home }, scripts()),
    systemMetrics: raw.metrics.length > measured.length,
    confidence: "high",
    location: { path: raw.record, run: `mlflow:${raw.id}` },
    trace: {
      ...BLANK_TRACE,
      store: raw.store,
      directory: raw.directory,
      lastRecordedAt: latest([raw.startedAt, raw.endedAt, raw.lastAt]),
      patch: tags.has("mlflow.source.git.diff") ? raw.fileOfTag("mlflow.source.git.diff") : null,
      missingArtifacts: missing.absent,
      packages: raw.environment.packages === null ? null : "partial",
      incomplete: raw.incomplete ?? missing.elsewhere,
      artifactFiles: artifacts.map(({ name, path }) => ({ name, path, digest: null })),
      absolutePaths: absolutePaths(raw.artifactUri, sourceName, params),
      personal: personalData(raw.artifactUri, raw.user, raw.record),
      models: raw.described,
      texts:
        raw.directory !== null && tags.has("mlflow.source.git.diff")
          ? [raw.fileOfTag("mlflow.source.git.diff")]
          : [],
      defaultName:
        (raw.name === null || isGeneratedName(raw.name)) &&
        (raw.experiment === null || raw.experiment === "Default"),
    },
  };
}

const modelArtifacts = (model: LoggedModel): readonly Artifact[] =>
  model.artifacts.map(({ name, path }) => ({ name: `${model.name}/${name}`, path }));

function listedParent(raw: RawRun): string | null {
  const parent = nonEmpty(raw.tags.get("mlflow.parentRunId"));
  return parent !== null && parent !== raw.id && raw.parentListed(parent) ? parent : null;
}

/** Plain runs never say; 3.x models logged under git versioning do. */
function dirtyState(raw: RawRun): boolean | null {
  for (const tags of [raw.tags, ...raw.models.map((model) => model.tags)]) {
    const dirty = tags.get("mlflow.source.git.dirty")?.toLowerCase();
    if (dirty === "true" || dirty === "false") return dirty === "true";
  }
  return null;
}

/**
 * Models that the record lists and whose files are not in the tree: the tag `mlflow.log-model.history` (to 2.x) and
 * the logged models of 3.x. Files on a server are not missing, they cannot be seen.
 */
function missingArtifacts(
  raw: RawRun,
  kept: readonly Artifact[],
): { readonly absent: readonly string[]; readonly elsewhere: string | null } {
  const listed = new Map<string, string>();
  for (const path of modelHistory(raw.tags.get("mlflow.log-model.history"))) {
    listed.set(path, raw.artifactUri ?? "");
  }
  for (const model of raw.models) listed.set(model.name, model.uri);
  const absent: string[] = [];
  let elsewhere: string | null = null;
  for (const [path, uri] of listed) {
    if (kept.some(({ name }) => name.startsWith(`${path}/`) || name === path)) continue;
    const place = placeOf(uri);
    if (place.at === "path") absent.push(path);
    else elsewhere = `its artifacts lie on a server (${place.scheme})`;
  }
  return { absent: absent.sort(compareText), elsewhere };
}

function modelHistory(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  try {
    const history: unknown = JSON.parse(text);
    if (!Array.isArray(history)) return [];
    return history
      .map((entry: unknown) => (entry as { artifact_path?: unknown } | null)?.artifact_path)
      .filter((path): path is string => typeof path === "string" && path !== "" && !path.includes("://"));
  } catch {
    // A cut list names nothing that could be looked for.
    return [];
  }
}

/** Entries as a record in the order of their keys; a key such as `__proto__` is one like any other. */
function sorted<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const ordered = entries.every(([key], at) => at === 0 || entries[at - 1]![0] <= key);
  return Object.fromEntries(ordered ? entries : [...entries].sort(([a], [b]) => compareText(a, b)));
}

const nonEmpty = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text.trim() === "" ? null : text;

/** The last moment that a four-digit year can say, in milliseconds. */
const END_OF_TIME = 253_402_300_799_999;

/** ISO 8601 UTC of a recorded time; null for what is no moment. */
export function isoTime(milliseconds: number | null): string | null {
  return isMoment(milliseconds) ? new Date(milliseconds).toISOString() : null;
}

const isMoment = (time: number | null): time is number => time !== null && time >= 0 && time <= END_OF_TIME;

export const greatest = (values: readonly (number | null)[]): number | null =>
  values.reduce((a, b) => (a === null ? b : b === null ? a : Math.max(a, b)), null);

function latest(times: readonly (number | null)[]): string | null {
  const moments = times.filter((time) => isMoment(time));
  return moments.length === 0 ? null : isoTime(moments.reduce((a, b) => Math.max(a, b)));
}

/**
 * States by number (file store) and by word (databases). Source: mlflow/entities/run_status.py.
 * Anything else, and a record without one, is unknown.
 */
const STATES: Readonly<Record<string, RunStatus>> = {
  1: "running",
  2: "scheduled",
  3: "finished",
  4: "failed",
  5: "killed",
  RUNNING: "running",
  SCHEDULED: "scheduled",
  FINISHED: "finished",
  FAILED: "failed",
  KILLED: "killed",
};

export function runStatus(recorded: unknown, lifecycle: unknown): RunStatus {
  if (lifecycle === "deleted") return "deleted";
  const key = String(recorded);
  return Object.hasOwn(STATES, key) ? STATES[key]! : "unknown";
}

/** A dataset as an input; `source` is JSON: a place, or the tags of the code that made it. */
export function datasetInput(name: string, digest: string, source: string): RunInput {
  let place: string | null = null;
  try {
    const parsed: unknown = JSON.parse(source);
    for (const key of ["uri", "url", "path", "table_name", "delta_table_name"]) {
      const value = (parsed as Record<string, unknown> | null)?.[key];
      if (typeof value === "string") place ??= value;
    }
  } catch {
    place = nonEmpty(source);
  }
  return { name, source: place, digest: digest === "" ? null : `mlflow:${digest}`, kind: "dataset" };
}
