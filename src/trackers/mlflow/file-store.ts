import { once } from "../../core/once.js";
import { storeFolderOf } from "../../core/paths.js";
import type { Problem } from "../../core/run.js";
import type { MetricPoint, Read, RecordStore } from "../../core/tracker.js";
import { type FileEntry, HUGE_FILE_BYTES, type Workspace } from "../../core/workspace.js";
import {
  type Artifact,
  artifactFolders,
  describedModels,
  locateArtifacts,
  modelEnvironment,
} from "./artifacts.js";
import { under } from "./find-file-stores.js";
import {
  type Contents as FileContents,
  fetchAhead,
  readMeta,
  readMetrics,
  readTexts,
  textOr,
  time,
} from "./folder-files.js";
import {
  below,
  filesOfModels,
  type ModelReading,
  type Models,
  modelsOf,
  readDatasets,
  readInputs,
  readModels,
} from "./folder-models.js";
import { arrange, type ExperimentFolder, type RunFolder } from "./layout.js";
import type { Meta } from "./meta.js";
import { metricScanner, metricValue } from "./metric-lines.js";
import { type Scripts, scriptsOf } from "./programs.js";
import { greatest, type RawRun, runStatus, toRunRecord } from "./run-record.js";
import { placeOf, withoutTail } from "./uris.js";

/** What reading one store needs beside its files. */
interface Reading extends Omit<ModelReading, "contents"> {
  readonly store: RecordStore;
  readonly runIds: ReadonlySet<string>;
  readonly scripts: () => Scripts;
}

/** What an experiment's runs share. */
interface Shared {
  readonly experiment: ExperimentFolder;
  readonly meta: Meta | null;
  readonly models: Models;
  readonly datasets: ReadonlyMap<string, Meta | null>;
}

/** Files that are read at once: enough that another processor can help, few enough to need no memory. */
const AT_ONCE = 1024;

/** Runs of a file store, 0.9 to 3.x, in the order of their folders. */
export async function* readFileStore(store: RecordStore, workspace: Workspace): AsyncGenerator<Read> {
  const experiments = arrange(store.path, store.files);
  const problems: Problem[] = [];
  const tree = await workspace.files();
  const owners = new Set(experiments.flatMap(({ runs, models }) => [...runs.keys(), ...models.keys()]));
  const reading: Reading = {
    store,
    workspace,
    problem: (problem) => problems.push(problem),
    runIds: new Set(experiments.flatMap(({ runs }) => [...runs.keys()])),
    scripts: once(() => scriptsOf(tree)),
    folders: once(() => artifactFolders(tree, (owner) => owners.has(owner))),
  };
  for (const experiment of experiments) {
    const shared = await readShared(experiment, reading);
    const batches = batchesOf([...experiment.runs.values()]);
    let ahead = fetchRuns(batches[0] ?? [], workspace);
    for (const [index, batch] of batches.entries()) {
      const contents = await ahead();
      ahead = fetchRuns(batches[index + 1] ?? [], workspace);
      for (const run of batch) {
        const record = toRunRecord(await readRun(run, shared, { ...reading, contents }), reading.scripts);
        yield* problems.splice(0).map((problem) => ({ problem }));
        yield { run: record };
      }
    }
  }
  yield* problems.map((problem) => ({ problem }));
}

async function readShared(experiment: ExperimentFolder, reading: Reading): Promise<Shared> {
  const files = [...(experiment.meta === null ? [] : [experiment.meta]), ...filesOfModels(experiment)];
  const withContents = { ...reading, contents: await fetchAhead(reading.workspace, files)() };
  return {
    experiment,
    meta: readMeta(experiment.meta, withContents),
    models: readModels(experiment, withContents),
    datasets: readDatasets(experiment, withContents),
  };
}

const textsOf = ({ meta, params, tags, inputs }: RunFolder): readonly FileEntry[] => [
  ...(meta === null ? [] : [meta]),
  ...params,
  ...tags,
  ...inputs,
];

const fetchRuns = (runs: readonly RunFolder[], workspace: Workspace): (() => Promise<FileContents>) =>
  fetchAhead(
    workspace,
    runs.flatMap(textsOf),
    runs.flatMap(({ metrics }) => metrics),
  );

function batchesOf(runs: readonly RunFolder[]): readonly (readonly RunFolder[])[] {
  const batches: RunFolder[][] = [];
  let room = 0;
  for (const run of runs) {
    const files = textsOf(run).length + run.metrics.length;
    if (files > room || batches.length === 0) {
      batches.push([]);
      room = AT_ONCE;
    }
    batches.at(-1)!.push(run);
    room -= files;
  }
  return batches;
}

