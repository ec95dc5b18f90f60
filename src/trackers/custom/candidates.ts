import { posix } from "node:path";
import type { FileEntry } from "../../core/workspace.js";
import { isLightningMetrics } from "../lightning/folders.js";
import { LARGEST } from "./sources.js";
import { mayBeLog } from "./words.js";

/** Files that other readers read, or that lie in what they read: by name and neighbours. */
const OTHERS_NAME =
  /^(?:trainer_state|(?:all|train|eval|test|predict)_results|emissions|wandb-(?:summary|metadata)|package(?:-lock)?|tsconfig|dvclive)\.(?:json|csv)$/i;
const OTHERS_PLACE =
  /(?:^|\/)(?:plots\/metrics|[0-9a-f]{32}\/artifacts|\.(?:neptune|metaflow|dvc|ipynb_checkpoints|vscode|idea)|swanlog|site-packages|dist-packages|vendor|third_party|external|checkpoint-\d+)\//i;
/** A folder with one of these is one record of a tracker: Sacred, Ray, transformers. */
const RECORD_OF_OTHERS = ["run.json", "params.json", "trainer_state.json"];

/** Files that may be logs of a project's own making, to be looked into. */
export function candidates(files: readonly FileEntry[]): readonly FileEntry[] {
  const named = files.filter(
    // The name first: a size may have to be asked of the disk.
    (file) => mayBeLog(file.path) && !file.symlink && file.size > 0 && file.size <= LARGEST,
  );
  if (named.length === 0) return [];
  const paths = new Set(files.map(({ path }) => path));
  const has = (path: string): boolean => paths.has(path);
  return named.filter(({ path }) => !isOthers(path, has));
}

function isOthers(path: string, has: (path: string) => boolean): boolean {
  if (OTHERS_NAME.test(posix.basename(path)) || OTHERS_PLACE.test(path)) return true;
  const folder = posix.dirname(path);
  return RECORD_OF_OTHERS.some((name) => has(posix.join(folder, name))) || isLightningMetrics(path, has);
}
