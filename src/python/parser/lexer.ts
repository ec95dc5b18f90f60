import { FIELD_END } from "./kinds.js";

/**
 * Tokens of one source, the last of them EOF. White space and comments are none; a line break counts outside of
 * brackets only, and the first token is a NEWLINE that tells the first line's indentation.
 */
export interface Tokens {
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Index of the EOF. */
  readonly last: number;
  /** Start and end of each comment inside brackets, in order. */
  readonly comments: readonly number[];
  broken: boolean;
}

/** A field of an f-string that is open, and the string around it. */
export interface Field {
  /** Where the string begins, with its prefix, and the number of tokens before it. */
  readonly start: number;
  readonly count: number;
  readonly quote: number;
  readonly quotes: 1 | 3;
  readonly raw: boolean;
  /** It stands in another field's format: `{x:{width}}`. */
  readonly inFormat: boolean;
  /** Of the brackets around it. */
  readonly depth: number;
  readonly opened: number[];
}

export interface Lexer {
  readonly text: string;
  kinds: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  count: number;
  readonly comments: number[];
  /** Of the line that the statement begins on. */
  indent: number;
  broken: boolean;
  /** Kinds of the closing brackets that are awaited. */
  readonly brackets: number[];
  /** How many are awaited of each kind inside the innermost field. */
  opened: number[];
  readonly fields: Field[];
  /** Where the line may have ended if a bracket turns out to be open: a place and a number of tokens; or -1. */
  cut: number;
  cutCount: number;
  /** How many characters may be read a second time. */
  patience: number;
}

export const NO_CUT = -1;

export const noBrackets = (): number[] => new Array<number>(FIELD_END + 1).fill(0);

export function push(s: Lexer, kind: number, start: number, end: number): void {
  const { count } = s;
  if (count === s.kinds.length) grow(s);
  s.kinds[count] = kind;
  s.starts[count] = start;
  s.ends[count] = end;
  s.count = count + 1;
}

function grow(s: Lexer): void {
  const { kinds, starts, ends } = s;
  s.kinds = new Uint8Array(2 * kinds.length);
  s.kinds.set(kinds);
  s.starts = new Int32Array(2 * kinds.length);
  s.starts.set(starts);
  s.ends = new Int32Array(2 * kinds.length);
  s.ends.set(ends);
}

export function rewind(s: Lexer, count: number, place: number): void {
  s.count = count;
  while (s.comments.length > 0 && s.comments.at(-1)! > place) s.comments.length -= 2;
}
