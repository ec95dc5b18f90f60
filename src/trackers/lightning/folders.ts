import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import type { ArtifactFile } from "../../core/run.js";
import type { FileEntry } from "../../core/workspace.js";

/** A folder in which one of Lightning's loggers wrote: `save_dir/name/version`. Paths are relative to the root. */
export interface LightningFolder {
  /** "." for the root. */
  readonly path: string;
  readonly metrics: string | null;
  readonly hparams: string | null;
  readonly config: string | null;
  /** TensorBoard's reader yields the run. */
  readonly events: boolean;
}

const VERSION = /^version_\d+$/;
export const isVersionFolder = (folder: string): boolean => VERSION.test(posix.basename(folder));

/**
 * Every folder with the files of Lightning's loggers: `hparams.yaml` in `version_N`, or `metrics.csv` in either.
 * A folder of another name needs both (its log's columns have to be looked at); so does `version_N` without
 * `hparams.yaml`, as Fabric's logger leaves it.
 */
export function lightningFolders(files: readonly FileEntry[]): LightningFolder[] {
  const found = new Map<string, { -readonly [K in keyof LightningFolder]: LightningFolder[K] }>();
  const events = new Set<string>();
  for (const { path, symlink } of files) {
    const folder = posix.dirname(path);
    const name = posix.basename(path);
    if (name.includes("tfevents")) events.add(folder);
    if (symlink || (name !== "metrics.csv" && name !== "hparams.yaml")) continue;
    const known = found.get(folder) ?? {
      path: folder,
      metrics: null,
      hparams: null,
      config: null,
      events: false,
    };
    known[name === "metrics.csv" ? "metrics" : "hparams"] = path;
    found.set(folder, known);
  }
  if (found.size === 0) return [];
  for (const { path } of files) {
    const known = posix.basename(path) === "config.yaml" ? found.get(posix.dirname(path)) : undefined;
    if (known !== undefined) known.config = path;
  }
  return [...found.values()]
    .filter(({ path, metrics, hparams }) => isVersionFolder(path) || (metrics !== null && hparams !== null))
    .map((folder) => ({ ...folder, events: events.has(folder.path) }))
    .sort((a, b) => compareText(a.path, b.path));
}

/** A CSV file that one of Lightning's loggers wrote, by its place alone: no custom log, no log of Keras. */
export function isLightningMetrics(path: string, has: (path: string) => boolean): boolean {
  if (posix.basename(path) !== "metrics.csv") return false;
  const folder = posix.dirname(path);
  return isVersionFolder(folder) || has(posix.join(folder, "hparams.yaml"));
}

/** `save_dir/name/version_N`: what the logger was called with, as far as somebody chose it. */
export function namesOf(directory: string): {
  readonly name: string | null;
  readonly group: string | null;
  readonly chosen: boolean;
} {
  const own = directory === "." ? null : posix.basename(directory);
  const above = directory.includes("/") ? posix.basename(posix.dirname(directory)) : null;
  const given = above === null || DEFAULTS.has(above) ? null : above;
  if (own !== null && !VERSION.test(own)) return { name: own, group: above, chosen: true };
  return { name: given ?? own, group: above, chosen: given !== null };
}

/** Names that the Trainer, templates and habit give: they tell one run from another no better than a number. */
const DEFAULTS: ReadonlySet<string> = new Set([
  "lightning_logs",
  "logs",
  "csv",
  "csv_logs",
  "tensorboard",
  "tb_logs",
  "default",
  "outputs",
  "results",
  "runs",
]);

const CHECKPOINT = /^((?:.*\/)?)checkpoints\/([^/]+\.ckpt)(?:\/|$)/;

/** Checkpoints that the Trainer put beside a log, by the log's folder and relative to it; sharded ones are folders. */
export function checkpointsByFolder(files: readonly FileEntry[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { path } of files) {
    const match = path.includes(".ckpt") ? CHECKPOINT.exec(path) : null;
    if (match === null) continue;
    const folder = match[1] === "" ? "." : match[1]!.slice(0, -1);
    found.set(folder, (found.get(folder) ?? new Set()).add(`checkpoints/${match[2]}`));
  }
  return new Map([...found].map(([folder, paths]) => [folder, [...paths].sort(compareText)]));
}

/** Where a folder's artifacts lie, of which no digest is recorded. */
export const filesOf = (directory: string, artifacts: readonly string[]): ArtifactFile[] =>
  artifacts.map((name) => ({ name, path: posix.join(directory, name), digest: null }));
