import { UnreadableFile, type Workspace } from "../../core/workspace.js";

/** The files that a record may lie among: those at hand, or those of an experiment's commit. */
export interface LiveSource {
  /** null: the files at hand. */
  readonly commit: string | null;
  readonly paths: readonly string[];
  /** @throws UnreadableFile */
  text(path: string): Promise<string>;
}

const LARGEST = 256 * 2 ** 20;

export async function sourceAtHand(workspace: Workspace): Promise<LiveSource> {
  const files = await workspace.files();
  return {
    commit: null,
    paths: files.filter(({ symlink }) => !symlink).map(({ path }) => path),
    text: (path) => workspace.readText(path, { maxBytes: LARGEST }),
  };
}

/** null: the commit cannot be seen here. */
export async function sourceOfCommit(workspace: Workspace, commit: string): Promise<LiveSource | null> {
  const paths = await workspace.git.tree(commit);
  if (paths === null) return null;
  return {
    commit,
    paths,
    async text(path) {
      const bytes = await workspace.git.blob(commit, path);
      if (bytes === null) throw new UnreadableFile(path, "is not to be seen in its commit");
      return bytes.toString("utf8");
    },
  };
}
