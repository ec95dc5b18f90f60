/** Configuration as a tree of which every value knows its place; merges and interpolates as OmegaConf 2.3 does. */

export interface ConfigPlace {
  readonly path: string;
  readonly line?: number;
}

export interface ConfigLeaf {
  readonly is: "leaf";
  /** A scalar or a list. */
  readonly value: unknown;
  readonly place: () => ConfigPlace;
}

export interface ConfigMap {
  readonly is: "map";
  readonly entries: Map<string, ConfigTree>;
  readonly place: () => ConfigPlace;
}

export type ConfigTree = ConfigLeaf | ConfigMap;

type PlaceOf = (keys: readonly (string | number)[]) => ConfigPlace;

/** Deeper, a configuration is data. */
const DEEPEST = 60;
const NOWHERE = (): ConfigPlace => ({ path: "" });

export const emptyTree = (): ConfigMap => ({ is: "map", entries: new Map(), place: NOWHERE });

export function treeOf(value: unknown, place: PlaceOf, keys: readonly (string | number)[]): ConfigTree {
  const at = (): ConfigPlace => place(keys);
  if (typeof value !== "object" || value === null || Array.isArray(value) || keys.length > DEEPEST)
    return { is: "leaf", value, place: at };
  const entries = new Map<string, ConfigTree>();
  for (const [key, entry] of Object.entries(value)) entries.set(key, treeOf(entry, place, [...keys, key]));
  return { is: "map", entries, place: at };
}

/** Mappings are joined, anything else is replaced; `???` replaces nothing. */
export function mergeInto(tree: ConfigMap, path: readonly string[], given: ConfigTree): void {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (given.is === "map") for (const [name, entry] of given.entries) mergeInto(tree, [name], entry);
    return;
  }
  const known = tree.entries.get(key);
  if (rest.length > 0) {
    const below = known?.is === "map" ? known : { ...emptyTree(), place: given.place };
    if (below !== known) tree.entries.set(key, below);
    mergeInto(below, rest, given);
  } else if (given.is === "map" && known?.is === "map") {
    for (const [name, entry] of given.entries) mergeInto(known, [name], entry);
  } else if (given.is === "map") {
    const copy: ConfigMap = { ...emptyTree(), place: given.place };
    tree.entries.set(key, copy);
    mergeInto(copy, [], given);
  } else if (given.value !== "???" || known === undefined) tree.entries.set(key, given);
}

export function select(tree: ConfigTree, path: readonly string[]): ConfigTree | null {
  let found: ConfigTree = tree;
  for (const key of path) {
    const next: ConfigTree | undefined = found.is === "map" ? found.entries.get(key) : undefined;
    if (next === undefined) return null;
    found = next;
  }
  return found;
}

export function plainOf(tree: ConfigTree): unknown {
  if (tree.is === "leaf") return tree.value;
  return Object.fromEntries(
    [...tree.entries].flatMap(([key, entry]) =>
      key === "__proto__" ? [] : [[key, plainOf(entry)] as const],
    ),
  );
}

/** Every leaf with its path of keys. */
export function* leavesOf(
  tree: ConfigTree,
  path: readonly string[] = [],
): Generator<{ readonly path: readonly string[]; readonly leaf: ConfigLeaf }> {
  if (tree.is === "leaf") yield { path, leaf: tree };
  else for (const [key, entry] of tree.entries) yield* leavesOf(entry, [...path, key]);
}

/** A value after interpolation. `value` undefined: it cannot be told (a resolver of the program's own, an open name). */
export interface Interpolated {
  readonly value: unknown;
  readonly place: ConfigPlace;
  /** Environment variable that decides, where one is asked for. */
  readonly variable: string | null;
}

/** What an environment variable holds where a program is started; undefined: unset. */
export type Variables = (name: string) => { readonly value: string; readonly place: ConfigPlace } | undefined;

const MOST_HOPS = 12;
/** Interpolations that one value may lead through in all, and characters of a text put together of others. */
const MOST_STEPS = 2000;
const LONGEST = 10_000;

interface Reading {
  readonly tree: ConfigTree;
  readonly variables: Variables;
  left: number;
}

/**
 * The value at a path, `${seed}`, `${.x}`, `${oc.env:SEED,0}`, `${oc.select:a,b}` and `${oc.decode:…}` followed; the
 * place is that of the value itself. null: there is none.
 */
