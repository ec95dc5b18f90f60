import { realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Change, ChangedFile, ChangeState } from "../core/change.js";
import { compareText } from "../core/location.js";
import { CannotAudit } from "./cannot-audit.js";
import { type Differing, differencesFrom, emptyTree } from "./change-diff.js";
import { rangeOf } from "./change-range.js";
import { folderState, indexState, type Opened, plainFolderState, treeState } from "./change-states.js";
import { findRepository, type GitLayout } from "./git-layout.js";
import { findGit, GitFailure } from "./git-process.js";
import { openSafely } from "./git-shadow.js";
import { mergedCommits, stagedIndex } from "./index-in-use.js";
import { openObjectReader } from "./object-reader.js";
import { statFile } from "./walk.js";

/** What is asked for; paths of files are as the caller names them, from `cwd`. */
export interface ChangeRequest {
  readonly cwd: string;
  readonly files: readonly string[];
  /** Every file that git tracks, as if all of them were named. */
  readonly all: boolean;
  /** What leads from one revision to the other comes in. */
  readonly range: { readonly from: string; readonly to: string } | null;
  /** `GIT_INDEX_FILE`, as git hands it to a hook. */
  readonly index: string | undefined;
}

export interface OpenedChange {
  readonly change: Change;
  /** Top of the work tree, or the folder itself where there is no git. */
  readonly root: string;
}

/**
 * The change that a hook is asked about, decided in this order: a range of commits; what is staged, against HEAD and
 * the other parents of a merge; named files, as they lie in the folder.
 * @throws CannotAudit
 */
export async function openChange(request: ChangeRequest): Promise<OpenedChange> {
  const start = existingFolder(request.cwd);
  const found = findRepository(start);
  if (found.layout === null) return withoutGit(start, request, found.why);
  const { layout } = found;
  if (layout.workTree === null && request.range === null)
    throw new CannotAudit("a bare repository has nothing staged: name --from-ref and --to-ref");
  const root = layout.workTree ?? start;
  const opened = await openRepository(root, { ...layout, folder: "" }, request.index);
  const close = async (): Promise<void> => {
    opened.objects.close();
    opened.repository.close();
  };
  const named = new Set(request.files.map((file) => insideOf(root, start, file)));
  try {
    const change = { ...(await decide(opened, root, request, named)), close };
    return { change, root };
  } catch (error) {
    await close();
    if (error instanceof GitFailure)
      throw new CannotAudit(`git cannot read this repository: ${error.message}`);
    throw error;
  }
}

type Decided = Omit<Change, "close">;

async function decide(
  opened: Opened,
  root: string,
  request: ChangeRequest,
  named: ReadonlySet<string>,
): Promise<Decided> {
  if (request.range !== null) return rangeChange(opened, request.range, named);
  if (!request.all) {
    const staged = await stagedChange(opened, named);
    if (staged !== null) return staged;
  }
  const after = folderState(opened, root);
  const isThere = (path: string): boolean => statFile(root, path) !== undefined;
  const missing = [...named].find((path) => !isThere(path));
  if (missing !== undefined && !request.all) throw new CannotAudit(`${missing} is not there`);
  // A sparse checkout leaves out what git tracks.
  const paths = request.all ? (await after.paths()).filter(isThere) : [...named].sort(compareText);
  return { mode: "files", files: paths.map(added), aside: NONE, after, before: [] };
}

const added = (path: string): ChangedFile => ({ path, status: "added", from: null });

async function rangeChange(
  opened: Opened,
  range: NonNullable<ChangeRequest["range"]>,
  named: ReadonlySet<string>,
): Promise<Decided> {
  const { to, bases } = await rangeOf(opened.repository, range);
  const empty = emptyTree(opened.repository);
  const after = treeState(opened, to ?? empty);
  if (to === null) return { mode: "range", files: [], aside: NONE, after, before: [] };
  const starts = bases.length === 0 ? [empty] : bases;
  const differing = await Promise.all(
    starts.map((base) => differencesFrom(opened.repository, ["diff-tree", "-r"], [base, to])),
  );
  return {
    mode: "range",
    ...restricted(together(differing), named),
    after,
    before: bases.map((base) => treeState(opened, base)),
  };
}

