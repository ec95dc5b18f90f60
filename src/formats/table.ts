import { cutTo, displayWidth, endOf, padLeft, padTo } from "./width.js";

export interface TableColumn {
  readonly title: string;
  /** Numbers stand right. */
  readonly right: boolean;
  /** Columns with the greatest number give way first where the terminal is too narrow. */
  readonly givesWay: number;
  /** Of a path that has to be cut, the end stays: it tells one run from the next. */
  readonly paths?: boolean;
}

const GAP = 2;
const NARROWEST = 8;

/**
 * Lines of a table, without spaces at their ends.
 * @param width  columns of the terminal; null: nothing is cut
 */
export function* tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number | null,
): Generator<string> {
  const natural = columns.map(({ title }, column) =>
    rows.reduce((most, row) => Math.max(most, displayWidth(row[column] ?? "")), displayWidth(title)),
  );
  const widths = width === null ? natural : fitted(columns, natural, width);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const space = widths[column] ?? 0;
        const { right = false, paths = false } = columns[column] ?? {};
        const cut = paths && cell.includes("/") ? endOf(cell, space) : cutTo(cell, space);
        return right ? padLeft(cut, space) : padTo(cut, space);
      })
      .join(" ".repeat(GAP))
      .trimEnd();
  yield line(columns.map(({ title }) => title));
  for (const row of rows) yield line(row);
}

/** Takes what is too much from the columns that give way first, the widest of them first, down to a readable rest. */
function fitted(columns: readonly TableColumn[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  let over = widths.reduce((sum, one) => sum + one, 0) + GAP * (widths.length - 1) - width;
  const levels = [...new Set(columns.map((column) => column.givesWay))].sort((a, b) => b - a);
  for (const level of levels) {
    const giving = columns.flatMap((column, index) => (column.givesWay === level ? [index] : []));
    while (over > 0) {
      const widest = giving.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a), giving[0] ?? 0);
      if ((widths[widest] ?? 0) <= NARROWEST) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
      over -= 1;
    }
  }
  return widths;
}
