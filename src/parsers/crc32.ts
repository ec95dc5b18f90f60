/** Reversed polynomials. */
const IEEE = 0xedb88320;
const CASTAGNOLI = 0x82f63b78;

/** Eight tables of 256 in one array: eight bytes per step ("slicing by 8"). */
function slicingTables(polynomial: number): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ polynomial : c >>> 1;
    tables[n] = c;
  }
  for (let n = 256; n < 8 * 256; n++) {
    const before = tables[n - 256]!;
    tables[n] = (before >>> 8) ^ tables[before & 255]!;
  }
  return tables;
}

/** As a signed number: those above 2^31 would each be an object. */
function checksum(t: Int32Array, bytes: Uint8Array, start: number, end: number, seed: number): number {
  let c = ~seed;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    const low = c ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    c =
      t[1792 + (low & 255)]! ^
      t[1536 + ((low >>> 8) & 255)]! ^
      t[1280 + ((low >>> 16) & 255)]! ^
      t[1024 + (low >>> 24)]! ^
      t[768 + bytes[i + 4]!]! ^
      t[512 + bytes[i + 5]!]! ^
      t[256 + bytes[i + 6]!]! ^
      t[bytes[i + 7]!]!;
  }
  for (; i < end; i++) c = (c >>> 8) ^ t[(c ^ bytes[i]!) & 255]!;
  return ~c;
}

const ieeeTables = slicingTables(IEEE);
const castagnoliTables = slicingTables(CASTAGNOLI);

/** CRC-32 of zlib and PNG over `bytes[start, end)`; `seed` is the checksum of what precedes. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0): number {
  return checksum(ieeeTables, bytes, start, end, seed) >>> 0;
}

/** CRC-32C (Castagnoli) over `bytes[start, end)`. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0): number {
  return checksum(castagnoliTables, bytes, start, end, seed) >>> 0;
}

/**
 * CRC-32C as TFRecord files keep it (tensorflow/core/lib/hash/crc32c.h, `Mask`), as a signed 32-bit number: rotated and
 * moved, so that data which holds checksums makes no trouble.
 */
export function maskedCrc32c(bytes: Uint8Array, start: number, end: number): number {
  const crc = checksum(castagnoliTables, bytes, start, end, 0);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) | 0;
}
