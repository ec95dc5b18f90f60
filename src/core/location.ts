import { z } from "zod";

/**
 * A place that a reader can open. `path` is POSIX, relative to the audited root, and names a file that
 * exists at the audited state; the rest is there where it applies.
 */
export const Location = z.object({
  path: z.string().min(1),
  line: z.int().positive().exactOptional().describe("1-based"),
  column: z.int().positive().exactOptional().describe("1-based"),
  cell: z.int().nonnegative().exactOptional().describe("index of the notebook cell"),
  run: z.string().exactOptional().describe("key of the run spoken of: tracker:id"),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .exactOptional(),
});
export type Location = Readonly<z.output<typeof Location>>;

/** Order of locations in every list: by path, cell, line, column, run. */
export function compareLocations(a: Location, b: Location): number {
  return (
    compareText(a.path, b.path) ||
    (a.cell ?? -1) - (b.cell ?? -1) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.run ?? "", b.run ?? "")
  );
}

/** Code-unit order: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
