import type { Value } from "../../core/code.js";
import { decodeString } from "../string-literal.js";
import { compare, joined, known, type Result, truthOf, UNKNOWN } from "./comparison.js";

/** A value found for a name, and the words that say where it stands. */
export interface Known {
  readonly value: Value;
  readonly why: string | null;
}

/** null: cannot be told. `written`: the name as the condition has it; `fallback`: of `get("x", 0)`. */
export type Lookup = (name: string, written: string, fallback: Value | null) => Known | null;
/** What may be taken for granted of a part that nothing decides. */
export type Assume = (part: string) => boolean | null;

const MAX_TOKENS = 200;
const MAX_DEPTH = 24;

/** Truth of a Python condition as far as `lookup` knows its names; null where it does not follow from them. */
export function evaluate(
  condition: string,
  lookup: Lookup,
  assume: Assume = () => null,
): { truth: boolean | null; why: readonly string[] } {
  const tokens = tokenize(condition);
  // These bind less than `and` and `or`: nothing of the rest could be told by itself.
  if (tokens === null || tokens.some((token) => token === "if" || token === "lambda" || token === "for")) {
    return UNKNOWN;
  }
  const cursor: Cursor = { tokens, lookup, assume, at: 0 };
  const result = either(cursor, 0);
  return isFinished(cursor) ? result : UNKNOWN;
}

const TOKEN =
  /\s*(?:([rRuU]{0,2}(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'))|(\d[\w.]*)|([^\W\d]\w*)|(==|!=|<=|>=|[<>()[\]{},.:+\-*/%|&^~@=]))/y;

function tokenize(text: string): string[] | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null || TOKEN.lastIndex === at || tokens.length >= MAX_TOKENS) return null;
    tokens.push(match[0].trim());
  }
  return tokens;
}

/** Where the descent stands. What it does not understand it passes over, as unknown. */
interface Cursor {
  readonly tokens: readonly string[];
  readonly lookup: Lookup;
  readonly assume: Assume;
  at: number;
}

const isFinished = (c: Cursor): boolean => c.at >= c.tokens.length;

function either(c: Cursor, depth: number): Result {
  let left = both(c, depth);
  while (take(c, "or")) {
    const right = both(c, depth);
    left = left.truth === true ? left : right.truth === true ? right : joined(left, right, false);
  }
  return left;
}

function both(c: Cursor, depth: number): Result {
  let left = negation(c, depth);
  while (take(c, "and")) {
    const right = negation(c, depth);
    left = left.truth === false ? left : right.truth === false ? right : joined(left, right, true);
  }
  return left;
}

function negation(c: Cursor, depth: number): Result {
  if (depth > MAX_DEPTH) return skip(c);
  if (!take(c, "not")) return comparison(c, depth);
  const { truth, why } = negation(c, depth + 1);
  return { truth: truth === null ? null : !truth, why };
}

function comparison(c: Cursor, depth: number): Result {
  const from = c.at;
  const result = compared(c, depth);
  if (result.truth !== null) return result;
  const taken = c.assume(c.tokens.slice(from, c.at).join(" "));
  return taken === null ? result : { truth: taken, why: [] };
}

function compared(c: Cursor, depth: number): Result {
  const left = operand(c, depth);
  const operator = readOperator(c);
  if (operator === null) return left;
  const right = operand(c, depth);
  if (readOperator(c) !== null) return skip(c);
  return compare(left, operator, right);
}

function readOperator(c: Cursor): string | null {
  const next = c.tokens[c.at];
  if (next === "not" && c.tokens[c.at + 1] === "in") {
    c.at += 2;
    return "not in";
  }
  if (next === "is" || next === "in" || /^(?:[=!<>]=|[<>])$/.test(next ?? "")) {
    c.at++;
    return next === "is" && take(c, "not") ? "is not" : next!;
  }
  return null;
}

function operand(c: Cursor, depth: number): Result {
  const next = c.tokens[c.at];
  if (next === undefined) return UNKNOWN;
  let result = UNKNOWN;
  if (next === "(") {
    c.at++;
    result = either(c, depth + 1);
    if (!take(c, ")")) return skip(c);
  } else if (next === "[") {
    result = list(c);
  } else if (next === "-" && /^\d/.test(c.tokens[c.at + 1] ?? "")) {
    c.at += 2;
    result = known(-Number(c.tokens[c.at - 1]));
  } else if (/^\d/.test(next)) {
    c.at++;
    const value = Number(next.replaceAll("_", ""));
    result = Number.isNaN(value) ? UNKNOWN : known(value);
  } else if (/["']$/.test(next)) {
    c.at++;
    const text = decodeString(next);
    result = text === null ? UNKNOWN : known(text);
  } else if (/^[^\W\d]/.test(next)) {
    result = readName(c);
  }
  // Arithmetic, calls and subscripts that are not understood make the operand unknown.
  const rest = c.tokens[c.at];
  if (rest === undefined || /^(?:and|or|not|is|in|\)|\]|,|[=!<>]=|[<>])$/.test(rest)) return result;
  return skip(c);
}

