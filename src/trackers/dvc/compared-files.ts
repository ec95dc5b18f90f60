/** DVC's own files among those of one state of a project. */

/** The files that a lock is compared with: those of one state, and no others. */
export interface ComparedFiles {
  has(path: string): boolean;
  /** null: not there, or not to be read here. */
  bytes(path: string): Promise<Buffer | null>;
  /** Paths that end so. */
  ending(ending: string): readonly string[];
}

const OWN_FOLDER = /(?:^|\/)\.dvc\//;

/** Those of that name; work trees of experiments, which lie in `.dvc`, are left out. */
const named = (files: ComparedFiles, name: string): readonly string[] =>
  files.ending(name).filter((path) => (path === name || path.endsWith(`/${name}`)) && !OWN_FOLDER.test(path));

export const lockFiles = (files: ComparedFiles): readonly string[] => named(files, "dvc.lock");
export const pipelineFiles = (files: ComparedFiles): readonly string[] => named(files, "dvc.yaml");
/** `data.csv.dvc` */
export const pointerFiles = (files: ComparedFiles): readonly string[] =>
  files.ending(".dvc").filter((path) => /[^/]\.dvc$/.test(path) && !OWN_FOLDER.test(path));

export async function textOf(files: ComparedFiles, path: string): Promise<string | null> {
  return (await files.bytes(path))?.toString("utf8") ?? null;
}

/** Does a `.dvcignore` say more than its first comment? */
export async function leavesOut(files: ComparedFiles): Promise<boolean> {
  for (const path of files.ending(".dvcignore")) {
    if (/^[ \t]*[^#\s]/m.test((await textOf(files, path)) ?? "*")) return true;
  }
  return false;
}
