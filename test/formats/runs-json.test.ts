import { describe, expect, test } from "vitest";
import { RunLedger } from "../../src/core/schema/run.js";
import { ledgerJson, runsJsonl } from "../../src/formats/runs-json.js";
import { publicRunOf } from "../tools/public-run.js";

const RUNS = [
  publicRunOf({ id: "a", params: { x: [1, { y: null }] } }),
  publicRunOf({ id: "b", name: "two\nlines" }),
];

describe("B10: the ledger as JSON", () => {
  test.each([0, 1, 2])("%d runs written one by one are the document as a whole", (count) => {
    const document = {
      schemaVersion: 1,
      runs: RUNS.slice(0, count),
      experiments: count,
      problems: count === 0 ? [] : [{ path: "a", message: "b" }],
    };
    const pieces = [...ledgerJson(document)];
    expect(pieces.length).toBe(count + 3);
    expect(pieces.join("")).toBe(`${JSON.stringify(document, null, 2)}\n`);
    RunLedger.parse(JSON.parse(pieces.join("")));
  });

  test("JSON Lines holds one run a line", () => {
    const lines = [...runsJsonl(RUNS)];
    expect(lines.map((line) => JSON.parse(line))).toEqual(RUNS);
    expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
  });

  test("F1: what a terminal obeys is escaped, and the value stays the same", () => {
    const run = publicRunOf({ name: "a\u001b[31m\u009b31m\u202eb\u2028" });
    const [line = ""] = [...runsJsonl([run])];
    expect(line).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/);
    expect(JSON.parse(line).name).toBe(run.name);
  });
});
