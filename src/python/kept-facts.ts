import { createHash } from "node:crypto";
import type { Memory } from "../core/memory.js";
import { type Packed, packer, unpacker } from "./packed.js";
import type { ReadSource } from "./read-source.js";

/** What the sources of a repository came to, kept from one run to the next for as long as their text is the same. */
export interface KeptFacts {
  /** What this text at this path came to before, else what `read` makes of it. */
  of(path: string, text: string, read: () => ReadSource): ReadSource;
  /** Keeps what this run has asked for, where it is not what was kept already. */
  keep(): Promise<void>;
}

interface Kept {
  /**
   * By path: two files of one text have facts of their own, for their names are resolved apart. `digest`: of the text;
   * `start`: of the facts in the pack.
   */
  readonly sources: ReadonlyMap<string, { readonly digest: string; readonly start: number }>;
  readonly pack: Packed;
}

const SLOT = "facts";

const NO_FACTS: KeptFacts = { of: (_path, _text, read) => read(), keep: async () => {} };

export async function keptFacts(memory: Memory | undefined): Promise<KeptFacts> {
  if (memory === undefined) return NO_FACTS;
  const before = (await memory.recall(SLOT)) as Kept | undefined;
  const unpack = before === undefined ? () => undefined : unpacker(before.pack);
  const now = new Map<string, ReadSource & { readonly digest: string }>();
  let isNew = false;
  return {
    of(path, text, read) {
      const digest = createHash("sha256").update(text).digest("base64");
      const known = before?.sources.get(path);
      const isSame = known?.digest === digest;
      const found = isSame ? (unpack(known.start) as ReadSource) : read();
      isNew ||= !isSame;
      now.set(path, { ...found, digest });
      return found;
    },
    async keep() {
      if (!isNew) return;
      const { add, packed } = packer();
      const sources = new Map<string, { digest: string; start: number }>();
      for (const [path, { facts, problem, digest }] of now) {
        try {
          sources.set(path, { digest, start: add({ facts, problem }) });
        } catch {
          // Nested so deep that it is read again each time.
        }
      }
      await memory.keep(SLOT, { sources, pack: packed() } satisfies Kept);
    },
  };
}