function list(c: Cursor): Result {
  const items: Value[] = [];
  c.at++;
  while (!take(c, "]")) {
    const item = operand(c, MAX_DEPTH - 1);
    if (item.value === undefined || isFinished(c)) return skip(c);
    items.push(item.value);
    take(c, ",");
  }
  return { truth: items.length > 0, value: { is: "list", items }, why: [] };
}

/** `a.b`, `a["b"]`, `a.get("b", 0)`, `getattr(a, "b", 0)`, `bool(a)`, `int(a)`, `len(a)`. */
function readName(c: Cursor): Result {
  const from = c.at;
  let name = c.tokens[c.at++]!;
  if (name === "True" || name === "False") return known(name === "True");
  if (name === "None") return known(null);
  if (c.tokens[c.at] === "(" && CASTS.has(name)) {
    c.at++;
    const inner = operand(c, MAX_DEPTH - 1);
    return take(c, ")") ? cast(name, inner) : skip(c);
  }
  if (c.tokens[c.at] === "(" && name === "getattr") {
    const end = c.tokens.indexOf(",", c.at);
    const text = decodeString(c.tokens[end + 1] ?? "");
    const head = c.tokens.slice(c.at + 1, end).join("");
    if (end < 0 || text === null || !/^[\w.]+$/.test(head)) return skip(c);
    c.at = end + 2;
    const fallback = take(c, ",") ? operand(c, MAX_DEPTH - 1).value : undefined;
    return take(c, ")") ? named(c, `${head}.${text}`, from, fallback) : skip(c);
  }
  let fallback: Value | undefined;
  for (;;) {
    const next = c.tokens[c.at];
    const key = c.tokens[c.at + 1] ?? "";
    const asks = key === "get" || (key === "getenv" && name === "os");
    if (next === "." && asks && c.tokens[c.at + 2] === "(") {
      const text = decodeString(c.tokens[c.at + 3] ?? "");
      const start = c.at;
      c.at += 4;
      fallback = text !== null && take(c, ",") ? operand(c, MAX_DEPTH - 1).value : undefined;
      if (text === null || !take(c, ")")) {
        c.at = start;
        break;
      }
      name = key === "getenv" ? `os.environ.${text}` : `${name}.${text}`;
    } else if (next === "." && /^[^\W\d]/.test(key)) {
      name = `${name}.${key}`;
      c.at += 2;
    } else if (next === "[" && /["']$/.test(key) && c.tokens[c.at + 2] === "]") {
      name = `${name}.${decodeString(key) ?? "?"}`;
      c.at += 3;
    } else break;
  }
  if (c.tokens[c.at] === "(" || c.tokens[c.at] === "[") return skip(c);
  return named(c, name, from, fallback);
}

const CASTS: ReadonlySet<string> = new Set(["bool", "int", "float", "str", "len"]);

function cast(name: string, inner: Result): Result {
  const { value, truth, why } = inner;
  if (name === "bool") return { truth, why };
  if (name === "len") return value?.is === "list" ? { ...known(value.items.length), why } : { truth, why };
  if (value?.is !== "literal") return UNKNOWN;
  if (name === "str") return { ...known(String(value.value)), why };
  const number = typeof value.value === "string" ? Number(value.value.trim() || Number.NaN) : value.value;
  return typeof number === "number" && !Number.isNaN(number) ? { ...known(number), why } : { truth, why };
}

function named(c: Cursor, name: string, from: number, fallback: Value | undefined): Result {
  const found = c.lookup(name, c.tokens.slice(from, c.at).join(""), fallback ?? null);
  if (found === null) return UNKNOWN;
  const truth = truthOf(found.value);
  return { truth, value: found.value, why: found.why === null ? [] : [found.why] };
}

function take(c: Cursor, token: string): boolean {
  if (c.tokens[c.at] !== token) return false;
  c.at++;
  return true;
}

/** On to the next boolean operator at this level of parentheses. */
function skip(c: Cursor): Result {
  let open = 0;
  for (; c.at < c.tokens.length; c.at++) {
    const token = c.tokens[c.at]!;
    if (/^[([{]$/.test(token)) open++;
    else if (/^[)\]}]$/.test(token)) {
      if (open === 0) break;
      open--;
    } else if (open === 0 && (token === "and" || token === "or")) break;
  }
  return UNKNOWN;
}
