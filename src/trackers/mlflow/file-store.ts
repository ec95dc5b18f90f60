import type { Problem } from "../../core/run.js";
import type { MetricPoint, Read, RecordStore } from "../../core/tracker.js";
import type { Workspace } from "../../core/workspace.js";
import { type Artifact, artifactFolders, locateArtifacts, modelEnvironment } from "./artifacts.js";
import { readMeta, readMetrics, readTexts, textOr, time } from "./folder-files.js";
import { below, type ModelReading, type Models, modelsOf, readInputs, readModels } from "./folder-models.js";
import { arrange, type ExperimentFolder, folderOf, type RunFolder } from "./layout.js";
import type { Meta } from "./meta.js";
import { metricValue, scanMetricLines } from "./metric-lines.js";
import { type Scripts, scriptsOf } from "./programs.js";
import { type RawRun, runStatus, toRunRecord } from "./run-record.js";
import { placeOf, withoutTail } from "./uris.js";

/** What reading one store needs beside its files. */
interface Reading extends ModelReading {
  readonly store: RecordStore;
  readonly runIds: ReadonlySet<string>;
  readonly scripts: () => Scripts;
}

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
    const meta = await readMeta(experiment.meta, reading);
    const models = await readModels(experiment, reading);
    for (const run of experiment.runs.values()) {
      const record = toRunRecord(await readRun(run, experiment, meta, models, reading), reading.scripts);
      yield* problems.splice(0).map((problem) => ({ problem }));
      yield { run: record };
    }
  }
  yield* problems.map((problem) => ({ problem }));
}

async function readRun(
  folder: RunFolder,
  experiment: ExperimentFolder,
  experimentMeta: Meta | null,
  models: Models,
  reading: Reading,
): Promise<RawRun> {
  const { problem } = reading;
  const [meta, params, tagEntries, metrics, inputs] = await Promise.all([
    readMeta(folder.meta, reading),
    readTexts(folder.params, `${folder.path}/params/`, reading),
    readTexts(folder.tags, `${folder.path}/tags/`, reading),
    readMetrics(folder.metrics, `${folder.path}/metrics/`, reading),
    readInputs(folder, experiment, models, reading),
  ]);
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
  return {
    id: folder.id,
    name: textOr(value.run_name, textOr(value.name, tags.get("mlflow.runName") || null)),
    experiment: textOr(experimentMeta?.value.name, null),
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
    inputs,
    artifactUri,
    artifacts: kept.artifacts,
    models: logged,
    environment: await modelEnvironment(
      [...kept.artifacts, ...logged.flatMap(({ artifacts }) => artifacts)],
      reading.workspace,
    ),
    record: record.path,
    store: reading.store.path,
    storeFolder: folderOf(reading.store.path),
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

/** All points of a run of a file store, series by series, in the order they were written. */
export async function* fileStoreSeries(directory: string, workspace: Workspace): AsyncGenerator<MetricPoint> {
  const prefix = `${directory}/metrics/`;
  for (const { path } of await workspace.files()) {
    if (!path.startsWith(prefix)) continue;
    const key = path.slice(prefix.length);
    const points: MetricPoint[] = [];
    scanMetricLines(await workspace.read(path), ({ at, value, step }) => {
      points.push({ key, step, value: metricValue(value), at });
    });
    yield* points;
  }
}

const greatest = (values: readonly (number | null)[]): number | null =>
  values.reduce((a, b) => (a === null ? b : b === null ? a : Math.max(a, b)), null);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    if (made === null) made = { value: make() };
    return made.value;
  };
}
