import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRunLog, type LogFault, logFraming, logPhase } from "../../src/parsers/log-records.js";
import { encodeLog } from "./encode-wandb.js";

function read(bytes: Uint8Array, phase: 0 | 7 = 0, piece = bytes.length || 1) {
  const records: Buffer[] = [];
  const faults: LogFault[] = [];
  const framing = logFraming(
    (from, start, end) => records.push(Buffer.from(from.slice(start, end))),
    (fault) => faults.push(fault),
    phase,
  );
  for (let at = 0; at < bytes.length; at += piece) framing.push(bytes.subarray(at, at + piece));
  framing.end();
  return { records, faults };
}

const filled = (length: number, byte = 7) => Buffer.alloc(length, byte);
/** Sizes around one and two blocks, where records are split, and a block's last bytes are padding. */
const sizes = fc.oneof(
  fc.nat(300),
  fc.integer({ min: 32740, max: 32775 }),
  fc.integer({ min: 65000, max: 66000 }),
);
const logs = fc.array(
  sizes.map((size) => filled(size, size % 251)),
  { minLength: 1, maxLength: 8 },
);

describe("LevelDB-style logs", () => {
  test("what is written is read, in pieces of any size and with both kinds of block boundaries", () => {
    fc.assert(
      fc.property(
        logs,
        fc.constantFrom(0 as const, 7 as const),
        fc.integer({ min: 1, max: 70000 }),
        (list, phase, piece) => {
          const bytes = encodeLog(list, phase);
          const { records, faults } = read(bytes, phase, Math.max(piece, Math.ceil(bytes.length / 200)));
          expect(faults).toEqual([]);
          expect(records.map(hash)).toEqual(list.map(hash));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a record that begins with just a header's room left in its block is read whole", () => {
    const list = [filled(32768 - 7 - 7 - 7), filled(5, 3)];
    expect(read(encodeLog(list))).toEqual({ records: list, faults: [] });
  });

  test("B4: a cut at any byte yields exactly the records before it", () => {
    fc.assert(
      fc.property(logs, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const bytes = encodeLog(list);
        const cut = 7 + Math.floor((bytes.length - 7) * share);
        const ends = list.map((_, index) => encodeLog(list.slice(0, index + 1)).length);
        const whole = ends.filter((end) => end <= cut).length;
        const { records, faults } = read(bytes.subarray(0, cut));
        expect(records.map(hash)).toEqual(list.slice(0, whole).map(hash));
        const from = ends[whole - 1] ?? 7;
        // What is too short for a header at a block's end is padding.
        const padded =
          32768 - (from % 32768) < 7 && Math.floor(from / 32768) === Math.floor((cut - 1) / 32768);
        expect(faults.map(({ kind }) => kind)).toEqual(cut === from || padded ? [] : ["cut"]);
      }),
      { numRuns: 60 },
    );
  });

  test("B4: a changed byte costs what stands in its block, and the reading goes on behind it", () => {
    const list = [filled(100, 1), filled(40000, 2), filled(100, 3), filled(40000, 4), filled(100, 5)];
    const bytes = encodeLog(list);
    bytes[200]! ^= 0xff;
    const { records, faults } = read(bytes);
    expect(faults).toEqual([{ kind: "checksum", offset: 114 }]);
    expect(records.map((record) => record[0])).toEqual([1, 3, 4, 5]);
  });

  test("a damaged record at the end of the file is damage, not a cut", () => {
    const bytes = encodeLog([filled(10, 1), filled(10, 2)]);
    bytes[bytes.length - 1]! ^= 0xff;
    expect(read(bytes).faults).toEqual([{ kind: "checksum", offset: 24 }]);
  });

  test("B4: zeros where records should stand are damage, in the middle and at the end", () => {
    const list = [filled(100, 1), filled(40000, 2), filled(100, 3)];
    const bytes = encodeLog(list);
    bytes.fill(0, 114, 300);
    expect(read(bytes).faults.map(({ kind }) => kind)).toEqual(["zeros"]);
    expect(read(bytes).records.map((record) => record[0])).toEqual([1, 3]);
    const tail = Buffer.concat([encodeLog([filled(100, 1)]), Buffer.alloc(5000)]);
    expect(read(tail)).toEqual({ records: [filled(100, 1)], faults: [{ kind: "zeros", offset: 114 }] });
  });

  test("records without their start or end are named", () => {
    const [first, second] = [encodeLog([filled(40000)]), encodeLog([filled(10, 9)])];
    // The first part of a long record, and then another record.
    const torn = Buffer.concat([first.subarray(0, 32768), second.subarray(7)]);
    expect(read(torn)).toEqual({ records: [filled(10, 9)], faults: [{ kind: "torn", offset: 7 }] });
  });

  test("the boundaries of the early Go writer are recognised", () => {
    const list = [filled(30000, 1), filled(30000, 2), filled(30000, 3), filled(30000, 4)];
    expect(logPhase(encodeLog(list, 0))).toBe(0);
    expect(logPhase(encodeLog(list, 7))).toBe(7);
    expect(logPhase(encodeLog([filled(10)], 0))).toBe(0);
  });

  test("other files are refused", () => {
    expect(isRunLog(encodeLog([]))).toBe(true);
    for (const bytes of [
      Buffer.from("version https://git-lfs"),
      Buffer.from(":W&B\0\0\0"),
      filled(100),
      filled(3),
    ]) {
      expect(read(bytes)).toEqual({ records: [], faults: [{ kind: "not-a-log", offset: 0 }] });
    }
  });

  test("random bytes behind the file's header neither throw nor hang", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 500 }), (noise, piece) => {
        const { records } = read(Buffer.concat([encodeLog([]), noise]), 0, piece);
        expect(records.length).toBeLessThanOrEqual(noise.length / 7);
      }),
    );
  });
});

function hash(record: Uint8Array): string {
  return `${record.length}:${record[0] ?? ""}:${record.at(-1) ?? ""}`;
}
