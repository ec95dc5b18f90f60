import { compareText } from "../../core/location.js";
import type { Run } from "../../core/run.js";
import { KEYED, type Keyed, type QueryField } from "./fields.js";

export interface UnknownKey {
  readonly field: QueryField;
  readonly key: string;
  /** Keys that runs have there. */
  readonly known: readonly string[];
  /** The other parts in which that very key occurs. */
  readonly elsewhere: readonly Keyed[];
}

/** Fields with keys that no run has: most likely a slip of the pen. */
export function unknownKeys(fields: readonly QueryField[], runs: readonly Run[]): UnknownKey[] {
  const named = new Map(fields.map((field) => [field.name, field]));
  return [...named.values()].flatMap((field): UnknownKey[] => {
    if (field.keyed === null || runs.length === 0) return [];
    const { part, key } = field.keyed;
    const has = (where: Keyed) => runs.some((run) => Object.hasOwn(run[where], key));
    if (has(part) || runs.some((run) => field.value(run) !== null)) return [];
    const known = [...new Set(runs.flatMap((run) => Object.keys(run[part])))].sort(compareText);
    return [{ field, key, known, elsewhere: KEYED.filter((other) => other !== part && has(other)) }];
  });
}
