import type { Run } from "./run.js";
import type { Json } from "./vocabulary.js";

/**
 * What kind of value a field holds, which decides how it is compared, sorted and written.
 * word: one of a closed list; commit: an id that may be abbreviated; time: ISO 8601 UTC;
 * list: several texts; any: whatever the record holds, told from each value.
 */
export type FieldKind = "text" | "word" | "commit" | "number" | "time" | "flag" | "list" | "any";

/** One value of a run by name: `status`, `params.lr`, `metrics.loss.min`. */
export interface RunField {
  readonly name: string;
  readonly kind: FieldKind;
  /** null: not recorded. Numbers that JSON has no word for are the texts NaN, Infinity, -Infinity. */
  readonly value: (run: Run) => Json;
}
