import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dvcDigest } from "../../../src/trackers/dvc/digest.js";
import type { ClientView } from "./client-view.js";

const md5 = (text: string | Uint8Array) => createHash("md5").update(text).digest("hex");

test.each(["2.58.2", "3.67.1"])("files that dvc %s hashed have the digest that it recorded", (version) => {
  const folder = `fixtures/trackers/dvc/${version}`;
  const { stages, pointers }: ClientView = JSON.parse(readFileSync(`${folder}/client.json`, "utf8"));
  const recorded = Object.values(stages).flatMap(({ deps, outs }) => Object.entries({ ...deps, ...outs }));
  for (const pointer of Object.values(pointers)) recorded.push(...Object.entries(pointer));
  const files = recorded.filter(([, digest]) => !digest.endsWith(".dir"));
  expect(files.length).toBeGreaterThan(10);
  for (const [path, digest] of files) {
    const bytes = readFileSync(`${folder}/project/${path}`);
    expect([path, `md5:${dvcDigest(bytes, version.startsWith("2"))}`]).toEqual([path, digest]);
  }
});

test("Windows line ends count as plain ones in text only, and only where they are a pair", () => {
  expect(dvcDigest(Buffer.from("a\r\nb\rc\n\r\n"), true)).toBe(md5("a\nb\rc\n\n"));
  expect(dvcDigest(Buffer.from("a\r\nb\0"), true)).toBe(md5("a\r\nb\0"));
  expect(dvcDigest(Buffer.from("äöü\r\n"), true)).toBe(md5("äöü\r\n"));
  expect(dvcDigest(Buffer.from(""), true)).toBe(md5(""));
});

test("each mebibyte of a long file is looked at on its own", () => {
  const text = Buffer.alloc(2 ** 20, "x\r\n");
  const binary = Buffer.from("\0\r\n");
  expect(dvcDigest(Buffer.concat([text, binary]), true)).toBe(
    md5(Buffer.concat([Buffer.from(text.toString().replaceAll("\r\n", "\n")), binary])),
  );
});

test("bytes without a carriage return have one digest", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      const plain = bytes.filter((byte) => byte !== 0x0d);
      expect(dvcDigest(plain, true)).toBe(dvcDigest(plain, false));
    }),
  );
});
