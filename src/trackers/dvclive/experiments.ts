import { createHash } from "node:crypto";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import { type ExperimentRef, experimentRefs } from "../dvc/experiments.js";
import { describedFolders } from "./described.js";
import { type LiveFolder, liveFolders } from "./folders.js";
import { type LiveSource, sourceOfCommit } from "./source.js";

/** A folder at hand, by the blob ids of its records. null: one of them cannot be read. */
export interface KnownFolder {
  readonly path: string;
  readonly ids: string | null;
}

export interface ExperimentFolder {
  readonly folder: LiveFolder;
  readonly source: LiveSource;
  readonly artifacts: readonly string[];
  readonly experiment: ExperimentRef;
}

/** Result: runs that only a ref holds, and which folder at hand is an experiment's own. */
export interface ExperimentFolders {
  readonly runs: readonly ExperimentFolder[];
  readonly twins: ReadonlyMap<string, ExperimentRef>;
}

/**
 * Folders that experiments in refs/exps hold (`Live(save_dvc_exp=True)` saves each run as one). A folder that an
 * experiment took over from its baseline is no run of it; the folder at hand and an experiment with the very same
 * records are one run, if there is only one such experiment.
 */
export async function experimentRuns(
  atHand: readonly KnownFolder[],
  workspace: Workspace,
): Promise<ExperimentFolders> {
  const found: ExperimentFolder[] = [];
  for (const experiment of await experimentRefs(workspace.git)) {
    const source = await sourceOfCommit(workspace, experiment.commit);
    if (source === null) continue;
    const described = await describedFolders(source);
    for (const folder of liveFolders(source.paths, described.folders)) {
      found.push({ folder, source, artifacts: described.artifacts.get(folder.path) ?? [], experiment });
    }
  }
  if (found.length === 0) return { runs: [], twins: new Map() };
  const blobs = await workspace.git.blobs(
    found.flatMap(({ folder, experiment }) =>
      recordsOf(folder).flatMap((path) => [
        { commit: experiment.commit, path },
        { commit: experiment.baseline, path },
      ]),
    ),
  );
  const idsAt = (commit: string, folder: LiveFolder) =>
    joined(recordsOf(folder).map((path) => [path, blobs.get(`${commit}:${path}`) ?? null]));
  const own = found.filter(
    ({ folder, experiment }) => idsAt(experiment.commit, folder) !== idsAt(experiment.baseline, folder),
  );
  const same = new Map<string, ExperimentFolder[]>();
  for (const one of own) {
    const known = atHand.find(({ path }) => path === one.folder.path);
    if (known?.ids === undefined || known.ids !== idsAt(one.experiment.commit, one.folder)) continue;
    same.set(known.path, [...(same.get(known.path) ?? []), one]);
  }
  const twins = [...same].filter(([, ones]) => ones.length === 1);
  const merged = new Set(twins.map(([, [one]]) => one));
  return {
    runs: own.filter((one) => !merged.has(one)),
    twins: new Map(twins.map(([path, [one]]) => [path, one!.experiment])),
  };
}

/** The ids that git gives the records of a folder at hand. */
export async function recordIds(folder: LiveFolder, workspace: Workspace): Promise<string | null> {
  const ids: [string, string][] = [];
  for (const path of recordsOf(folder)) {
    try {
      const bytes = await workspace.read(path);
      ids.push([path, createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex")]);
    } catch (error) {
      if (error instanceof UnreadableFile) return null;
      throw error;
    }
  }
  return joined(ids);
}

const recordsOf = ({ metrics, params, series }: LiveFolder): string[] =>
  [metrics, params, ...series.map(([, path]) => path)].filter((path) => path !== null);

const joined = (ids: readonly (readonly [string, string | null])[]): string =>
  ids.map(([path, id]) => `${path}\0${id}`).join("\n");
