import { inClass } from "../parsers/attribute-pattern.js";

/**
 * Patterns of a configuration, in the language of .gitignore with braces and without negation: no slash but at the
 * end: a name at any depth; a slash: a path from the folder of the configuration; a slash at the end: folders only.
 * A folder stands for everything below it. Matching takes time in the product of the lengths, whatever a pattern holds.
 */

/** More alternatives than these are refused: braces multiply. */
const MOST_ALTERNATIVES = 64;
/** In one name; the time to match grows with them. */
const MOST_STARS = 16;

/**
 * Whether one of the patterns matches a path: a file, relative to the folder that the patterns are relative to. What is
 * known of a folder is kept, for paths come in thousands.
 */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const all = patterns.flatMap(partsOf).map(compiled);
  const folders = new Map<string, States>([["", started(all)]]);
  const statesOf = (folder: string): States => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const cut = folder.lastIndexOf("/");
    const states = stepped(statesOf(folder.slice(0, Math.max(cut, 0))), folder.slice(cut + 1));
    folders.set(folder, states);
    return states;
  };
  return (path) => {
    const cut = path.lastIndexOf("/");
    const name = path.slice(cut + 1);
    return statesOf(path.slice(0, Math.max(cut, 0))).some(
      ({ parts, at }) => at === parts.length - 1 && parts[at]!.matches(name),
    );
  };
}

/** What is wrong with a pattern; null: nothing. */
export function patternMistake(pattern: string): string | null {
  if (pattern.startsWith("!")) return "a pattern cannot take back with !: name what is meant instead";
  if (pattern.includes("\\")) return "folders are divided by /, and there is no escape character";
  if (/[\u0000-\u001f\u007f]/.test(pattern)) return "a pattern holds no control characters";
  if (/^\s|\s$/.test(pattern)) return "a pattern neither begins nor ends with a space";
  if (/^(?:[a-zA-Z]:\/|~)/.test(pattern)) return "a pattern is relative to the folder of the configuration";
  const parts = pattern.split("/");
  if (parts.includes("..")) return "a pattern cannot leave the folder of the configuration with ..";
  if (parts.every((part) => part === "" || part === "."))
    return "this names nothing; ** stands for everything";
  if (/\[[^\]]*$/.test(pattern)) return "a [ without its ]";
  if (!bracesPair(pattern)) return "{ and } do not pair";
  if (parts.some((part) => part.split("*").length - 1 > MOST_STARS))
    return `more than ${MOST_STARS} stars in one name`;
  if (expanded(pattern) === null) return `braces of more than ${MOST_ALTERNATIVES} alternatives`;
  return null;
}

/**
 * The same patterns as they read from a folder further down: `src/data/` seen from `src` is `/data/`. A pattern that
 * reaches nothing below that folder is left out.
 * @param folder  "" for the folder of the patterns itself
 */
export function patternsBelow(patterns: readonly string[], folder: string): string[] {
  if (folder === "") return [...patterns];
  const names = folder.split("/");
  const left = patterns.flatMap(partsOf).flatMap((parts) => remainders(parts, names));
  return [...new Set(left.map((parts) => `/${parts.join("/")}`))].sort();
}

/** How many patterns one is, its braces written out. */
export const alternativesOf = (pattern: string): number => expanded(pattern)?.length ?? 0;

/** One part of a pattern: a name, or `**`, which stands for any number of them. */
interface Part {
  readonly text: string;
  readonly crosses: boolean;
  matches(name: string): boolean;
}

/** How far a pattern has come: the part that the next name is held against. */
interface State {
  readonly parts: readonly Part[];
  readonly at: number;
}
type States = readonly State[];

const compiled = (parts: readonly string[]): readonly Part[] =>
  parts.map((text) => ({ text, crosses: text === "**", matches: nameMatcher(text) }));

const started = (all: readonly (readonly Part[])[]): States => all.flatMap((parts) => reached(parts, 0));

/** The place itself, and the one behind where a `**` may stand for nothing. */
function reached(parts: readonly Part[], at: number): State[] {
  const states = [{ parts, at }];
  for (let next = at; parts[next]?.crosses === true; next += 1) states.push({ parts, at: next + 1 });
  return states;
}

