import type { Value } from "../../../core/code.js";

/** How an expression reaches a value: the path of names and keys, and what stands in for a missing key. */
export interface Access {
  readonly path: readonly string[];
  /** Text of the default of `get("seed", 42)` or `getattr(args, "seed", 42)`. */
  readonly fallback: string | null;
}

const ROOT = /^[A-Za-z_]\w*/;
const STEP =
  /\.get\(\s*["']([\w.-]+)["'](?:,\s*([^()]*(?:\([^()]*\))?[^()]*))?\)|\[\s*["']([\w.-]+)["']\s*\]|\.([A-Za-z_]\w*)/y;
const GETATTR = /^getattr\(\s*([\w.]+)\s*,\s*["'](\w+)["']\s*(?:,\s*(.*))?\)$/s;
const VARS = /^vars\(\s*([\w.]+)\s*\)/;
const ENVIRONMENT =
  /^(?:os\.)?(?:environ\.get\(|getenv\(|environ\[)\s*["'](\w+)["']\s*(?:,\s*(.*?)\s*)?(?:\)|\])$/s;

/** `cfg["a"].b.get("c", 1)` as the path `cfg`, `a`, `b`, `c`; null where it is no plain access. */
export function accessOf(expression: string): Access | null {
  const named = GETATTR.exec(expression.trim());
  if (named !== null) return { path: [...named[1]!.split("."), named[2]!], fallback: named[3] ?? null };
  const source = expression.trim().replace(VARS, "$1");
  const root = ROOT.exec(source)?.[0];
  if (root === undefined) return null;
  const path = [root];
  let fallback: string | null = null;
  STEP.lastIndex = root.length;
  while (STEP.lastIndex < source.length) {
    const match = STEP.exec(source);
    if (match === null) return null;
    path.push((match[1] ?? match[3] ?? match[4])!);
    fallback = match[2] ?? null;
  }
  return { path, fallback };
}

/** `os.environ.get("SEED", 0)`, `os.getenv("SEED")`, `os.environ["SEED"]`: the variable, and the text of its default. */
export function environmentOf(
  expression: string,
): { readonly name: string; readonly fallback: string | null } | null {
  const found = ENVIRONMENT.exec(expression.trim());
  return found === null ? null : { name: found[1]!, fallback: found[2] ?? null };
}

const CAST = /^(?:int|str|float|bool|(?:np|numpy)\.\w+)\(/;

/** Without the casts and parentheses that enclose the whole. */
export function bare(expression: string): string {
  let inner = expression.trim();
  for (let turns = 0; turns < 8; turns++) {
    const open = inner.startsWith("(") ? 1 : (CAST.exec(inner)?.[0].length ?? 0);
    if (open === 0 || !inner.endsWith(")") || !closes(inner, open - 1)) break;
    inner = inner.slice(open, -1).trim();
  }
  return inner;
}

/** The parenthesis that opens at an index closes at the end. */
function closes(source: string, from: number): boolean {
  let depth = 0;
  for (let index = from; index < source.length; index++) {
    if (source[index] === "(") depth++;
    else if (source[index] === ")" && --depth === 0) return index === source.length - 1;
  }
  return false;
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ["True", true],
  ["False", false],
  ["None", null],
]);

/** A number, a text, True, False or None as written. */
export function literalOf(source: string): Value | null {
  const text = source.trim();
  if (/^-?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text))
    return { is: "literal", value: Number(text.replaceAll("_", "")) };
  const quoted = /^(["'])([^"'\\]*)\1$/.exec(text);
  if (quoted !== null) return { is: "literal", value: quoted[2]! };
  const word = WORDS.get(text);
  return word === undefined ? null : { is: "literal", value: word };
}

/** `a or b` and `a if c else b`, outside of brackets and quotes. */
export function choiceOf(
  expression: string,
): { readonly first: string; readonly second: string; readonly condition: string | null } | null {
  const or = splitAt(expression, " or ");
  if (or.length > 1) return { first: or[0]!, second: or.slice(1).join(" or "), condition: null };
  const [first, rest] = splitAt(expression, " if ");
  if (first === undefined || rest === undefined) return null;
  const [condition, second] = splitAt(rest, " else ");
  return condition === undefined || second === undefined ? null : { first, second, condition };
}

function splitAt(source: string, word: string): string[] {
  if (!source.includes(word)) return [source];
  const parts: string[] = [];
  let depth = 0;
  let quote: string | null = null;
  let start = 0;
  for (let index = 0; index < source.length; index++) {
    const c = source[index]!;
    if (quote !== null) {
      if (c === quote) quote = null;
    } else if (c === '"' || c === "'") quote = c;
    else if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) depth--;
    else if (depth === 0 && source.startsWith(word, index)) {
      parts.push(source.slice(start, index));
      start = index + word.length;
    }
  }
  return [...parts, source.slice(start)];
}
