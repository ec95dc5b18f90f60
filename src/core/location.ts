import type { z } from "zod";
import type { Location as Schema } from "./schema/location.js";

export type Location = Readonly<z.output<typeof Schema>>;

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
