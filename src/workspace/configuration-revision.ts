import { posix } from "node:path";
import { CannotAudit } from "./cannot-audit.js";
import {
  asText,
  type ConfigurationFiles,
  existingFolder,
  type FoundText,
  MAX_BYTES,
  placed,
  TOO_LARGE,
} from "./configuration-place.js";
import { findRepository } from "./git-layout.js";
import { findGit } from "./git-process.js";
import { openSafely, type SafeRepository } from "./git-shadow.js";
import { resolveCommit } from "./git-survey.js";
import { type ObjectReader, openObjectReader } from "./object-reader.js";

/**
 * As a revision holds them.
 * @param absent  what an unknown revision holds
 * @throws CannotAudit  no git, no such revision
 */
export async function filesAt(
  path: string,
  revision: string,
  absent: Pick<ConfigurationFiles, "texts" | "hasFolder"> | null = null,
): Promise<ConfigurationFiles> {
  const root = existingFolder(path);
  const { layout, ...none } = findRepository(root);
  const program = layout === null ? null : findGit(root);
  if (layout === null || program === null) {
    const why = "why" in none ? none.why : "git is not installed: no git command on the PATH";
    throw new CannotAudit(`the revision ${revision} cannot be read: ${why}`);
  }
  const repository = await openSafely(program, layout, root);
  const objects = openObjectReader(repository.call);
  const close = () => {
    objects.close();
    repository.close();
  };
  try {
    const commit = await resolveCommit(repository, revision);
    const place = placed(layout.workTree ?? root, root);
    if (commit === null && absent !== null) return { ...place, ...absent, close };
    if (commit === null)
      throw new CannotAudit(
        `no commit is called ${revision} here: fetch it first (in CI a full clone: fetch-depth: 0), or name another`,
      );
    return {
      ...place,
      texts: (paths) => textsOfTree(paths, commit, repository, objects),
      hasFolder: async (folder) => {
        const info = await objects.info(`${commit}:${folder}`);
        return typeof info !== "string" && info.type === "tree";
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** As many links in a row as a configuration needs. */
const MAX_LINKS = 8;

async function textsOfTree(
  paths: readonly string[],
  commit: string,
  repository: SafeRepository,
  objects: ObjectReader,
): Promise<ReadonlyMap<string, FoundText>> {
  const found = new Map<string, FoundText>();
  if (paths.length === 0) return found;
  const entries = await treeEntries(paths, commit, repository);
  for (const path of paths) {
    const entry = entries.get(path);
    if (entry !== undefined) found.set(path, await textOf(path, entry));
  }
  return found;

  async function textOf(path: string, first: TreeEntry): Promise<FoundText> {
    let entry: TreeEntry | undefined = first;
    let at = path;
    for (let links = 0; entry !== undefined && links <= MAX_LINKS; links += 1) {
      if (entry.type !== "blob") return { unreadable: "not a regular file" };
      const info = await objects.info(entry.id);
      if (typeof info === "string") return { unreadable: "git's object is not in this clone" };
      if (info.size > MAX_BYTES) return { unreadable: TOO_LARGE };
      const bytes = await objects.contents(entry.id);
      if (bytes === undefined) return { unreadable: "git's object is not in this clone" };
      if (entry.mode !== "120000") return asText(bytes);
      const target = posix.join(posix.dirname(at), bytes.toString());
      if (posix.isAbsolute(bytes.toString()) || target === ".." || target.startsWith("../"))
        return { unreadable: "a link out of the repository" };
      at = target;
      entry = (await treeEntries([at], commit, repository)).get(at);
    }
    return { unreadable: "a link that leads nowhere" };
  }
}

interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly id: string;
}

async function treeEntries(
  paths: readonly string[],
  commit: string,
  { call }: SafeRepository,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const output = await call.run(["ls-tree", "-z", "--full-tree", commit, "--", ...paths]);
  const pattern = /(\d{6}) (\w+) ([0-9a-f]{40,64})\t([^\0]*)\0/gy;
  return new Map(
    [...output.toString().matchAll(pattern)].map(([, mode = "", type = "", id = "", path = ""]) => [
      path,
      { mode, type, id },
    ]),
  );
}
