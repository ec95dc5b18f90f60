import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import { BLANK_TRACE, type RunRecord } from "../../core/run.js";
import type { Json, RunStatus } from "../../core/vocabulary.js";
import { at, flattened, listAt, textAt } from "../../parsers/plain-data.js";
import { absolutePathFields } from "../absolute-paths.js";

/** What Hydra left in one run's directory, parsed. */
export interface RunFolder {
  /** The run's directory relative to the audited root; "." for the root itself. */
  readonly directory: string;
  /** The composed configuration, interpolations resolved; null where it is not there. */
  readonly config: unknown;
  /** What stands under `hydra:` in `hydra.yaml`. */
  readonly hydra: unknown;
  readonly overrides: readonly string[];
  /** The job's log as text, null where there is none. */
  readonly log: string | null;
  /** Where that log lies, or would lie. */
  readonly logPath: string | null;
  /** The file to point at. */
  readonly record: string;
  /** The files of the record that are there. */
  readonly files: readonly string[];
  /** Nearest folder above with a `multirun.yaml`. */
  readonly sweep: string | null;
  /** Files that the run wrote into its directory, relative to it. */
  readonly outputs: readonly string[];
  /** Scripts of the tree that are called like the job. */
  readonly scripts: readonly string[];
}

/**
 * A run as Hydra recorded it: configuration and overrides, nothing of commit, times, status or results. Directory
 * names are local times without a zone, hence no times. Sources: hydra/core/utils.py (`_save_config`, `run_job`) and
 * hydra/conf/__init__.py of 1.0, 1.1, 1.3.
 */
export function hydraRun(folder: RunFolder): RunRecord {
  const { directory, hydra, record } = folder;
  const job = textAt(hydra, "job", "name") ?? null;
  const program = programOf(folder);
  const chosen = chosenName(directory);
  const status = statusOf(folder.log);
  return {
    tracker: "hydra",
    id: directory,
    name: chosen ?? (textAt(hydra, "job", "override_dirname") || null),
    group: isSweepJob(hydra) ? (folder.sweep ?? posix.dirname(directory)) : job,
    parent: null,
    status,
    startedAt: null,
    endedAt: null,
    commit: null,
    dirty: null,
    command: commandOf(folder, program),
    params: params(folder.config),
    metrics: {},
    tags: {},
    description: null,
    inputs: [],
    environment: { python: null, packages: null, hardware: null },
    artifacts: [...folder.outputs].sort(compareText),
    program,
    systemMetrics: false,
    confidence: "high",
    location: { path: record, run: `hydra:${directory}` },
    trace: {
      ...BLANK_TRACE,
      store: storeOf(directory),
      directory,
      incomplete: folder.config === null ? "its config.yaml is not there, or cannot be read" : null,
      defaultName: chosen === null,
      absolutePaths: absolutePathFields(placesOf(hydra)),
      failureIn: status === "failed" ? folder.logPath : null,
      texts: [...folder.files, ...(folder.log === null || folder.logPath === null ? [] : [folder.logPath])],
    },
  };
}

/** What Hydra keeps of the machine: where the program was started, and where the run's directory lay. */
const placesOf = (hydra: unknown): Record<string, unknown> => ({
  "hydra.runtime.cwd": at(hydra, "runtime", "cwd"),
  "hydra.runtime.output_dir": at(hydra, "runtime", "output_dir"),
  "hydra.run.dir": at(hydra, "run", "dir"),
  "hydra.sweep.dir": at(hydra, "sweep", "dir"),
});

/** `hydra.mode` since 1.2; before, and beside it, a job has a number in sweeps only. */
const isSweepJob = (hydra: unknown): boolean =>
  at(hydra, "mode") === "MULTIRUN" || typeof at(hydra, "job", "num") === "number";

/** Names that dates, times and job numbers give: `2026-03-01`, `10-00-00`, `2026-03-01_10-00-00`, `0`. */
const COUNTED = /^(?:\d{1,4}|[\d._T-]*\d{2}[-_.:]?\d{2}[\d._T-]*)$/;

/** The directory's own name, where somebody gave it: not a time, a number, or a list of overrides. */
function chosenName(directory: string): string | null {
  const name = posix.basename(directory);
  return directory === "." || COUNTED.test(name) || name.includes("=") ? null : name;
}

