import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText } from "../../src/parsers/decoded-text.js";
import { contentKind, isAnnexLink, KIND_BYTES, parseLfsPointer } from "../../src/parsers/file-kind.js";

const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${"ab".repeat(32)}\nsize 12345\n`;

test("F4: a git-LFS pointer gives hash and size, and nothing else is one", () => {
  expect(parseLfsPointer(Buffer.from(LFS))).toEqual({ sha256: "ab".repeat(32), size: 12345 });
  for (const text of [
    LFS.slice(1),
    LFS.replace("size 12345", "size many"),
    LFS + "x".repeat(1000),
    "version 1\n",
  ]) {
    expect(parseLfsPointer(Buffer.from(text))).toBeUndefined();
  }
});

test("F4: annex links are known in either direction of slashes", () => {
  expect(isAnnexLink("../../.git/annex/objects/a/b/c")).toBe(true);
  expect(isAnnexLink("..\\.git\\annex\\objects\\a")).toBe(true);
  expect(isAnnexLink("data/objects/a")).toBe(false);
});

test("F4: a NUL in the first 8 KiB makes a file binary, one behind does not", () => {
  const bytes = Buffer.alloc(KIND_BYTES + 1, 65);
  bytes[KIND_BYTES] = 0;
  expect(contentKind(bytes, bytes.length)).toBe("text");
  bytes[KIND_BYTES - 1] = 0;
  expect(contentKind(bytes, bytes.length)).toBe("binary");
});

test("F4: any bytes have a kind and a text, and valid UTF-8 comes back unchanged", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (array) => {
      const bytes = Buffer.from(array);
      const isMarked = /^(fffe|feff)/.test(bytes.toString("hex"));
      const kind = bytes.includes(0) && !isMarked ? "binary" : "text";
      expect(contentKind(bytes, bytes.length)).toBe(bytes.length === 0 ? "empty" : kind);
      expect(typeof decodeText(bytes)).toBe("string");
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      fc.pre(!text.startsWith("\ufeff"));
      expect(decodeText(Buffer.from(text))).toBe(text);
    }),
  );
});
