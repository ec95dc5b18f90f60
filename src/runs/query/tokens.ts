import { QueryError } from "./query-error.js";

/** A part of a name: `params.`, or the key between quotes in `params."val/loss"`. */
export interface Piece {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * word: a field, a bare value or a keyword; `text` is as written, `pieces` tell what was quoted.
 * text: a quoted value. sign: operator, parenthesis or comma. end: after the last character.
 */
export interface Token {
  readonly kind: "word" | "text" | "sign" | "end";
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly at: number;
  readonly length: number;
}

const SIGNS = ["==", "!=", "<=", ">=", "!~", "=", "<", ">", "~", "(", ")", ","];
const QUOTES = new Set(["'", '"', "`"]);
const ENDS_WORD = new Set([..." \t\r\n()[],=<>~!'\"`"]);

/** Splits an expression. One look at each character. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const character = source[at]!;
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    const sign = SIGNS.find((one) => source.startsWith(one, at));
    const token =
      sign !== undefined
        ? { kind: "sign" as const, text: sign, pieces: [], at, length: sign.length }
        : QUOTES.has(character)
          ? quotedText(source, at)
          : word(source, at);
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ kind: "end", text: "", pieces: [], at: source.length, length: 1 });
  return tokens;
}

function quotedText(source: string, at: number): Token {
  const { text, end } = quoted(source, at);
  return { kind: "text", text, pieces: [{ text, quoted: true }], at, length: end - at };
}

/** Bare characters, with quoted parts right after a dot or in brackets: `params.a."b c"`, `params['b c'].x`. */
function word(source: string, start: number): Token {
  const pieces: Piece[] = [];
  let at = start;
  for (;;) {
    const bare = bareEnd(source, at);
    if (bare > at) pieces.push({ text: source.slice(at, bare), quoted: false });
    at = bare;
    const next = source[at];
    if (next !== undefined && QUOTES.has(next) && source[at - 1] === "." && at > start) {
      const { text, end } = quoted(source, at);
      pieces.push({ text, quoted: true });
      at = end;
    } else if (next === "[") {
      const { text, end } = bracketed(source, at);
      pieces.push({ text, quoted: true });
      at = end;
    } else break;
  }
  if (at === start) throw new QueryError(`${source[at]} is not expected here`, source, at, 1);
  return { kind: "word", text: source.slice(start, at), pieces, at: start, length: at - start };
}

function bareEnd(source: string, start: number): number {
  let at = start;
  while (at < source.length && !ENDS_WORD.has(source[at]!)) at += 1;
  return at;
}

function bracketed(source: string, at: number): { text: string; end: number } {
  const quote = source[at + 1];
  if (quote === undefined || !QUOTES.has(quote))
    throw new QueryError(`a key with brackets has to be quoted: params."a[0]"`, source, at, 1);
  const { text, end } = quoted(source, at + 1);
  if (source[end] !== "]") throw new QueryError("] is missing", source, end, 1);
  return { text, end: end + 1 };
}

/** A backslash takes the next character as it is. */
function quoted(source: string, start: number): { text: string; end: number } {
  const quote = source[start]!;
  let text = "";
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at]!;
    if (character === quote) return { text, end: at + 1 };
    if (character === "\\" && at + 1 < source.length) at += 1;
    text += source[at];
  }
  throw new QueryError(`the closing ${quote} is missing`, source, start, source.length - start);
}
