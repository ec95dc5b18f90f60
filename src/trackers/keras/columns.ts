import { compareText } from "../../core/location.js";
import { pythonFloat } from "../../parsers/python-float.js";

/** Separators that a CSVLogger is given, the default first. */
const DELIMITERS = [",", ";", "\t"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** By which separator a first line names an epoch and more; null: by none. */
export const delimiterOf = (line: string): Delimiter | null =>
  DELIMITERS.find((delimiter) => line.startsWith(`epoch${delimiter}`)) ?? null;

/**
 * Are these the first rows of a CSVLogger's file (keras/src/callbacks/csv_logger.py of 3.15; tf.keras before)? The
 * format has no signature, so all that the logger does must show: `epoch`, then the keys sorted (since 3.12 each once
 * more with `val_` where nothing was validated), the total loss among them, epochs counted from 0 by 1 (or begun
 * again by a further `fit` that appends), numbers or `NA` or a list in every cell. In a long log a damaged row is
 * forgiven.
 *
 * Whoever reads custom logs leaves what this accepts to Keras.
 */
export function isKerasLog(header: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (!isKerasHeader(header) || rows.length === 0) return false;
  const broken = rows.filter((row, index) => !follows(row, rows[index - 1], header.length));
  return broken.length === 0 || (rows.length >= FEWEST && broken.length <= rows.length / ONE_IN);
}

/** A damaged row spoils the next one's count as well; a log that is long enough is one all the same. */
const FEWEST = 10;
const ONE_IN = 5;

export function isKerasHeader([first, ...keys]: readonly string[]): boolean {
  if (first !== "epoch" || keys.length < 2 || new Set(keys).size < keys.length) return false;
  return keys.includes("loss") && !keys.some((key) => FOREIGN.has(key)) && inOrder(keys);
}

/** Columns that Lightning's and other loggers have and Keras cannot. */
const FOREIGN: ReadonlySet<string> = new Set(["", "epoch", "step"]);

function inOrder(keys: readonly string[]): boolean {
  if (isSorted(keys)) return true;
  const half = keys.length / 2;
  const trained = keys.slice(0, half);
  return isSorted(trained) && keys.slice(half).every((key, index) => key === `val_${trained[index]}`);
}

const isSorted = (keys: readonly string[]): boolean =>
  keys.every((key, index) => index === 0 || compareText(keys[index - 1]!, key) <= 0);

const isLogged = (cell: string): boolean =>
  cell === "NA" || pythonFloat(cell) !== null || /^"?\[.*\]"?$/.test(cell);

/** The next epoch; a further `fit` begins at 0, or where its `initial_epoch` says. */
function follows(row: readonly string[], before: readonly string[] | undefined, width: number): boolean {
  if (row.length !== width || !EPOCH.test(row[0]!) || !row.slice(1).every(isLogged)) return false;
  return before === undefined ? row[0] === "0" : Number(row[0]) <= Number(before[0]) + 1;
}

const EPOCH = /^\d{1,9}$/;
