import type { Json } from "../../core/vocabulary.js";
import { flattened } from "../../parsers/plain-data.js";

export type JsonMapping = { readonly [key: string]: Json };

/** Keys that the client itself puts into every history row and summary. */
const OWN_KEYS = new Set(["_step", "_runtime", "_timestamp", "_wandb"]);
/** Hardware statistics, as events of 0.9 and exports name them. */
const SYSTEM_KEY = /^system[./]/;

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

/**
 * Leaves of nested mappings, keys joined by ".". Media values are leaves too, for they stand for one thing.
 */
export const leaves = (value: unknown, path = ""): Generator<readonly [string, Json]> =>
  flattened(value, path, isMedia);
