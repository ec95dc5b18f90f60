import type { FileEntry, Git, Workspace } from "../core/workspace.js";
import { UnreadableFile } from "../core/workspace.js";

/** The same state as a fresh clone would hold it: without untracked and ignored files, and without refs/exps. */
export function trackedOnly(workspace: Workspace): Workspace {
  const isTracked = (entry: FileEntry | undefined): entry is FileEntry => entry?.scope === "tracked";
  const ask = async (path: string): Promise<void> => {
    if (!isTracked(await workspace.entry(path))) throw new UnreadableFile(path, "git does not track it");
  };
  const git: Git = Object.create(workspace.git, { refs: { value: async () => [] } });
  return {
    source: workspace.source,
    name: workspace.name,
    git,
    files: async () => (await workspace.files()).filter(isTracked),
    entry: async (path) => {
      const entry = await workspace.entry(path);
      return isTracked(entry) ? entry : undefined;
    },
    kind: async (path) => {
      await ask(path);
      return workspace.kind(path);
    },
    read: async (path, options) => {
      await ask(path);
      return workspace.read(path, options);
    },
    readText: async (path, options) => {
      await ask(path);
      return workspace.readText(path, options);
    },
    async *stream(path) {
      await ask(path);
      yield* workspace.stream(path);
    },
    withCopy: async (paths, use) => {
      for (const path of paths) await ask(path);
      return workspace.withCopy(paths, use);
    },
    close: () => workspace.close(),
  };
}
