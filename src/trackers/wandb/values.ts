import type { MetricValue } from "../../core/run.js";
import type { Json } from "../../core/vocabulary.js";

export type JsonMapping = { readonly [key: string]: Json };

/** Keys that the client itself puts into every history row and summary. */
const OWN_KEYS = new Set(["_step", "_runtime", "_timestamp", "_wandb"]);
/** Hardware statistics, as events of 0.9 and exports name them. */
const SYSTEM_KEY = /^system[./]/;
const MAX_DEPTH = 100;

export function isMapping(value: unknown): value is JsonMapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A picture, table, histogram or file, as the client describes it in place of a value. */
export function isMedia(value: unknown): value is JsonMapping & { readonly _type: string } {
  return isMapping(value) && typeof value._type === "string";
}

/** The `path` of a media value, if it is that of a file below `files/`. */
export function mediaPath(path: unknown): string | null {
  return typeof path === "string" && path.startsWith("media/") ? path : null;
}

export const isOwnKey = (key: string): boolean => OWN_KEYS.has(key);
export const isSystemKey = (key: string): boolean => SYSTEM_KEY.test(key);

export function asMetric(value: unknown): MetricValue | null {
  if (typeof value === "number") return value;
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? value : null;
}

/**
 * Leaves of nested mappings, keys joined by "."; an empty mapping and a list are leaves. Media values too, for they
 * stand for one thing.
 */
export function* leaves(value: unknown, path = "", depth = 0): Generator<readonly [string, Json]> {
  if (isMapping(value) && !isMedia(value) && depth < MAX_DEPTH) {
    const entries = Object.entries(value);
    for (const [key, inner] of entries) yield* leaves(inner, path === "" ? key : `${path}.${key}`, depth + 1);
    if (entries.length > 0 || path === "") return;
  }
  yield [path, value as Json];
}
