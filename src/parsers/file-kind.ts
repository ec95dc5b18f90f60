/** What the first bytes of a file say; its name says nothing. */
export type ContentKind = "text" | "binary" | "empty" | "lfs-pointer" | "annex-pointer";

/** So many first bytes are enough for `contentKind`; git itself looks at the first 8,000. */
export const KIND_BYTES = 8192;

const POINTER_BYTES = 1024;
const LFS_VERSIONS = ["version https://git-lfs.github.com/spec/", "version https://hawser.github.com/spec/"];

/**
 * @param head  the first `KIND_BYTES` of the file, or all of it where it is shorter
 * @param size  bytes of the whole file
 */
export function contentKind(head: Buffer, size: number): ContentKind {
  if (size === 0) return "empty";
  if (size < POINTER_BYTES && parseLfsPointer(head) !== undefined) return "lfs-pointer";
  if (startsWith(head, "/annex/objects/")) return "annex-pointer";
  if (isUtf16(head)) return "text";
  return head.subarray(0, KIND_BYTES).includes(0) ? "binary" : "text";
}

/** A link as git-annex makes them for content that may or may not be here. */
export const isAnnexLink = (target: string): boolean =>
  target.replaceAll("\\", "/").includes(".git/annex/objects/");

export interface LfsPointer {
  /** Hash of the content, hexadecimal. */
  readonly sha256: string;
  /** Bytes of the content. */
  readonly size: number;
}

/** docs/spec.md of git-lfs 3: `version` comes first, then sorted keys, `oid sha256:…` and `size …` among them. */
export function parseLfsPointer(bytes: Buffer): LfsPointer | undefined {
  if (bytes.length >= POINTER_BYTES || !LFS_VERSIONS.some((version) => startsWith(bytes, version))) {
    return undefined;
  }
  const text = bytes.toString("latin1");
  const sha256 = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  const size = /^size (\d{1,16})$/m.exec(text)?.[1];
  return sha256 === undefined || size === undefined ? undefined : { sha256, size: Number(size) };
}

const startsWith = (bytes: Buffer, text: string): boolean =>
  bytes.subarray(0, text.length).toString("latin1") === text;

const isUtf16 = (head: Buffer): boolean =>
  (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
