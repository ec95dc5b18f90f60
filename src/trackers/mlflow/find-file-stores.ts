import { compareText } from "../../core/location.js";
import { baseName, storeFolderOf } from "../../core/paths.js";
import type { RecordStore } from "../../core/tracker.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { join, META, REGISTRY, TRASH } from "./layout.js";

/** Folders whose children carry a `meta.yaml` and are no runs. */
const NO_RUNS: ReadonlySet<string> = new Set([
  "datasets",
  "models",
  "traces",
  "inputs",
  "outputs",
  "tags",
  "params",
  "metrics",
]);
const RUN_ID = /^[0-9a-f]{32}$/;
const PARTS = ["/params/", "/metrics/", "/tags/"];

/**
 * File stores of any name: folders of experiments that hold runs. `files` is the walk, sorted by path.
 * A folder `mlruns` with nothing but artifacts is the artifact root of a store elsewhere.
 */
export async function findFileStores(
  files: readonly FileEntry[],
  workspace: Workspace,
): Promise<readonly RecordStore[]> {
  const { metas, recorded } = survey(files);
  const runs = new Set(recorded);
  for (const folder of metas) {
    if (!runs.has(folder) && (await isRunFolder(folder, metas, files, workspace))) runs.add(folder);
  }
  const outer = [...runs].filter((run) => !hasAncestorIn(run, runs));
  const stores = new Map<string, Set<string>>();
  const add = (experiment: string): void => {
    const root = rootOf(experiment);
    const known = stores.get(root);
    if (known === undefined) stores.set(root, new Set([experiment]));
    else known.add(experiment);
  };
  for (const run of outer) add(storeFolderOf(run));
  for (const folder of metas) {
    if (runs.has(folder) || hasAncestorIn(folder, runs) || NO_RUNS.has(baseName(storeFolderOf(folder))))
      continue;
    if (stores.has(rootOf(folder)) || (await isEmptyExperiment(folder, workspace))) add(folder);
  }
  return [...stores]
    .map(([path, experiments]) => ({ path, files: filesOf(path, experiments, metas, files) }))
    .sort((a, b) => compareText(a.path, b.path));
}

function survey(files: readonly FileEntry[]): { metas: ReadonlySet<string>; recorded: ReadonlySet<string> } {
  const metas = new Set<string>();
  const recorded = new Set<string>();
  // Files of one folder stand together: most lie in the one that has just been seen.
  let seen = "/";
  for (const { path } of files) {
    if (path.startsWith(seen)) continue;
    if (path.endsWith(`/${META}`)) metas.add(storeFolderOf(path));
    const cut = partOfRun(path);
    if (cut < 0) continue;
    recorded.add(path.slice(0, cut));
    seen = path.slice(0, path.indexOf("/", cut + 1) + 1);
  }
  return { metas, recorded };
}

/**
 * Where the path of a run's folder ends, in the path of a param, metric or tag; negative: it is none of them. So runs
 * are found in stores that were committed without their `meta.yaml`.
 */
function partOfRun(path: string): number {
  for (let cut = path.indexOf("/"); cut >= 0; cut = path.indexOf("/", cut + 1)) {
    if (!PARTS.some((part) => path.startsWith(part, cut))) continue;
    const [experiment, id] = path.slice(0, cut).split("/").slice(-2);
    if (id !== undefined && RUN_ID.test(id) && !NO_RUNS.has(experiment!)) return cut;
  }
  return -1;
}

async function isRunFolder(
  folder: string,
  metas: ReadonlySet<string>,
  files: readonly FileEntry[],
  workspace: Workspace,
): Promise<boolean> {
  const experiment = storeFolderOf(folder);
  const name = baseName(folder);
  if (experiment === "." || NO_RUNS.has(baseName(experiment)) || /^version-\d+$/.test(name)) return false;
  if (!RUN_ID.test(name) && !metas.has(experiment)) return false;
  const holds = (part: string): boolean => anyUnder(files, `${folder}/${part}/`);
  if (holds("metrics") || holds("params") || holds("tags")) return true;
  return headMatches(`${folder}/${META}`, /^(run_id|run_uuid|artifact_uri|status): /m, workspace);
}

/** An experiment without runs is known by its content alone. */
async function isEmptyExperiment(folder: string, workspace: Workspace): Promise<boolean> {
  if (!/^\d+$/.test(baseName(folder))) return false;
  return headMatches(`${folder}/${META}`, /^artifact_location: [\s\S]*^experiment_id: /m, workspace);
}

async function headMatches(path: string, pattern: RegExp, workspace: Workspace): Promise<boolean> {
  try {
    const head = await workspace.read(path, { limit: 4096 });
    return pattern.test(head.toString("latin1"));
  } catch {
    // What cannot be read shows nothing; the walk goes on.
    return false;
  }
}

function rootOf(experiment: string): string {
  const root = storeFolderOf(experiment);
  return baseName(root) === TRASH ? storeFolderOf(root) : root;
}

function hasAncestorIn(folder: string, runs: ReadonlySet<string>): boolean {
  for (let at = storeFolderOf(folder); at !== "."; at = storeFolderOf(at)) if (runs.has(at)) return true;
  return false;
}

function filesOf(
  root: string,
  experiments: ReadonlySet<string>,
  metas: ReadonlySet<string>,
  files: readonly FileEntry[],
): readonly FileEntry[] {
  const folders = [...experiments];
  const registry = join(root, REGISTRY);
  if ([...metas].some((folder) => storeFolderOf(folder) === registry)) folders.push(registry);
  return folders
    .sort((a, b) => compareText(`${a}/`, `${b}/`))
    .flatMap((folder) => under(files, `${folder}/`));
}

const anyUnder = (files: readonly FileEntry[], prefix: string): boolean =>
  files[lowerBound(files, prefix)]?.path.startsWith(prefix) ?? false;

/** All entries whose path starts with `prefix`: they stand together. */
export function under(files: readonly FileEntry[], prefix: string): readonly FileEntry[] {
  const from = lowerBound(files, prefix);
  return files.slice(from, lowerBound(files, `${prefix}\uffff`));
}

function lowerBound(files: readonly FileEntry[], text: string): number {
  let [low, high] = [0, files.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (files[middle]!.path < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
