import { at, entriesAt, isMapping } from "../../parsers/plain-data.js";
import { pythonText } from "../hydra/python-text.js";
import type { Parameters } from "./parameter-values.js";

/** What a template stands for cannot be told here, or DVC itself would refuse it. */
export class Unresolved extends Error {}

/** Names that `${…}` may stand for (dvc/parsing/context.py of 3.67), values and how they are written. */
export type Names = Parameters;

export const NO_NAMES: Names = { value: {}, written: {} };

/** @throws Unresolved  a name is defined twice, which DVC refuses, or the file holds no mapping */
export function withNames(names: Names, more: Names): Names {
  if (!isMapping(more.value)) throw new Unresolved();
  return { value: merged(names.value, more.value, 0), written: mergedText(names.written, more.written, 0) };
}

/** `item` and `key` of one turn of a loop stand before all others. */
export function withLoop(names: Names, loop: Readonly<Record<string, Names>>): Names {
  const pick = (part: keyof Names) =>
    Object.fromEntries(Object.entries(loop).map(([name, entry]) => [name, entry[part]]));
  return {
    value: { ...mapping(names.value), ...pick("value") },
    written: { ...mapping(names.written), ...pick("written") },
  };
}

/** `file`, or `file:key,key`. */
export function selected(parameters: Parameters, keys: readonly string[]): Names {
  const part = (whole: unknown) =>
    Object.fromEntries(
      keys.map((key) => [key, at(whole, key)] as const).filter(([, value]) => value !== undefined),
    );
  return keys.length === 0
    ? parameters
    : { value: part(parameters.value), written: part(parameters.written) };
}

const DEEPEST = 50;
/** Not escaped, without a line break inside (dvc/parsing/interpolate.py of 3.67). */
const EXPRESSION = /(?<!\\)\$\{([^}\n]*)\}/g;

/**
 * A part of `dvc.yaml` with all templates in it filled in. A text that is nothing but one template becomes its value.
 * @param inCommand  mappings become options: `${train}` gives `--lr 0.1 --epochs 3`
 * @throws Unresolved
 */
export function resolved(part: Parameters, names: Names, inCommand = false, depth = 0): Parameters {
  if (depth > DEEPEST) throw new Unresolved();
  const { value, written } = part;
  if (typeof value === "string") return filled(value, written, names, inCommand);
  if (Array.isArray(value)) {
    const items = value.map((item, index) =>
      resolved({ value: item, written: at(written, index) }, names, inCommand, depth + 1),
    );
    return { value: items.map((item) => item.value), written: items.map((item) => item.written) };
  }
  if (!isMapping(value)) return part;
  const entries = Object.entries(value).map(([key, inner]) => {
    const name = filled(key, key, names, false).value;
    return [
      typeof name === "string" ? name : text({ value: name, written: name }, false),
      resolved({ value: inner, written: at(written, key) }, names, inCommand, depth + 1),
    ] as const;
  });
  return {
    value: Object.fromEntries(entries.map(([key, inner]) => [key, inner.value])),
    written: Object.fromEntries(entries.map(([key, inner]) => [key, inner.written])),
  };
}

function filled(template: string, written: unknown, names: Names, inCommand: boolean): Parameters {
  const matches = [...template.matchAll(EXPRESSION)];
  const [first] = matches;
  if (first === undefined) return { value: template.replaceAll("\\${", "${"), written };
  if (matches.length === 1 && first[0] === template) {
    const found = select(first[1]!, names);
    return inCommand && isMapping(found.value) ? { value: text(found, true), written: undefined } : found;
  }
  const whole = template.replace(EXPRESSION, (_, inner: string) => text(select(inner, names), inCommand));
  return { value: whole.replaceAll("\\${", "${"), written: whole };
}

/** `a.b[0]` */
function select(expression: string, names: Names): Parameters {
  const path = expression
    .replaceAll("[", ".")
    .replaceAll("]", "")
    .split(".")
    .map((part) => part.trim());
  const value = at(names.value, ...path);
  if (value === undefined || typeof value === "symbol") throw new Unresolved();
  return { value, written: at(names.written, ...path) };
}

/** `to_str` of dvc/parsing/interpolate.py. @throws Unresolved */
export function text(entry: Parameters, inCommand: boolean): string {
  const { value, written } = entry;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (inCommand && isMapping(value)) return options(entry);
  // Where the format does not show how it is written, 1 may be 1.0.
  if (typeof value === "number" && written === undefined && Number.isInteger(value)) throw new Unresolved();
  const shown = pythonText(value, written);
  if (shown === null) throw new Unresolved();
  return shown;
}

/** Nested names joined by "."; true switches are bare, false ones left out, the items of a list follow one name. */
function options(entry: Parameters): string {
  const words: string[] = [];
  const visit = ({ value, written }: Parameters, name: string, depth: number): void => {
    if (depth > DEEPEST) throw new Unresolved();
    if (isMapping(value)) {
      for (const [key, inner] of entriesAt(value))
        visit({ value: inner, written: at(written, key) }, name === "" ? key : `${name}.${key}`, depth + 1);
    } else if (typeof value === "boolean") {
      if (value) words.push(`--${name}`);
    } else if (Array.isArray(value)) {
      if (value.length === 0) return;
      words.push(
        `--${name}`,
        ...value.map((item, index) => quotedText({ value: item, written: at(written, index) })),
      );
    } else words.push(`--${name}`, quotedText({ value, written }));
  };
  visit(entry, "", 0);
  return words.join(" ");
}

const quotedText = (entry: Parameters): string =>
  typeof entry.value === "string" ? shellQuoted(entry.value) : text(entry, false);

/** `shlex.quote` of Python. */
const shellQuoted = (word: string): string =>
  word !== "" && /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;

const mapping = (value: unknown): Readonly<Record<string, unknown>> => (isMapping(value) ? value : {});

function merged(into: unknown, update: unknown, depth: number): unknown {
  if (depth > DEEPEST) throw new Unresolved();
  const result: Record<string, unknown> = { ...mapping(into) };
  for (const [key, value] of entriesAt(update)) {
    if (!Object.hasOwn(result, key)) result[key] = value;
    else if (isMapping(result[key]) && isMapping(value)) result[key] = merged(result[key], value, depth + 1);
    else throw new Unresolved();
  }
  return result;
}

function mergedText(into: unknown, update: unknown, depth: number): unknown {
  const result: Record<string, unknown> = { ...mapping(into) };
  for (const [key, value] of entriesAt(update))
    result[key] =
      isMapping(result[key]) && isMapping(value) && depth < DEEPEST
        ? mergedText(result[key], value, depth + 1)
        : value;
  return result;
}
