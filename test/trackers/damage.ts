import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";

/**
 * Something that happens to the bytes of one of these files: a cut, another byte, zeros, nothing left. Calling it does
 * the damage, calling its result undoes it.
 */
export function damaged(files: readonly string[]): fc.Arbitrary<() => () => void> {
  return fc
    .record({
      file: fc.constantFrom(...files),
      kind: fc.constantFrom("cut", "flip", "zero", "empty"),
      where: fc.double({ min: 0, max: 1, noNaN: true }),
      bits: fc.integer({ min: 1, max: 255 }),
    })
    .map(({ file, kind, where, bits }) => () => {
      const bytes = readFileSync(file);
      const at = Math.min(bytes.length - 1, Math.floor(where * bytes.length));
      const length = kind === "cut" ? at : kind === "empty" ? 0 : bytes.length;
      const changed = Buffer.from(bytes.subarray(0, length));
      if (kind === "flip") changed[at] = changed[at]! ^ bits;
      if (kind === "zero") changed.fill(0, at, Math.min(length, at + 16));
      writeFileSync(file, changed);
      return () => writeFileSync(file, bytes);
    });
}
