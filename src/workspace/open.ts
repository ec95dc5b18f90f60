import { readdirSync, realpathSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { Problem } from "../core/run.js";
import type { FileEntry, Workspace } from "../core/workspace.js";
import { CannotAudit } from "./cannot-audit.js";
import { directorySource } from "./directory.js";
import { absentGit, gitFacts } from "./git-facts.js";
import { findRepository } from "./git-layout.js";
import { findGit, GitFailure } from "./git-process.js";
import { openSafely, type SafeRepository } from "./git-shadow.js";
import { indexDiffers, resolveCommit, survey } from "./git-survey.js";
import { walkBeside } from "./left-out.js";
import { type ObjectReader, openObjectReader } from "./object-reader.js";
import { gatherKnowledge, type Knowledge, scopedEntries } from "./scopes.js";
import { workspaceOver } from "./source.js";
import { listIndex, listRevision, treeSource } from "./tree.js";
import { type Walk, walk } from "./walk.js";

export { CannotAudit } from "./cannot-audit.js";

/**
 * The folder's files as they are; with `rev` the tree of that commit, with `index` what is staged. A bare
 * repository is opened at HEAD. Of a folder inside a repository, the files, facts and history below it.
 * @throws CannotAudit  no such folder, not readable, no such revision
 */
export async function openWorkspace(
  path: string,
  state: { readonly rev?: string; readonly index?: boolean } = {},
): Promise<Workspace> {
  const root = existingFolder(path);
  const opened = await openRepository(root);
  if (state.rev !== undefined || state.index === true) {
    if ("why" in opened) {
      const wanted = state.rev === undefined ? "the index" : `the revision ${state.rev}`;
      throw new CannotAudit(
        `${wanted} cannot be read: ${opened.why}; without it the files are audited as they are`,
      );
    }
    return closingOnError(opened, () => openTree(root, opened, state.rev));
  }
  if ("why" in opened) {
    const walked = await walk(root);
    return overDirectory(root, walked, {
      git: absentGit(opened.why),
      entries: scopedEntries(root, walked, null),
    });
  }
  if (opened.repository.layout.workTree === null) {
    return closingOnError(opened, () => openTree(root, opened, "HEAD"));
  }
  return openDirectory(root, opened);
}

interface OpenRepository {
  readonly program: NonNullable<ReturnType<typeof findGit>>;
  readonly repository: SafeRepository;
  readonly objects: ObjectReader;
  close(): void;
}

function existingFolder(path: string): string {
  try {
    const root = realpathSync(path);
    if (!statSync(root).isDirectory()) {
      throw new CannotAudit(`${path} is a file: name the folder of the project instead`);
    }
    readdirSync(root);
    return root;
  } catch (error) {
    if (error instanceof CannotAudit) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new CannotAudit(
        `${path} does not exist: check the path (it is looked for from the current folder)`,
      );
    }
    throw new CannotAudit(`${path} cannot be read (${code ?? error}): check its permissions`);
  }
}

async function openRepository(root: string): Promise<OpenRepository | { readonly why: string }> {
  const found = findRepository(root);
  if (found.layout === null) return { why: found.why };
  const program = findGit(root);
  if (program === null) return { why: "git is not installed: no git command on the PATH" };
  try {
    const repository = await openSafely(program, found.layout, root);
    const objects = openObjectReader(repository.call);
    const close = () => {
      objects.close();
      repository.close();
    };
    return { program, repository, objects, close };
  } catch (error) {
    return { why: `git cannot read this repository: ${(error as Error).message}` };
  }
}

