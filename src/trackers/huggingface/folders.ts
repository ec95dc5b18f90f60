import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import type { FileEntry } from "../../core/workspace.js";

/** What a Trainer left in one output directory. Paths are relative to the root. */
export interface OutputFolder {
  /** "." for the root. */
  readonly path: string;
  /** `trainer_state.json` of the directory itself. */
  readonly state: string | null;
  /** Its checkpoints, the newest first. */
  readonly checkpoints: readonly Checkpoint[];
}

export interface Checkpoint {
  readonly path: string;
  readonly step: number;
  readonly state: string | null;
}

export const STATE = "trainer_state.json";
/** transformers/trainer_utils.py: PREFIX_CHECKPOINT_DIR. */
const CHECKPOINT = /^checkpoint-(\d{1,12})$/;

export const checkpointStep = (folder: string): number | null => {
  const match = CHECKPOINT.exec(posix.basename(folder));
  return match === null ? null : Number(match[1]);
};

/** Output directories: those with a state of their own, and those above a checkpoint with one. Sorted. */
export function outputFolders(files: readonly FileEntry[]): OutputFolder[] {
  const states = new Map<string, string>();
  for (const { path, symlink } of files)
    if (!symlink && posix.basename(path) === STATE) states.set(posix.dirname(path), path);
  if (states.size === 0) return [];
  const outputs = new Set([...states.keys()].map(outputOf));
  const checkpoints = new Map<string, Map<string, Checkpoint>>();
  for (const { path } of files) {
    for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) {
      const step = checkpointStep(folder);
      const output = posix.dirname(folder);
      if (step === null || !outputs.has(output)) continue;
      const own = checkpoints.get(output) ?? new Map<string, Checkpoint>();
      own.set(folder, { path: folder, step, state: states.get(folder) ?? null });
      checkpoints.set(output, own);
    }
  }
  return [...outputs]
    .map((path) => ({
      path,
      state: states.get(path) ?? null,
      checkpoints: [...(checkpoints.get(path)?.values() ?? [])].sort((a, b) => b.step - a.step),
    }))
    .sort((a, b) => compareText(a.path, b.path));
}

const outputOf = (folder: string): string =>
  checkpointStep(folder) === null ? folder : posix.dirname(folder);

/** What a Trainer saves that is worth keeping: weights, adapters, its arguments (pickled: never opened). */
const KEPT =
  /^(?:(?:adapter_)?model[\w.-]*\.(?:safetensors|bin)|pytorch_model[\w.-]*\.bin|tf_model\.h5|flax_model\.msgpack|training_args\.bin)$/;
const WEIGHTS = /\.(?:safetensors|h5|msgpack)$|model.*\.bin$/;

/** Names of the kept files beside a state: with `weights`, those that hold the model. */
export const keptFiles = (
  names: readonly string[],
): { readonly all: string[]; readonly weights: boolean } => {
  const all = names.filter((name) => KEPT.test(name)).sort(compareText);
  return { all, weights: all.some((name) => WEIGHTS.test(name)) };
};
