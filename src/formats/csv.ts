import type { Json } from "../core/vocabulary.js";

// What a spreadsheet takes for a formula, full-width forms included (OWASP, "CSV Injection").
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
// C0 and C1 controls but tab and line ends, and what reorders text.
const CONTROL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One record of RFC 4180, with its line end. Nothing in it is a formula to a spreadsheet or an order to a terminal. */
export function csvRow(cells: readonly Json[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: Json): string {
  if (value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = (typeof value === "string" ? value : JSON.stringify(value)).replace(CONTROL, " ");
  const safe = FORMULA.test(text) && !NUMBER.test(text) && text !== "-Infinity" ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
