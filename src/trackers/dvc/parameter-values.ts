import { posix } from "node:path";
import { at, isMapping } from "../../parsers/plain-data.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { parseToml } from "../../parsers/toml.js";
import { parseYaml } from "../../parsers/yaml.js";
import { parsePythonParameters, UNREAD } from "./python-parameters.js";

/** A parameter file, or part of one. */
export interface Parameters {
  readonly value: unknown;
  /** The same with every scalar as the file writes it, which tells 1.0 from 1; undefined: the format does not show it. */
  readonly written: unknown;
}

/** As DVC reads it, by its ending (dvc/utils/serialize of 3.67); null: it cannot be read. */
export function parseParameters(path: string, text: string): Parameters | null {
  const plain = text.replace(/^\ufeff/, "");
  const ending = posix.extname(path).toLowerCase();
  if (ending === ".py") return { value: parsePythonParameters(plain), written: undefined };
  if (ending === ".toml") {
    const { value, error } = parseToml(plain);
    return error === null ? { value, written: undefined } : null;
  }
  const { value, error } = ending === ".json" ? parsePythonJson(plain) : parseYaml(plain, "ruamel");
  return error === null ? { value: value ?? {}, written: parseYaml(plain, "text").value } : null;
}

/** Keys that DVC would search by pattern. */
const PATTERN = /[*?[\]]/;

/**
 * Names of the parameters that a stage takes from a file and whose values are others than the lock has, sorted.
 * @param keys  those that the stage names; empty: all of the file
 */
export function changedParameters(
  file: { readonly path: string; readonly parameters: Parameters },
  keys: readonly string[],
  locked: ReadonlyMap<string, unknown>,
): readonly string[] {
  const { value } = file.parameters;
  const asked =
    keys.length > 0
      ? keys
      : [...new Set([...(isMapping(value) ? Object.keys(value) : []), ...locked.keys()])];
  return [...new Set(asked)].filter((key) => differs(key)).sort();

  function differs(key: string): boolean {
    const now = keys.length > 0 ? at(value, ...key.split(".")) : at(value, key);
    const then = locked.get(key);
    if (now !== undefined) return !locked.has(key) || !isEqual(now, then);
    // What this reader did not find in Python, or what a pattern stands for, DVC may find.
    return !PATTERN.test(key) && !file.path.endsWith(".py");
  }
}

/** Equal as Python has it: 1, 1.0 and True are. What could not be read is equal to anything. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === UNREAD || a === b) return true;
  if (isNumber(a) && isNumber(b)) return Number(a) === Number(b);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  if (isMapping(a) && isMapping(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => Object.hasOwn(b, name) && isEqual(a[name], b[name]))
    );
  }
  return isMoment(a) && isMoment(b);
}

const isNumber = (value: unknown): boolean => typeof value === "number" || typeof value === "boolean";

/** Formats write one moment in several ways. */
const isMoment = (value: unknown): boolean =>
  typeof value === "string" && /^\d{4}-\d\d-\d\d[Tt ]\d\d:/.test(value);
