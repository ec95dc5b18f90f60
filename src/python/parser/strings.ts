import { FIELD, FIELD_END, STRING, TEMPLATE, TEMPLATE_END } from "./kinds.js";
import { type Field, type Lexer, NO_CUT, noBrackets, push, rewind } from "./lexer.js";
import { lineEnd, quotesAt, stringEnd, wordEnd } from "./scan.js";

/** A string literal whose quotation marks begin at `quoteAt`; of an f-string no more than up to its first field. */
export function string(s: Lexer, start: number, quoteAt: number): number {
  const { text } = s;
  let formatted = false;
  let raw = false;
  for (let i = start; i < quoteAt; i++) {
    const letter = text.charCodeAt(i) | 32;
    if (letter === 102 || letter === 116) formatted = true;
    else if (letter === 114) raw = true;
  }
  if (!formatted || s.patience <= 0) return wholeString(s, start, quoteAt);
  const quotes = quotesAt(text, quoteAt);
  const field: Field = {
    start,
    count: s.count,
    quote: text.charCodeAt(quoteAt),
    quotes,
    raw,
    inFormat: false,
    depth: s.brackets.length,
    opened: s.opened,
  };
  push(s, TEMPLATE, start, quoteAt + quotes);
  return template(s, quoteAt + quotes, field);
}

function wholeString(s: Lexer, start: number, quoteAt: number): number {
  const { text } = s;
  let end = stringEnd(text, quoteAt);
  if (end < 0) {
    s.broken = true;
    end = quotesAt(text, quoteAt) === 3 ? text.length : lineEnd(text, quoteAt);
  }
  push(s, STRING, start, end);
  return end;
}

/** The text of an f-string, up to its next field or its end. */
export function template(s: Lexer, from: number, string: Field): number {
  const { text } = s;
  const { quote, quotes, raw } = string;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) {
      if (quotes === 3 && quotesAt(text, i) === 1) continue;
      push(s, TEMPLATE_END, i, i + quotes);
      return i + quotes;
    }
    if (code === 123) {
      if (text.charCodeAt(i + 1) === 123) i++;
      else return openField(s, i, string);
    } else if (code === 92) {
      const next = text.charCodeAt(i + 1);
      if (next === 78 && !raw && text.charCodeAt(i + 2) === 123) i = Math.max(i + 2, text.indexOf("}", i));
      else if (next !== 123 && next !== 125) i++;
    } else if (code === 10 && quotes === 1) {
      return broken(s, string, i);
    }
  }
  return broken(s, string, text.length);
}

function openField(s: Lexer, at: number, field: Field): number {
  push(s, FIELD, at, at + 1);
  s.fields.push(field);
  s.opened = noBrackets();
  s.brackets.push(FIELD_END);
  return at + 1;
}

/** What follows the colon of a field, up to a field in it or its end. */
export function format(s: Lexer, from: number): number {
  const { text } = s;
  const field = s.fields.at(-1)!;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 125) return i;
    if (code === 123) return openField(s, i, { ...field, inFormat: true, opened: s.opened });
    if (code === field.quote && (field.quotes === 1 || quotesAt(text, i) === 3)) return plainString(s, i);
    if (code === 10 && field.quotes === 1) return plainString(s, i);
  }
  return plainString(s, text.length);
}

function broken(s: Lexer, string: Field, at: number): number {
  s.fields.push(string);
  return plainString(s, at);
}

/** An f-string that does not hold together is read once more, as a string without fields. */
export function plainString(s: Lexer, at: number): number {
  const [outermost] = s.fields;
  const { start, count, depth, opened } = outermost!;
  s.broken = true;
  s.patience -= at - start;
  s.fields.length = 0;
  s.brackets.length = depth;
  s.opened = opened;
  if (depth === 0 || s.cutCount > count) s.cut = NO_CUT;
  rewind(s, count, start);
  return wholeString(
    s,
    start,
    s.text.startsWith('"', start) || s.text.startsWith("'", start) ? start : wordEnd(s.text, start),
  );
}
