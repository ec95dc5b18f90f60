import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import { metricTally } from "../../core/metric-tally.js";
import { blankRun, type Problem, type RunRecord } from "../../core/run.js";
import { defineReader, type Read, type RecordStore } from "../../core/tracker.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { absolutePathFields } from "../absolute-paths.js";
import {
  checkpointsByFolder,
  filesOf,
  isVersionFolder,
  type LightningFolder,
  lightningFolders,
  namesOf,
} from "./folders.js";
import { opensLikeLog, readMetricsFile } from "./metrics-file.js";
import { lightningParameters } from "./parameters.js";

/**
 * Runs of Lightning's CSVLogger (and Fabric's): a folder `save_dir/name/version` with `metrics.csv` and
 * `hparams.yaml`, its id the folder. Folders with event files are TensorBoard's to read, whatever else lies in them:
 * the loggers are handed the same numbers. A store is the folder above the versions.
 */
export const reader = defineReader({
  tracker: "lightning",

  async find(files, workspace) {
    const stores = new Map<string, FileEntry[]>();
    for (const folder of lightningFolders(files)) {
      if (folder.events || !(await isRun(folder, workspace))) continue;
      const store = posix.dirname(folder.path);
      const own = stores.get(store) ?? [];
      for (const path of [folder.metrics, folder.hparams, folder.config]) {
        const entry = path === null ? undefined : await workspace.entry(path);
        if (entry !== undefined) own.push(entry);
      }
      stores.set(store, own);
    }
    return [...stores].map(([path, own]): RecordStore => ({ path, files: own }));
  },

  async *read(store, workspace): AsyncGenerator<Read> {
    const checkpoints = checkpointsByFolder(await workspace.files());
    for (const folder of lightningFolders(store.files)) {
      const problems: Problem[] = [];
      const artifacts = checkpoints.get(folder.path) ?? [];
      const run = await readFolder(folder, store.path, artifacts, workspace, (problem) =>
        problems.push(problem),
      );
      for (const problem of problems) yield { problem };
      yield { run };
    }
  },

  async *series(run, workspace) {
    const path = posix.join(run.id, "metrics.csv");
    if ((await workspace.entry(path)) === undefined) return;
    for await (const points of readMetricsFile(path, workspace, () => {})) yield* points;
  },
});

/** `version_N` with `hparams.yaml` is Lightning's; of everything else the log's columns tell. */
const isRun = async ({ path, hparams, metrics }: LightningFolder, workspace: Workspace): Promise<boolean> =>
  (hparams !== null && isVersionFolder(path)) ||
  (metrics !== null && (await opensLikeLog(metrics, workspace)));

async function readFolder(
  folder: LightningFolder,
  store: string,
  artifacts: readonly string[],
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<RunRecord> {
  const { path, metrics, hparams, config } = folder;
  const blank = blankRun("lightning", path, { path: metrics ?? hparams!, store });
  const names = namesOf(path);
  const tally = metricTally();
  if (metrics !== null) {
    for await (const points of readMetricsFile(metrics, workspace, problem))
      for (const { key, step, value } of points) tally.add(key, step, value);
  }
  const params = Object.fromEntries(
    [...(await lightningParameters(folder, workspace, problem))].sort(([a], [b]) => compareText(a, b)),
  );
  return {
    ...blank,
    name: names.name,
    group: names.group,
    params,
    metrics: Object.fromEntries([...tally.summaries()].sort(([a], [b]) => compareText(a, b))),
    artifacts: [...artifacts],
    trace: {
      ...blank.trace,
      directory: path,
      artifactFiles: filesOf(path, artifacts),
      incomplete: metrics === null ? "its log is not here" : null,
      hidden: "results",
      defaultName: !names.chosen,
      absolutePaths: absolutePathFields(params),
      texts: [hparams, config].filter((text) => text !== null),
    },
  };
}
