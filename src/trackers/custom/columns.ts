import type { FloatValue } from "../../parsers/python-float.js";
import {
  CALENDAR_COLUMNS,
  LOG_TEXTS,
  METRIC_WORDS,
  NO_METRIC_ENDS,
  PARAMETER_COLUMNS,
  PARAMETER_PREFIX,
  PHASE_COLUMNS,
  plainName,
  RUN_COLUMNS,
  SCHEDULED_COLUMNS,
  STEP_COLUMNS,
  TIME_COLUMNS,
  WEAK_METRIC_WORDS,
  WEAK_RUN_COLUMNS,
} from "./words.js";

/** A cell of a log. `value`: the number it holds; `text`: what it holds, "" for nothing. */
export interface Cell {
  readonly value: FloatValue | null;
  readonly text: string;
}
export type Row = ReadonlyMap<string, Cell>;

/** What rows are, told by the columns of the first of them. */
export type Plan =
  | {
      /** Rows are points of a training. */
      readonly kind: "log";
      /** null: the lists of a history, whose place is all that is known. */
      readonly step: string | null;
      readonly time: string | null;
      /** A column of words (`train`, `val`) that part the values of a row from those of others. */
      readonly phase: string | null;
      /** A column that names the run of a row: of one run in all, or of several. */
      readonly run: string | null;
    }
  | {
      /** Each row is a run. */
      readonly kind: "results";
      readonly run: string;
      readonly params: readonly string[];
      readonly metrics: readonly string[];
    };

/** More columns than this are features, not measures. */
const MOST_COLUMNS = 200;

export const isStep = (name: string): boolean => STEP_COLUMNS.has(plainName(name));
export const isTime = (name: string): boolean => TIME_COLUMNS.has(plainName(name));

/** Does the name speak of a measure of a model? `weak`: also where it speaks of much else. */
export function isMetric(name: string, weak = false): boolean {
  const plain = plainName(name);
  const words = plain.split("_");
  if (isStep(name) || NO_METRIC_ENDS.has(words.at(-1) ?? "")) return false;
  if (METRIC_WORDS.has(plain) || words.some((word) => METRIC_WORDS.has(word))) return true;
  if (words.some((_, at) => METRIC_WORDS.has(words.slice(at, at + 2).join("_")))) return true;
  return weak && words.some((word) => WEAK_METRIC_WORDS.has(word));
}

export const isParameter = (name: string): boolean => {
  const plain = plainName(name);
  return PARAMETER_COLUMNS.has(plain) || PARAMETER_PREFIX.test(plain);
};

/** Columns of a row that hold values worth a series: not what counts, dates, names or parts rows, nor what stays as it is. */
export function isSeries(name: string): boolean {
  const plain = plainName(name);
  return (
    plain !== "" &&
    !/^(?:unnamed_\d+|index|rank|id)$/.test(plain) &&
    !STEP_COLUMNS.has(plain) &&
    !TIME_COLUMNS.has(plain) &&
    !RUN_COLUMNS.has(plain) &&
    !PHASE_COLUMNS.has(plain) &&
    (!PARAMETER_COLUMNS.has(plain) || SCHEDULED_COLUMNS.has(plain))
  );
}

interface Column {
  readonly name: string;
  filled: number;
  readonly numbers: number[];
  numeric: number;
  readonly texts: Set<string>;
}

function columnsOf(rows: readonly Row[]): readonly Column[] {
  const columns = new Map<string, Column>();
  for (const row of rows) {
    for (const [name, { value, text }] of row) {
      let column = columns.get(name);
      if (column === undefined) {
        column = { name, filled: 0, numbers: [], numeric: 0, texts: new Set() };
        columns.set(name, column);
      }
      if (text === "") continue;
      column.filled++;
      if (value === null) column.texts.add(text);
      else column.numeric++;
      if (typeof value === "number") column.numbers.push(value);
    }
  }
  return [...columns.values()];
}

/** What these rows, the first of a file, are; null: nothing that a training is sure to have left. */
export function planOf(rows: readonly Row[]): Plan | null {
  const columns = columnsOf(rows);
  if (columns.length > MOST_COLUMNS) return null;
  return logPlan(rows, columns) ?? resultsPlan(rows, columns);
}

function logPlan(rows: readonly Row[], columns: readonly Column[]): Plan | null {
  if (rows.length < 2 || columns.some((column) => isForeignText(column, rows.length))) return null;
  if (!columns.some(isMeasured)) return null;
  const named = (is: (plain: string) => boolean): string | null =>
    columns.find(({ name, filled }) => filled > 0 && is(plainName(name)))?.name ?? null;
  const calendar = columns.some(({ name }) => CALENDAR_COLUMNS.has(plainName(name)));
  const counting = columns.filter(
    ({ name, filled, numeric }) =>
      isStep(name) &&
      numeric === filled &&
      filled >= rows.length * 0.8 &&
      (!calendar || plainName(name).includes("epoch")),
  );
  const own = {
    kind: "log" as const,
    time: named((plain) => TIME_COLUMNS.has(plain)),
    phase: columns.find((column) => isPhase(column))?.name ?? null,
  };
  const run = named((plain) => RUN_COLUMNS.has(plain));
  const shared =
    run === null
      ? undefined
      : counting.find(({ name }) => [...groups(rows, run, name).values()].every(rises));
  if (shared !== undefined) return { ...own, step: shared.name, run };
  const alone = counting.find((column) => rises(column.numbers));
  return alone === undefined ? null : { ...own, step: alone.name, run: null };
}

