import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import { OWN } from "./described.js";

/** A folder that a `Live(dir=…)` wrote. Paths are relative to the root. */
export interface LiveFolder {
  readonly path: string;
  readonly metrics: string | null;
  readonly params: string | null;
  /** Series by the name they were logged under: `train/loss`. Sorted. */
  readonly series: readonly (readonly [key: string, path: string])[];
  /** Images, plots, reports, copied artifacts. Sorted. */
  readonly others: readonly string[];
}

/** dvclive/plots/metric.py: a name with slashes is a path. */
const SERIES = /^(?:(.*?)\/)?plots\/metrics\/(.+)\.tsv$/;
const PLOT = /^(?:(.*?)\/)?plots\/(?:images|sklearn|custom)\/.+$/;
const CODE = /\.(?:py|pyi|pyc|ipynb)$/;
/** Beside the records themselves, what only DVC reads. */
const NOT_OUTPUT = /^(?:dvc\.yaml|dvc\.lock|\.gitignore)$/;

/**
 * Folders with series and a summary or parameters; folders called `dvclive` (or below one) with any of the three or
 * plots; folders that a `dvc.yaml` describes.
 */
export function liveFolders(paths: readonly string[], described: ReadonlySet<string>): LiveFolder[] {
  const found = new Map<string, Open>();
  const open = (path: string | undefined): Open => {
    const folder = path === undefined || path === "" ? "." : path;
    const known = found.get(folder) ?? { metrics: null, params: null, series: [], plots: false };
    found.set(folder, known);
    return known;
  };
  for (const path of paths) {
    if (OWN.test(path)) continue;
    const name = posix.basename(path);
    if (name === "metrics.json") open(posix.dirname(path)).metrics = path;
    else if (name === "params.yaml") open(posix.dirname(path)).params = path;
    else if (path.includes("plots/") && !CODE.test(path)) {
      const series = SERIES.exec(path);
      if (series !== null) open(series[1]).series.push([series[2]!, path]);
      else if (PLOT.test(path)) open(PLOT.exec(path)![1]).plots = true;
    }
  }
  const folders = [...found].filter(([path, folder]) => isLive(path, folder, described));
  return folders
    .map(([path, { metrics, params, series }]) => ({
      path,
      metrics,
      params,
      series: series.sort(([a], [b]) => compareText(a, b)),
      others: othersIn(
        path,
        paths,
        folders.map(([other]) => other),
      ),
    }))
    .sort((a, b) => compareText(a.path, b.path));
}

interface Open {
  metrics: string | null;
  params: string | null;
  readonly series: [string, string][];
  plots: boolean;
}

function isLive(path: string, folder: Open, described: ReadonlySet<string>): boolean {
  const { metrics, params, series, plots } = folder;
  if (series.length > 0 && (metrics !== null || params !== null)) return true;
  if (described.has(path)) return metrics !== null || series.length > 0;
  if (posix.basename(path) === "dvclive")
    return metrics !== null || params !== null || series.length > 0 || plots;
  return BELOW.test(path) && (metrics !== null || series.length > 0);
}

/** `dvclive/fold_0`; copied artifacts may be anything. */
const BELOW = /(?:^|\/)dvclive\/(?!(?:artifacts|plots)(?:\/|$))/;

/** Of a run in the project's root nothing can be told from the project but what lies under `plots/`. */
function othersIn(folder: string, paths: readonly string[], folders: readonly string[]): string[] {
  const home = folder === "." ? "" : `${folder}/`;
  const deeper = folders
    .filter((other) => other !== folder && other.startsWith(home))
    .map((one) => `${one}/`);
  return paths
    .filter((path) => path.startsWith(folder === "." ? "plots/" : home))
    .filter((path) => !deeper.some((other) => path.startsWith(other)))
    .filter((path) => {
      const inside = path.slice(home.length);
      return !(RECORD.test(inside) || NOT_OUTPUT.test(posix.basename(inside)) || CODE.test(inside));
    })
    .sort(compareText);
}

const RECORD = /^(?:metrics\.json|params\.yaml|plots\/metrics\/.*)$/;
