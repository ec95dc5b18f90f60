import { chmod, mkdir } from "node:fs/promises";
import { join, posix } from "node:path";
import {
  type FileEntry,
  type FileKind,
  HUGE_FILE_BYTES,
  UnreadableFile,
  type Workspace,
} from "../core/workspace.js";
import { contentKind, isAnnexLink, KIND_BYTES } from "../parsers/file-kind.js";
import { temporaryFolder } from "./temporary.js";
import { decodeText } from "./text.js";

/** Where the bytes come from: the part in which a directory and a git tree differ. */
export interface Source {
  /** Sorted by path. */
  readonly entries: readonly FileEntry[];
  /** The file behind a path, links resolved. @throws UnreadableFile missing, or a link out of the root */
  locate(path: string): Promise<Located>;
  /** Where a link points, as written. */
  linkTarget(path: string): Promise<string>;
  /** Ends processes, removes temporary folders. */
  close(): void;
}

export interface Located {
  readonly size: number;
  /** The first `length` bytes. @throws UnreadableFile */
  read(length: number): Promise<Buffer>;
  stream(): AsyncIterable<Buffer>;
  copyTo(target: string): Promise<void>;
}

const DEFAULT_MAX_BYTES = 256 * 1024 ** 2;

/** Everything of a workspace that does not depend on where its bytes come from. */
export function workspaceOver(
  source: Source,
  facts: Pick<Workspace, "source" | "name" | "git" | "problems">,
): Workspace {
  const byPath = new Map(source.entries.map((entry) => [entry.path, entry]));
  const kinds = new Map<string, FileKind>();

  const read: Workspace["read"] = async (path, { limit, maxBytes = DEFAULT_MAX_BYTES } = {}) => {
    const file = await source.locate(path);
    const wanted = Math.min(file.size, limit ?? file.size);
    if (wanted > maxBytes) throw new UnreadableFile(path, `${file.size} bytes, more than are read at once`);
    return wanted === 0 && file.size === 0 ? Buffer.alloc(0) : file.read(wanted);
  };

  const tellKind = async (path: string): Promise<FileKind> => {
    const entry = byPath.get(path);
    if (entry?.symlink) return isAnnexLink(await source.linkTarget(path)) ? "annex-pointer" : "symlink";
    const file = await source.locate(path);
    if (file.size > HUGE_FILE_BYTES) return "huge";
    return contentKind(await file.read(Math.min(file.size, KIND_BYTES)), file.size);
  };

  return {
    ...facts,
    files: async () => source.entries,
    entry: async (path) => byPath.get(path),
    async kind(path) {
      const kind = kinds.get(path) ?? (await tellKind(path));
      kinds.set(path, kind);
      return kind;
    },
    read,
    readText: async (path, options) => decodeText(await read(path, options)),
    async *stream(path) {
      yield* (await source.locate(path)).stream();
    },
    async withCopy(paths, use) {
      const { path: folder, remove } = temporaryFolder("copy");
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
          await file.copyTo(target);
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
