import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { findingsCsv } from "../../src/formats/findings-csv.js";
import { finding, reportOf } from "./sample-report.js";

type Row = Readonly<Record<string, string>>;
const rowsOf = (text: string): Row[] => parse(text, { columns: true, record_delimiter: "\r\n" });

describe("E4: CSV of findings", () => {
  test("E4: a row per finding, also accepted ones and those of this machine, the most severe first", () => {
    const findings = [
      finding({
        severity: "info",
        scope: "local",
        location: { path: "mlruns/1/meta.yaml", run: "mlflow:0a" },
      }),
      finding({ status: "suppressed", reason: 'a "smoke" test, no more' }),
    ];
    const rows = rowsOf(findingsCsv(reportOf({ findings })));
    expect(rows[0]).toEqual({
      severity: "error",
      status: "suppressed",
      scope: "clone",
      rule: "unseeded-randomness",
      title: "Random sources are not seeded",
      message: "torch is not seeded",
      path: "train.py",
      line: "12",
      column: "5",
      cell: "",
      run: "",
      outcome: "fail",
      confidence: "high",
      rung: "parameters.3",
      areas: "parameter-management",
      gain: "0.5",
      effort: "minutes",
      fix: "Seed every source.",
      reason: 'a "smoke" test, no more',
      fingerprint: "0123456789abcdef",
    });
    expect(rows[1]).toMatchObject({ scope: "local", run: "mlflow:0a", line: "" });
  });

  test("E4: without findings the header alone", () => {
    expect(findingsCsv(reportOf()).split("\r\n")).toHaveLength(2);
  });

  test("F1: a message or a file name is no formula", () => {
    const hostile = finding({ message: "=1+1", location: { path: "@SUM(A1).py", line: 1 } });
    const [row] = rowsOf(findingsCsv(reportOf({ findings: [hostile] })));
    expect(row).toMatchObject({ message: "'=1+1", path: "'@SUM(A1).py" });
  });
});
