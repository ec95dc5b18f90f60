import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import { delimitedRows } from "../../parsers/delimited.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { isKerasLog, delimiterOf as kerasDelimiter } from "../keras/columns.js";
import { cellOf, rowOf } from "./cells.js";
import { isMetric, isParameter, isStep, type Plan, planOf, type Row } from "./columns.js";
import { documentOf, jsonRow, MOST_ROWS } from "./document.js";

/** A log, and how its file is written. */
export interface Source {
  readonly path: string;
  readonly form:
    | { readonly is: "table"; readonly delimiter: string }
    | { readonly is: "lines" }
    | { readonly is: "document" };
  readonly plan: Plan;
}

/** No log of a training is longer; longer ones are left alone. */
export const LARGEST = 32 * 2 ** 20;
/** Decides whether the head is worth a look. */
const FIRST_BYTES = 1024;
/** Decides what a file is. */
const HEAD_BYTES = 64 * 1024;

/** What a file logs; null: nothing that its first 64 KiB show, or it cannot be read. */
export async function recognise(path: string, size: number, workspace: Workspace): Promise<Source | null> {
  if (size === 0 || size > LARGEST) return null;
  try {
    const first = textOf(await workspace.read(path, { limit: FIRST_BYTES }));
    const opening = first.trimStart()[0];
    if (opening === "{" || opening === "[") return await recogniseJson(path, size, first, workspace);
    const delimiter = delimiterOf(first);
    return delimiter === null ? null : await recogniseTable(path, size, delimiter, workspace);
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
}

export const textOf = (bytes: Buffer): string => bytes.toString("utf8").replace(/^\ufeff/, "");

const head = async (path: string, workspace: Workspace): Promise<string> =>
  textOf(await workspace.read(path, { limit: HEAD_BYTES }));

const DELIMITERS = [",", "\t", ";"];

/** The separator of a first line that names a measure; null: it names none. */
function delimiterOf(first: string): string | null {
  const line = first.split("\n", 1)[0] ?? "";
  const names = (delimiter: string): number => line.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, one) => (names(one) > names(best) ? one : best));
  if (names(delimiter) < 2) return null;
  return line.length >= FIRST_BYTES / 2 || line.split(delimiter).some((name) => isMetric(unquoted(name)))
    ? delimiter
    : null;
}

const unquoted = (cell: string): string => cell.trim().replace(/^"(.*)"$/, "$1");

async function recogniseTable(
  path: string,
  size: number,
  delimiter: string,
  workspace: Workspace,
): Promise<Source | null> {
  const text = await head(path, workspace);
  const [header, ...rest] = delimitedRows(text, delimiter);
  // The last row that was read may be cut.
  const whole = size <= HEAD_BYTES ? rest : rest.slice(0, -1);
  if (
    isKeras(
      text,
      header?.cells ?? [],
      rest.map(({ cells }) => cells),
    )
  )
    return null;
  const names = header?.cells.map((name) => name.trim()) ?? [];
  const rows = whole.slice(0, MOST_ROWS).map(({ cells }) => rowOf(names, cells.map(cellOf)));
  const plan = planOf(rows);
  return plan === null ? null : { path, form: { is: "table", delimiter }, plan };
}

/** What Keras's logger wrote is read as such; of the rows the last may be cut. */
const isKeras = (text: string, header: readonly string[], rows: readonly (readonly string[])[]): boolean =>
  kerasDelimiter(text) !== null && isKerasLog(header, rows.length > 1 ? rows.slice(0, -1) : rows);

/** A key with a number, or with a list of numbers: `"loss": 0.3`, `"val_loss": [0.3`. */
const KEY = /"([^"\\\n]{1,80})"\s*:\s*(?:(\[)\s*)?(?:-?\d|NaN|-?Infinity|"-?\d)/g;

/** Can a document that begins so be a log? A measure with a list, or one with a number beside a count or a setting. */
function mayLog(start: string): boolean {
  const lists = new Set<string>();
  const numbers = new Set<string>();
  for (const [, key, list] of start.matchAll(KEY)) (list === "[" ? lists : numbers).add(key!);
  if ([...lists].some((key) => isMetric(key))) return true;
  const names = [...numbers];
  return names.some((key) => isMetric(key)) && names.some((key) => isStep(key) || isParameter(key));
}

async function recogniseJson(
  path: string,
  size: number,
  first: string,
  workspace: Workspace,
): Promise<Source | null> {
  const start = size <= FIRST_BYTES ? first : await head(path, workspace);
  if (!mayLog(start)) return null;
  const lines = recogniseLines(path, start, size);
  if (lines !== null) return lines;
  const { value, error } = parsePythonJson(textOf(await workspace.read(path, { maxBytes: LARGEST })));
  if (error !== null) return null;
  const document = documentOf(value);
  return document === null ? null : { path, form: { is: "document" }, plan: document.plan };
}

/** A file with an object in each line. */
function recogniseLines(path: string, start: string, size: number): Source | null {
  const lines = start.split("\n").slice(0, MOST_ROWS);
  const cut = size > HEAD_BYTES && lines.length < MOST_ROWS ? lines.slice(0, -1) : lines;
  const rows: Row[] = [];
  let broken = 0;
  for (const line of cut) {
    if (line.trim() === "") continue;
    const row = jsonRow(parsePythonJson(line).value);
    if (row !== null) rows.push(row);
    else if (++broken > 1 && rows.length < broken) return null;
  }
  if (rows.length < 2) return null;
  const plan = planOf(withoutPreface(rows));
  return plan === null ? null : { path, form: { is: "lines" }, plan };
}

/** Lines before the first point (environment, arguments) count nothing. */
function withoutPreface(rows: readonly Row[]): readonly Row[] {
  const start = rows.findIndex((row) => [...row.keys()].some((name) => isStep(name)));
  return start > 0 && start <= 3 ? rows.slice(start) : rows;
}
