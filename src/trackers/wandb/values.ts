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

/** A file below `files/` that a record names; `digest` of its bytes, where the record states it. */
export interface MediaFile {
  readonly path: string;
  readonly digest: string | null;
}

/** The file that a media value stands for, if it is one below `files/`. */
export function mediaFile({ path, sha256 }: Readonly<Record<string, unknown>>): MediaFile | null {
  if (typeof path !== "string" || !path.startsWith("media/")) return null;
  return { path, digest: typeof sha256 === "string" && sha256 !== "" ? `sha256:${sha256}` : null };
}

export const isOwnKey = (key: string): boolean => OWN_KEYS.has(key);
export const isSystemKey = (key: string): boolean => SYSTEM_KEY.test(key);

/**
 * Leaves of nested mappings, keys joined by ".". Media values are leaves too, for they stand for one thing.
 */
export const leaves = (value: unknown, path = ""): Generator<readonly [string, Json]> =>
  flattened(value, path, isMedia);
