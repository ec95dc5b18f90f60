import { compareText } from "../../core/location.js";
import type { Run } from "../../core/run.js";
import { fieldOf, KEYED, type Keyed, keyedField, type QueryField } from "./fields.js";
import { QueryError } from "./query-error.js";
import { type Token, tokensOf } from "./tokens.js";
import { compareAny } from "./values.js";

export interface SortKey {
  readonly field: QueryField;
  readonly descending: boolean;
}

/** `-metrics.acc,started`: a leading `-` (or `desc` after it) for the greatest first. @throws QueryError */
export function parseSort(source: string): SortKey[] {
  return parts(source).map(([token, order]) => {
    const direction = order?.text.toLowerCase();
    if (order !== undefined && direction !== "asc" && direction !== "desc")
      throw new QueryError("a comma is expected here", source, order.at, order.length);
    const sign = /^[+-]/.exec(token.text)?.[0];
    const named = sign === undefined ? token : withoutFirst(token);
    return { field: fieldOf(named, source), descending: sign === "-" || direction === "desc" };
  });
}

/** Runs in order; equal ones stay as they were, and where a field is not recorded the run comes last either way. */
export function sortRuns<R extends Run>(runs: readonly R[], keys: readonly SortKey[]): R[] {
  if (keys.length === 0) return [...runs];
  return runs
    .map((run) => ({ run, values: keys.map(({ field }) => sortValue(field, run)) }))
    .sort((a, b) => {
      for (const [index, { descending }] of keys.entries()) {
        const [x, y] = [a.values[index]!, b.values[index]!];
        if (x === null || y === null) {
          if (x !== y) return x === null ? 1 : -1;
          continue;
        }
        const order = compareAny(x, y);
        if (order !== 0) return descending ? -order : order;
      }
      return 0;
    })
    .map(({ run }) => run);
}

function sortValue(field: QueryField, run: Run): string | number | null {
  const value = field.value(run);
  if (value === null || value === "NaN") return null;
  if (field.kind === "time") return Date.parse(String(value));
  if (field.ordered) return (field.words ?? []).indexOf(String(value));
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);
}

/** A column of a table, or all keys of a part: `params.*`. */
export type Column = QueryField | { readonly all: Keyed };

/** `id,name,params.lr,metrics.*` @throws QueryError */
export function parseColumns(source: string): Column[] {
  return parts(source).map(([token, more]) => {
    if (more !== undefined) throw new QueryError("a comma is expected here", source, more.at, more.length);
    const all = KEYED.find((part) => token.text === `${part}.*`);
    return all === undefined ? fieldOf(token, source) : { all };
  });
}

/** Of one part: a table as wide as this is read by nobody. */
const MOST_KEYS = 2000;

/**
 * Columns with `params.*` spelled out, each name once; where there are very many keys, those that most runs have.
 * @param leftOut  told how many keys of a part are none of them
 */
export function spelledOut(
  columns: readonly Column[],
  runs: readonly Run[],
  leftOut: (part: Keyed, count: number) => void = () => {},
): QueryField[] {
  const fields = columns.flatMap((column) =>
    "all" in column
      ? commonKeys(runs, column.all, leftOut).map((key) =>
          keyedField(column.all, [{ text: key, quoted: true }]),
        )
      : [column],
  );
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}

function commonKeys(
  runs: readonly Run[],
  part: Keyed,
  leftOut: (part: Keyed, count: number) => void,
): string[] {
  const counts = new Map<string, number>();
  for (const run of runs)
    for (const key of Object.keys(run[part])) counts.set(key, (counts.get(key) ?? 0) + 1);
  const names = [...counts.keys()].sort(compareText);
  if (names.length <= MOST_KEYS) return names;
  leftOut(part, names.length - MOST_KEYS);
  return names
    .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
    .slice(0, MOST_KEYS)
    .sort(compareText);
}

/** Names between commas, each with the word after it. */
function parts(source: string): (readonly [name: Token, more: Token | undefined])[] {
  const found: (readonly [Token, Token | undefined])[] = [];
  const tokens = tokensOf(source);
  for (let next = 0; ; next += 1) {
    const name = tokens[next]!;
    if (name.kind !== "word")
      throw new QueryError("the name of a field is expected here", source, name.at, name.length);
    const follows = tokens[next + 1]!;
    const more = follows.kind === "word" ? follows : undefined;
    found.push([name, more]);
    next += more === undefined ? 1 : 2;
    const end = tokens[next]!;
    if (end.kind === "end") return found;
    if (end.text !== "," || end.kind !== "sign")
      throw new QueryError("a comma is expected here", source, end.at, end.length);
  }
}

function withoutFirst(token: Token): Token {
  const [first, ...rest] = token.pieces;
  return {
    ...token,
    text: token.text.slice(1),
    pieces: [{ text: first?.text.slice(1) ?? "", quoted: false }, ...rest],
    at: token.at + 1,
    length: token.length - 1,
  };
}
