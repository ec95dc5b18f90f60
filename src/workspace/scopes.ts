import { realpathSync } from "node:fs";
import { join, posix, sep } from "node:path";
import { compareText } from "../core/location.js";
import type { FileScope } from "../core/workspace.js";
import { differsFromIndex } from "./dirty.js";
import { repositoryAt } from "./git-layout.js";
import type { findGit } from "./git-process.js";
import { openSafely, type SafeRepository } from "./git-shadow.js";
import { type Survey, survey } from "./git-survey.js";
import { ListedFile } from "./listed-file.js";
import { type ObjectReader, openObjectReader } from "./object-reader.js";
import { statFile, type Walk } from "./walk.js";

/** What git and the repositories of submodules inside say of the files below the root. */
export interface Knowledge {
  readonly tracked: Set<string>;
  readonly untracked: Set<string>;
  readonly untrackedFolders: Set<string>;
  readonly dirty: boolean;
  /** Submodules that could not be looked into: their files count as untracked. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/** More submodules than this are not looked into. */
const MAX_SUBMODULES = 256;

export async function gatherKnowledge(
  root: string,
  own: { readonly repository: SafeRepository; readonly objects: ObjectReader; readonly survey: Survey },
  program: NonNullable<ReturnType<typeof findGit>>,
): Promise<Knowledge> {
  const { repository } = own;
  const tracked = new Set<string>();
  const untracked = new Set<string>();
  const untrackedFolders = new Set<string>();
  const homes = [
    root,
    repository.layout.gitDir,
    repository.layout.commonDir,
    repository.layout.workTree ?? root,
  ];
  const problems: { path: string; message: string }[] = [];
  let left = MAX_SUBMODULES;

  /** @param prefix  "" or the submodule's folder with "/" at its end */
  const gather = async (
    prefix: string,
    part: SafeRepository,
    objects: ObjectReader,
    { tracked: files, submodules, ...found }: Survey,
  ): Promise<boolean> => {
    for (const path of files.keys()) tracked.add(prefix + path);
    for (const path of found.untracked) untracked.add(prefix + path);
    for (const path of found.untrackedFolders) untrackedFolders.add(prefix + path);
    let dirty = found.staged || (await differsFromIndex(root + sep + prefix, files, part, objects));
    for (const [path, link] of submodules) {
      const folder = `${prefix}${path}`;
      const place = repositoryAt(`${root}/${folder}`);
      // Not checked out: nothing lies there.
      if (place === null) continue;
      try {
        if (!("gitDir" in place)) throw new Error(place.why);
        const parts = [place.gitDir, place.commonDir];
        const isOurs = parts.every((part) => homes.some((home) => isInside(part, home)));
        if (!isOurs || !isWithoutLinks(root, folder)) throw new Error("it or its .git lies elsewhere");
        if (left-- <= 0) throw new Error(`more than ${MAX_SUBMODULES} submodules`);
        const moved = await enter(folder, place, link.id);
        dirty ||= moved;
      } catch (error) {
        untrackedFolders.add(folder);
        problems.push({
          path: folder,
          message: `this submodule is not looked into: ${(error as Error).message}`,
        });
      }
    }
    return dirty;
  };

  const enter = async (
    folder: string,
    place: { readonly gitDir: string; readonly commonDir: string },
    linked: string,
  ): Promise<boolean> => {
    const workTree = realpathSync(`${root}/${folder}`);
    const inner = await openSafely(program, { ...place, workTree, folder: "" }, workTree);
    const objects = openObjectReader(inner.call);
    try {
      const found = await survey(inner);
      return (await gather(`${folder}/`, inner, objects, found)) || found.head !== linked;
    } finally {
      objects.close();
      inner.close();
    }
  };

  const dirty = await gather("", repository, own.objects, own.survey);
  return { tracked, untracked, untrackedFolders, dirty, problems };
}

/**
 * The files on disk, each with its scope: everything counts as tracked where git tracks nothing.
 * Tracked files beyond the cut of a listing are looked up one by one.
 */
export function scopedEntries(
  root: string,
  walked: Walk,
  knowledge: Knowledge | null,
): readonly ListedFile[] {
  if (knowledge === null || knowledge.tracked.size === 0) return walked.files;
  const { tracked, untracked, untrackedFolders } = knowledge;
  const scopeOf = (path: string): FileScope => {
    if (tracked.has(path)) return "tracked";
    return untracked.has(path) || isBelow(path, untrackedFolders) ? "untracked" : "ignored";
  };
  for (const file of walked.files) file.scope = scopeOf(file.path);
  if (!walked.cut) return walked.files;
  const listed = new Set(walked.files.map(({ path }) => path));
  const further = [...tracked].flatMap((path) => {
    const file = listed.has(path) ? undefined : statFile(root, path);
    const found = file !== undefined && isWithoutLinks(root, posix.dirname(path));
    return found ? [new ListedFile(root, path, file.symlink)] : [];
  });
  return [...walked.files, ...further].sort((a, b) => compareText(a.path, b.path));
}

function isBelow(path: string, folders: ReadonlySet<string>): boolean {
  if (folders.size === 0) return false;
  for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1)) {
    if (folders.has(path.slice(0, end))) return true;
  }
  return false;
}

/** An index can name paths below what is a link on disk. */
function isWithoutLinks(root: string, folder: string): boolean {
  try {
    return realpathSync(join(root, folder)) === join(root, folder);
  } catch {
    return false;
  }
}

const isInside = (path: string, home: string): boolean => path === home || path.startsWith(home + sep);
