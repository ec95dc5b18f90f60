import type { MetricSummary } from "../../core/run.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { parseToml } from "../../parsers/toml.js";
import { parseYaml } from "../../parsers/yaml.js";

/** Numbers of a metric file by dotted key; null: it cannot be read as what its name says. Lists are no metrics. */
export function parseMetricFile(path: string, bytes: Buffer): ReadonlyMap<string, number | string> | null {
  const text = bytes.toString("utf8").replace(/^\ufeff/, "");
  const { value, error } = path.toLowerCase().endsWith(".json")
    ? parsePythonJson(text)
    : path.toLowerCase().endsWith(".toml")
      ? parseToml(text)
      : parseYaml(text, "ruamel");
  return error === null ? numbers(value) : null;
}

function numbers(value: unknown): ReadonlyMap<string, number | string> {
  const found = new Map<string, number | string>();
  const visit = (entry: unknown, key: string): void => {
    if (typeof entry === "number" || NOT_FINITE.has(entry)) found.set(key, entry as number | string);
    else if (typeof entry === "object" && entry !== null && !Array.isArray(entry)) {
      for (const [name, inner] of Object.entries(entry)) visit(inner, key === "" ? name : `${key}.${name}`);
    }
  };
  visit(value, "");
  return found;
}

const NOT_FINITE: ReadonlySet<unknown> = new Set(["NaN", "Infinity", "-Infinity"]);

/** A final value: the file keeps no history. */
export function finalValue(value: number | string): MetricSummary {
  const finite = typeof value === "number" ? value : null;
  return { last: value as MetricSummary["last"], min: finite, max: finite, count: null, lastStep: null };
}

/**
 * Entries of several files as one mapping: a key that two files hold gets the file's name before it, in all of them
 * (dvc/api/show.py of 3.67).
 */
export function mergeFiles<T>(
  files: readonly (readonly [file: string, ReadonlyMap<string, T>])[],
): Map<string, T> {
  const counts = new Map<string, number>();
  for (const [, entries] of files)
    for (const key of entries.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  const merged = new Map<string, T>();
  for (const [file, entries] of files) {
    for (const [key, value] of entries) merged.set(counts.get(key) === 1 ? key : `${file}:${key}`, value);
  }
  return merged;
}
