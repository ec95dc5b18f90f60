import type { Problem } from "../../core/run.js";
import { defineReader, type MetricPoint, type Read, type RecordReader } from "../../core/tracker.js";
import type { FileEntry } from "../../core/workspace.js";
import { findRuns } from "./folders.js";
import { historyPoints } from "./history-file.js";
import { logPoints } from "./log.js";
import { readRun } from "./run.js";

/** The configuration that a sweep's agent keeps for each of its runs, beside the run folders. */
const SWEEP_CONFIG = /(?:^|\/)sweep-([^/]+)\/config-([^/]+)\.yaml$/;

/**
 * W&B run folders: the `.wandb` log and the files beside it, of 0.9 to 0.21 and later. A store is a folder that holds
 * run folders.
 */
export const reader: RecordReader = defineReader({
  tracker: "wandb",

  async find(files) {
    const stores = new Map<string, FileEntry[]>();
    for (const run of findRuns(files)) {
      const known = stores.get(run.store) ?? [];
      known.push(...run.folders.flatMap((folder) => [...folder.files.values()]));
      stores.set(run.store, known);
    }
    for (const file of files) {
      const match = SWEEP_CONFIG.exec(file.path);
      if (match !== null) stores.get(match.index === 0 ? "." : file.path.slice(0, match.index))?.push(file);
    }
    return [...stores].map(([path, entries]) => ({ path, files: entries }));
  },

  async *read(store, workspace): AsyncGenerator<Read> {
    const sweeps = new Map<string, string>();
    for (const file of store.files) {
      const [, sweep, id] = SWEEP_CONFIG.exec(file.path) ?? [];
      if (sweep !== undefined && id !== undefined) sweeps.set(id, sweep);
    }
    for (const found of findRuns(store.files)) {
      const problems: Problem[] = [];
      const run = await readRun(found, sweeps.get(found.id) ?? null, workspace, (problem) =>
        problems.push(problem),
      );
      for (const problem of problems) yield { problem };
      yield { run };
    }
  },

  async *series(run, workspace): AsyncGenerator<MetricPoint> {
    const { store } = run.trace;
    const files = (await workspace.files()).filter(
      ({ path }) => store === "." || path.startsWith(`${store}/`),
    );
    const found = findRuns(files).find((one) => one.id === run.id && one.store === store);
    for (const folder of found?.folders ?? []) {
      const history = folder.files.get("wandb-history.jsonl");
      if (folder.log !== null && folder.log.size > 0) yield* logPoints(folder.log.path, workspace);
      else if (history !== undefined) yield* historyPoints(history.path, workspace);
    }
  },
});
