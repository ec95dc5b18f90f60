import type { Location } from "../../core/location.js";
import type { Place, Rows } from "../raw.js";

export type Locator = (at: Place) => Location;

/**
 * Places of one file as locations: 1-based line and column, and the notebook's cell, whose lines are counted from its
 * start. Places mostly come in rising order, and near the one before.
 */
export function locator(path: string, { starts, cells }: Rows): Locator {
  let row = 0;
  let cell = -1;
  const seek = (at: Place): void => {
    for (let steps = 0; steps < 16; steps++) {
      if (row + 1 === starts.length || at < starts[row + 1]!) return;
      row++;
    }
    search(at, row, starts.length - 1);
  };
  const search = (at: Place, from: number, to: number): void => {
    row = from;
    for (let high = to; row < high; ) {
      const middle = (row + high + 1) >> 1;
      if (starts[middle]! <= at) row = middle;
      else high = middle - 1;
    }
  };
  return (at) => {
    if (at >= starts[row]!) seek(at);
    else search(at, 0, row - 1);
    const column = at - starts[row]! + 1;
    if (cells.length === 0) return { path, line: row + 1, column };
    while (cell + 1 < cells.length && cells[cell + 1]!.row <= row) cell++;
    while (cell >= 0 && cells[cell]!.row > row) cell--;
    const known = cells[cell];
    return known === undefined
      ? { path, line: row + 1, column }
      : { path, line: row - known.row + 1, column, cell: known.cell };
  };
}
