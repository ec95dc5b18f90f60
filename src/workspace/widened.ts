import { compareText } from "../core/location.js";
import type { FileEntry, Workspace } from "../core/workspace.js";

/**
 * The same state with files that its listing leaves out.
 * @param further  of `leftOut()`
 */
export function widened(workspace: Workspace, further: readonly FileEntry[]): Workspace {
  const byPath = new Map(further.map((file) => [file.path, file]));
  return {
    source: workspace.source,
    name: workspace.name,
    git: workspace.git,
    get problems() {
      return workspace.problems;
    },
    files: async () => [...(await workspace.files()), ...further].sort((a, b) => compareText(a.path, b.path)),
    leftOut: () => workspace.leftOut(),
    entry: async (path) => (await workspace.entry(path)) ?? byPath.get(path),
    kind: (path) => workspace.kind(path),
    read: (path, options) => workspace.read(path, options),
    readAhead: (paths, options) => workspace.readAhead(paths, options),
    readText: (path, options) => workspace.readText(path, options),
    stream: (path) => workspace.stream(path),
    withCopy: (paths, use) => workspace.withCopy(paths, use),
    close: () => workspace.close(),
  };
}
