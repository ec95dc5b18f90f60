import { compareText } from "../../core/location.js";
import { isoOf } from "../../core/moment.js";
import { baseName } from "../../core/paths.js";
import { BLANK_TRACE, type Problem, type RunRecord, runKey } from "../../core/run.js";
import type { TrackerId } from "../../core/vocabulary.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import type { EventReader } from "../../parsers/tfevents.js";
import { absolutePathFields } from "../absolute-paths.js";
import { filesOf, isVersionFolder, namesOf } from "../lightning/folders.js";
import { lightningParameters } from "../lightning/parameters.js";
import { readContent } from "./content.js";
import type { FileReading } from "./events.js";
import { incompleteOf, reportFile } from "./faults.js";
import { type EventDirectory, timeInName } from "./files.js";

/** What stands around a directory of event files. */
export interface Surroundings {
  readonly store: string;
  /** `hparams.yaml` beside the files, as Lightning's loggers write it. */
  readonly hparams: FileEntry | null;
  /** `config.yaml` beside them, as Lightning's command line writes it. */
  readonly config: FileEntry | null;
  /** Checkpoints that Lightning put beside them, relative to the directory. */
  readonly checkpoints: readonly string[];
  /** Id of the run of the parent directory: PyTorch's `add_hparams` makes a child directory per session. */
  readonly parent: string | null;
}

/** Folder names that writers make up, or that say what every run's would: they tell no purpose. */
const MADE_UP_NAME =
  /^(?:version_\d+|[A-Z][a-z]{2}\d\d_\d\d-\d\d-\d\d(?:_.*)?|\d[\d._T:-]*|train|learn|val|validation|eval|test|logs|runs|tb|tensorboard|events|files)$/;
const MAX_RACE_SECONDS = 60;

/**
 * CatBoost writes events with every fit, asked or not, into `learn` and `test` of its `train_dir`: a file without time or
 * host in its name. A log of a fit, and no run that somebody tracked.
 */
const isByProduct = ({ files }: EventDirectory): boolean =>
  files.every(({ path }) => /(?:^|\/)catboost_info\/(?:learn|test)\/events\.out\.tfevents$/.test(path));

/** Lightning's folder `version_N` with `hparams.yaml` is a run of Lightning, whose metrics TensorBoard's files hold. */
export function trackerOf(directory: string, hparams: FileEntry | null): TrackerId {
  return hparams !== null && isVersionFolder(directory) ? "lightning" : "tensorboard";
}

/** The run of one directory. What cannot be read is a problem, never an exception. */
export async function readRun(
  directory: EventDirectory,
  { store, hparams, config, checkpoints, parent }: Surroundings,
  events: EventReader,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<RunRecord> {
  const content = await readContent(directory, workspace, events);
  for (const file of content.files) await reportFile(file, workspace, problem);
  const tracker = trackerOf(directory.path, hparams);
  const isLightning = tracker === "lightning";
  const names = isLightning ? namesOf(directory.path) : plainName(directory.path);
  // Numbers stay integers and null stays null in YAML, while the event file has doubles and texts.
  const beside = { hparams: hparams?.path ?? null, config: isLightning ? (config?.path ?? null) : null };
  const params = Object.fromEntries(
    [...new Map([...content.params, ...(await lightningParameters(beside, workspace, problem))])].sort(
      ([a], [b]) => compareText(a, b),
    ),
  );
  const { startedAt, endedAt } = timesOf(content.files);
  const shown = directory.files.find((file) => file.size > 0) ?? directory.files[0]!;
  return {
    tracker,
    id: directory.path,
    name: names.name,
    group: names.group,
    parent,
    status: content.status,
    startedAt,
    endedAt,
    commit: null,
    dirty: null,
    command: null,
    params,
    metrics: Object.fromEntries([...content.metrics].sort(([a], [b]) => compareText(a, b))),
    tags: {},
    description: null,
    inputs: [],
    environment: { python: null, packages: null, hardware: null },
    artifacts: isLightning ? [...checkpoints] : [],
    program: null,
    systemMetrics: null,
    confidence: isByProduct(directory) ? "medium" : "high",
    location: { path: shown.path, run: runKey({ tracker, id: directory.path }) },
    trace: {
      ...BLANK_TRACE,
      store,
      directory: directory.path,
      lastRecordedAt: endedAt ?? startedAt,
      artifactFiles: isLightning ? filesOf(directory.path, checkpoints) : [],
      incomplete: incompleteOf(content.files),
      defaultName: !names.chosen,
      absolutePaths: absolutePathFields(params),
      texts: [beside.hparams, beside.config].filter((path) => path !== null),
    },
  };
}

function plainName(directory: string) {
  const name = directory === "." ? null : baseName(directory);
  return { name, group: null, chosen: name !== null && !MADE_UP_NAME.test(name) };
}

/** First and last event over all files; where events have no time, the time in the first file's name. */
function timesOf(files: readonly FileReading[]): { startedAt: string | null; endedAt: string | null } {
  const firsts = files.flatMap(({ firstTime }) => firstTime ?? []);
  const lasts = files.flatMap(({ lastTime }) => lastTime ?? []);
  const named = files.flatMap(({ path }) => timeInName(path) ?? []);
  const start = firsts.length > 0 ? Math.min(...firsts) : named.length > 0 ? Math.min(...named) : null;
  const end = lasts.length > 0 ? Math.max(...lasts) : null;
  return { startedAt: iso(start), endedAt: iso(endAfter(start, end)) };
}

/** A thread of its own writes a file's first event, which may be later than the next; other times were made up. */
function endAfter(start: number | null, end: number | null): number | null {
  if (start === null || end === null || end >= start) return end;
  return start - end < MAX_RACE_SECONDS ? start : null;
}

const iso = (seconds: number | null): string | null =>
  isoOf(seconds === null ? null : Math.round(seconds * 1000));
