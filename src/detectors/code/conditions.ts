import type { Value } from "../../core/code.js";
import type { On } from "../../core/evidence.js";

/** Whether a condition holds by default, and what decides it. */
export interface Truth {
  readonly on: On;
  readonly why: string | null;
}

export const YES: Truth = { on: "yes", why: null };

export function all(truths: readonly Truth[]): Truth {
  return (
    truths.find(({ on }) => on === "no") ??
    truths.find(({ on }) => on === "unknown") ??
    truths.find(({ why }) => why !== null) ??
    YES
  );
}

export function any(truths: readonly Truth[]): Truth {
  return (
    truths.find(({ on }) => on === "yes") ?? truths.find(({ on }) => on === "unknown") ?? truths[0] ?? YES
  );
}

export function negate({ on, why }: Truth): Truth {
  return { on: on === "yes" ? "no" : on === "no" ? "yes" : "unknown", why };
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ["True", true],
  ["False", false],
  ["None", null],
]);

/** A number, True, False or None as written. */
export function literalOf(source: string): Value | null {
  if (/^\d/.test(source)) return { is: "literal", value: Number(source) };
  const word = WORDS.get(source);
  return word === undefined ? null : { is: "literal", value: word };
}

export function truthy(value: null | boolean | number | string): boolean {
  return value !== null && value !== false && value !== 0 && value !== "";
}

/** A literal against what is written beside it; null where the two have no order. */
export function compare(
  value: null | boolean | number | string,
  operator: string,
  right: string,
): boolean | null {
  const quoted = /^["']/.test(right);
  const other = quoted ? right.slice(1, -1) : literalOf(right);
  const against = typeof other === "string" ? other : other?.is === "literal" ? other.value : Number(right);
  if (operator === "is" || operator === "==") return value === against;
  if (operator === "is not" || operator === "!=") return value !== against;
  if (typeof value !== "number" || typeof against !== "number") return null;
  if (operator === ">") return value > against;
  if (operator === "<") return value < against;
  return operator === ">=" ? value >= against : value <= against;
}

/** Without the parentheses that enclose the whole. */
export function unwrap(source: string): string {
  let inner = source.trim();
  while (inner.startsWith("(") && inner.endsWith(")") && closes(inner)) inner = inner.slice(1, -1).trim();
  return inner;
}

function closes(source: string): boolean {
  let depth = 0;
  for (let index = 0; index < source.length; index++) {
    if (source[index] === "(") depth++;
    else if (source[index] === ")" && --depth === 0) return index === source.length - 1;
  }
  return false;
}

/** The parts between a word that stands outside of all brackets. */
export function splitAt(source: string, word: string): string[] {
  if (!source.includes(word)) return [source];
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < source.length; index++) {
    if ("([{".includes(source[index]!)) depth++;
    else if (")]}".includes(source[index]!)) depth--;
    else if (depth === 0 && source.startsWith(word, index)) {
      parts.push(source.slice(start, index));
      start = index + word.length;
    }
  }
  return [...parts, source.slice(start)];
}
