import { pythonFloat } from "../../parsers/python-float.js";
import type { Cell, Row } from "./columns.js";

export const EMPTY: Cell = { value: null, text: "" };

export function cellOf(text: string): Cell {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed === "NA") return EMPTY;
  return { value: pythonFloat(trimmed), text: trimmed };
}
export const rowOf = (names: readonly string[], cells: readonly Cell[]): Row =>
  new Map(names.map((name, at) => [name, cells[at] ?? EMPTY]));
