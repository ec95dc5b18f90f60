import { posix } from "node:path";
import { isoOf } from "../../core/moment.js";
import { type ArtifactFile, blankRun, type Problem, type RunRecord } from "../../core/run.js";
import { UnreadableFile } from "../../core/workspace.js";
import { absolutePathFields } from "../absolute-paths.js";
import type { ExperimentRef } from "../dvc/experiments.js";
import { parseLock } from "../dvc/lock-file.js";
import { MADE_UP } from "../dvc/stage-run.js";
import { readContent } from "./content.js";
import type { LiveFolder } from "./folders.js";
import type { LiveSource } from "./source.js";

export interface LiveRecord {
  readonly folder: LiveFolder;
  readonly source: LiveSource;
  /** Artifacts that `dvc.yaml` names, relative to the root. */
  readonly artifacts: readonly string[];
  /** The experiment that holds the records. */
  readonly experiment: ExperimentRef | null;
  /** The records lie at hand, even if an experiment holds them, too. */
  readonly atHand: boolean;
  readonly problem: (problem: Problem) => void;
}

/** Folder names that say nothing of purpose. */
const USUAL_NAME =
  /^(?:dvclive|live|logs?|output|outputs|results?|evaluation|eval|train|training|[\d_.:T-]+)$/;

/**
 * A run as DVCLive recorded it (dvclive/live.py of 3.49). It records neither status nor, but for series with
 * timestamps, times; the commit is that of the experiment, which holds the files that the run ended with.
 */
export async function liveRun(record: LiveRecord): Promise<RunRecord> {
  const { folder, source, experiment, atHand } = record;
  const content = await readContent(folder, source, record.problem);
  const id = atHand ? folder.path : `${experiment?.name}:${folder.path}`;
  const named = record.artifacts.filter((path) => !folder.others.some((own) => isAtOrBelow(own, path)));
  const absent = named.filter((path) => !source.paths.some((one) => isAtOrBelow(one, path)));
  const tracked = absent.length === 0 ? new Set<string>() : await trackedByDvc(source);
  const gone = absent.filter((path) => !tracked.has(path));
  const own = folder.path === "." ? null : posix.basename(folder.path);
  const name = experiment?.name ?? own;
  const path = folder.metrics ?? folder.params ?? folder.series[0]?.[1] ?? folder.others[0]!;
  const blank = blankRun("dvclive", id, { path, store: folder.path });
  const startedAt = isoOf(content.startedAt);
  const endedAt = isoOf(content.endedAt);
  return {
    ...blank,
    name,
    startedAt,
    endedAt,
    commit: experiment?.commit ?? null,
    dirty: experiment === null ? null : false,
    params: content.params,
    metrics: content.metrics,
    artifacts: [...folder.others.map((other) => other.replace(/\.dvc$/, "")), ...named].sort(),
    systemMetrics: content.monitored,
    location: { ...blank.location, ...(source.commit === null ? {} : { commit: source.commit }) },
    trace: {
      ...blank.trace,
      directory: atHand ? folder.path : null,
      lastRecordedAt: endedAt,
      missingArtifacts: gone,
      artifactFiles: source.commit === null ? filesAmong(source, [...folder.others, ...named]) : [],
      defaultName: experiment === null ? own === null || USUAL_NAME.test(own) : MADE_UP.test(experiment.name),
      absolutePaths: absolutePathFields(content.params),
      texts: folder.params === null || source.commit !== null ? [] : [folder.params],
    },
  };
}

/** Outputs that DVC keeps outside of git: whether its cache or remote holds them is for DVC's own records to say. */
async function trackedByDvc(source: LiveSource): Promise<ReadonlySet<string>> {
  const pointers = source.paths
    .filter((path) => path.endsWith(".dvc"))
    .map((path) => path.slice(0, -".dvc".length));
  const locked = source.paths
    .filter((path) => posix.basename(path) === "dvc.lock")
    .map(async (path) => {
      try {
        const { stages } = parseLock(await source.text(path));
        return stages.flatMap(({ outs }) => outs.map((out) => posix.join(posix.dirname(path), out.path)));
      } catch (error) {
        if (error instanceof UnreadableFile) return [];
        throw error;
      }
    });
  return new Set([...pointers, ...(await Promise.all(locked)).flat()]);
}

function filesAmong(source: LiveSource, paths: readonly string[]): ArtifactFile[] {
  const known = new Set(source.paths);
  return paths.filter((path) => known.has(path)).map((path) => ({ name: path, path, digest: null }));
}

const isAtOrBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);
