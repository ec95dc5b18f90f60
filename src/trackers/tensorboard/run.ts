import { compareText } from "../../core/location.js";
import { BLANK_TRACE, type Problem, type RunRecord, runKey } from "../../core/run.js";
import type { Json, TrackerId } from "../../core/vocabulary.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { parseYaml } from "../../parsers/yaml.js";
import { readContent } from "./content.js";
import type { FileReading } from "./events.js";
import { incompleteOf, reportFile } from "./faults.js";
import { baseName, type EventDirectory, parentOf, timeInName } from "./files.js";
import { leaves } from "./hyperparameters.js";

/** What stands around a directory of event files. */
export interface Surroundings {
  readonly store: string;
  /** `hparams.yaml` beside the files, as Lightning's loggers write it. */
  readonly hparams: FileEntry | null;
  /** Id of the run of the parent directory: PyTorch's `add_hparams` makes a child directory per session. */
  readonly parent: string | null;
}

/** Folder names that writers make up, or that say what every run's would: they tell no purpose. */
const MADE_UP_NAME =
  /^(?:version_\d+|[A-Z][a-z]{2}\d\d_\d\d-\d\d-\d\d(?:_.*)?|\d[\d._T:-]*|train|learn|val|validation|eval|test|logs|runs|tb|tensorboard|events|files)$/;
const LIGHTNING_FOLDER = /^version_\d+$/;
const MAX_RACE_SECONDS = 60;
const MAX_HPARAMS_BYTES = 16 * 1024 * 1024;

/** Lightning's folder `version_N` with `hparams.yaml` is a run of Lightning, whose metrics TensorBoard's files hold. */
export function trackerOf(directory: string, hparams: FileEntry | null): TrackerId {
  return hparams !== null && LIGHTNING_FOLDER.test(baseName(directory)) ? "lightning" : "tensorboard";
}

/** The run of one directory. What cannot be read is a problem, never an exception. */
export async function readRun(
  directory: EventDirectory,
  { store, hparams, parent }: Surroundings,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<RunRecord> {
  const content = await readContent(directory, workspace);
  for (const file of content.files) await reportFile(file, workspace, problem);
  const tracker = trackerOf(directory.path, hparams);
  const name = directory.path === "." ? null : baseName(directory.path);
  const params = new Map([...content.params, ...(await readHparamsFile(hparams, workspace, problem))]);
  const { startedAt, endedAt } = timesOf(content.files);
  const shown = directory.files.find((file) => file.size > 0) ?? directory.files[0]!;
  return {
    tracker,
    id: directory.path,
    name,
    // `save_dir/name/version_N`: the name that the logger was given.
    group:
      tracker === "lightning" && directory.path.includes("/") ? baseName(parentOf(directory.path)) : null,
    parent,
    status: content.status,
    startedAt,
    endedAt,
    commit: null,
    dirty: null,
    command: null,
    params: Object.fromEntries([...params].sort(([a], [b]) => compareText(a, b))),
    metrics: Object.fromEntries([...content.metrics].sort(([a], [b]) => compareText(a, b))),
    tags: {},
    description: null,
    inputs: [],
    environment: { python: null, packages: null, hardware: null },
    artifacts: [],
    program: null,
    systemMetrics: null,
    confidence: "high",
    location: { path: shown.path, run: runKey({ tracker, id: directory.path }) },
    trace: {
      ...BLANK_TRACE,
      store,
      directory: directory.path,
      lastRecordedAt: endedAt ?? startedAt,
      incomplete: incompleteOf(content.files),
      defaultName: name === null || MADE_UP_NAME.test(name),
    },
  };
}

/** Numbers stay integers and null stays null here, while the event file has doubles and texts. */
async function readHparamsFile(
  file: FileEntry | null,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<Map<string, Json>> {
  if (file === null) return new Map();
  try {
    const text = await workspace.readText(file.path, { maxBytes: MAX_HPARAMS_BYTES });
    const { value, error } = parseYaml(text, "pyyaml");
    if (error === null) return new Map(leaves(value));
    problem({ path: file.path, line: error.line, message: `is no valid YAML: ${error.message}` });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problem({ path: file.path, message: error.reason });
  }
  return new Map();
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

function iso(seconds: number | null): string | null {
  const milliseconds = seconds === null ? Number.NaN : Math.round(seconds * 1000);
  return Math.abs(milliseconds) <= 8.64e15 && milliseconds > 0 ? new Date(milliseconds).toISOString() : null;
}
