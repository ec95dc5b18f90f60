import type { Run } from "../core/run.js";
import type { FieldKind, RunField } from "../core/run-field.js";
import type { Json } from "../core/vocabulary.js";
import { type ParquetType, type ParquetValue, parquetFile, type WriteBytes } from "./parquet.js";

/** Rows of a group; columns are built group by group. */
const GROUP = 20_000;

const TYPES: Readonly<Record<Exclude<FieldKind, "any">, ParquetType>> = {
  text: "STRING",
  word: "STRING",
  commit: "STRING",
  list: "STRING",
  number: "DOUBLE",
  time: "TIMESTAMP",
  flag: "BOOLEAN",
};

/**
 * One row per run. What the record chose to hold has the narrowest type that says it without loss: a parameter that is
 * a number in every run is one here too, also where its tracker keeps texts; anything mixed is text.
 */
export async function runsParquet(
  runs: readonly Run[],
  columns: readonly RunField[],
  write: WriteBytes,
): Promise<void> {
  const types = columns.map((column) =>
    column.kind === "any" ? narrowest(runs, column) : TYPES[column.kind],
  );
  const file = parquetFile(
    columns.map((column, index) => ({ name: column.name, type: types[index]! })),
    write,
  );
  for (let start = 0; start < runs.length; start += GROUP) {
    const group = runs.slice(start, start + GROUP);
    await file.rows(
      columns.map((column, index) => group.map((run) => converted(column.value(run), types[index]!))),
    );
  }
  await file.finish();
}

function narrowest(runs: readonly Run[], column: RunField): ParquetType {
  let type: ParquetType | null = null;
  for (const run of runs) {
    const value = column.value(run);
    if (value === null) continue;
    const own = typeOf(value);
    if (own === "STRING") return "STRING";
    if (type === null || type === own) type = own;
    else if (type === "BOOLEAN" || own === "BOOLEAN") return "STRING";
    else type = "DOUBLE";
  }
  return type ?? "STRING";
}

// As long as a double holds every digit, and without the leading zeros of an identifier.
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,17})?(?:e[+-]?\d{1,3})?$/i;

function typeOf(value: NonNullable<Json>): ParquetType {
  if (typeof value === "boolean") return "BOOLEAN";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "INT64" : "DOUBLE";
  if (typeof value !== "string") return "STRING";
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return "DOUBLE";
  if (!NUMBER.test(value)) return "STRING";
  return /^-?\d+$/.test(value) ? "INT64" : "DOUBLE";
}

function converted(value: Json, type: ParquetType): ParquetValue {
  if (value === null) return null;
  switch (type) {
    case "INT64":
      return BigInt(String(value));
    case "DOUBLE":
      return Number(value);
    case "BOOLEAN":
      return value === true;
    case "TIMESTAMP":
      return new Date(Date.parse(String(value)));
    case "STRING":
      return typeof value === "string" ? value : JSON.stringify(value);
  }
}
