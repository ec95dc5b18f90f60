import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import type { Problem } from "../../core/run.js";
import { defineReader, type Read, type RecordStore } from "../../core/tracker.js";
import { type FileEntry, isPointer, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { at, textAt } from "../../parsers/plain-data.js";
import { parseYaml } from "../../parsers/yaml.js";
import { resolveInterpolations } from "./interpolation.js";
import { hydraRun, overridesOf } from "./run-folder.js";

/**
 * Runs of Hydra: directories that hold `.hydra/` with `config.yaml`, `hydra.yaml` or `overrides.yaml`, single ones and
 * jobs of a sweep alike. Each is a store of its own; with `hydra.run.dir=.` it is the root.
 */
export const reader = defineReader({
  tracker: "hydra",
  find: async (files) => findRunFolders(files),
  read: readRunFolder,
  /** Hydra records no metrics. */
  series: async function* () {},
});

const RECORD = /^(?:(.*)\/)?\.hydra\/(?:config|hydra|overrides)\.yaml$/;
const LARGEST = 16 * 2 ** 20;

/** What lies in a run's directory comes along, and the `multirun.yaml` of the sweep that it is a job of. */
function findRunFolders(files: readonly FileEntry[]): RecordStore[] {
  const found = new Map<string, FileEntry[]>();
  for (const { path } of files) {
    const match = RECORD.exec(path);
    if (match !== null) found.set(match[1] ?? ".", []);
  }
  if (found.size === 0) return [];
  for (const file of files) {
    const home = nearest(posix.dirname(file.path), (folder) => found.has(folder));
    if (home !== null) found.get(home)!.push(file);
  }
  const sweeps = new Map(
    files.filter(({ path }) => isSweep(path)).map((file) => [posix.dirname(file.path), file] as const),
  );
  for (const [directory, own] of found) {
    const sweep =
      directory === "." ? null : nearest(posix.dirname(directory), (folder) => sweeps.has(folder));
    if (sweep !== null) own.push(sweeps.get(sweep)!);
  }
  return [...found].map(([path, files]) => ({ path, files })).sort((a, b) => compareText(a.path, b.path));
}

const isSweep = (path: string): boolean => posix.basename(path) === "multirun.yaml";

function nearest(folder: string, wanted: (folder: string) => boolean): string | null {
  for (let at = folder; ; at = posix.dirname(at)) {
    if (wanted(at)) return at;
    if (at === "." || at === "/") return null;
  }
}

async function* readRunFolder(store: RecordStore, workspace: Workspace): AsyncIterable<Read> {
  const directory = store.path;
  const inside = (name: string) => posix.join(directory, ".hydra", name);
  const problems: Problem[] = [];
  const text = (path: string) => readText(path, workspace, problems);
  const yaml = (path: string, source: string | null) => {
    if (source === null) return null;
    const { value, error } = parseYaml(source, "omegaconf");
    if (error !== null) problems.push({ path, ...error });
    else if (typeof value !== "object" || value === null) problems.push({ path, message: NO_YAML });
    return value;
  };

  const source = await text(inside("config.yaml"));
  const config = yaml(inside("config.yaml"), source);
  const hydra = at(yaml(inside("hydra.yaml"), await text(inside("hydra.yaml"))), "hydra");
  const overrides = yaml(inside("overrides.yaml"), await text(inside("overrides.yaml")));
  const job = textAt(hydra, "job", "name") ?? null;
  const logPath = job === null ? null : posix.join(directory, `${job}.log`);
  const files = await workspace.files();
  const record = ["config.yaml", "hydra.yaml", "overrides.yaml"].map(inside);
  const there = record.filter((path) => store.files.some((file) => file.path === path));
  const sweep = store.files
    .map(({ path }) => path)
    .find((path) => isSweep(path) && !isBelow(path, directory));
  const log = logPath === null ? null : await text(logPath);
  for (const problem of problems) yield { problem };
  yield {
    run: hydraRun({
      directory,
      config:
        config === null || source === null
          ? null
          : resolveInterpolations(config, parseYaml(source, "text").value),
      hydra,
      overrides: overridesOf(overrides, hydra),
      log,
      logPath,
      record: there[0] ?? record[0]!,
      files: there,
      sweep: sweep === undefined ? null : posix.dirname(sweep),
      outputs: outputsOf(store),
      scripts: job === null ? [] : scriptsOf(files, job),
    }),
  };
}

/** Hydra writes `{}` and `[]` where there is nothing to say. */
const NO_YAML = "holds neither a mapping nor a list: it is empty, or another file stands in its place";

/** null: not there. */
async function readText(path: string, workspace: Workspace, problems: Problem[]): Promise<string | null> {
  if ((await workspace.entry(path)) === undefined) return null;
  try {
    const kind = await workspace.kind(path);
    if (isPointer(kind)) {
      problems.push({ path, message: "is a pointer: its content is kept elsewhere" });
      return null;
    }
    return await workspace.readText(path, { maxBytes: LARGEST });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problems.push({ path, message: error.reason });
    return null;
  }
}

/** Records that other trackers leave in the run's directory. */
const FOREIGN =
  /^(?:\.hydra|wandb|mlruns|lightning_logs|tensorboard|\.aim|\.guild)\/|(?:^|\/)events\.out\.tfevents|\.log$/;

/** What the run wrote itself; of a run in the project's root that cannot be told from the project. */
function outputsOf(store: RecordStore): string[] {
  if (store.path === ".") return [];
  return store.files
    .filter(({ path }) => isBelow(path, store.path) && !isSweep(path))
    .map(({ path }) => path.slice(store.path.length + 1))
    .filter((path) => !FOREIGN.test(path));
}

const isBelow = (path: string, folder: string): boolean => folder === "." || path.startsWith(`${folder}/`);

const scriptsOf = (files: readonly FileEntry[], job: string): string[] =>
  files.map(({ path }) => path).filter((path) => posix.basename(path) === `${job}.py`);