/** A column of words that no training log has; one and the same word in all rows does not count. */
function isForeignText({ name, texts, filled, numeric }: Column, rows: number): boolean {
  if (texts.size === 0 || LOG_TEXTS.has(plainName(name))) return false;
  if (texts.size === 1 && numeric === 0 && filled === rows) return false;
  // A stray word among numbers (`None`, `-`) is a gap.
  return texts.size > 1 || numeric === 0 || filled - numeric > rows * 0.5;
}

const isPhase = ({ name, texts }: Column): boolean =>
  PHASE_COLUMNS.has(plainName(name)) &&
  texts.size > 0 &&
  texts.size <= 6 &&
  [...texts].every((text) => text.length <= 20);

/** Rewards are often whole, other measures of a model are not in every row. */
const isMeasured = ({ name, numbers, numeric, texts }: Column): boolean =>
  isMetric(name) &&
  numeric > 0 &&
  texts.size <= 1 &&
  (numbers.length === 0 ||
    numbers.some((value) => !Number.isInteger(value)) ||
    /(?:^|_)(?:rewards?|returns?|rew|ret)(?:_|$)/.test(plainName(name)));

/** Never falls, but to begin again where it began; and does not stand still. */
function rises(numbers: readonly number[]): boolean {
  const [first] = numbers;
  if (first === undefined || first < 0 || numbers.some((value) => !Number.isFinite(value))) return false;
  let falls = 0;
  for (let at = 1; at < numbers.length; at++) {
    if (numbers[at]! >= numbers[at - 1]!) continue;
    if (numbers[at]! > first + 1) return false;
    falls++;
  }
  return falls <= numbers.length / 4 && numbers.some((value) => value > first);
}

function groups(rows: readonly Row[], run: string, step: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const row of rows) {
    const value = row.get(step)?.value;
    if (typeof value !== "number") continue;
    const key = row.get(run)?.text ?? "";
    const known = found.get(key);
    if (known === undefined) found.set(key, [value]);
    else known.push(value);
  }
  return found;
}

/** A table with a row for each run: it names the run, what it was given, and what came out. */
function resultsPlan(rows: readonly Row[], columns: readonly Column[]): Plan | null {
  const full = columns.filter(({ filled }) => filled === rows.length);
  const params = columns
    .filter(({ name, filled }) => filled > 0 && isParameter(name))
    .map(({ name }) => name);
  const strong = full.find(({ name }) => RUN_COLUMNS.has(plainName(name)));
  const weak = full.find(({ name }) => WEAK_RUN_COLUMNS.has(plainName(name)));
  const run = strong ?? (params.length >= 2 ? weak : undefined);
  if (rows.length === 0 || run === undefined || params.length === 0) return null;
  const measures = columns.filter(
    ({ name, numeric, texts }) =>
      numeric > 0 && texts.size === 0 && isMetric(name, true) && !isParameter(name),
  );
  if (!measures.some(isMeasured)) return null;
  return { kind: "results", run: run.name, params, metrics: measures.map(({ name }) => name) };
}

/** The lists of a history: equally long, and those of a loss, or of training and validation, among them. */
export function historyPlan(lists: ReadonlyMap<string, readonly Cell[]>): Plan | null {
  const names = [...lists.keys()];
  const lengths = new Set([...lists.values()].map((list) => list.length));
  const [length] = lengths;
  if (lengths.size !== 1 || length === undefined || length < 2 || names.length > MOST_COLUMNS) return null;
  const columns = [...lists].map(
    ([name, cells]) => columnsOf(cells.map((cell) => new Map([[name, cell]])))[0],
  );
  if (columns.some((column) => column === undefined || column.texts.size > 0)) return null;
  const known = columns.filter((column) => column !== undefined);
  if (known.some(({ name }) => /(?:^|_)(?:fit|score)_time$|(?:^|_)fold/.test(plainName(name)))) return null;
  if (!known.some((column) => isMeasured(column) && (isLoss(column.name) || isPaired(column.name, names))))
    return null;
  const step = known.find((column) => isStep(column.name) && rises(column.numbers))?.name ?? null;
  const time = known.find((column) => isTime(column.name))?.name ?? null;
  return { kind: "log", step, time, phase: null, run: null };
}

const isLoss = (name: string): boolean =>
  /(?:^|_)(?:loss|losses|rewards?|returns?)(?:_|$)/.test(plainName(name));

/** `val_acc` beside `acc` or `train_acc`. */
function isPaired(name: string, names: readonly string[]): boolean {
  const plain = plainName(name);
  const bare = plain.replace(/^(?:val|valid|validation|test|dev)_/, "");
  return (
    bare !== plain &&
    names.some((other) => [bare, `train_${bare}`, `training_${bare}`].includes(plainName(other)))
  );
}
