import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32, crc32c } from "../../src/parsers/crc32.js";

/** Bit by bit, as the polynomial defines it. */
function slow(polynomial: number, bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) {
    c ^= byte;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ polynomial : c >>> 1;
  }
  return ~c >>> 0;
}

describe("checksums", () => {
  test("the check values of both polynomials", () => {
    const check = Buffer.from("123456789");
    expect(crc32(check).toString(16)).toBe("cbf43926");
    expect(crc32c(check).toString(16)).toBe("e3069283");
  });

  test("any range of any bytes, of every length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(20), (bytes, from) => {
        const start = Math.min(from, bytes.length);
        const range = bytes.subarray(start);
        expect(crc32(bytes, start)).toBe(slow(0xedb88320, range));
        expect(crc32c(bytes, start)).toBe(slow(0x82f63b78, range));
      }),
    );
  });

  test("a checksum goes on where another ended", () => {
    const bytes = Buffer.from("one and another");
    expect(crc32(bytes, 3, bytes.length, crc32(bytes, 0, 3))).toBe(crc32(bytes));
  });
});
