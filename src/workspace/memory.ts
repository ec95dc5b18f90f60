import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";
import type { Memory } from "../core/memory.js";

/** A larger value is not kept: reading it back would cost more than making it again. */
const MAX_FILE_BYTES = 256 * 1024 ** 2;
/** All repositories together; the files written longest ago go first. */
const MAX_FOLDER_BYTES = 1024 ** 3;
const DIGEST_BYTES = 32;
const MARK = "exptrack memory 1\n";
const NAME = /^[0-9a-f]{32}-[a-z-]+(?:\.[0-9a-f]{12})?$/;
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface MemoryPlace {
  /** Absolute. */
  readonly folder: string;
  /** The audited folder: nothing is kept inside it. */
  readonly root: string;
  /** Of this program: what another version has kept is nothing to it. */
  readonly version: string;
}

/**
 * A file for each slot of each repository: a mark, the digest of the program that wrote it, the digest of the value,
 * the value. A file that is anything else is as good as none. Texts of sources stand in it, so that only the user may
 * read it. It is written under another name and moved to its place: of two programs at once, the last one's stays.
 */
export function memoryIn({ folder, root, version }: MemoryPlace): Memory {
  const place = realPlace(folder);
  const home = realPlace(root);
  if (`${place}${sep}`.startsWith(home.endsWith(sep) ? home : home + sep)) return NO_MEMORY;
  const repository = digest(home).toString("hex").slice(0, 32);
  const pathOf = (slot: string): string => join(place, `${repository}-${slot}`);
  return {
    async recall(slot) {
      try {
        return valueIn(contentOf(pathOf(slot)), headOf(version));
      } catch {
        // Not there, not permitted, or written by something else.
        return undefined;
      }
    },
    async keep(slot, value) {
      const beside = `${pathOf(slot)}.${randomBytes(6).toString("hex")}`;
      try {
        const bytes = serialize(value);
        if (bytes.length > MAX_FILE_BYTES) return;
        mkdirSync(place, { recursive: true, mode: 0o700 });
        const content = Buffer.concat([headOf(version), digest(bytes), bytes]);
        writeFileSync(beside, content, { mode: 0o600, flag: "wx" });
        renameSync(beside, pathOf(slot));
        makeRoom(place);
      } catch {
        // A full disk, a folder that may not be written: the next run reads everything again.
        remove(beside);
      }
    },
  };
}

const NO_MEMORY: Memory = { recall: async () => undefined, keep: async () => {} };

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was never there, or stays where it cannot be removed.
  }
}

function contentOf(path: string): Buffer {
  const file = openSync(path, FLAGS);
  try {
    const stats = fstatSync(file);
    const fits = stats.isFile() && stats.size <= MAX_FILE_BYTES + 1024;
    return fits ? readFileSync(file) : Buffer.alloc(0);
  } finally {
    closeSync(file);
  }
}

function valueIn(content: Buffer, head: Buffer): unknown {
  const start = head.length + DIGEST_BYTES;
  if (content.length < start || !content.subarray(0, head.length).equals(head)) return undefined;
  const bytes = content.subarray(start);
  return content.subarray(head.length, start).equals(digest(bytes)) ? deserialize(bytes) : undefined;
}

const digest = (bytes: Buffer | string): Buffer => createHash("sha256").update(bytes).digest();

const headOf = (version: string): Buffer =>
  Buffer.concat([Buffer.from(MARK), digest(`${version} ${build()}`)]);

let known: string | undefined;

/** Tells this build of the program on this version of Node from every other: its files by name, size and time. */
function build(): string {
  if (known !== undefined) return known;
  const folder = dirname(fileURLToPath(import.meta.url));
  const files = readdirSync(folder)
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    });
  known = [process.version, process.arch, ...files].join("\n");
  return known;
}

/** The path with its links resolved as far as it exists. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPlace(parent), path.slice(parent.length));
  }
}

function makeRoom(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .map((name) => {
      const path = join(folder, name);
      const { size, mtimeMs } = lstatSync(path);
      return { path, size, mtimeMs };
    })
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  let total = 0;
  for (const { path, size } of files) {
    total += size;
    if (total > MAX_FOLDER_BYTES) remove(path);
  }
}
