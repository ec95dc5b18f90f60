import { chmod, mkdir } from "node:fs/promises";
import { join, posix } from "node:path";
import {
  type FileEntry,
  type FileKind,
  HUGE_FILE_BYTES,
  UnreadableFile,
  type Workspace,
} from "../core/workspace.js";
import { decodeText } from "../parsers/decoded-text.js";
import { contentKind, isAnnexLink, KIND_BYTES } from "../parsers/file-kind.js";
import { type TemporaryFolder, temporaryFolder } from "./temporary.js";

/** Where the bytes come from: the part in which a directory and a git tree differ. */
export interface Source {
  /** Sorted by path. */
  readonly entries: readonly FileEntry[];
  entry(path: string): FileEntry | undefined;
  /** As `Workspace.leftOut`. */
  leftOut(): Promise<readonly FileEntry[]>;
  /** The first bytes of a file, as many as `wantedBytes` says. @throws UnreadableFile */
  read(path: string, cap: Cap): Promise<Buffer>;
  /** As `Workspace.readAhead`, where it is faster than one by one. */
  readonly readAhead?: Workspace["readAhead"];
  /** The file behind a path, links resolved. @throws UnreadableFile missing, or a link out of the root */
  locate(path: string): Promise<Located>;
  /** Where a link points, as written. */
  linkTarget(path: string): Promise<string>;
  /** Ends processes, removes temporary folders. */
  close(): void;
}

/** How much of a file is wanted. */
export interface Cap {
  /** Bytes from its start; without it, all. */
  readonly limit: number;
  /** More than this is refused. */
  readonly maxBytes: number;
}

/** @throws UnreadableFile  more than are read at once */
export function wantedBytes(path: string, size: number, { limit, maxBytes }: Cap): number {
  const wanted = Math.min(size, limit);
  if (wanted > maxBytes) throw new UnreadableFile(path, `${size} bytes, more than are read at once`);
  return wanted;
}

export interface Located {
  readonly size: number;
  stream(): AsyncIterable<Buffer>;
  copyTo(target: string): Promise<void>;
}

const DEFAULT_MAX_BYTES = 256 * 1024 ** 2;

/** Everything of a workspace that does not depend on where its bytes come from. */
export function workspaceOver(
  source: Source,
  facts: Pick<Workspace, "source" | "name" | "git" | "problems">,
): Workspace {
  const kinds = new Map<string, FileKind>();

  const read: Workspace["read"] = (
    path,
    { limit = Number.POSITIVE_INFINITY, maxBytes = DEFAULT_MAX_BYTES } = {},
  ) => source.read(path, { limit, maxBytes });

  const tried = (path: string, options: { readonly limit: number }): Promise<Buffer | UnreadableFile> =>
    read(path, options).catch((error: unknown) => {
      if (error instanceof UnreadableFile) return error;
      throw error;
    });

  const tellKind = async (path: string): Promise<FileKind> => {
    if (source.entry(path)?.symlink)
      return isAnnexLink(await source.linkTarget(path)) ? "annex-pointer" : "symlink";
    const { size } = await source.locate(path);
    if (size > HUGE_FILE_BYTES) return "huge";
    return contentKind(await read(path, { limit: KIND_BYTES }), size);
  };

  return {
    ...facts,
    files: async () => source.entries,
    leftOut: () => source.leftOut(),
    entry: async (path) => source.entry(path),
    async kind(path) {
      const kind = kinds.get(path) ?? (await tellKind(path));
      kinds.set(path, kind);
      return kind;
    },
    read,
    readAhead:
      source.readAhead ?? ((paths, options) => () => Promise.all(paths.map((path) => tried(path, options)))),
    readText: async (path, options) => decodeText(await read(path, options)),
    async *stream(path) {
      yield* (await source.locate(path)).stream();
    },
    async withCopy(paths, use) {
      const { path: folder, remove } = folderForCopies(paths);
      try {
        const copies: string[] = [];
        const taken = new Set<string>();
        for (const path of paths) {
          const name = posix.basename(path);
          const target = join(folder, ...(taken.has(name) ? [String(copies.length)] : []), name);
          if (taken.has(name)) await mkdir(join(folder, String(copies.length)));
          taken.add(name);
          const file = await source.locate(path);
          if (file.size > HUGE_FILE_BYTES)
            throw new UnreadableFile(path, `${file.size} bytes, too large to copy`);
          await file.copyTo(target).catch((error: unknown) => {
            throw error instanceof UnreadableFile ? error : withoutRoom(path, error);
          });
          // A read-only database cannot be opened with its log.
          await chmod(target, 0o600);
          copies.push(target);
        }
        return await use(folder, copies);
      } finally {
        remove();
      }
    },
    close: async () => source.close(),
  };
}

function folderForCopies(paths: readonly string[]): TemporaryFolder {
  try {
    return temporaryFolder("copy");
  } catch (error) {
    throw withoutRoom(paths[0] ?? ".", error);
  }
}

/** The reason names no path of this machine. */
function withoutRoom(path: string, error: unknown): UnreadableFile {
  const { code } = error as NodeJS.ErrnoException;
  return new UnreadableFile(
    path,
    `no private copy can be made in the temporary folder (${code ?? "unknown error"})`,
  );
}
