import { compareText } from "../../core/location.js";
import type { FileEntry } from "../../core/workspace.js";

/** One run folder of a file store, its files told apart by what they hold. */
export interface RunFolder {
  /** Folder name, by which the client addresses the run. */
  readonly id: string;
  /** Relative to the audited root. */
  readonly path: string;
  meta: FileEntry | null;
  readonly params: FileEntry[];
  readonly metrics: FileEntry[];
  readonly tags: FileEntry[];
  readonly artifacts: FileEntry[];
  /** `meta.yaml` of the inputs. */
  readonly inputs: FileEntry[];
  /** Ids of the logged models that the run names as its outputs (3.x). */
  readonly outputs: Set<string>;
}

/** A logged model of 3.x: `<experiment>/models/m-…`. */
export interface ModelFolder {
  readonly id: string;
  readonly path: string;
  meta: FileEntry | null;
  readonly tags: FileEntry[];
  readonly artifacts: FileEntry[];
}

export interface ExperimentFolder {
  readonly id: string;
  readonly path: string;
  /** Under `.trash`. */
  readonly deleted: boolean;
  meta: FileEntry | null;
  readonly runs: Map<string, RunFolder>;
  readonly models: Map<string, ModelFolder>;
  /** `meta.yaml` of the datasets by their folder name. */
  readonly datasets: Map<string, FileEntry>;
}

export const TRASH = ".trash";
export const META = "meta.yaml";
/** The registered models, beside the experiments. */
export const REGISTRY = "models";

/** Folders of an experiment that are no runs (mlflow/store/tracking/file_store.py, RESERVED_EXPERIMENT_FOLDERS). */
const RESERVED: ReadonlySet<string> = new Set(["tags", "datasets", "traces", "models"]);

/** Joins a folder that may be "." with a relative path. */
export const join = (folder: string, path: string): string => (folder === "." ? path : `${folder}/${path}`);

/** Sorts the files of one store into experiments, runs, models and datasets; sorted by path. */
export function arrange(root: string, files: readonly FileEntry[]): ExperimentFolder[] {
  const experiments = new Map<string, ExperimentFolder>();
  const prefix = root === "." ? "" : `${root}/`;
  // The files of a run stand together.
  let run: RunFolder | null = null;
  for (const file of files) {
    if (run !== null && file.path.startsWith(run.path) && file.path[run.path.length] === "/") {
      placeInRun(file, run);
      continue;
    }
    run = null;
    const parts = file.path.slice(prefix.length).split("/");
    const deleted = parts[0] === TRASH;
    if (deleted) parts.shift();
    const [id, inner, ...rest] = parts;
    if (id === undefined || inner === undefined || id === REGISTRY) continue;
    const path = `${prefix}${deleted ? `${TRASH}/` : ""}${id}`;
    let experiment = experiments.get(path);
    if (experiment === undefined) {
      experiment = { id, path, deleted, meta: null, runs: new Map(), models: new Map(), datasets: new Map() };
      experiments.set(path, experiment);
    }
    run = place(file, experiment, inner, rest);
  }
  for (const experiment of experiments.values()) {
    for (const [id, run] of experiment.runs) if (!isRun(run)) experiment.runs.delete(id);
  }
  return [...experiments.values()].sort((a, b) => compareText(a.path, b.path));
}

/** The run whose file it was, if it was one's. */
function place(
  file: FileEntry,
  experiment: ExperimentFolder,
  inner: string,
  rest: readonly string[],
): RunFolder | null {
  const [first, second] = rest;
  if (first === undefined) {
    if (inner === META) experiment.meta = file;
  } else if (inner === "datasets") {
    if (second === META) experiment.datasets.set(first, file);
  } else if (inner === "models") {
    if (second !== undefined) placeInModel(file, experiment, first, second, rest.length);
  } else if (!RESERVED.has(inner)) {
    const run = runAt(experiment, inner);
    placeInRun(file, run);
    return run;
  }
  return null;
}

function placeInModel(
  file: FileEntry,
  experiment: ExperimentFolder,
  id: string,
  part: string,
  depth: number,
): void {
  let model = experiment.models.get(id);
  if (model === undefined) {
    model = { id, path: `${experiment.path}/models/${id}`, meta: null, tags: [], artifacts: [] };
    experiment.models.set(id, model);
  }
  if (part === META && depth === 2) model.meta = file;
  else if (part === "tags") model.tags.push(file);
  else if (part === "artifacts") model.artifacts.push(file);
}

function runAt(experiment: ExperimentFolder, id: string): RunFolder {
  const known = experiment.runs.get(id);
  if (known !== undefined) return known;
  const run = {
    id,
    path: `${experiment.path}/${id}`,
    meta: null,
    params: [],
    metrics: [],
    tags: [],
    artifacts: [],
    inputs: [],
    outputs: new Set<string>(),
  };
  experiment.runs.set(id, run);
  return run;
}

function placeInRun(file: FileEntry, run: RunFolder): void {
  const from = run.path.length + 1;
  const cut = file.path.indexOf("/", from);
  const part = cut < 0 ? null : file.path.slice(from, cut);
  if (part === null) {
    if (file.path.endsWith(`/${META}`)) run.meta = file;
  } else if (part === "params") run.params.push(file);
  else if (part === "metrics") run.metrics.push(file);
  else if (part === "tags") run.tags.push(file);
  else if (part === "artifacts") run.artifacts.push(file);
  else if (part === "inputs" || part === "outputs") {
    const [id, name] = file.path.slice(cut + 1).split("/");
    if (part === "inputs" && name === META) run.inputs.push(file);
    if (part === "outputs" && id !== undefined) run.outputs.add(id);
  }
}

/** A folder that holds artifacts only is the artifact root of a store elsewhere (a database, a server). */
const isRun = (run: RunFolder): boolean =>
  run.meta !== null || run.params.length > 0 || run.metrics.length > 0 || run.tags.length > 0;
