import type { Problem } from "../core/run.js";
import { type FileEntry, type Git, UnreadableFile, type Workspace } from "../core/workspace.js";

/** The same state as a fresh clone would hold it: without untracked and ignored files, and without refs/exps. */
export function trackedOnly(workspace: Workspace): Workspace {
  const git: Git = Object.create(workspace.git, { refs: { value: async () => [] } });
  let problems: readonly Problem[] = [];
  const demand = async (path: string): Promise<void> => {
    if (!isTracked(await workspace.entry(path))) throw new UnreadableFile(path, UNTRACKED);
  };
  return {
    source: workspace.source,
    name: workspace.name,
    git,
    get problems() {
      return problems;
    },
    files: async () => {
      const tracked = (await workspace.files()).filter(isTracked);
      problems = workspace.problems.filter(
        ({ path }) => path === "." || tracked.some((file) => isAt(file.path, path)),
      );
      return tracked;
    },
    leftOut: async () => (await workspace.leftOut()).filter(isTracked),
    entry: async (path) => {
      const entry = await workspace.entry(path);
      return isTracked(entry) ? entry : undefined;
    },
    kind: async (path) => {
      await demand(path);
      return workspace.kind(path);
    },
    read: async (path, options) => {
      await demand(path);
      return workspace.read(path, options);
    },
    readAhead(paths, options) {
      const finish = workspace.readAhead(paths, options);
      return async () => {
        const read = await finish();
        const entries = await Promise.all(paths.map((path) => workspace.entry(path)));
        return read.map((one, at) =>
          isTracked(entries[at]) ? one : new UnreadableFile(paths[at]!, UNTRACKED),
        );
      };
    },
    readText: async (path, options) => {
      await demand(path);
      return workspace.readText(path, options);
    },
    async *stream(path) {
      await demand(path);
      yield* workspace.stream(path);
    },
    withCopy: async (paths, use) => {
      for (const path of paths) await demand(path);
      return workspace.withCopy(paths, use);
    },
    close: () => workspace.close(),
  };
}

const UNTRACKED = "git does not track it";

const isTracked = (entry: FileEntry | undefined): entry is FileEntry => entry?.scope === "tracked";

/** The path itself, or a folder above it. */
const isAt = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