async function openDirectory(root: string, opened: OpenRepository): Promise<Workspace> {
  const { repository, objects, program } = opened;
  const surveying = survey(repository).catch((error: unknown) => error as GitFailure);
  const walked = await walk(root);
  const withoutGit = (why: string) => {
    opened.close();
    return overDirectory(root, walked, { git: absentGit(why), entries: scopedEntries(root, walked, null) });
  };
  const [pipe] = walked.pipes;
  if (pipe !== undefined) return withoutGit(`git would wait for ever: ${pipe} is a pipe or a device`);
  const surveyed = await surveying;
  if (surveyed instanceof Error) return withoutGit(`git cannot read this repository: ${surveyed.message}`);
  const { tracked, untracked, untrackedFolders, head } = surveyed;
  const unknown = tracked.size + untracked.size + untrackedFolders.size === 0;
  if (unknown && repository.layout.folder !== "" && walked.files.length > 0) {
    return withoutGit("no git here: the repository around this folder ignores it");
  }
  return closingOnError(opened, async () => {
    const knowledge = await gatherKnowledge(root, { repository, objects, survey: surveyed }, program);
    const git = gitFacts(repository, objects, { head, dirty: knowledge.dirty });
    const problems = [...walked.problems, ...knowledge.problems];
    const entries = scopedEntries(root, walked, knowledge);
    return overDirectory(root, { ...walked, problems }, { git, entries, knowledge, opened });
  });
}

function overDirectory(
  root: string,
  walked: Walk,
  {
    git,
    entries,
    knowledge,
    opened,
  }: Pick<Workspace, "git"> & {
    readonly entries: readonly FileEntry[];
    readonly knowledge?: Knowledge;
    readonly opened?: OpenRepository;
  },
): Workspace {
  const leftOut = async () =>
    scopedEntries(root, { ...walked, ...(await walkBeside(root, walked.environments)) }, knowledge ?? null);
  const source = directorySource(root, entries, () => opened?.close(), leftOut);
  const name = nameOf(root, opened?.repository);
  return workspaceOver(source, { source: "directory", name, git, problems: walked.problems });
}

/** @param rev  undefined: the index */
async function openTree(
  root: string,
  { repository, objects, close }: OpenRepository,
  rev: string | undefined,
): Promise<Workspace> {
  const name = nameOf(root, repository);
  const head = await resolveCommit(repository, rev ?? "HEAD");
  if (rev === undefined) {
    if (repository.layout.workTree === null)
      throw new CannotAudit("a bare repository has no index: name a revision");
    const files = await listIndex(repository, objects);
    const dirty = head === null ? files.length > 0 : await indexDiffers(repository);
    const git = gitFacts(repository, objects, { head, dirty });
    const source = treeSource(files, repository, objects, close);
    return workspaceOver(source, { source: "index", name, git, problems: absentProblems(source.entries) });
  }
  if (head === null && rev !== "HEAD") {
    throw new CannotAudit(`no commit is called ${rev} here: see "git log --all", or fetch it first`);
  }
  const files = head === null ? [] : await listRevision(repository, head);
  const git = gitFacts(repository, objects, { head, dirty: false });
  const source = treeSource(files, repository, objects, close);
  return workspaceOver(source, { source: "revision", name, git, problems: absentProblems(source.entries) });
}

/** One for all files whose content a partial clone left out. */
function absentProblems(entries: readonly FileEntry[]): readonly Problem[] {
  const [first, ...more] = entries.filter(({ absent }) => absent);
  if (first === undefined) return [];
  const files = more.length === 0 ? "object is" : `objects of ${more.length + 1} files, this the first, are`;
  return [{ path: first.path, message: `git's ${files} not in this clone: the content cannot be seen` }];
}

async function closingOnError<T>(opened: OpenRepository, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    opened.close();
    if (!(error instanceof GitFailure)) throw error;
    if (opened.repository.config.partial) {
      throw new CannotAudit("this partial clone lacks files that are needed here: clone it without --filter");
    }
    throw new CannotAudit(`git cannot read this repository: ${error.message}`);
  }
}

function nameOf(root: string, repository: SafeRepository | undefined): string {
  const url = repository?.config.remotes[0]?.replace(/[/\\]+$/, "");
  const last = url?.split(/[/\\:]/).at(-1);
  return (last || basename(root)).replace(/\.git$/, "") || basename(root);
}
