import type { SnapshotRow } from "../../core/snapshot.js";

type Field = keyof SnapshotRow;

/** Where a run stands, or what lies beside it here; no word of the run itself. */
const BESIDE: ReadonlySet<Field> = new Set(["v", "run", "store", "same", "incomplete", "hidden"]);

/** Fields in which a row differs from what the record at hand says now. */
export function changedFields(row: SnapshotRow, now: SnapshotRow): Field[] {
  const fields = [...new Set([...Object.keys(now), ...Object.keys(row)])] as Field[];
  return fields.filter(
    (field) => !BESIDE.has(field) && compared(field, row[field]) !== compared(field, now[field]),
  );
}

/** Digests are taken only when a snapshot is written: that there is one is compared, not which. */
function compared(field: Field, value: unknown): string {
  if (value === undefined) return "";
  if (field === "artifacts") return JSON.stringify(Object.keys(value as object).sort());
  if (field === "packages") return String((value as { extent: unknown }).extent);
  return field === "patch" ? "kept" : JSON.stringify(sorted(value));
}

/** Keys in one order, so that a row edited or merged by hand differs only where it says something else. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