async function readRun(
  folder: RunFolder,
  shared: Shared,
  reading: Reading & { readonly contents: FileContents },
): Promise<RawRun> {
  const { experiment, models } = shared;
  const { problem } = reading;
  const meta = readMeta(folder.meta, reading);
  const params = readTexts(folder.params, `${folder.path}/params/`, reading);
  const tagEntries = readTexts(folder.tags, `${folder.path}/tags/`, reading);
  const metrics = await readMetrics(folder.metrics, `${folder.path}/metrics/`, reading);
  const inputs = readInputs(folder, shared.datasets, models, reading);
  const value = meta?.value ?? {};
  const record = folder.meta ?? folder.tags[0] ?? folder.params[0] ?? folder.metrics[0]!;
  if (folder.meta === null) {
    problem({
      path: record.path,
      message: "this MLflow run has no meta.yaml: status, times and name are not known",
    });
  }
  const id = textOr(value.run_id, textOr(value.run_uuid, folder.id));
  if (id !== folder.id) {
    problem({
      path: record.path,
      message: `the recorded run id "${id}" is not the name of the run's folder`,
    });
  }
  const tags = new Map(tagEntries);
  const artifactUri = textOr(value.artifact_uri, null);
  const kept = keptArtifacts(folder, artifactUri, reading);
  const logged = modelsOf(folder, models);
  const artifacts = [...kept.artifacts, ...logged.flatMap((model) => model.artifacts)];
  return {
    id: folder.id,
    name: textOr(value.run_name, textOr(value.name, tags.get("mlflow.runName") || null)),
    experiment: textOr(shared.meta?.value.name, null),
    status: runStatus(value.status, experiment.deleted ? "deleted" : value.lifecycle_stage),
    startedAt: time(value.start_time),
    endedAt: time(value.end_time),
    lastAt: greatest([time(value.deleted_time), ...metrics.map(({ lastAt }) => lastAt)]),
    parentListed: (parent) => reading.runIds.has(parent),
    params,
    metrics: metrics.map(({ key, summary }) => [key, summary] as const),
    tags,
    source: {
      name: textOr(value.source_name, null),
      commit: textOr(value.source_version, null),
    },
    user: textOr(value.user_id, null),
    inputs,
    artifactUri,
    artifacts: kept.artifacts,
    models: logged,
    environment: await modelEnvironment(artifacts, reading.workspace),
    described: await describedModels(artifacts, reading.workspace),
    record: record.path,
    store: reading.store.path,
    storeFolder: storeFolderOf(reading.store.path),
    directory: folder.path,
    home: kept.home,
    fileOfTag: (tag) => `${folder.path}/tags/${tag}`,
    incomplete:
      folder.meta === null
        ? "its meta.yaml is not here"
        : metrics.length < folder.metrics.length
          ? "a file of its metrics holds no point"
          : null,
  };
}

/** Artifacts lie in the run's folder, unless the experiment was given another location. */
function keptArtifacts(
  folder: RunFolder,
  uri: string | null,
  reading: Reading,
): { readonly artifacts: readonly Artifact[]; readonly home: string | null } {
  const own = `${folder.path}/artifacts`;
  const recorded = uri === null ? null : placeOf(uri).path;
  const inPlace = recorded === null ? null : withoutTail(recorded, own);
  if (folder.artifacts.length > 0 || recorded === null || inPlace !== null) {
    return { artifacts: below(own, folder.artifacts), home: inPlace };
  }
  return locateArtifacts(folder.id, uri!, reading.folders());
}

/**
 * All points of a run of a file store, series by series, in the order they were written; no more than a piece of a file
 * is in memory.
 */
export async function* fileStoreSeries(directory: string, workspace: Workspace): AsyncGenerator<MetricPoint> {
  const prefix = `${directory}/metrics/`;
  for (const { path, size } of under(await workspace.files(), prefix)) {
    // The run does not have it either: its reader has said so.
    if (size > HUGE_FILE_BYTES) continue;
    const key = path.slice(prefix.length);
    let points: MetricPoint[] = [];
    const scanner = metricScanner(({ at, value, step }) => {
      points.push({ key, step, value: metricValue(value), at });
    });
    for await (const piece of workspace.stream(path)) {
      scanner.push(piece);
      yield* points;
      points = [];
    }
    scanner.end();
    yield* points;
  }
}
