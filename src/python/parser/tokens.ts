import {
  COMMA,
  EOF,
  FIELD_END,
  LBRACE,
  LPAR,
  LSQB,
  NUMBER,
  RBRACE,
  RPAR,
  RSQB,
  STRAY,
  wordKind,
} from "./kinds.js";
import { type Lexer, NO_CUT, noBrackets, push, type Tokens } from "./lexer.js";
import { continuedLine, nextLine, unclosed } from "./lines.js";
import { operatorAt } from "./operator-tokens.js";
import { CHARACTER, DIGIT, LETTER, lineEnd, numberEnd, SPACE, wideClass, wordEnd } from "./scan.js";
import { format, string, template } from "./strings.js";

/** Reads all tokens of a source, in time that grows with its length; `text` has no line ends but `\n`. */
export function tokenize(text: string): Tokens {
  const capacity = 64 + (text.length >> 1);
  const s: Lexer = {
    text,
    kinds: new Uint8Array(capacity),
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    count: 0,
    comments: [],
    indent: 0,
    broken: false,
    brackets: [],
    opened: noBrackets(),
    fields: [],
    cut: NO_CUT,
    cutCount: 0,
    patience: 2 * text.length,
  };
  let i = nextLine(s, 0);
  for (;;) {
    while (i < text.length) {
      // Most of what is no token is one blank.
      if (text.charCodeAt(i) === 32) i++;
      else i = step(s, i);
    }
    if (s.brackets.length === 0) break;
    i = unclosed(s, i);
  }
  nextLine(s, text.length);
  push(s, EOF, text.length, text.length);
  const { kinds, starts, ends, count, comments, broken } = s;
  return { kinds, starts, ends, last: count - 1, comments, broken };
}

/** Reads one token, or what is none, and tells where the next begins. */
function step(s: Lexer, at: number): number {
  const { text } = s;
  const code = text.charCodeAt(at);
  const kind = code < 128 ? CHARACTER[code]! : wideClass(text, at);
  if (kind === LETTER) return word(s, at);
  if (kind === SPACE) return at + 1;
  if (kind === DIGIT) return number(s, at);
  switch (code) {
    case 10:
      return s.brackets.length === 0 ? nextLine(s, at) : continuedLine(s, at);
    case 34:
    case 39:
      return string(s, at, at);
    case 35: {
      const end = lineEnd(text, at);
      if (s.brackets.length > 0) s.comments.push(at, end);
      return end;
    }
    case 40:
      return open(s, LPAR, RPAR, at);
    case 41:
      return closing(s, at, RPAR);
    case 44:
      push(s, COMMA, at, at + 1);
      return at + 1;
    case 46: {
      const next = text.charCodeAt(at + 1);
      if (next >= 48 && next <= 57) return number(s, at);
      break;
    }
    case 91:
      return open(s, LSQB, RSQB, at);
    case 92:
      if (text.charCodeAt(at + 1) === 10) return at + 2;
      break;
    case 93:
      return closing(s, at, RSQB);
    case 123:
      return open(s, LBRACE, RBRACE, at);
    case 125:
      return closing(s, at, RBRACE);
  }
  return operator(s, at);
}

function number(s: Lexer, at: number): number {
  const end = numberEnd(s.text, at);
  push(s, NUMBER, at, end);
  return end;
}

function word(s: Lexer, at: number): number {
  const { text } = s;
  const end = wordEnd(text, at);
  const next = text.charCodeAt(end);
  if ((next === 34 || next === 39) && end - at <= 3 && isPrefix(text, at, end)) return string(s, at, end);
  push(s, wordKind(text, at, end), at, end);
  return end;
}

/** The letters b, f, r, t and u. */
function isPrefix(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const letter = text.charCodeAt(i) | 32;
    if (letter !== 98 && letter !== 102 && letter !== 114 && letter !== 116 && letter !== 117) return false;
  }
  return true;
}

function operator(s: Lexer, at: number): number {
  const found = operatorAt(s.text, at);
  const kind = found & 0xff;
  const end = at + 1 + (found >> 8);
  if (s.fields.length > 0 && s.brackets.at(-1) === FIELD_END) {
    if (s.text.charCodeAt(at) === 58) return format(s, at + 1);
    if (kind === STRAY && s.text.charCodeAt(at) === 33) return wordEnd(s.text, at + 1);
  }
  push(s, kind, at, end);
  return end;
}

function open(s: Lexer, kind: number, closer: number, at: number): number {
  s.brackets.push(closer);
  s.opened[closer]!++;
  push(s, kind, at, at + 1);
  return at + 1;
}

/** A bracket that nothing opened is stray; one that closes an outer bracket closes those inside with it. */
function closing(s: Lexer, at: number, written: number): number {
  let kind = written;
  if (kind === RBRACE && s.opened[RBRACE] === 0 && s.fields.length > 0) kind = FIELD_END;
  if (kind !== FIELD_END && s.opened[kind] === 0) {
    push(s, STRAY, at, at + 1);
    return at + 1;
  }
  for (let top = s.brackets.pop(); top !== kind; top = s.brackets.pop()) {
    s.opened[top!]!--;
    s.broken = true;
  }
  push(s, kind, at, at + 1);
  if (s.brackets.length === 0) s.cut = NO_CUT;
  if (kind !== FIELD_END) {
    s.opened[kind]!--;
    return at + 1;
  }
  const field = s.fields.pop()!;
  s.opened = field.opened;
  return field.inFormat ? format(s, at + 1) : template(s, at + 1, field);
}
