import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import { defineReader, type Read, type RecordStore } from "../../core/tracker.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { parseDvcConfig, projectRoot } from "./config-file.js";
import { type ExperimentRef, experimentRefs } from "./experiments.js";
import { type Lock, parseLock } from "./lock-file.js";
import { definitionOf, NO_PIPELINE, type Pipeline, parsePipeline } from "./pipeline-file.js";
import { stageRun } from "./stage-run.js";
import { type State, stateAtHand, stateOfCommit } from "./state.js";

/**
 * DVC keeps one record per stage, the last: an entry of `dvc.lock`. Each is a run, and so is each entry that an
 * experiment in refs/exps changed; entries that it took over from its baseline are no runs of it.
 * A store is a lock file, at hand or in experiments only.
 */
export const reader = defineReader({
  tracker: "dvc",
  find: async (files, workspace) => findLocks(files, workspace),
  read: readLockFile,
  /** A lock keeps final values; series are DVCLive's. */
  series: async function* () {},
});

const LOCK = /(?:^|\/)dvc\.lock$/;
const PIPELINE = /(?:^|\/)dvc\.yaml$/;
/** Work trees of experiments that run beside the project's own. */
const OWN_FOLDER = /(?:^|\/)\.dvc\//;

async function findLocks(files: readonly FileEntry[], workspace: Workspace): Promise<RecordStore[]> {
  const own = files.filter(({ path }) => !OWN_FOLDER.test(path));
  const entries = new Map(own.filter(({ path }) => LOCK.test(path)).map((file) => [file.path, [file]]));
  const pipelines = own.filter(({ path }) => PIPELINE.test(path));
  if (pipelines.length > 0 && (await experimentRefs(workspace.git)).length > 0) {
    for (const { path } of pipelines) {
      const lock = posix.join(posix.dirname(path), "dvc.lock");
      if (!entries.has(lock)) entries.set(lock, []);
    }
  }
  return [...entries].map(([path, files]) => ({ path, files })).sort((a, b) => compareText(a.path, b.path));
}

async function* readLockFile(store: RecordStore, workspace: Workspace): AsyncIterable<Read> {
  const here = await stateAtHand(workspace);
  if (here.has(store.path)) {
    const lock = await lockOf(store.path, here);
    if (lock !== null) yield* runsOf(lock, store.path, here, null);
    for (const [path, message] of here.unreadable) yield { problem: { path, message } };
  }
  for (const experiment of await experimentRefs(workspace.git)) {
    yield* experimentRuns(store.path, experiment, workspace);
  }
}

async function* experimentRuns(
  path: string,
  experiment: ExperimentRef,
  workspace: Workspace,
): AsyncIterable<Read> {
  const state = await stateOfCommit(workspace, experiment.commit);
  const lock = state === null ? null : await lockOf(path, state);
  if (state === null || lock === null) return;
  const before = await workspace.git.blob(experiment.baseline, path);
  const taken = new Map(
    before === null ? [] : parseLock(before.toString("utf8")).stages.map((stage) => [stage.name, stage]),
  );
  const own = lock.stages.filter((stage) => taken.get(stage.name)?.fingerprint !== stage.fingerprint);
  yield* runsOf({ ...lock, stages: own }, path, state, experiment.name);
}

async function lockOf(path: string, state: State): Promise<Lock | null> {
  const bytes = await state.bytes(path);
  return bytes === null ? null : parseLock(bytes.toString("utf8"));
}

async function* runsOf(
  { stages, problems }: Lock,
  path: string,
  state: State,
  experiment: string | null,
): AsyncIterable<Read> {
  for (const { line, message } of problems) {
    const where = experiment === null ? "" : ` (experiment ${experiment})`;
    yield { problem: { path, line, message: `${message}${where}` } };
  }
  const definitions = posix.join(posix.dirname(path), "dvc.yaml");
  const pipeline = await pipelineOf(definitions, state);
  if (pipeline.problem !== null && experiment === null)
    yield { problem: { path: definitions, ...pipeline.problem } };
  const shared = {
    lock: path,
    metrics: await listedMetrics(state),
    remote: await remoteOf(path, state),
    state,
    experiment,
  };
  for (const stage of stages) {
    const place = path === "dvc.lock" ? stage.name : `${path}:${stage.name}`;
    yield {
      run: await stageRun({
        ...shared,
        stage,
        definition: definitionOf(pipeline, stage.name),
        id: experiment === null ? `${path}:${stage.name}` : `${experiment}:${place}`,
        name: experiment === null ? stage.name : `${experiment}:${stage.name}`,
      }),
    };
  }
}

async function pipelineOf(path: string, state: State): Promise<Pipeline> {
  const bytes = await state.bytes(path);
  return bytes === null ? NO_PIPELINE : parsePipeline(bytes.toString("utf8"));
}

/** Metric files that any pipeline of the tree lists apart from its stages, relative to the root. */
async function listedMetrics(state: State): Promise<readonly string[]> {
  const lists = state
    .named("dvc.yaml")
    .filter((path) => !OWN_FOLDER.test(path))
    .map(async (path) =>
      (await pipelineOf(path, state)).metrics.map((name) => posix.join(posix.dirname(path), name)),
    );
  return (await Promise.all(lists)).flat();
}

/** Where outputs go that git does not hold: the default remote, or the only one there is. */
async function remoteOf(path: string, state: State): Promise<string | null> {
  const root = projectRoot(path, (file) => state.has(file));
  const bytes = root === null ? null : await state.bytes(posix.join(root, ".dvc/config"));
  if (bytes === null) return null;
  const { remotes, defaultRemote } = parseDvcConfig(bytes.toString("utf8"));
  return defaultRemote ?? (remotes.length === 1 ? remotes[0]!.name : null);
}
