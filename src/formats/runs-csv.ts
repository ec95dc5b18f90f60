import type { Run } from "../core/run.js";
import type { RunField } from "../core/run-field.js";
import { csvRow } from "./csv.js";

/** A header and one record per run. */
export function* runsCsv(runs: readonly Run[], columns: readonly RunField[]): Generator<string> {
  yield csvRow(columns.map((column) => column.name));
  for (const run of runs) yield csvRow(columns.map((column) => column.value(run)));
}
