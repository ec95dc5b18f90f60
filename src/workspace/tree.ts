import { writeFile } from "node:fs/promises";
import { posix } from "node:path";
import { compareText } from "../core/location.js";
import { type FileEntry, UnreadableFile } from "../core/workspace.js";
import type { SafeRepository } from "./git-shadow.js";
import { besideMachinery } from "./left-out.js";
import type { ObjectReader } from "./object-reader.js";
import { type Located, type Source, wantedBytes } from "./source.js";
import { isLeftOut, mayBeLeftOut } from "./walk.js";

/** A file in a git tree. */
export interface TreeFile {
  readonly path: string;
  readonly id: string;
  readonly symlink: boolean;
  /** undefined: the object is not in this clone. */
  readonly size: number | undefined;
}

/** All files of a commit below the opened folder, sorted by path; submodules have theirs elsewhere. */
export async function listRevision({ call }: SafeRepository, commit: string): Promise<TreeFile[]> {
  const output = await call.run(["ls-tree", "-r", "-z", "-l", commit]);
  const pattern = /(\d{6}) (\w+) ([0-9a-f]{40,64}) +(\S+)\t([^\0]*)\0/gy;
  return [...output.toString().matchAll(pattern)]
    .filter(([, , type]) => type === "blob")
    .map(([, mode, , id = "", size, path = ""]) => ({
      path,
      id,
      symlink: mode === "120000",
      // "BAD" where the object is missing.
      size: /^\d+$/.test(size ?? "") ? Number(size) : undefined,
    }))
    .sort((a, b) => compareText(a.path, b.path));
}

/** What is staged below the opened folder; in a conflict our side counts. */
export async function listIndex({ call }: SafeRepository, objects: ObjectReader): Promise<TreeFile[]> {
  const output = await call.run(["ls-files", "-s", "-z"]);
  const pattern = /(\d{6}) ([0-9a-f]{40,64}) ([0-3])\t([^\0]*)\0/gy;
  const chosen = new Map<string, { readonly id: string; readonly mode: string; readonly stage: string }>();
  for (const [, mode = "", id = "", stage = "", path = ""] of output.toString().matchAll(pattern)) {
    if (mode !== "160000" && (stage !== "3" || !chosen.has(path))) chosen.set(path, { id, mode, stage });
  }
  const files = [...chosen].map(async ([path, { id, mode }]) => {
    const info = await objects.info(id);
    const size = typeof info === "string" ? undefined : info.size;
    return { path, id, symlink: mode === "120000", size };
  });
  return (await Promise.all(files)).sort((a, b) => compareText(a.path, b.path));
}

/** Up to this size the long-lived process is asked, which always answers with the whole object. */
const WHOLE_BYTES = 1024 ** 2;
/** As many links in a row as Linux follows. */
const MAX_LINKS = 40;

/** The files of a revision or of the index, straight out of git's objects: nothing is checked out. */
export function treeSource(
  listed: readonly TreeFile[],
  repository: SafeRepository,
  objects: ObjectReader,
  close: () => void,
): Source {
  const files = withoutMachineMade(listed);
  const beside = besideMachinery(listed).filter((file) => !file.symlink);
  const byPath = new Map([...files, ...beside].map((file) => [file.path, file]));
  const entryOf = ({ path, size, symlink }: TreeFile): FileEntry => ({
    path,
    size: size ?? 1,
    scope: "tracked",
    symlink,
    ...(size === undefined ? { absent: true } : {}),
  });
  const entries = files.map(entryOf);

  const contents = async (file: TreeFile): Promise<Buffer> => {
    const bytes = await objects.contents(file.id);
    if (bytes === undefined) throw new UnreadableFile(file.path, "git's object is not in this clone");
    return bytes;
  };

  const linkTarget = async (path: string): Promise<string> => {
    const file = byPath.get(path);
    if (file?.symlink !== true || (file.size ?? 0) > WHOLE_BYTES)
      throw new UnreadableFile(path, "not a link");
    return (await contents(file)).toString();
  };

  const resolve = async (path: string): Promise<TreeFile> => {
    let at = path;
    for (let links = 0; links < MAX_LINKS; links++) {
      const file = byPath.get(at);
      if (file !== undefined && !file.symlink) return file;
      // A folder on the way may be a link as well.
      const link = file === undefined ? linkAbove(at, byPath) : at;
      if (link === undefined) throw new UnreadableFile(path, "not there");
      const written = await linkTarget(link);
      const target = posix.join(posix.dirname(link), written, at.slice(link.length));
      if (posix.isAbsolute(written) || target === ".." || target.startsWith("../")) {
        throw new UnreadableFile(path, "a link out of the audited folder");
      }
      at = target;
    }
    throw new UnreadableFile(path, "a link that leads nowhere");
  };

  const find = async (path: string) => {
    const file = await resolve(path);
    if (file.size === undefined) throw new UnreadableFile(path, "git's object is not in this clone");
    return { file, size: file.size };
  };

  const stream = async function* (file: TreeFile): AsyncGenerator<Buffer, void> {
    if ((await objects.info(file.id)) === "missing") await contents(file);
    yield* repository.call.stream(["cat-file", "blob", file.id]);
  };

  const firstBytes = async (file: TreeFile, length: number): Promise<Buffer> => {
    const pieces: Buffer[] = [];
    let filled = 0;
    for await (const piece of stream(file)) {
      pieces.push(piece);
      filled += piece.length;
      if (filled >= length) break;
    }
    return Buffer.concat(pieces).subarray(0, length);
  };

  const entryAt = new Map(entries.map((entry) => [entry.path, entry]));
  return {
    entries,
    entry: (path) => entryAt.get(path),
    leftOut: async () => beside.map(entryOf),
    close,
    linkTarget,
    async read(path, cap) {
      const { file, size } = await find(path);
      const length = wantedBytes(path, size, cap);
      if (size > WHOLE_BYTES && length < size) return firstBytes(file, length);
      return (await contents(file)).subarray(0, length);
    },
    async locate(path): Promise<Located> {
      const { file, size } = await find(path);
      return {
        size,
        stream: () => stream(file),
        copyTo: async (target) => writeFile(target, stream(file)),
      };
    },
  };
}

function linkAbove(path: string, byPath: ReadonlyMap<string, TreeFile>): string | undefined {
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    const folder = path.slice(0, end);
    if (byPath.get(folder)?.symlink) return folder;
  }
  return undefined;
}

/** The same folders are left out as on disk. */
export function withoutMachineMade<T extends { readonly path: string }>(files: readonly T[]): readonly T[] {
  if (!files.some(({ path }) => mayBeLeftOut(path))) return files;
  const names = new Map<string, Set<string>>();
  for (const { path } of files) {
    let child = path;
    for (;;) {
      const parent = child.includes("/") ? child.slice(0, child.lastIndexOf("/")) : "";
      const known = names.get(parent);
      const name = child.slice(parent === "" ? 0 : parent.length + 1);
      if (known?.has(name)) break;
      if (known) known.add(name);
      else names.set(parent, new Set([name]));
      if (parent === "") break;
      child = parent;
    }
  }
  const leftOut = new Set(
    [...names].filter(([folder, inside]) => isLeftOut(folder, (name) => inside.has(name))).map(([f]) => f),
  );
  if (leftOut.size === 0) return files;
  return files.filter(({ path }) => {
    for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1)) {
      if (leftOut.has(path.slice(0, end))) return false;
    }
    return true;
  });
}
