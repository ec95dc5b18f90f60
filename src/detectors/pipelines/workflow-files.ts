import { compareText } from "../../core/location.js";
import { folderOf } from "../../core/paths.js";

/** A file of a workflow language. */
export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Files together that one workflow is made of: a root, and what lies below its folder and below no nearer root. What
 * no root leads to stands by itself. The root comes first, the others by their paths.
 */
export function workflowsOf(
  files: readonly WorkflowFile[],
  isRoot: (file: WorkflowFile) => boolean,
): readonly (readonly WorkflowFile[])[] {
  const sorted = [...files].sort((a, b) => compareText(a.path, b.path));
  const roots = sorted.filter(isRoot);
  const byFolder = new Map(roots.map((root) => [folderOf(root.path), root]));
  const below = new Map(roots.map((root) => [root.path, [root]]));
  const alone: WorkflowFile[][] = [];
  for (const file of sorted) {
    if (below.has(file.path)) continue;
    const root = nearest(file.path, byFolder);
    const group = root === undefined ? undefined : below.get(root.path);
    if (group === undefined) alone.push([file]);
    else group.push(file);
  }
  return [...below.values(), ...alone];
}

function nearest<T>(path: string, byFolder: ReadonlyMap<string, T>): T | undefined {
  for (let folder = folderOf(path), last = false; !last; folder = folderOf(folder)) {
    last = folder === "";
    const found = byFolder.get(folder);
    if (found !== undefined) return found;
  }
  return undefined;
}
