import type { Syntax } from "../syntax.js";
import { FIELD, FIELD_END, LBRACE, LPAR, LSQB, NEWLINE } from "./kinds.js";
import type { Tokens } from "./lexer.js";

/** Where the parser stands among the tokens of one source. */
export interface Reader extends Tokens {
  readonly text: string;
  at: number;
  /** Of expressions inside one another. */
  depth: number;
  /** Of blocks inside one another. */
  blocks: number;
  broken: boolean;
  /** A pattern of `case` is read: what looks like a call is none. */
  pattern: boolean;
  /** What expressions are made of holds expressions again; given here, modules need not import in circles. */
  readonly expression: (p: Reader) => Syntax;
  /** An operand and the operators after it that bind more tightly than this. */
  readonly operand: (p: Reader, precedence: number) => Syntax;
  /** What follows the head of a statement that begins at this indentation. */
  readonly block: (p: Reader, indent: number) => Syntax;
}

/** Shared by all leaves, which are most nodes, and never added to. */
export const NOTHING: readonly Syntax[] = [];

/** What nothing was read for is empty, and lies where it was looked for. */
export const make = (type: string, start: number, end: number, children: readonly Syntax[]): Syntax => ({
  type,
  start,
  end: Math.max(start, end),
  children,
});

export const kindAt = (p: Reader): number => p.kinds[p.at]!;
export const startAt = (p: Reader): number => p.starts[p.at]!;

/** Where the last token that was read ends, or the first one begins. */
export function endBefore(p: Reader): number {
  const before = p.at - 1;
  return p.kinds[before] === NEWLINE ? p.starts[p.at]! : p.ends[before]!;
}

/** Reads a token of this kind, if it is one. */
export function take(p: Reader, kind: number): boolean {
  if (p.kinds[p.at] !== kind) return false;
  p.at++;
  return true;
}

/** The same where the grammar asks for it. */
export function expect(p: Reader, kind: number): void {
  if (p.kinds[p.at] === kind) p.at++;
  else p.broken = true;
}

/** A leaf of one token. */
export function leaf(p: Reader, type: string): Syntax {
  const at = p.at++;
  return make(type, p.starts[at]!, p.ends[at]!, NOTHING);
}

/** Is it where a list in brackets ends, at its own closing bracket or not? */
export const isEnd = (kind: number): boolean => kind <= FIELD_END;

/** Does it end a line, or the text? */
export const isLineEnd = (kind: number): boolean => kind <= NEWLINE;

/** Does it open a bracket, or a field of an f-string? */
export const isOpening = (kind: number): boolean =>
  kind === LPAR || kind === LSQB || kind === LBRACE || kind === FIELD;

/** Children of a node that is read as text alone unless a call, a string or a binding is among what it joins. */
export function ifWorth(children: readonly Syntax[]): readonly Syntax[] {
  for (let i = 0; i < children.length; i++) {
    const child = children[i]!;
    if (child.children.length > 0 || child.type === "string") return children;
  }
  return NOTHING;
}

/** Is the token at `at` this word? */
export const isWord = (p: Reader, at: number, word: string): boolean =>
  p.ends[at]! - p.starts[at]! === word.length && p.text.startsWith(word, p.starts[at]!);

/** Deeper than Python itself allows brackets to be nested. */
export const MAX_DEPTH = 250;

/** A leaf in place of an expression that is nested too deeply: up to the bracket or the line that it ends at. */
export function tooDeep(p: Reader): Syntax {
  p.broken = true;
  const start = startAt(p);
  let open = 0;
  for (; ; p.at++) {
    const kind = kindAt(p);
    if (isLineEnd(kind)) break;
    if (isOpening(kind)) open++;
    else if (isEnd(kind) && --open < 0) break;
  }
  return make("expression", start, endBefore(p), NOTHING);
}

/** Goes over type parameters, where there are any. */
export function skipBrackets(p: Reader): void {
  if (kindAt(p) !== LSQB) return;
  let open = 0;
  for (; !isLineEnd(kindAt(p)); p.at++) {
    const kind = kindAt(p);
    if (isOpening(kind)) open++;
    else if (isEnd(kind) && --open === 0) {
      p.at++;
      return;
    }
  }
}
