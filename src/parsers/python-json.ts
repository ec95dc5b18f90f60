/** Nesting beyond this is refused, so that whoever walks the value never runs out of stack. */
const MAX_DEPTH = 200;

export interface ParsedJson {
  /** Plain data; null where `error` is set. */
  readonly value: unknown;
  readonly error: { readonly message: string; readonly line: number } | null;
}

/**
 * JSON as Python's `json` module writes it. Beyond RFC 8259: bare `NaN`, `Infinity`, `-Infinity` become the texts of
 * these names, integers that a double cannot hold stay text, a byte order mark and trailing NUL bytes are no error
 * (seen after the closing brace of a `wandb-summary.json`). Of equal keys the last wins, as in Python. Never throws.
 */
export function parsePythonJson(text: string): ParsedJson {
  const scanner = { text, at: text.charCodeAt(0) === 0xfeff ? 1 : 0 };
  try {
    const value = readValue(scanner, 0);
    skipSpace(scanner);
    while (text.charCodeAt(scanner.at) === 0) scanner.at++;
    skipSpace(scanner);
    if (scanner.at < text.length) throw new Malformed("text after the end of the value");
    return { value, error: null };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { value: null, error: { message: error.message, line: lineAt(text, scanner.at) } };
  }
}

interface Scanner {
  readonly text: string;
  at: number;
}

class Malformed extends Error {}

const WORDS: readonly (readonly [string, unknown])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", "NaN"],
  ["Infinity", "Infinity"],
  ["-Infinity", "-Infinity"],
];
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;

function readValue(s: Scanner, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new Malformed(`nested deeper than ${MAX_DEPTH} levels`);
  skipSpace(s);
  const first = s.text[s.at];
  if (first === '"') return readString(s);
  if (first === "{") return readObject(s, depth);
  if (first === "[") return readArray(s, depth);
  for (const [word, value] of WORDS) {
    if (first === word[0] && s.text.startsWith(word, s.at)) {
      s.at += word.length;
      return value;
    }
  }
  return readNumber(s);
}

function readObject(s: Scanner, depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  s.at++;
  if (closes(s, "}")) return result;
  for (;;) {
    skipSpace(s);
    if (s.text[s.at] !== '"') throw new Malformed("a key in double quotes is missing");
    const key = readString(s);
    skipSpace(s);
    if (s.text[s.at] !== ":") throw new Malformed("a colon is missing");
    s.at++;
    const value = readValue(s, depth + 1);
    if (key === "__proto__") {
      Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
    } else {
      result[key] = value;
    }
    if (closes(s, "}")) return result;
    expectComma(s);
  }
}

function readArray(s: Scanner, depth: number): unknown[] {
  const result: unknown[] = [];
  s.at++;
  if (closes(s, "]")) return result;
  for (;;) {
    result.push(readValue(s, depth + 1));
    if (closes(s, "]")) return result;
    expectComma(s);
  }
}

function closes(s: Scanner, bracket: string): boolean {
  skipSpace(s);
  if (s.text[s.at] !== bracket) return false;
  s.at++;
  return true;
}

function expectComma(s: Scanner): void {
  if (s.at >= s.text.length) throw new Malformed("the text ends inside a value");
  if (s.text[s.at] !== ",") throw new Malformed("a comma is missing");
  s.at++;
}

function readString(s: Scanner): string {
  const start = s.at;
  let end = start;
  let escaped = false;
  for (;;) {
    end = s.text.indexOf('"', end + 1);
    if (end < 0) throw new Malformed("a text in double quotes does not end");
    let slashes = 0;
    while (s.text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    escaped ||= slashes > 0;
    if (slashes % 2 === 0) break;
  }
  const raw = s.text.slice(start + 1, end);
  const plain = !escaped && !/[\\\u0000-\u001f]/.test(raw);
  try {
    const value: string = plain ? raw : JSON.parse(`"${raw}"`);
    s.at = end + 1;
    return value;
  } catch {
    throw new Malformed("a text holds a control character or an unknown escape");
  }
}

function readNumber(s: Scanner): number | string {
  NUMBER.lastIndex = s.at;
  const match = NUMBER.exec(s.text);
  if (match === null) {
    throw new Malformed(s.at < s.text.length ? "a value is missing" : "the text ends inside a value");
  }
  s.at += match[0].length;
  const value = Number(match[0]);
  const integer = match[1] === undefined && match[2] === undefined;
  if (integer && !Number.isSafeInteger(value)) return match[0];
  return Number.isFinite(value) ? value : String(value);
}

function skipSpace(s: Scanner): void {
  for (;;) {
    const c = s.text.charCodeAt(s.at);
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
    s.at++;
  }
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