/** `outputs` of `outputs/2026-03-01/10-00-00`: the first folder above that time and number did not name. */
function storeOf(directory: string): string {
  let store = posix.dirname(directory);
  while (COUNTED.test(posix.basename(store))) store = posix.dirname(store);
  return store;
}

/**
 * Failed, where the log ends with a traceback; a traceback before further lines was handled. Everything else is
 * unknown: Hydra prints its own error message and does not log it.
 */
function statusOf(log: string | null): RunStatus {
  const traceback = log?.lastIndexOf("Traceback (most recent call last):") ?? -1;
  if (log === null || traceback < 0) return "unknown";
  return /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/m.test(log.slice(traceback)) ? "unknown" : "failed";
}

const params = (config: unknown): Record<string, Json> =>
  Object.fromEntries(
    [...flattened(config)].filter(([key]) => key !== "").sort(([a], [b]) => compareText(a, b)),
  );

/**
 * The script that is called like the job (Hydra names the job after it): the only one, or the one in the directory
 * that the run was started from.
 */
function programOf(folder: RunFolder): string | null {
  const { scripts } = folder;
  if (scripts.length === 1) return scripts[0]!;
  const started = startedFrom(folder);
  return scripts.find((path) => started !== null && posix.dirname(path) === started) ?? null;
}

/**
 * The folder that the run was started from, relative to this repository. 1.2 and later tell where the run's directory
 * lay on that machine; before, the directory that was configured tells how far below the start it lay.
 */
function startedFrom({ hydra, directory }: RunFolder): string | null {
  const cwd = slashed(textAt(hydra, "runtime", "cwd"));
  const output = slashed(textAt(hydra, "runtime", "output_dir"));
  if (cwd === null) return null;
  if (output === null) return aboveConfigured(hydra, directory);
  const root =
    directory === "."
      ? output
      : output.endsWith(`/${directory}`)
        ? output.slice(0, -directory.length - 1)
        : null;
  if (root === null) return null;
  if (cwd === root) return ".";
  return cwd.startsWith(`${root}/`) ? cwd.slice(root.length + 1) : null;
}

/** `hydra.run.dir`, or that of the sweep and the job in it: relative to the start, with `${now:…}` unresolved. */
function aboveConfigured(hydra: unknown, directory: string): string | null {
  const configured = isSweepJob(hydra)
    ? [textAt(hydra, "sweep", "dir"), textAt(hydra, "sweep", "subdir")]
    : [textAt(hydra, "run", "dir")];
  if (configured.includes(undefined)) return null;
  const template = posix.normalize(configured.join("/").replace(/\$\{[^{}]*\}/g, "*"));
  if (template === ".") return directory;
  if (posix.isAbsolute(template) || template.startsWith("..")) return null;
  const wanted = template.split("/");
  const parts = directory.split("/");
  const [above, own] = [parts.slice(0, -wanted.length), parts.slice(-wanted.length)];
  const fits =
    own.length === wanted.length && wanted.every((part, at) => part.includes("*") || part === own[at]);
  return fits ? above.join("/") || "." : null;
}

const slashed = (path: string | undefined): string | null =>
  path === undefined ? null : path.replaceAll("\\", "/").replace(/\/+$/, "");

/**
 * Hydra keeps the job's name and the overrides; with a program of that name they are the command, apart from options
 * of the interpreter. Of a sweep's job the overrides are those of this job.
 */
function commandOf(folder: RunFolder, program: string | null): string | null {
  if (program === null) return null;
  const started = startedFrom(folder);
  const script = started === null ? program : posix.relative(started, program);
  return ["python", script, ...folder.overrides].map(quoted).join(" ");
}

/** As a shell takes it: Hydra's overrides often carry single quotes of their own. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./~-]+$/.test(word)) return word;
  return word.includes("'") && !/["$`\\!]/.test(word) ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The overrides of the task, from the file of their own or from `hydra.yaml`. */
export const overridesOf = (file: unknown, hydra: unknown): readonly string[] =>
  (Array.isArray(file) ? file : listAt(hydra, "overrides", "task")).filter(
    (entry): entry is string => typeof entry === "string",
  );
