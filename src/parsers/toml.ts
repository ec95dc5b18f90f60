import { parse, TomlError } from "smol-toml";
import { tomlPlaces } from "./toml-places.js";
import type { Place } from "./yaml.js";

export interface ParsedToml {
  /** Plain data; dates and integers beyond 2^53 as text. Undefined where the text is broken. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
  readonly error: { readonly message: string; readonly line: number; readonly column: number } | null;
  /** 1-based line of a table, key or array element: `["project", "dependencies", 2]`; undefined where there is none. */
  lineOf(path: readonly (string | number)[]): number | undefined;
  /** The same with its column, and inside inline tables and nested arrays too. */
  placeOf(path: readonly (string | number)[]): Place | undefined;
}

const DEEPEST = 200;

/** Reads TOML. Never throws. */
export function parseToml(text: string): ParsedToml {
  let lines: ReadonlyMap<string, Place> | undefined;
  let places: ReadonlyMap<string, Place> | undefined;
  const finders: Pick<ParsedToml, "lineOf" | "placeOf"> = {
    lineOf: (path) => {
      lines ??= tomlPlaces(text, 1);
      return lines.get(path.join("\0"))?.line;
    },
    placeOf: (path) => {
      places ??= tomlPlaces(text, DEEPEST);
      return places.get(path.join("\0"));
    },
  };
  try {
    const value = plain(
      parse(text.replace(/^\uFEFF/, ""), { maxDepth: DEEPEST, integersAsBigInt: "asNeeded" }),
      0,
    );
    return { value: value as Record<string, unknown>, error: null, ...finders };
  } catch (thrown) {
    const { line, column } = thrown instanceof TomlError ? thrown : { line: 1, column: 1 };
    const message = thrown instanceof Error ? (thrown.message.split("\n")[0] ?? "") : String(thrown);
    return { value: undefined, error: { message, line, column }, ...finders };
  }
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null) return value;
  // Dotted keys nest without a bracket that the parser would count.
  if (depth > DEEPEST) throw new Error(`nested deeper than ${DEEPEST} levels`);
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
}
