import { describe, expect, test } from "vitest";
import { runsTable } from "../../src/formats/runs-table.js";
import { tableLines } from "../../src/formats/table.js";
import { cutTo, displayWidth } from "../../src/formats/width.js";
import { fieldNamed } from "../../src/runs/query/fields.js";
import { publicRunOf } from "../tools/public-run.js";

const COLUMNS = [
  { title: "ID", right: false, givesWay: 1 },
  { title: "NAME", right: false, givesWay: 2 },
  { title: "N", right: true, givesWay: 0 },
];

describe("B10: the table", () => {
  test("fits the terminal: names give way before ids, numbers keep their place", () => {
    const rows = [["0123456789abcdef", "a rather long name of a run", "1.5"]];
    const [head, row] = [...tableLines(COLUMNS, rows, 40)];
    expect(row).toBe("0123456789abcdef  a rather long na…  1.5");
    expect(displayWidth(head ?? "")).toBeLessThanOrEqual(40);
    expect([...tableLines(COLUMNS, rows, 24)][1]).toBe("01234567…  a rathe…  1.5");
  });

  test("of an id that is a path the end stays", () => {
    const columns = [{ title: "ID", right: false, givesWay: 1, paths: true }];
    const lines = [...tableLines(columns, [["outputs/2026-01-02/10-00-00"], ["0123456789abcdef"]], 12)];
    expect(lines.slice(1)).toEqual(["…02/10-00-00", "0123456789a…"]);
  });

  test("is not cut where nobody watches", () => {
    const name = "x".repeat(100);
    expect([...tableLines(COLUMNS, [["1", name, "2"]], null)][1]).toBe(`1   ${name}  2`);
  });

  test("counts wide characters twice, marks that combine not at all", () => {
    expect(displayWidth("学習率")).toBe(6);
    expect(displayWidth("e\u0301")).toBe(1);
    expect(cutTo("学習率の実験", 8)).toBe("学習率…");
    const lines = [
      ...tableLines(
        COLUMNS,
        [
          ["1", "学習", "2"],
          ["2", "abcd", "3"],
        ],
        null,
      ),
    ];
    expect(lines.slice(1)).toEqual(["1   学習  2", "2   abcd  3"]);
  });

  test("F1: shows neither escapes nor line breaks of a record", () => {
    const run = publicRunOf({ name: "a\u001b]0;pwned\u0007b\nc\u202ed" });
    const text = [...runsTable([run], [fieldNamed("name")], { width: null, total: 1, executions: 1 })].join(
      "",
    );
    expect(text).toBe("NAME\na ]0;pwned b c d\n\n1 record, 1 execution\n");
  });

  test("tells an empty ledger from a question without an answer", () => {
    const empty = (total: number) => [...runsTable([], [], { width: null, total, executions: 0 })].join("");
    expect(empty(0)).toBe("no run record found\n");
    expect(empty(3)).toBe("none of 3 records matches\n");
  });
});
