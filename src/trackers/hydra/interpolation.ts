import { pythonText } from "./python-text.js";

type Path = readonly (string | number)[];

/** Values that interpolations may repeat in all: enough for any configuration, and a bomb stops here. */
const MAX_REPEATED = 100_000;
/** Characters that texts put together of others may have in all, for the same reason. */
const MAX_JOINED = 1_000_000;
const MAX_HOPS = 50;
/** Characters of a reference, others nested in it included: each level of those is one of the call stack. */
const MAX_REFERENCE = 2_000;

/**
 * A configuration as `OmegaConf.to_container(resolve=True)` gives it (OmegaConf 2.0 to 2.3), as far as the
 * configuration itself holds the answer: `${a.b}`, `${a[0]}`, `${.sibling}`, `${..uncle}`, `${a.${b}}`, `x-${a}`.
 * What asks the machine (`${oc.env:HOME}`, `${now:…}`) or leads nowhere, in circles, or to a missing value (`???`)
 * keeps its text.
 * @param written  the same tree with every scalar as the file writes it
 */
export function resolveInterpolations(config: unknown, written: unknown): unknown {
  return resolved(config, [], { config, written, open: new Set(), repeated: 0, joined: 0 });
}

interface Resolution {
  readonly config: unknown;
  readonly written: unknown;
  /** Places whose value is being found out, to see a circle. */
  readonly open: Set<string>;
  repeated: number;
  joined: number;
}

class Unresolved extends Error {}

function resolved(value: unknown, path: Path, resolution: Resolution): unknown {
  if (resolution.open.size > 0 && ++resolution.repeated > MAX_REPEATED) throw new Unresolved();
  if (typeof value === "string" && value.includes("${")) {
    try {
      return resolveText(value, path, resolution);
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      return value;
    }
  }
  if (Array.isArray(value)) return value.map((item, index) => resolved(item, [...path, index], resolution));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolved(item, [...path, key], resolution)]),
  );
}

/** A text that is one interpolation takes its value; others are put together of texts. */
function resolveText(text: string, path: Path, resolution: Resolution): unknown {
  const parts = split(text);
  const [only] = parts;
  if (parts.length === 1 && typeof only === "object") {
    return follow(target(only.reference, path, resolution), resolution);
  }
  let joined = "";
  for (const part of parts) {
    joined += typeof part === "string" ? part : textOf(target(part.reference, path, resolution), resolution);
    if (resolution.joined + joined.length > MAX_JOINED) throw new Unresolved();
  }
  resolution.joined += joined.length;
  return joined;
}

function textOf(place: Path, resolution: Resolution): string {
  const value = pythonText(follow(place, resolution), lookUp(resolution.written, place));
  if (value === null) throw new Unresolved();
  return value;
}

type Part = string | { readonly reference: string };

/** Escaped interpolations (`\${`) are not told apart from others by all versions: such texts stay as they are. */
function split(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf("${", at);
    if (start < 0) break;
    if (text[start - 1] === "\\") throw new Unresolved();
    const end = closing(text, start + 2);
    if (start > at) parts.push(text.slice(at, start));
    parts.push({ reference: text.slice(start + 2, end) });
    at = end + 1;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text.startsWith("${", at)) depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  throw new Unresolved();
}

const REFERENCE = /^\s*(\.*)((?:[^.[\]:{}\s$'"]|\[[^[\]:{}\s$'"]+\]|\.(?=[^.[\]]))+)\s*$/;

/** The place that a reference names: from the root, or with leading dots from the mapping that holds the text. */
function target(reference: string, path: Path, resolution: Resolution): Path {
  if (reference.length > MAX_REFERENCE) throw new Unresolved();
  const plain = reference.includes("${") ? resolveText(reference, path, resolution) : reference;
  const match = typeof plain === "string" ? REFERENCE.exec(plain) : null;
  if (match === null) throw new Unresolved();
  const [, dots = "", names = ""] = match;
  const base = dots === "" ? [] : path.slice(0, path.length - dots.length);
  if (dots.length > path.length) throw new Unresolved();
  return [...base, ...names.split(/[.[\]]+/).filter((name) => name !== "")];
}

function follow(place: Path, resolution: Resolution): unknown {
  const key = JSON.stringify(place.map(String));
  if (resolution.open.has(key) || resolution.open.size >= MAX_HOPS) throw new Unresolved();
  resolution.open.add(key);
  try {
    let value = resolution.config;
    place.forEach((step, index) => {
      // An alias on the way: go on inside of what it stands for.
      if (typeof value === "string") value = strictly(value, place.slice(0, index), resolution);
      value = child(value, step);
    });
    return typeof value === "string"
      ? strictly(value, place, resolution)
      : resolved(value, place, resolution);
  } finally {
    resolution.open.delete(key);
  }
}

function strictly(text: string, path: Path, resolution: Resolution): unknown {
  if (text === "???") throw new Unresolved();
  return text.includes("${") ? resolveText(text, path, resolution) : text;
}

function child(value: unknown, step: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) throw new Unresolved();
  if (Array.isArray(value) && !/^\d+$/.test(String(step))) throw new Unresolved();
  return (value as Record<string | number, unknown>)[step];
}

function lookUp(tree: unknown, place: Path): unknown {
  let value = tree;
  for (const step of place) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
