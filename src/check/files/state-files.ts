import type { ChangeState } from "../../core/change.js";
import { UnreadableFile } from "../../core/workspace.js";

/** Small files of one state of a change, each read once. */
export interface StateFiles {
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** null: not there, a link, too large, or not to be read. */
  bytes(path: string): Promise<Buffer | null>;
}

/** Parameters, pipelines and sources are small. */
const LARGEST = 16 * 2 ** 20;

export async function stateFiles(state: ChangeState): Promise<StateFiles> {
  const paths = await state.paths();
  const known = new Set(paths);
  const kept = new Map<string, Promise<Buffer | null>>();
  return {
    paths,
    has: (path) => known.has(path),
    bytes(path) {
      if (!known.has(path)) return Promise.resolve(null);
      const found = kept.get(path) ?? read(state, path);
      kept.set(path, found);
      return found;
    },
  };
}

async function read(state: ChangeState, path: string): Promise<Buffer | null> {
  const view = await state.view([path]);
  const entry = await view.entry(path);
  if (entry === undefined || entry.symlink || entry.size > LARGEST) return null;
  try {
    return await view.read(path, { maxBytes: LARGEST });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return null;
  }
}
