/** Ends of tokens: each function takes the text and where the token begins, and gives the index after it. */

export const OTHER = 0;
export const SPACE = 1;
export const LETTER = 2;
export const DIGIT = 3;

/** Of ASCII characters. */
export const CHARACTER = new Uint8Array(128);
for (const code of [9, 11, 12, 32]) CHARACTER[code] = SPACE;
for (let code = 48; code <= 57; code++) CHARACTER[code] = DIGIT;
for (let code = 65; code <= 90; code++) CHARACTER[code] = CHARACTER[code + 32] = LETTER;
CHARACTER[95] = LETTER;

const START = /\p{XID_Start}/uy;
const PART = /\p{XID_Continue}+/uy;
const BLANK = /[\s\u200B\u2060\uFEFF]/;

/** The class of a character beyond ASCII. */
export function wideClass(text: string, at: number): number {
  START.lastIndex = at;
  if (START.test(text)) return LETTER;
  return BLANK.test(text[at]!) ? SPACE : OTHER;
}

export function wordEnd(text: string, start: number): number {
  let i = start;
  for (;;) {
    const code = text.charCodeAt(i);
    if (code < 128) {
      if (CHARACTER[code]! < LETTER) return i;
      i++;
    } else {
      // Past the end the code is no number.
      if (!(code >= 128)) return i;
      PART.lastIndex = i;
      if (!PART.test(text)) return i;
      i = PART.lastIndex;
    }
  }
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** `12`, `1_000`, `0xff`, `1.5e-3`, `2j`; of Python 2 also `0777` and `10L`. */
export function numberEnd(text: string, start: number): number {
  let i = start;
  if (text.charCodeAt(i) === 48) {
    const base = text.charCodeAt(i + 1) | 32;
    if (base === 120 || base === 98 || base === 111) return wordEnd(text, i + 2);
  }
  i = digitsEnd(text, i);
  if (text.charCodeAt(i) === 46) i = digitsEnd(text, i + 1);
  if ((text.charCodeAt(i) | 32) === 101) {
    const sign = text.charCodeAt(i + 1);
    const from = sign === 43 || sign === 45 ? i + 2 : i + 1;
    if (isDigit(text.charCodeAt(from))) i = digitsEnd(text, from);
  }
  const suffix = text.charCodeAt(i) | 32;
  return suffix === 106 || suffix === 108 ? i + 1 : i;
}

function digitsEnd(text: string, start: number): number {
  let i = start;
  for (let code = text.charCodeAt(i); isDigit(code) || code === 95; code = text.charCodeAt(i)) i++;
  return i;
}

/** 3 where three quotation marks begin a string, else 1. */
export function quotesAt(text: string, at: number): 1 | 3 {
  const quote = text.charCodeAt(at);
  return text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote ? 3 : 1;
}

/** -1: the string does not end, or not on its line. `at` is that of its opening quotation mark. */
export function stringEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  if (quotesAt(text, at) === 3) return longEnd(text, at + 3, text.slice(at, at + 3));
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === 92) i++;
    else if (code === 10) return -1;
  }
  return -1;
}

function longEnd(text: string, from: number, quotes: string): number {
  for (let at = text.indexOf(quotes, from); at >= 0; at = text.indexOf(quotes, at + 1)) {
    let before = at - 1;
    while (before >= from && text.charCodeAt(before) === 92) before--;
    if ((at - before) % 2 === 1) return at + 3;
  }
  return -1;
}

/** Of the line break, or of the text. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
