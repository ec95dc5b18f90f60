import { UnreadableFile, type Workspace } from "../core/workspace.js";

/**
 * The same state without the files that a project's configuration excludes: they are not listed and cannot be read.
 * Git's facts stay whole.
 * @param isExcluded  asked for paths relative to the audited root
 */
export function excluding(workspace: Workspace, isExcluded: (path: string) => boolean): Workspace {
  const demand = (path: string): void => {
    if (isExcluded(path)) throw new UnreadableFile(path, EXCLUDED);
  };
  let listed: Promise<Awaited<ReturnType<Workspace["files"]>>> | undefined;
  return {
    source: workspace.source,
    name: workspace.name,
    git: workspace.git,
    get problems() {
      return workspace.problems.filter(({ path }) => !isExcluded(path));
    },
    files: () => {
      listed ??= workspace.files().then((files) => files.filter(({ path }) => !isExcluded(path)));
      return listed;
    },
    leftOut: async () => (await workspace.leftOut()).filter(({ path }) => !isExcluded(path)),
    entry: async (path) => (isExcluded(path) ? undefined : workspace.entry(path)),
    kind: async (path) => {
      demand(path);
      return workspace.kind(path);
    },
    read: async (path, options) => {
      demand(path);
      return workspace.read(path, options);
    },
    readAhead(paths, options) {
      const wanted = paths.filter((path) => !isExcluded(path));
      const finish = workspace.readAhead(wanted, options);
      return async () => {
        const read = await finish();
        let next = 0;
        return paths.map((path) => (isExcluded(path) ? new UnreadableFile(path, EXCLUDED) : read[next++]!));
      };
    },
    readText: async (path, options) => {
      demand(path);
      return workspace.readText(path, options);
    },
    async *stream(path) {
      demand(path);
      yield* workspace.stream(path);
    },
    withCopy: async (paths, use) => {
      for (const path of paths) demand(path);
      return workspace.withCopy(paths, use);
    },
    close: () => workspace.close(),
  };
}

const EXCLUDED = "excluded by the configuration";
