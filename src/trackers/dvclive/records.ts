import { posix } from "node:path";
import { defineReader, type Read, type RecordStore } from "../../core/tracker.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { experimentRefs } from "../dvc/experiments.js";
import { livePoints } from "./content.js";
import { describedFolders, OWN } from "./described.js";
import { experimentRuns, type KnownFolder, recordIds } from "./experiments.js";
import { liveFolders } from "./folders.js";
import { liveRun } from "./run.js";
import { sourceAtHand, sourceOfCommit } from "./source.js";

/**
 * Runs of DVCLive: a folder holds the newest, its id the folder; the runs before are kept as experiments in
 * refs/exps, their ids `name:folder`. All of a tree are one store: experiments belong to no single folder.
 */
export const reader = defineReader({
  tracker: "dvclive",

  async find(files, workspace): Promise<readonly RecordStore[]> {
    const candidates = files.filter(({ path }) => CANDIDATE.test(path) && !OWN.test(path));
    const inDvc = candidates.length > 0 || files.some(({ path }) => DVC.test(path));
    if (!inDvc) return [];
    if (candidates.length > 0 || (await experimentRefs(workspace.git)).length > 0)
      return [{ path: ".", files: candidates }];
    return [];
  },

  read,

  async *series(run, workspace) {
    const { commit } = run.location;
    const source =
      commit === undefined ? await sourceAtHand(workspace) : await sourceOfCommit(workspace, commit);
    if (source === null) return;
    const { folders } = await describedFolders(source);
    const folder = liveFolders(source.paths, folders).find(({ path }) => path === run.trace.store);
    if (folder !== undefined) yield* livePoints(folder, source, () => {});
  },
});

const CANDIDATE =
  /(?:^|\/)(?:plots\/metrics\/.+\.tsv|dvclive\/(?:.*\/)?(?:metrics\.json|params\.yaml)|dvclive\/plots\/.+)$|(?:^|\/)dvc\.yaml$/;
const DVC = /(?:^|\/)\.dvc\/config$/;

async function* read(
  _store: { readonly files: readonly FileEntry[] },
  workspace: Workspace,
): AsyncIterable<Read> {
  const source = await sourceAtHand(workspace);
  const described = await describedFolders(source);
  const folders = liveFolders(source.paths, described.folders);
  const known: KnownFolder[] = [];
  for (const folder of folders) known.push({ path: folder.path, ids: await recordIds(folder, workspace) });
  const { runs, twins } = await experimentRuns(known, workspace);
  for (const folder of folders) {
    const reads: Read[] = [];
    const run = await liveRun({
      folder,
      source,
      artifacts: described.artifacts.get(folder.path) ?? [],
      experiment: twins.get(folder.path) ?? null,
      atHand: true,
      problem: (problem) => reads.push({ problem }),
    });
    yield* reads;
    yield { run };
  }
  for (const { folder, source, artifacts, experiment } of runs) {
    const reads: Read[] = [];
    const run = await liveRun({
      folder,
      source,
      artifacts,
      experiment,
      atHand: false,
      problem: ({ path, message }) =>
        reads.push({
          problem: { path: posix.normalize(path), message: `${message} (experiment ${experiment.name})` },
        }),
    });
    yield* reads;
    yield { run };
  }
}
