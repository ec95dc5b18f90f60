/** A tag of an event file: its name, its number in order of appearance, and the plugin that its first value names. */
export interface Tag {
  readonly name: string;
  readonly index: number;
  /** `scalars`, `text`, `hparams`, `images` …; null until a value carries metadata (writers send it once per tag). */
  plugin: string | null;
}

interface KnownTag extends Tag {
  readonly bytes: Uint8Array;
  readonly next: KnownTag | undefined;
}

export interface TagTable {
  readonly tags: readonly Tag[];
  /** The tag whose name stands at `bytes[start, end)`; no text is made for a tag that is known. */
  at(bytes: Uint8Array, start: number, end: number): Tag;
}

export function tagTable(): TagTable {
  const tags: Tag[] = [];
  const byHash = new Map<number, KnownTag>();

  function at(bytes: Uint8Array, start: number, end: number): Tag {
    let hash = 0x811c9dc5 | 0;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    const first = byHash.get(hash);
    for (let tag = first; tag !== undefined; tag = tag.next) {
      if (isAt(tag.bytes, bytes, start, end)) return tag;
    }
    const name = new TextDecoder().decode(bytes.subarray(start, end));
    const tag = { name, index: tags.length, plugin: null, bytes: bytes.slice(start, end), next: first };
    byHash.set(hash, tag);
    tags.push(tag);
    return tag;
  }

  return { tags, at };
}

function isAt(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}
