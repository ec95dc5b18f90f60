import type { Value } from "../core/code.js";

import { decodeString } from "./string-literal.js";
import type { Source, Syntax } from "./syntax.js";

/** Deeper or longer than this, a value is kept as text: it is data, not a setting. */
const MAX_DEPTH = 6;
const MAX_ITEMS = 200;
const MAX_TEXT = 240;
const MAX_LINKS = 24;
/** Longer names and keys are generated: their beginning stands for them. */
const MAX_NAME = 240;

export const nameText = ({ start, end }: Syntax, { text }: Source): string =>
  text.slice(start, Math.min(end, start + MAX_NAME));

/** The node's source text without comments, white space collapsed, cut at 240 characters. */
export function textOf(node: Syntax, source: Source): string {
  const raw = bare(node, source);
  const text = /\s\s|[\n\t\f]/.test(raw) ? raw.replace(/\\?\s+/g, " ") : raw;
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** The beginning of a node's text, without the comments in it. */
function bare({ start, end }: Syntax, { text, comments }: Source): string {
  let i = firstAfter(comments, start);
  if (i >= comments.length || comments[i]! >= end)
    return text.slice(start, Math.min(end, start + 2 * MAX_TEXT));
  let found = "";
  let from = start;
  for (; i < comments.length && comments[i]! < end && found.length < 2 * MAX_TEXT; i += 2) {
    found += text.slice(from, comments[i]);
    from = comments[i + 1]!;
  }
  return (found + text.slice(from, end)).slice(0, 2 * MAX_TEXT);
}

/** Index of the first comment that begins after `place`. */
function firstAfter(comments: readonly number[], place: number): number {
  let low = 0;
  for (let high = comments.length >> 1; low < high; ) {
    const middle = (low + high) >> 1;
    if (comments[2 * middle]! > place) high = middle;
    else low = middle + 1;
  }
  return 2 * low;
}

/** Value of an expression as far as the text shows it; names are as written. */
export function readValue(node: Syntax, source: Source, depth = 0): Value {
  switch (node.type) {
    case "true":
      return { is: "literal", value: true };
    case "false":
      return { is: "literal", value: false };
    case "none":
      return { is: "literal", value: null };
    case "number":
      return numberValue(source.text.slice(node.start, node.end), 1) ?? expression(node, source);
    case "unary_operator":
      return negative(node, source) ?? expression(node, source);
    case "string":
    case "concatenated_string": {
      const value = stringOf(node, source);
      return value === null ? expression(node, source) : { is: "literal", value };
    }
    case "identifier":
      return { is: "name", name: nameText(node, source) };
    case "attribute": {
      const name = nameOf(node, source);
      return /^[\w.]+$/.test(name) ? { is: "name", name } : expression(node, source);
    }
    case "call":
      return { is: "call", name: nameOf(node.children[0] ?? node, source), text: textOf(node, source) };
    case "parenthesized_expression":
    case "await":
      return node.children.length === 1 && depth < MAX_DEPTH
        ? readValue(node.children[0]!, source, depth + 1)
        : expression(node, source);
    case "list":
    case "tuple":
    case "set":
    case "expression_list":
      if (depth >= MAX_DEPTH || node.children.length > MAX_ITEMS) return expression(node, source);
      return { is: "list", items: node.children.map((child) => readValue(child, source, depth + 1)) };
    case "dictionary":
      if (depth >= MAX_DEPTH || node.children.length > MAX_ITEMS) return expression(node, source);
      return { is: "dict", entries: node.children.map((child) => entry(child, source, depth)) };
    default:
      return expression(node, source);
  }
}

function expression(node: Syntax, source: Source): Value {
  return { is: "expression", text: textOf(node, source) };
}

function entry(node: Syntax, source: Source, depth: number): { key: string; value: Value } {
  const [key, value] = node.children;
  if (node.type !== "pair" || key === undefined || value === undefined) {
    return { key: "**", value: readValue(node.children[0] ?? node, source, MAX_DEPTH) };
  }
  return {
    key: (key.type === "string" ? stringOf(key, source) : null) ?? textOf(key, source),
    value: readValue(value, source, depth + 1),
  };
}

function negative(node: Syntax, source: Source): Value | null {
  const [operand] = node.children;
  if (operand === undefined || operand.type !== "number") return null;
  if (source.text[node.start] !== "-") return null;
  return numberValue(source.text.slice(operand.start, operand.end), -1);
}

const DIGITS = /^(?:0|[1-9]\d*)$/;

/** `1_000`, `0xff`, `1e-3`; null for complex numbers and integers that a double cannot hold. */
function numberValue(text: string, sign: 1 | -1): Value | null {
  // Most are a digit or a few.
  if (text.length < 16 && DIGITS.test(text)) {
    const value = Number(text);
    return { is: "literal", value: value === 0 ? 0 : sign * value };
  }
  const plain = text.replaceAll("_", "").replace(/[lL]$/, "");
  const value = /^0[0-7]+$/.test(plain) ? Number.parseInt(plain, 8) : Number(plain);
  if (
    Number.isNaN(value) ||
    (Number.isInteger(value) && !/[.eE]/.test(plain) && !Number.isSafeInteger(value))
  ) {
    return null;
  }
  return { is: "literal", value: value === 0 ? 0 : sign * value };
}

/** Text of a string literal, adjacent literals joined; null where bytes or an interpolation are in it. */
export function stringOf(node: Syntax, source: Source): string | null {
  if (node.type === "concatenated_string") {
    const parts = node.children.map((child) => stringOf(child, source));
    return parts.includes(null) ? null : parts.join("");
  }
  if (node.children.some((child) => child.type === "interpolation")) return null;
  return decodeString(source.text.slice(node.start, node.end));
}

/**
 * Dotted name of an expression that is called or read, through calls and subscripts on the way:
 * `wandb.Api().runs`, `os.environ["KEY"]`; a string's method reads `str.join`.
 */
export function nameOf(node: Syntax, source: Source): string {
  if (node.children.length === 0 && (node.type === "identifier" || node.type === "attribute")) {
    return nameText(node, source);
  }
  const parts: string[] = [];
  let at = node;
  for (let links = 0; ; links++) {
    if (links > MAX_LINKS) {
      parts.push("…");
      break;
    }
    const [inner] = at.children;
    if (at.type === "attribute" && inner !== undefined) {
      const last = at.children.at(-1)!;
      parts.push(`.${nameText(last, source)}`);
      at = inner;
    } else if (at.type === "call" && inner !== undefined) {
      parts.push("()");
      at = inner;
    } else if (at.type === "subscript" && inner !== undefined) {
      parts.push(
        `[${at.children
          .slice(1)
          .map((key) => keyText(key, source))
          .join(", ")}]`,
      );
      at = inner;
    } else if ((at.type === "parenthesized_expression" || at.type === "await") && at.children.length === 1) {
      at = inner!;
    } else {
      parts.push(receiver(at, source, links > 0));
      break;
    }
  }
  return parts.reverse().join("");
}

/** Where a chain of names begins; an expression stands in parentheses. */
function receiver(node: Syntax, source: Source, followed: boolean): string {
  if (node.type === "string" || node.type === "concatenated_string") return "str";
  const text = textOf(node, source);
  return followed && !/^[\w.]+$/.test(text) && !/^[[{(]/.test(text) ? `(${text})` : text;
}

function keyText(node: Syntax, source: Source): string {
  const text = node.type === "string" ? stringOf(node, source) : null;
  return text === null || text.length > MAX_NAME ? textOf(node, source) : JSON.stringify(text);
}
