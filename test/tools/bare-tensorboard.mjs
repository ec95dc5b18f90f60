// `node bare-tensorboard.mjs FOLDER`: the limit for reading event files in JavaScript. Every byte below the folder is
// decoded and every checksum verified, and nothing is kept or printed.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** CRC-32C, eight bytes a step. */
const T = new Int32Array(8 * 256);
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  T[n] = c;
}
for (let n = 256; n < T.length; n++) T[n] = (T[n - 256] >>> 8) ^ T[T[n - 256] & 255];

function masked(b, start, end) {
  let c = -1;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    const low = c ^ (b[i] | (b[i + 1] << 8) | (b[i + 2] << 16) | (b[i + 3] << 24));
    c =
      T[1792 + (low & 255)] ^
      T[1536 + ((low >>> 8) & 255)] ^
      T[1280 + ((low >>> 16) & 255)] ^
      T[1024 + (low >>> 24)] ^
      T[768 + b[i + 4]] ^
      T[512 + b[i + 5]] ^
      T[256 + b[i + 6]] ^
      T[b[i + 7]];
  }
  for (; i < end; i++) c = (c >>> 8) ^ T[(c ^ b[i]) & 255];
  const crc = ~c >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

const u32 = (b, at) => (b[at] | (b[at + 1] << 8) | (b[at + 2] << 16) | (b[at + 3] << 24)) >>> 0;

let at = 0;
function varint(b) {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = b[at++];
    value += (byte & 127) * factor;
    if (!(byte & 128)) return value;
  }
}

/** All fields of a message; what is nested in a summary (5), and in its values (1), is decoded too. */
function decode(b, view, end, depth) {
  let sum = 0;
  while (at < end) {
    const key = varint(b);
    const wire = key & 7;
    if (wire === 0) sum += varint(b);
    else if (wire === 1) {
      sum += view.getFloat64(at, true);
      at += 8;
    } else if (wire === 5) {
      sum += view.getFloat32(at, true);
      at += 4;
    } else {
      const stop = varint(b) + at;
      const nested = (depth === 0 && key >>> 3 === 5) || (depth === 1 && key >>> 3 === 1);
      if (nested) sum += decode(b, view, stop, depth + 1);
      else at = stop;
    }
  }
  return sum;
}

let total = 0;
for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const bytes = readFileSync(join(entry.parentPath, entry.name));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let from = 0; from < bytes.length; ) {
    const start = from + 12;
    const end = start + u32(bytes, from);
    if (masked(bytes, from, from + 8) !== u32(bytes, from + 8)) throw new Error("a wrong checksum");
    if (masked(bytes, start, end) !== u32(bytes, end)) throw new Error("a wrong checksum");
    at = start;
    total += decode(bytes, view, end, 0);
    from = end + 4;
  }
}
if (Number.isNaN(total)) process.exitCode = 1;
