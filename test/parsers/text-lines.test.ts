import fc from "fast-check";
import { expect, test } from "vitest";
import { textLines } from "../../src/parsers/text-lines.js";

async function linesOf(pieces: readonly Uint8Array[], longest?: number) {
  const found: { text: string; line: number; ended: boolean }[] = [];
  const stream = (async function* () {
    yield* pieces;
  })();
  for await (const line of textLines(stream, longest)) found.push(line);
  return found;
}

test("a text is the same lines, wherever its pieces are cut", async () => {
  const text = fc
    .array(fc.constantFrom("a", "é", "漢", "\n", "\r\n", "{}"), { maxLength: 60 })
    .map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(100), { maxLength: 6 }), async (whole, cuts) => {
      const bytes = Buffer.from(whole);
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((end, at) => bytes.subarray(places[at]!, end));
      const expected = whole.split("\n");
      if (expected.at(-1) === "") expected.pop();
      expect((await linesOf(pieces)).map(({ text }) => text)).toEqual(
        expected.map((line) => line.replace(/\r$/, "")),
      );
    }),
    { numRuns: 200 },
  );
});

test("lines are counted, a byte order mark is dropped, and a last line without its end is told", async () => {
  expect(await linesOf([Buffer.from("\ufeffa\n\nb")])).toEqual([
    { text: "a", line: 1, ended: true },
    { text: "", line: 2, ended: true },
    { text: "b", line: 3, ended: false },
  ]);
});

test("of a line that is too long the beginning is given, and the next is whole", async () => {
  const pieces = ["x".repeat(7), "x".repeat(9), "\nok\n"].map((piece) => Buffer.from(piece));
  expect((await linesOf(pieces, 10)).map(({ text }) => text)).toEqual(["x".repeat(10), "ok"]);
});
