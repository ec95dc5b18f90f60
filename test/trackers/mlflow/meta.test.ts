import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseYaml } from "../../../src/parsers/yaml.js";
import { parseFlat, parseMeta } from "../../../src/trackers/mlflow/meta.js";

const key = fc.constantFrom("run_id", "status", "name", "y", "on", "null", "tags", "a_b", "A", "x-y", "");
const scalar = fc.oneof(
  fc.constantFrom(
    "null",
    "Null",
    "~",
    "yes",
    "No",
    "on",
    "y",
    "true",
    "''",
    "'1'",
    "[]",
    "{}",
    "1e4",
    "1.5",
    "0",
  ),
  fc.constantFrom(
    "-0",
    "010",
    "0b1",
    "0x1f",
    "1_000",
    "12:30:00",
    "2024-01-02",
    ".inf",
    "- a",
    "? a",
    "a: b",
    "a #b",
  ),
  fc.constantFrom(
    "file:///home/ada/a%20b",
    "C:\\x",
    "/mnt/c",
    "bald-ant-7",
    "!!int 3",
    "&a b",
    "*a",
    "| ",
    ">-",
    "a:",
  ),
  fc.constantFrom(
    "00000000000000000000000000000000",
    "0b111111111111111111111111111111ab",
    "'it''s'",
    '"x"',
    "a ",
  ),
  fc.stringMatching(/^[0-9a-f]{32}$/),
  fc.integer().map(String),
  fc.string({ unit: fc.constantFrom(..."aZ09 :#'\"-_./%~+@=,[]{}&*!|>\\\té\r") }),
);
const line = fc.tuple(key, fc.constantFrom(": ", ":", ":  ", " "), scalar).map((parts) => parts.join(""));
const document = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 6 }), fc.constantFrom("\n", "", "\r\n"))
  .map(([lines, end]) => lines.join("\n") + end);

describe("the short way through a flat meta.yaml", () => {
  test("where it answers, the YAML parser answers the same", () => {
    fc.assert(
      fc.property(document, (text) => {
        const flat = parseFlat(text);
        if (flat === null) return;
        const { value, error } = parseYaml(text, "pyyaml");
        expect(error).toBeNull();
        expect(flat).toEqual(value);
      }),
      { numRuns: 5000 },
    );
  });

  test("is taken by what the client writes for a plain run", () => {
    const text =
      "artifact_uri: file:///home/ada/my%20runs/mlruns/1/f/artifacts\ndeleted_time: null\nend_time: 1664944064239\n" +
      "entry_point_name: ''\nexperiment_id: '1'\nlifecycle_stage: active\nrun_id: 6141eca3c20b48ec8c0617b9709854ce\n" +
      "run_name: bald-ant-7\nsource_type: 4\nstatus: 3\ntags: []\nuser_id: ada\n";
    expect(parseFlat(text)).toMatchObject({ end_time: 1664944064239, run_name: "bald-ant-7", tags: [] });
  });

  test("leaves to the parser what it cannot tell, and names the line of an error", () => {
    expect(parseFlat("name: yes\n")).toBeNull();
    expect(parseMeta("name: >-\n  two\n  lines\n").value.name).toBe("two lines");
    expect(parseMeta("name: a\nstatus: [3\n").error?.line).toBeGreaterThan(1);
    expect(parseMeta("- a list\n").error).toEqual({ message: "is not a mapping", line: 1 });
  });
});
