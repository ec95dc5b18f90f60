import { compareText } from "../core/location.js";

/** A path from the root of one machine's file system; a lone name after a slash (`/loss`, `/v1`) is none. */
const ABSOLUTE =
  /^(?:file:\/\/)?(?:\/(?!\/)[^/\s][^/\n]*\/[^\n]*|[A-Za-z]:[\\/][^\n]*|\\\\[\w.]+\\[^\n]+|~[\\/][^\n]*)$/;
const LONGEST = 4096;

export const isAbsolutePath = (value: unknown): boolean =>
  typeof value === "string" && value.length <= LONGEST && ABSOLUTE.test(value);

/** Names of the fields whose text is an absolute path, or a list that holds one. */
export const absolutePathFields = (fields: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(fields)
    .filter(([, value]) => (Array.isArray(value) ? value.some(isAbsolutePath) : isAbsolutePath(value)))
    .map(([name]) => name)
    .sort(compareText);
