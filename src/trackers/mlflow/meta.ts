import { parseYaml } from "../../parsers/yaml.js";

/** A `meta.yaml` as plain data; `error` where it is none. */
export interface Meta {
  readonly value: Readonly<Record<string, unknown>>;
  readonly error: { readonly message: string; readonly line: number } | null;
}

/**
 * Reads a `meta.yaml` of the file store. Nearly all of them are flat and plain, so those are read line by line; whatever
 * else YAML can say goes through the full parser, with the same answer where both can answer.
 */
export function parseMeta(text: string): Meta {
  const flat = parseFlat(text);
  if (flat !== null) return { value: flat, error: null };
  const { value, error } = parseYaml(text, "pyyaml");
  if (error !== null) return { value: {}, error };
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return { value: {}, error: { message: "is not a mapping", line: 1 } };
  }
  return { value: value as Record<string, unknown>, error: null };
}

/** Flat mappings of scalars that mean the same in every YAML; null: ask the full parser. */
export function parseFlat(text: string): Record<string, unknown> | null {
  const value: Record<string, unknown> = {};
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (const line of lines) {
    const colon = line.indexOf(": ");
    const key = line.slice(0, colon);
    if (colon <= 0 || !KEY.test(key) || KEYWORD.test(key) || Object.hasOwn(value, key)) return null;
    const scalar = plainScalar(line.slice(colon + 2));
    if (scalar === undefined) return null;
    value[key] = scalar;
  }
  return lines.length > 0 ? value : null;
}

const KEY = /^[a-z]+(?:_[a-z]+)*$/;
const INTEGER = /^(?:0|-?[1-9][0-9]{0,14})$/;
/** An id in hexadecimal: a letter makes it no number, unless as a prefix (0b) or an exponent (which needs a dot). */
const HEX_ID = /^(?=[0-9]*[a-f])(?!0b)[0-9a-f]{32}$/;
const QUOTED = /^'[ -&(-~]*'$/;
/** Words, paths and URIs: a letter or slash first, and neither `: ` nor ` #`. */
const WORDS = /^[A-Za-z/][\w./%~+@=-]*(?:[ :][\w./%~+@=-]+)*$/;
/** The words that some YAML reads as something else than text. */
const KEYWORD = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

function plainScalar(text: string): unknown {
  if (WORDS.test(text)) return KEYWORD.test(text) ? (text === "null" ? null : undefined) : text;
  if (INTEGER.test(text)) return Number(text);
  if (HEX_ID.test(text)) return text;
  if (QUOTED.test(text)) return text.slice(1, -1);
  return text === "[]" ? [] : undefined;
}
