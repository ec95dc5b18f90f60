import { parse, TomlError } from "smol-toml";

export interface ParsedToml {
  /** Plain data; dates and integers beyond 2^53 as text. Undefined where the text is broken. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
  readonly error: { readonly message: string; readonly line: number } | null;
  /** 1-based line of a table, key or array element: `["project", "dependencies", 2]`; undefined where there is none. */
  lineOf(path: readonly (string | number)[]): number | undefined;
}

const DEEPEST = 200;

/** Reads TOML. Never throws. */
export function parseToml(text: string): ParsedToml {
  let lines: ReadonlyMap<string, number> | undefined;
  const lineOf = (path: readonly (string | number)[]) => {
    lines ??= indexLines(text);
    return lines.get(path.join("\0"));
  };
  try {
    const value = plain(
      parse(text.replace(/^\uFEFF/, ""), { maxDepth: DEEPEST, integersAsBigInt: "asNeeded" }),
      0,
    );
    return { value: value as Record<string, unknown>, error: null, lineOf };
  } catch (thrown) {
    const line = thrown instanceof TomlError ? thrown.line : 1;
    const message = thrown instanceof Error ? (thrown.message.split("\n")[0] ?? "") : String(thrown);
    return { value: undefined, error: { message, line }, lineOf };
  }
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null || depth > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
}

/**
 * Lines of tables, keys and the elements of arrays, found by a walk over the text: the library keeps no positions.
 * Keys are paths joined with NUL.
 */
function indexLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  let table: (string | number)[] = [];
  let at = 0;
  let line = 1;
  const note = (path: readonly (string | number)[]) => {
    const key = path.join("\0");
    if (!lines.has(key)) lines.set(key, line);
  };
  const skipString = () => {
    const quote = text[at]!;
    const triple = text.startsWith(quote.repeat(3), at);
    at += triple ? 3 : 1;
    while (at < text.length) {
      if (text[at] === "\n") {
        if (!triple) return;
        line += 1;
      }
      if (quote === '"' && text[at] === "\\") at += 1;
      else if (triple ? text.startsWith(quote.repeat(3), at) : text[at] === quote) {
        at += triple ? 3 : 1;
        return;
      }
      at += 1;
    }
  };
  const skipComment = () => {
    while (at < text.length && text[at] !== "\n") at += 1;
  };
  /** Up to the end of the value; elements of the outermost array are noted. */
  const value = (path: readonly (string | number)[]) => {
    let depth = 0;
    let element = 0;
    let fresh = false;
    while (at < text.length) {
      const c = text[at]!;
      if (c === "\n") {
        if (depth === 0) return;
        line += 1;
        at += 1;
        continue;
      }
      if (fresh && !/[\s#\]]/.test(c)) {
        note([...path, element]);
        fresh = false;
      }
      if (c === '"' || c === "'") skipString();
      else if (c === "#") skipComment();
      else {
        if (c === "[" || c === "{") {
          depth += 1;
          if (depth === 1 && c === "[") fresh = true;
        } else if (c === "]" || c === "}") depth -= 1;
        else if (c === "," && depth === 1) {
          element += 1;
          fresh = true;
        }
        at += 1;
      }
    }
  };
  while (at < text.length) {
    const c = text[at]!;
    if (c === "\n") line += 1;
    if (/\s/.test(c)) {
      at += 1;
      continue;
    }
    if (c === "#") {
      skipComment();
      continue;
    }
    if (c === "[") {
      const end = text.indexOf("\n", at);
      const header = text.slice(at, end < 0 ? undefined : end);
      const array = header.startsWith("[[");
      const path = keysOf(header.slice(array ? 2 : 1));
      if (array) {
        const joined = path.join("\0");
        const index = counts.get(joined) ?? 0;
        counts.set(joined, index + 1);
        note(path);
        table = [...path, index];
      } else table = withIndices(path, counts);
      note(table);
      at += header.length;
      continue;
    }
    const end = text.indexOf("\n", at);
    const rest = text.slice(at, end < 0 ? undefined : end);
    const keys = keysOf(rest);
    const equals = rest.indexOf("=", keys.consumed);
    if (keys.length === 0 || equals < 0) {
      at += Math.max(1, rest.length);
      continue;
    }
    const path = [...table, ...keys];
    for (let i = table.length + 1; i <= path.length; i += 1) note(path.slice(0, i));
    at += equals + 1;
    value(path);
  }
  return lines;
}

/** `[package.source]` after `[[package]]` speaks of its last element. */
function withIndices(path: readonly string[], counts: ReadonlyMap<string, number>): (string | number)[] {
  const out: (string | number)[] = [];
  for (let i = 0; i < path.length; i += 1) {
    out.push(path[i]!);
    const count = counts.get(path.slice(0, i + 1).join("\0"));
    if (count !== undefined) out.push(count - 1);
  }
  return out;
}

const KEY = /^[ \t]*(?:"((?:[^"\\\n]|\\.){0,200})"|'([^'\n]{0,200})'|([A-Za-z0-9_-]{1,200}))[ \t]*(\.?)/;

function keysOf(text: string): string[] & { consumed: number } {
  const keys = Object.assign([] as string[], { consumed: 0 });
  for (;;) {
    const match = KEY.exec(text.slice(keys.consumed));
    if (match === null) return keys;
    keys.push(match[1] ?? match[2] ?? match[3] ?? "");
    keys.consumed += match[0].length;
    if (match[4] !== ".") return keys;
  }
}