export function interpolated(
  tree: ConfigTree,
  path: readonly string[],
  variables: Variables = () => undefined,
): Interpolated | null {
  return follow({ tree, variables, left: MOST_STEPS }, path, 0);
}

function follow(reading: Reading, path: readonly string[], hops: number): Interpolated | null {
  if (hops > MOST_HOPS || --reading.left < 0) return null;
  let at: ConfigTree | null = reading.tree;
  for (let depth = 0; depth < path.length && at !== null; depth++) {
    if (at.is === "leaf") {
      // `cfg.model.lr` where `model: ${base}`: the way leads through an interpolation.
      const target = typeof at.value === "string" ? pathOf(at.value, path.slice(0, depth)) : null;
      return target === null ? null : follow(reading, [...target, ...path.slice(depth)], hops + 1);
    }
    at = at.entries.get(path[depth]!) ?? null;
  }
  if (at === null) return null;
  if (at.is === "map") return { value: plainOf(at), place: at.place(), variable: null };
  const own: Interpolated = { value: at.value, place: at.place(), variable: null };
  return typeof at.value === "string" && at.value.includes("${")
    ? resolved(reading, at.value, path, own, hops)
    : own;
}

/** `${a.b}`, `${.b}`, `${..b}`: the path that it names, seen from the key that holds it. */
function pathOf(text: string, from: readonly string[]): readonly string[] | null {
  const found = /^\$\{(\.*)([\w.[\]-]+)\}$/.exec(text.trim());
  if (found === null) return null;
  const keys = found[2]!.replace(/\[(\w+)\]/g, ".$1").split(".");
  const up = found[1]!.length;
  return up === 0 ? keys : [...from.slice(0, Math.max(0, from.length - up)), ...keys];
}

const RESOLVER = /^\$\{(oc\.env|env|oc\.select|oc\.decode):([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}$/;
const PARTS = /\$\{[\w.[\]-]+\}/g;

function resolved(
  reading: Reading,
  text: string,
  from: readonly string[],
  own: Interpolated,
  hops: number,
): Interpolated {
  const open: Interpolated = { ...own, value: undefined };
  if (text.length > LONGEST) return open;
  const target = pathOf(text, from);
  if (target !== null) return follow(reading, target, hops + 1) ?? open;
  const call = RESOLVER.exec(text.trim());
  if (call !== null) return called(reading, call[1]!, call[2]!, from, own, hops);
  if (text.replace(PARTS, "").includes("$")) return open;
  let whole = true;
  const value = text.replace(PARTS, (part) => {
    const found = pathOf(part, from);
    const inner = found === null ? null : follow(reading, found, hops + 1);
    if (inner === null || inner.value === undefined || isCollection(inner.value)) whole = false;
    return whole ? pythonText(inner?.value) : "";
  });
  return whole && value.length <= LONGEST ? { ...own, value } : open;
}

function called(
  reading: Reading,
  resolver: string,
  args: string,
  from: readonly string[],
  own: Interpolated,
  hops: number,
): Interpolated {
  const [first = "", ...rest] = args.split(",").map((part) => part.trim());
  const fallback = rest.length === 0 ? undefined : rest.join(",");
  /** An argument: an interpolation of its own, or a plain value. */
  const inside = (text: string): Interpolated =>
    text.includes("${") ? resolved(reading, text, from, own, hops + 1) : { ...own, value: decoded(text) };
  if (resolver === "oc.decode") {
    const inner = inside(first);
    return { ...inner, value: decoded(inner.value) };
  }
  if (resolver === "oc.select") {
    const found = follow(reading, first.split("."), hops + 1);
    return found ?? (fallback === undefined ? { ...own, value: null } : inside(fallback));
  }
  const set = reading.variables(first);
  if (set !== undefined) return { value: set.value, place: set.place, variable: first };
  const value = fallback === undefined ? undefined : inside(fallback).value;
  return {
    ...own,
    // A variable's default is text, whatever it reads like; a program that wants a number decodes it.
    value: value === undefined || value === null ? value : pythonText(value),
    variable: first,
  };
}

const pythonText = (value: unknown): string =>
  value === true ? "True" : value === false ? "False" : value === null ? "None" : `${value as string}`;

function decoded(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (/^(?:null|none)$/i.test(text)) return null;
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return Number(text);
  return text.replace(/^(['"])(.*)\1$/s, "$2");
}

const isCollection = (value: unknown): boolean => typeof value === "object" && value !== null;