/** null: nothing is staged. */
async function stagedChange(opened: Opened, named: ReadonlySet<string>): Promise<Decided | null> {
  const { repository, objects } = opened;
  const against = (parent: string): Promise<Differing> =>
    differencesFrom(repository, ["diff-index", "--cached", "--ita-invisible-in-index"], [parent]);
  // Mostly there is a HEAD, and no file of that name: git is asked both at once.
  const [found, first] = await Promise.all([
    objects.info("HEAD^{commit}"),
    against("HEAD").catch(() => null),
  ]);
  const head = typeof found === "string" ? null : found.id;
  const parents = head === null ? [] : [head, ...mergedCommits(repository.layout.gitDir)];
  const starts = parents.length === 0 ? [emptyTree(repository)] : parents;
  const differing = await Promise.all(
    starts.map((parent) => (parent === head && first !== null ? first : against(parent))),
  );
  if (differing.every(({ none }) => none)) return null;
  return {
    mode: "index",
    ...restricted(together(differing), named),
    after: indexState(opened, head),
    before: parents.map((parent) => treeState(opened, parent)),
  };
}

function restricted(
  files: readonly ChangedFile[],
  named: ReadonlySet<string>,
): Pick<Change, "files" | "aside"> {
  if (named.size === 0) return { files, aside: NONE };
  return {
    files: files.filter(({ path }) => named.has(path)),
    aside: new Set(files.flatMap(({ path }) => (named.has(path) ? [] : [path]))),
  };
}

const NONE: ReadonlySet<string> = new Set();

/** What differs from each start: what a merge takes over from one parent as it is was looked at there. */
function together([first, ...others]: readonly Differing[]): readonly ChangedFile[] {
  const elsewhere = others.map(({ files }) => new Set(files.map(({ path }) => path)));
  return [...(first?.files ?? [])]
    .filter(({ path }) => elsewhere.every((paths) => paths.has(path)))
    .sort((a, b) => compareText(a.path, b.path));
}

async function openRepository(root: string, layout: GitLayout, index: string | undefined): Promise<Opened> {
  const program = findGit(root);
  if (program === null) throw new CannotAudit("git is not installed: no git command on the PATH");
  try {
    const repository = await openSafely(program, layout, root, stagedIndex(layout, index));
    return { repository, objects: openObjectReader(repository.call), name: root };
  } catch (error) {
    throw new CannotAudit(`git cannot read this repository: ${(error as Error).message}`);
  }
}

function withoutGit(start: string, request: ChangeRequest, why: string): OpenedChange {
  if (request.range !== null) throw new CannotAudit(`a range of commits cannot be read: ${why}`);
  const paths = request.files.map((file) => insideOf(start, start, file)).sort(compareText);
  const after: ChangeState = plainFolderState(start, paths, why);
  const files = paths.map(added);
  const change: Change = { mode: "files", files, aside: NONE, after, before: [], close: async () => {} };
  return { change, root: start };
}

function existingFolder(path: string): string {
  try {
    const root = realpathSync(path);
    if (statSync(root).isDirectory()) return root;
  } catch {
    // said below
  }
  throw new CannotAudit(`${path} is no folder that can be read`);
}

/** The folder of a named file may be a link; the file's own name stays as it is. @throws CannotAudit */
function insideOf(root: string, cwd: string, file: string): string {
  const full = resolve(cwd, file);
  const folder = realFolder(dirname(full));
  const path = relative(root, join(folder, full.slice(dirname(full).length).replace(/^[\\/]/, "")));
  if (path === "" || path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path))
    throw new CannotAudit(`${file} lies outside of the repository ${root}`);
  return path.split(sep).join("/");
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
