import type { Place } from "./yaml.js";

/** Deeper nesting than the parser accepts is not followed. */
const DEEPEST = 200;

/**
 * Places of tables, keys and elements of arrays, found by a walk over the text: the library keeps none. Keys of the map
 * are paths joined with NUL. The text is taken to be what the library has accepted; of a broken one only the places are
 * wrong.
 * @param inside  how many levels of arrays and inline tables below a key are noted: a lock file has very many
 */
export function tomlPlaces(text: string, inside: number): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const counts = new Map<string, number>();
  let table: Path = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  let line = 1;
  let lineStart = at;

  const note = (path: Path) => {
    const key = path.join("\0");
    if (!places.has(key)) places.set(key, { line, column: at - lineStart + 1 });
  };
  const step = () => {
    if (text[at] === "\n") {
      line += 1;
      lineStart = at + 1;
    }
    at += 1;
  };
  const skipComment = () => {
    while (at < text.length && text[at] !== "\n") at += 1;
  };
  const skipSpace = () => {
    for (let c = text[at]; c !== undefined; c = text[at]) {
      if (c === "#") skipComment();
      else if (c === " " || c === "\t" || c === "\r" || c === "\n") step();
      else return;
    }
  };
  const skipString = () => {
    const quote = text[at]!;
    const triple = text.startsWith(quote.repeat(3), at);
    at += triple ? 3 : 1;
    while (at < text.length) {
      if (text[at] === "\n" && !triple) return;
      if (quote === '"' && text[at] === "\\") {
        at += 1;
        step();
      } else if (triple ? text.startsWith(quote.repeat(3), at) : text[at] === quote) {
        at += triple ? 3 : 1;
        // Two more quotes may end the text itself.
        for (let more = 0; triple && more < 2 && text[at] === quote; more += 1) at += 1;
        return;
      } else step();
    }
  };
  const keysHere = (base: Path, noted: boolean): Path | null => {
    let path = base;
    for (;;) {
      KEY.lastIndex = at;
      const match = KEY.exec(text);
      if (match === null) return path.length === base.length ? null : path;
      at += match[1]!.length;
      path = [...path, nameOf(match)];
      if (noted) note(path);
      at += match[0].length - match[1]!.length;
      if (match[5] !== ".") return path;
    }
  };
  const skipBare = () => {
    const start = at;
    while (at < text.length && !",]}#\n".includes(text[at]!)) at += 1;
    if (at === start) step();
  };
  const value = (path: Path, depth: number): void => {
    const c = text[at];
    if (c === '"' || c === "'") skipString();
    else if (c === "[" && depth < DEEPEST) list(path, depth);
    else if (c === "{" && depth < DEEPEST) inlineTable(path, depth);
    else if (c !== undefined) skipBare();
  };
  const list = (path: Path, depth: number): void => {
    at += 1;
    let index = 0;
    for (skipSpace(); at < text.length && text[at] !== "]"; skipSpace()) {
      if (text[at] === ",") {
        index += 1;
        at += 1;
        continue;
      }
      const element = [...path, index];
      if (depth < inside) note(element);
      value(element, depth + 1);
    }
    at += 1;
  };
  const inlineTable = (path: Path, depth: number): void => {
    at += 1;
    for (skipSpace(); at < text.length && text[at] !== "}"; skipSpace()) {
      if (text[at] === ",") at += 1;
      else assignment(path, depth, depth + 1 < inside);
    }
    at += 1;
  };
  const assignment = (base: Path, depth: number, noted: boolean): void => {
    const path = keysHere(base, noted);
    if (path === null) skipBare();
    if (path === null || text[at] !== "=") return;
    at += 1;
    while (text[at] === " " || text[at] === "\t") at += 1;
    if (text[at] !== "\n") value(path, depth + 1);
  };
  const header = () => {
    const start = at;
    const many = text[at + 1] === "[";
    at += many ? 2 : 1;
    const path = keysHere([], false) ?? [];
    at = start;
    if (many) {
      const joined = withIndices(path.slice(0, -1), counts).concat(path.slice(-1));
      const index = counts.get(joined.join("\0")) ?? 0;
      counts.set(joined.join("\0"), index + 1);
      note(joined);
      table = [...joined, index];
    } else table = withIndices(path, counts);
    note(table);
    skipComment();
  };

  for (skipSpace(); at < text.length; skipSpace()) {
    if (text[at] === "[") header();
    else assignment(table, -1, true);
  }
  return places;
}

type Path = readonly (string | number)[];

/** `[package.source]` after `[[package]]` speaks of its last element. */
function withIndices(path: Path, counts: ReadonlyMap<string, number>): Path {
  const out: (string | number)[] = [];
  for (const part of path) {
    out.push(part);
    const count = counts.get(out.join("\0"));
    if (count !== undefined) out.push(count - 1);
  }
  return out;
}

const KEY = /([ \t]*)(?:"((?:[^"\\\n]|\\.){0,200})"|'([^'\n]{0,200})'|([A-Za-z0-9_-]{1,200}))[ \t]*(\.?)/y;

function nameOf([, , quoted, literal, bare]: RegExpExecArray): string {
  if (quoted === undefined) return literal ?? bare ?? "";
  try {
    return String(JSON.parse(`"${quoted}"`));
  } catch {
    return quoted;
  }
}
