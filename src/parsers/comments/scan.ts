import type { Dialect, Quote } from "./dialects.js";

/** One comment, without the mark that begins it. Lines are counted from 1, columns from 0. */
export interface Comment {
  readonly text: string;
  readonly line: number;
  /** Where its mark stands. */
  readonly column: number;
  /** Nothing else stands on its line. */
  readonly alone: boolean;
}

export interface Scan {
  readonly comments: readonly Comment[];
  /** By line, from index 1: the line that its statement begins on; 0: neither code nor inside of a statement. */
  readonly statements: Int32Array;
  /** By line, from index 1: 1 where something else than a comment stands on it. */
  readonly code: Uint8Array;
  /** By line, from index 1: the first line after it that holds code; 0: there is none. */
  readonly next: Int32Array;
}

interface State {
  readonly dialect: Dialect;
  readonly comments: Comment[];
  /** The text that is open. */
  open: Quote | null;
  between: boolean;
  depth: number;
  continued: boolean;
  /** Ends of the heredocs that are open. */
  readonly heredocs: string[];
  /** YAML: indentation of what holds the open block scalar. */
  block: number | null;
}

/** A bracket that is never closed must not make one statement of the rest of the file. */
const BEGINS_ANEW = /^(?:def|class|import|from|async def|@\w)\b|^\[{1,2}[\w."'-]+\]{1,2}\s*(?:#|$)/;

/** Comments, and which lines belong together; in time that grows with the text's length. */
export function scan(text: string, dialect: Dialect): Scan {
  const lines = text.split("\n");
  const statements = new Int32Array(lines.length + 1);
  const code = new Uint8Array(lines.length + 1);
  const state: State = {
    dialect,
    comments: [],
    open: null,
    between: false,
    depth: 0,
    continued: false,
    heredocs: [],
    block: null,
  };
  let start = 0;
  for (const [index, raw] of lines.entries()) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    const number = index + 1;
    if (isText(state, line)) {
      statements[number] = start;
      code[number] = line.trim() === "" ? 0 : 1;
      continue;
    }
    if (state.depth > 0 && state.open === null && BEGINS_ANEW.test(line)) state.depth = 0;
    const inside = goesOn(state);
    const holds = readLine(state, line, number);
    if (!inside) start = holds ? number : 0;
    statements[number] = start;
    code[number] = holds ? 1 : 0;
  }
  const next = new Int32Array(lines.length + 2);
  for (let number = lines.length - 1; number >= 0; number -= 1)
    next[number] = code[number + 1] === 1 ? number + 1 : next[number + 1]!;
  return { comments: state.comments, statements, code, next };
}

const goesOn = ({ open, depth, continued }: State): boolean => open !== null || depth > 0 || continued;

/** Is the line part of a heredoc or a block scalar? */
function isText(s: State, line: string): boolean {
  if (s.heredocs.length > 0) {
    if (line.trim() === s.heredocs[0]) s.heredocs.shift();
    return true;
  }
  if (s.block === null) return false;
  if (line.trim() === "" || indentOf(line) > s.block) return true;
  s.block = null;
  return false;
}

/** Reads one line; does it hold anything but comments? */
function readLine(s: State, line: string, number: number): boolean {
  const { dialect } = s;
  s.continued = false;
  let holds = s.open !== null;
  let end = line.length;
  let at = 0;
  while (at < line.length) {
    if (s.open !== null) {
      at = closed(s, line, at, s.open);
      continue;
    }
    if (s.between) {
      const close = line.indexOf(dialect.between![1], at);
      if (close < 0) break;
      s.between = false;
      at = close + dialect.between![1].length;
      continue;
    }
    const letter = line[at]!;
    if (letter === " " || letter === "\t") {
      at += 1;
      continue;
    }
    if (dialect.between !== undefined && line.startsWith(dialect.between[0], at)) {
      s.between = true;
      at += dialect.between[0].length;
      continue;
    }
    const mark = markAt(dialect, line, at, holds);
    if (mark !== null) {
      s.comments.push({ text: line.slice(at + mark.length), line: number, column: at, alone: !holds });
      end = at;
      break;
    }
    const quote = quoteAt(dialect, line, at);
    if (quote !== null) {
      s.open = quote;
      at += quote.mark.length;
    } else if (letter === "\\" && dialect.backslash === true) {
      if (at === line.length - 1) s.continued = true;
      at += 2;
    } else {
      if (dialect.brackets === true) s.depth = Math.max(0, s.depth + step(letter));
      at += 1;
    }
    holds = true;
  }
  if (s.open !== null && !s.open.lines) {
    s.continued = dialect.backslash === true && line.endsWith("\\");
    if (!s.continued) s.open = null;
  }
  const words = line.slice(0, end);
  if (dialect.heredocs === true) s.heredocs.push(...heredocsIn(words));
  if (dialect.blockScalars === true && s.open === null) s.block = blockBegun(words);
  return holds;
}

/** Goes on in an open text: to its end, or the line's. */
function closed(s: State, line: string, from: number, quote: Quote): number {
  for (let at = from; at < line.length; at += 1) {
    if (quote.escapes && line[at] === "\\") at += 1;
    else if (line.startsWith(quote.mark, at)) {
      const after = at + quote.mark.length;
      if (quote.doubled === true && line.startsWith(quote.mark, after)) at = after;
      else {
        s.open = null;
        return after;
      }
    }
  }
  return line.length;
}

function markAt({ marks, apart, whole }: Dialect, line: string, at: number, holds: boolean): string | null {
  const mark = marks.find((one) => line.startsWith(one, at));
  if (mark === undefined || (whole === true && holds)) return null;
  return apart !== true || at === 0 || /[\s;]/.test(line[at - 1]!) ? mark : null;
}

function quoteAt({ quotes, quotesApart }: Dialect, line: string, at: number): Quote | null {
  if (quotesApart === true && at > 0 && !/[\s[{(,:]/.test(line[at - 1]!)) return null;
  return quotes.find(({ mark }) => line.startsWith(mark, at)) ?? null;
}

const step = (letter: string): number =>
  letter === "(" || letter === "[" || letter === "{"
    ? 1
    : letter === ")" || letter === "]" || letter === "}"
      ? -1
      : 0;

/** On one line. */
const MOST_HEREDOCS = 8;
/** `1 << n` in arithmetic is none. */
const heredocsIn = (line: string): string[] =>
  line.includes("((")
    ? []
    : [...line.matchAll(/(?<!<)<<-?[ \t]{0,9}(["']?)([A-Za-z_]\w{0,60})\1/g)]
        .slice(0, MOST_HEREDOCS)
        .map((match) => match[2]!);

/** Indentation that the lines of a block scalar exceed, where this line begins one: `key: |`, `- >-`, `- key: |2`. */
function blockBegun(line: string): number | null {
  const begun = /(?:^|[:\-?]|\s[!&]\S{1,80})[ \t]+[|>][-+0-9]{0,2}[ \t]*$/.test(line);
  if (!begun) return null;
  const dashes = /^ *(?:- +)*/.exec(line)![0];
  return /^[|>]/.test(line.slice(dashes.length)) ? dashes.lastIndexOf("-") : dashes.length;
}

/** Columns of white space before a line, a tab as Python counts it. */
export function indentOf(line: string): number {
  let columns = 0;
  for (const letter of line) {
    if (letter === " ") columns += 1;
    else if (letter === "\t") columns += 8 - (columns % 8);
    else break;
  }
  return columns;
}
