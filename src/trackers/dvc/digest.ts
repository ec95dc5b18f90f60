import { createHash } from "node:crypto";

/** Source: dvc_data/hashfile/hash.py and istextfile.py (dvc-data 0.51 and 3.18 alike). */
const CHUNK = 2 ** 20;
const BLOCK = 512;
const MOST_ODD_BYTES = 0.3;

/**
 * MD5 of a file as DVC takes it, in hexadecimal.
 * @param legacy  as DVC 2 and older ("md5-dos2unix"): in text, CR LF counts as LF
 */
export function dvcDigest(bytes: Uint8Array, legacy: boolean): string {
  const hash = createHash("md5");
  if (!legacy) return hash.update(bytes).digest("hex");
  // DVC looks at each mebibyte on its own: at whether it is text, and at its line ends.
  for (let start = 0; start < bytes.length; start += CHUNK) {
    const chunk = bytes.subarray(start, start + CHUNK);
    hash.update(isText(chunk.subarray(0, BLOCK)) ? withUnixLineEnds(chunk) : chunk);
  }
  return hash.digest("hex");
}

function isText(block: Uint8Array): boolean {
  if (block.includes(0)) return false;
  const odd = block.filter((byte) => !isTextByte(byte)).length;
  return odd / block.length <= MOST_ODD_BYTES;
}

const isTextByte = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) ||
  byte === 0x0a ||
  byte === 0x0d ||
  byte === 0x09 ||
  byte === 0x0c ||
  byte === 0x08;

const withUnixLineEnds = (bytes: Uint8Array): Uint8Array =>
  bytes.filter((byte, index) => !(byte === 0x0d && bytes[index + 1] === 0x0a));
