import type { Problem } from "../../core/run.js";
import type { Workspace } from "../../core/workspace.js";
import { delimitedPieces } from "../../parsers/delimited.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { textLines } from "../../parsers/text-lines.js";
import { cellOf, rowOf } from "./cells.js";
import type { Row } from "./columns.js";
import { documentOf, jsonRow } from "./document.js";
import { LARGEST, type Source, textOf } from "./sources.js";

export interface PlacedRow {
  readonly row: Row;
  /** 1-based line of a file of lines, place in a document. */
  readonly line: number;
}

/** All rows of a log in pieces. What is broken costs one problem, and the rest is read. */
export async function* rowsOf(
  source: Source,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): AsyncGenerator<readonly PlacedRow[]> {
  const { path, form } = source;
  if (form.is === "table") yield* tableRows(path, form.delimiter, workspace, problem);
  else if (form.is === "lines") yield* lineRows(path, workspace, problem);
  else {
    const { value } = parsePythonJson(textOf(await workspace.read(path, { maxBytes: LARGEST })));
    yield (documentOf(value)?.rows ?? []).map((row, at) => ({ row, line: at + 1 }));
  }
}

async function* tableRows(
  path: string,
  delimiter: string,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): AsyncGenerator<readonly PlacedRow[]> {
  let names: readonly string[] | null = null;
  let rows: PlacedRow[] = [];
  const faults: Fault[] = [];
  const sink = {
    row(cells: readonly string[], line: number) {
      if (names === null) names = cells.map((name) => name.trim());
      else if (cells.length === names.length) rows.push({ row: rowOf(names, cells.map(cellOf)), line });
      else faults.push({ line, message: `has ${cells.length} cells where the header has ${names.length}` });
    },
    fault: (line: number, message: string) => faults.push({ line, message }),
  };
  for await (const _ of delimitedPieces(workspace.stream(path), delimiter, sink)) {
    yield rows;
    rows = [];
  }
  yield rows;
  tell(path, faults, problem);
}

interface Fault {
  readonly line: number;
  readonly message: string;
}

/** One problem for all faults of a file, at the first. */
function tell(path: string, faults: readonly Fault[], problem: (problem: Problem) => void): void {
  const [first] = faults;
  if (first === undefined) return;
  const others = faults.length > 1 ? `, the first of ${faults.length} such lines` : "";
  problem({ path, line: first.line, message: `${first.message}${others}; the rest is read` });
}

const ROWS_AT_ONCE = 1000;

async function* lineRows(
  path: string,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): AsyncGenerator<readonly PlacedRow[]> {
  let rows: PlacedRow[] = [];
  const faults: Fault[] = [];
  for await (const { text, line } of textLines(workspace.stream(path))) {
    if (text.trim() === "") continue;
    const { value, error } = parsePythonJson(text);
    const row = error === null ? jsonRow(value) : null;
    if (row !== null) rows.push({ row, line });
    else faults.push({ line, message: error?.message ?? "is no object" });
    if (rows.length >= ROWS_AT_ONCE) {
      yield rows;
      rows = [];
    }
  }
  yield rows;
  tell(path, faults, problem);
}
