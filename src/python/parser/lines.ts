import { ASYNC, FROM, IMPORT, NEWLINE, wordKind, YIELD } from "./kinds.js";
import { type Lexer, NO_CUT, push, rewind } from "./lexer.js";
import { CHARACTER, LETTER, lineEnd, wordEnd } from "./scan.js";
import { plainString } from "./strings.js";

/** From a line break, or the beginning of the text, on to the next line that holds a token; its indentation is told. */
export function nextLine(s: Lexer, at: number): number {
  const { text } = s;
  let i = at;
  let indent = 0;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 32) indent++;
    else if (code === 9) indent = (indent | 7) + 1;
    else if (code === 10 || code === 12) indent = 0;
    else if (code === 35) i = lineEnd(text, i) - 1;
    else break;
  }
  s.indent = i >= text.length ? 0 : indent;
  if (s.count > 0 && s.kinds[s.count - 1] === NEWLINE) s.ends[s.count - 1] = s.indent;
  else push(s, NEWLINE, at, s.indent);
  return i;
}

/** A line break inside brackets; unless what follows cannot stand in any, and one was left open. */
export function continuedLine(s: Lexer, at: number): number {
  const { text } = s;
  let i = at + 1;
  let indent = 0;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 32) indent++;
    else if (code === 9) indent = (indent | 7) + 1;
    else if (code === 10 || code === 12) indent = 0;
    else break;
  }
  const code = text.charCodeAt(i);
  if (code === 35 || i === text.length) return i;
  if (s.cut === NO_CUT && indent <= s.indent && !isCloser(code)) {
    s.cut = at;
    s.cutCount = s.count;
  }
  return interrupts(s, i, indent) ? unclosed(s, at) : i;
}

const isCloser = (code: number): boolean => code === 41 || code === 93 || code === 125;

/** Words that begin a statement and stand nowhere else, and decorators. */
function interrupts(s: Lexer, at: number, indent: number): boolean {
  const { text } = s;
  const code = text.charCodeAt(at);
  if (code === 64) return CHARACTER[text.charCodeAt(at + 1)] === LETTER && indent <= s.indent;
  if (!(code >= 97 && code <= 122)) return false;
  const end = wordEnd(text, at);
  const kind = wordKind(text, at, end);
  if (kind === ASYNC) return /async +def\b/y.test(text.slice(at, at + 20));
  if (kind === FROM)
    return s.kinds[s.count - 1] !== YIELD && / +[\w.]+ +import\b/y.test(text.slice(end, end + 80));
  return kind >= IMPORT && !/ *=/y.test(text.slice(end, end + 8));
}

/** The brackets that are open stay so: the line ends where it may have ended, or here. */
export function unclosed(s: Lexer, at: number): number {
  s.broken = true;
  if (s.fields.length > 0) return plainString(s, at);
  const again = s.cut !== NO_CUT && at - s.cut <= s.patience;
  const from = again ? s.cut : at;
  if (again) {
    s.patience -= at - from;
    rewind(s, s.cutCount, from);
  }
  s.brackets.length = 0;
  s.opened.fill(0);
  s.cut = NO_CUT;
  return nextLine(s, from);
}