function stepped(states: States, name: string): States {
  const seen = new Map<readonly Part[], Set<number>>();
  return states.flatMap(({ parts, at }) => {
    const part = parts[at];
    if (part === undefined) return [];
    const next = part.crosses ? reached(parts, at) : part.matches(name) ? reached(parts, at + 1) : [];
    const known = seen.get(parts) ?? new Set();
    seen.set(parts, known);
    return next.filter((state) => !known.has(state.at) && known.add(state.at));
  });
}

/** What of a pattern is still to be matched after a folder: every place it may have come to. */
function remainders(pattern: readonly string[], folder: readonly string[]): string[][] {
  const places = folder
    .reduce(stepped, started([compiled(pattern)]))
    .map(({ at }) => at)
    .filter((at) => at < pattern.length)
    .sort((a, b) => a - b);
  // What begins after a `**` is part of what begins with it.
  return places
    .filter((at) => pattern[at - 1] !== "**" || !places.includes(at - 1))
    .map((at) => pattern.slice(at));
}

type Token = "*" | ((c: string) => boolean);

/** `**` in the place of a name is never the last: something has to lie below. */
function nameMatcher(part: string): (name: string) => boolean {
  if (!/[*?[]/.test(part)) return (name) => name === part;
  const tokens = tokensOf(part);
  return (name) => matchesName(tokens, name);
}

function tokensOf(part: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < part.length; at += 1) {
    const c = part[at]!;
    const end = c === "[" ? part.indexOf("]", at + 2) : -1;
    if (c === "*") tokens.push(c);
    else if (c === "?") tokens.push(() => true);
    else if (end > 0) {
      const body = part.slice(at + 1, end);
      tokens.push((one) => inClass(body, one));
      at = end;
    } else tokens.push((one) => one === c);
  }
  return tokens;
}

/** Going back to the last star alone is enough: what the stars before it took can stay as it is. */
function matchesName(tokens: readonly Token[], name: string): boolean {
  let [at, token, star, taken] = [0, 0, -1, 0];
  while (at < name.length) {
    const wanted = tokens[token];
    if (wanted === "*") {
      star = token;
      taken = at;
      token += 1;
    } else if (wanted?.(name[at]!)) {
      at += 1;
      token += 1;
    } else if (star >= 0) {
      token = star + 1;
      taken += 1;
      at = taken;
    } else return false;
  }
  while (tokens[token] === "*") token += 1;
  return token === tokens.length;
}

/** A file by that name or path, and everything below a folder of it. */
function partsOf(pattern: string): string[][] {
  return (expanded(pattern) ?? []).flatMap((one): string[][] => {
    const foldersOnly = one.endsWith("/");
    const names = one.split("/").filter((part) => part !== "" && part !== ".");
    const anywhere = !one.replace(/\/$/, "").includes("/");
    while (names.at(-1) === "**") names.pop();
    const start = anywhere && names.length > 0 ? ["**", ...names] : names;
    const below = [...start, "**", "*"];
    const whole = foldersOnly || names.length === 0 || /(?:^|\/)\*\*$/.test(one);
    return whole ? [below] : [start, below];
  });
}

/** Every alternative of the braces written out; null: too many. */
function expanded(pattern: string): string[] | null {
  let done: string[] = [];
  let open = [pattern];
  while (open.length > 0) {
    const next: string[] = [];
    for (const one of open) {
      const inner = /\{([^{}]*)\}/.exec(one);
      if (inner === null) done = [...done, one];
      else
        for (const choice of inner[1]!.split(","))
          next.push(one.slice(0, inner.index) + choice + one.slice(inner.index + inner[0].length));
      if (done.length + next.length > MOST_ALTERNATIVES) return null;
    }
    open = next;
  }
  return [...new Set(done)];
}

function bracesPair(pattern: string): boolean {
  let depth = 0;
  for (const c of pattern) {
    if (c === "{") depth += 1;
    if (c === "}") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
