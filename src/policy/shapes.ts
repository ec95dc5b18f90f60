import { didYouMean } from "./nearest.js";

/** What a value of a configuration has to look like. `docs/schema/config.schema.json` says the same. */
export type Shape =
  | { readonly kind: "number"; readonly least: number; readonly most: number }
  | { readonly kind: "boolean" }
  /** `accepts` null: any text that is not empty. `wanted` completes "must be …". */
  | {
      readonly kind: "text";
      readonly wanted: string;
      readonly longest: number;
      readonly accepts?: (text: string) => boolean;
    }
  | { readonly kind: "choice"; readonly words: readonly string[] }
  | { readonly kind: "list"; readonly of: Shape; readonly wanted: string; readonly least?: number }
  /** Only these keys. */
  | {
      readonly kind: "table";
      readonly keys: Readonly<Record<string, Shape>>;
      readonly required?: Readonly<Record<string, string>>;
    }
  /** Any keys. */
  | { readonly kind: "map"; readonly of: Shape; readonly wanted: string }
  /** A number, a boolean or a text: the one that it is for says which. */
  | { readonly kind: "scalar" }
  /** A table, or a short form. */
  | { readonly kind: "either"; readonly short: Shape; readonly table: Shape; readonly wanted: string };

export type ValuePath = readonly (string | number)[];

/** Where and what; the message names the place in the configuration, and what would be right. */
export interface ShapeMistake {
  readonly path: ValuePath;
  readonly message: string;
}

/** Everything in which a value (plain data) is not of a shape, in the order of the value. */
export function mistakesIn(value: unknown, shape: Shape): ShapeMistake[] {
  const mistakes: ShapeMistake[] = [];
  look(value, shape, [], (path, message) => mistakes.push({ path, message }));
  return mistakes;
}

/** `rules.no-ci.severity`, `ignore[0].reason`; the file itself has no name. */
export function nameOf(path: ValuePath): string {
  const name = path
    .map((part) =>
      typeof part === "number" ? `[${part}]` : `.${/^[\w-]+$/.test(part) ? part : quoted(part)}`,
    )
    .join("")
    .replace(/^\./, "");
  return name === "" ? "the configuration" : name;
}

/** A value as it can be shown: short, on one line. */
export function quoted(value: unknown): string {
  if (typeof value === "string") {
    const shown = value.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
    return `"${shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown}"`;
  }
  if (Array.isArray(value)) return "a list";
  if (value === null) return "nothing";
  return typeof value === "object" ? "a mapping" : String(value);
}

const LONGEST_SHOWN = 60;

type Note = (path: ValuePath, message: string) => void;

function look(value: unknown, shape: Shape, path: ValuePath, note: Note): void {
  const wrong = (wanted: string): void =>
    note(path, `${nameOf(path)} must be ${wanted}, not ${quoted(value)}`);
  switch (shape.kind) {
    case "number":
      if (typeof value !== "number" || !(value >= shape.least && value <= shape.most))
        wrong(`a number from ${shape.least} to ${shape.most}`);
      return;
    case "boolean":
      if (typeof value !== "boolean") wrong("true or false");
      return;
    case "scalar":
      if (!isScalar(value)) wrong("a number, true, false or a text");
      return;
    case "choice":
      if (typeof value !== "string" || !shape.words.includes(value))
        note(
          path,
          `${nameOf(path)} must be one of ${shape.words.join(", ")}, not ${quoted(value)}${typeof value === "string" ? didYouMean(value, shape.words) : ""}`,
        );
      return;
    case "text":
      if (typeof value !== "string" || value === "") wrong(shape.wanted);
      else if (value.length > shape.longest)
        note(path, `${nameOf(path)} is longer than ${shape.longest} characters`);
      else if (shape.accepts?.(value) === false) wrong(shape.wanted);
      return;
    case "list":
      if (!Array.isArray(value)) wrong(shape.wanted);
      else if (value.length < (shape.least ?? 0)) note(path, `${nameOf(path)} must not be empty`);
      else for (const [index, item] of value.entries()) look(item, shape.of, [...path, index], note);
      return;
    case "map":
      if (!isMapping(value)) wrong(shape.wanted);
      else for (const [key, item] of Object.entries(value)) look(item, shape.of, [...path, key], note);
      return;
    case "either":
      if (isMapping(value)) look(value, shape.table, path, note);
      else if (isScalar(value)) look(value, shape.short, path, note);
      else wrong(shape.wanted);
      return;
    case "table":
      lookAtTable(value, shape, path, note);
  }
}

function lookAtTable(
  value: unknown,
  { keys, required = {} }: Extract<Shape, { kind: "table" }>,
  path: ValuePath,
  note: Note,
): void {
  const valid = Object.keys(keys);
  if (!isMapping(value)) {
    note(path, `${nameOf(path)} must be a mapping with the keys ${valid.join(", ")}, not ${quoted(value)}`);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    const shape = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (shape !== undefined) look(item, shape, [...path, key], note);
    else
      note(
        [...path, key],
        `${path.length === 0 ? "" : `${nameOf(path)}: `}unknown key ${quoted(key)}${didYouMean(key, valid)}${meant(key, valid)} (valid: ${valid.join(", ")})`,
      );
  }
  for (const [key, remedy] of Object.entries(required))
    if (!Object.hasOwn(value, key)) note(path, `${nameOf(path)} has no ${key}: ${remedy}`);
}

/** What other tools call the same. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "fail-under": "threshold",
  fail_under: "threshold",
  minimum: "threshold",
  ignores: "ignore",
  suppress: "ignore",
  suppressions: "ignore",
  extend: "extends",
  "extend-exclude": "exclude",
  overrides: "rules",
  path: "paths",
  files: "paths",
  until: "expires",
  why: "reason",
};

function meant(key: string, valid: readonly string[]): string {
  const word = Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key] : undefined;
  return word === undefined || !valid.includes(word) || didYouMean(key, valid) !== ""
    ? ""
    : `; did you mean ${word}?`;
}

const isScalar = (value: unknown): boolean =>
  typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
