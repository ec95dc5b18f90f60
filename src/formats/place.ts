import type { Location } from "../core/location.js";
import { plain } from "./plain.js";

/** `train.py:12`, `exp.ipynb:cell 3:4`, and the run where one is spoken of. */
export function place(location: Location): string {
  const cell = location.cell === undefined ? "" : `:cell ${location.cell}`;
  const line = location.line === undefined ? "" : `:${location.line}`;
  const run = location.run === undefined ? "" : ` (${location.run})`;
  return plain(`${location.path}${cell}${line}${run}`);
}
