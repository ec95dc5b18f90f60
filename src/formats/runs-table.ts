import type { Run } from "../core/run.js";
import type { FieldKind, RunField } from "../core/run-field.js";
import type { Json } from "../core/vocabulary.js";
import { counted } from "./numbers.js";
import { plain } from "./plain.js";
import { tableLines } from "./table.js";
import { cutTo } from "./width.js";

export interface RunsTableOptions {
  /** Columns of the terminal; null: nothing is cut. */
  readonly width: number | null;
  /** Records before any were left out. */
  readonly total: number;
  /** Executions among those shown; null leaves the closing line out. */
  readonly executions: number | null;
}

/** Names give way first, then other texts, then ids; what is left keeps its width as long as it can. */
const GIVES_WAY: Readonly<Record<string, number>> = { name: 4, id: 2, key: 2 };
const BY_KIND: Readonly<Record<FieldKind, number>> = {
  text: 3,
  list: 3,
  any: 3,
  word: 1,
  commit: 1,
  number: 1,
  time: 1,
  flag: 1,
};

/** The runs as a table, line by line. */
export function* runsTable(
  runs: readonly Run[],
  columns: readonly RunField[],
  { width, total, executions }: RunsTableOptions,
): Generator<string> {
  if (runs.length === 0) {
    yield total === 0 ? "no run record found\n" : `none of ${counted(total, "record")} matches\n`;
    return;
  }
  const heads = columns.map((column) => ({
    title: heading(column),
    right: column.kind === "number",
    givesWay: GIVES_WAY[column.name] ?? BY_KIND[column.kind],
    paths: column.kind === "text",
  }));
  const longest = width === null ? Number.POSITIVE_INFINITY : width;
  const rows = runs.map((run) => columns.map((column) => cutTo(cell(column, run), longest)));
  for (const line of tableLines(heads, rows, width)) yield `${line}\n`;
  if (executions === null) return;
  const records =
    runs.length === total ? counted(total, "record") : `${runs.length} of ${counted(total, "record")}`;
  yield `\n${records}, ${counted(executions, "execution")}\n`;
}

/** The record's own keys stand as they are written. */
function heading({ name }: RunField): string {
  return /^(?:params|metrics|tags)\./.test(name) ? plain(name) : name.toUpperCase();
}

function cell(column: RunField, run: Run): string {
  const value = column.value(run);
  if (column.name === "status" && run.abandoned) return "abandoned";
  return value === null ? "" : plain(shown(value, column.kind));
}

function shown(value: NonNullable<Json>, kind: FieldKind): string {
  if (typeof value === "number") return String(Number(value.toPrecision(6)));
  if (typeof value !== "string") return Array.isArray(value) ? value.join(", ") : JSON.stringify(value);
  if (kind === "time") return value.slice(0, 16).replace("T", " ");
  return kind === "commit" ? value.slice(0, 8) : value;
}
