import type { Problem } from "../core/run.js";
import { isPointer, UnreadableFile, type Workspace } from "../core/workspace.js";
import { type DelimitedSink, delimitedPieces, delimitedReader } from "../parsers/delimited.js";
import { type FloatValue, pythonFloat } from "../parsers/python-float.js";

/** What a log in a table (CSV, TSV with a header row) tells. */
export interface LoggedTable {
  /** The first row; whatever it returns says whether the rows are worth reading. */
  header(columns: readonly string[]): boolean;
  /** A row as wide as the header. */
  row(cells: readonly Cell[], line: number): void;
}

/** null: the cell is empty, or holds no number; `text` is what it holds. */
export interface Cell {
  readonly text: string;
  readonly value: FloatValue | null;
}

/** Words that stand for "nothing logged here". */
const NOTHING: ReadonlySet<string> = new Set(["", "NA"]);

/**
 * Reads a table of numbers piece by piece; yields after each piece. What is broken costs one problem that names the
 * first line: rows of another width (a cut), cells without a number in a column of numbers.
 */
export async function* loggedTable(
  path: string,
  delimiter: string,
  workspace: Workspace,
  table: LoggedTable,
  problem: (problem: Problem) => void,
): AsyncGenerator<undefined> {
  if ((await workspace.entry(path))?.size === 0) {
    problem({ path, message: "is empty" });
    return;
  }
  const watched = watch(table);
  try {
    yield* delimitedPieces(workspace.stream(path), delimiter, watched.sink);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problem({ path, message: error.reason });
    return;
  }
  const kind = watched.refused() ? await workspace.kind(path).catch(() => null) : null;
  if (isPointer(kind)) problem({ path, message: "is a pointer to content that is not here" });
  else for (const fault of watched.faults()) problem({ path, ...fault });
}

/** The same for a text that is at hand. */
export function tableInText(text: string, delimiter: string, table: LoggedTable): Omit<Problem, "path">[] {
  const watched = watch(table);
  const reader = delimitedReader(delimiter, watched.sink);
  reader.push(text.startsWith("\ufeff") ? text.slice(1) : text);
  reader.end();
  return watched.faults();
}

interface Fault {
  readonly line: number;
  readonly message: string;
}

function watch(table: LoggedTable) {
  let columns: readonly string[] | null = null;
  let wanted = false;
  const faults: Fault[] = [];
  /** By column: has it a number, and the first line where it has none. */
  const numbers: boolean[] = [];
  const texts: (number | undefined)[] = [];
  let count = 0;

  const fault = (line: number, message: string) => {
    count++;
    if (faults.length === 0) faults.push({ line, message });
  };
  const sink: DelimitedSink = {
    row(cells, line) {
      if (columns === null) {
        columns = cells;
        wanted = table.header(cells);
        if (!wanted) fault(line, "the first row names no columns of a log");
        return;
      }
      if (!wanted) return;
      if (cells.length !== columns.length) {
        fault(line, `has ${cells.length} cells where the header has ${columns.length}`);
        return;
      }
      const read = cells.map((text, column): Cell => {
        if (NOTHING.has(text)) return { text, value: null };
        const value = pythonFloat(text);
        if (value === null) texts[column] ??= line;
        else numbers[column] = true;
        return { text, value };
      });
      table.row(read, line);
    },
    fault,
  };
  return {
    sink,
    refused: () => !wanted,
    faults(): Fault[] {
      const mixed = texts.findIndex((line, column) => line !== undefined && numbers[column] === true);
      if (faults.length === 0 && mixed >= 0)
        return [
          {
            line: texts[mixed]!,
            message: `holds no number in column ${columns?.[mixed] ?? mixed}; the rest is read`,
          },
        ];
      return faults.map(({ line, message }) => ({
        line,
        message:
          wanted && columns !== null
            ? `${message}${count > 1 ? `, the first of ${count} such rows` : ""}; the rest is read`
            : message,
      }));
    },
  };
}
