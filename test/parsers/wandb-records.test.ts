import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedMessage } from "../../src/parsers/protobuf.js";
import { readWandbRecord } from "../../src/parsers/wandb-records.js";
import { record } from "./encode-wandb.js";

describe("records of a W&B log", () => {
  test("a history row has keys, or paths as the core writes them", () => {
    const bytes = record.history(3, [
      ["loss", "0.5"],
      [["val", "acc"], "NaN"],
    ]);
    expect(readWandbRecord(bytes)).toEqual({
      kind: "history",
      step: 3,
      items: [
        { path: ["loss"], json: "0.5" },
        { path: ["val", "acc"], json: "NaN" },
      ],
    });
  });

  test("kinds that no run needs are passed over", () => {
    expect(readWandbRecord(Buffer.from([0x5a, 0]))).toBe(null);
    expect(readWandbRecord(Buffer.alloc(0))).toBe(null);
  });

  test("exit codes can be negative", () => {
    expect(readWandbRecord(record.exit(-9, 5))).toEqual({ kind: "exit", code: -9, runtime: 5 });
  });

  test("a record that is cut anywhere is refused", () => {
    const bytes = record.run({
      id: "ab12cd34",
      project: "p",
      seconds: 1_700_000_000,
      config: [["lr", "0.1"]],
    });
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(() => readWandbRecord(bytes.subarray(0, cut))).toThrow(MalformedMessage);
    }
  });

  test("any bytes are read or refused in the reader's own words", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readWandbRecord(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessage);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
