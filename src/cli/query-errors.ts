import { displayWidth } from "../formats/width.js";
import { QueryError } from "../runs/query/query-error.js";
import type { UnknownKey } from "../runs/query/unknown-keys.js";
import { didYouMean, nearest } from "./nearest.js";
import { UsageError } from "./usage-error.js";

/** Parses what an option holds; an error shows the place in it and what was most likely meant. */
export function parsed<T>(option: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new UsageError(`${option}: ${error.message}${suggestion(error)}`, caret(option, error));
  }
}

function suggestion({ unknown }: QueryError): string {
  return unknown === null ? "" : didYouMean(unknown.word, unknown.known);
}

/** The expression on one line, with a mark under the part that is wrong. */
function caret(option: string, { source, at, length }: QueryError): string[] {
  const shown = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
  const before = displayWidth(`${option} ${shown(source.slice(0, at))}`);
  const marked = displayWidth(shown(source.slice(at, at + length)));
  return [`  ${option} ${shown(source)}`, `  ${" ".repeat(before)}${"^".repeat(Math.max(marked, 1))}`];
}

/** `no run has params.lrr; did you mean params.lr?` */
export function unknownKeyWarning({ field, key, known, elsewhere }: UnknownKey): string {
  const part = field.keyed?.part ?? "params";
  const [meant] =
    elsewhere.length > 0
      ? elsewhere.map((other) => `${other}.${key}`)
      : nearest(key, known).map((near) => `${part}.${near}`);
  return `no run has ${part}.${key}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}
