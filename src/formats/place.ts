import type { Location } from "../core/location.js";
import { plain } from "./plain.js";

/** `train.py:12`, `exp.ipynb:cell 3:4`, and the run where one is spoken of. */
export function place(location: Location): string {
  return shown(location, location.line === undefined ? "" : `:${location.line}`);
}

/** The same with the column, as editors and terminals open it: `train.py:12:5`, `exp.ipynb:cell 3:4:5`. */
export function position(location: Location): string {
  const column = location.column === undefined ? "" : `:${location.column}`;
  return shown(location, location.line === undefined ? "" : `:${location.line}${column}`);
}

function shown({ path, cell, run }: Location, line: string): string {
  const inCell = cell === undefined ? "" : `:cell ${cell}`;
  return plain(`${path}${inCell}${line}${run === undefined ? "" : ` (${run})`}`);
}
