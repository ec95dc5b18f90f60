import { compareText } from "../core/location.js";
import { type RunRecord, runKey } from "../core/run.js";

/** Disjoint sets of runs, each with at most one run of a tracker. */
export class Groups {
  readonly #of = new Map<string, Map<string, string>>();

  constructor(records: readonly RunRecord[]) {
    for (const record of records) this.#of.set(runKey(record), new Map([[record.tracker, runKey(record)]]));
  }

  /** False where the union would hold two runs of one tracker. */
  join(a: RunRecord, b: RunRecord): boolean {
    const left = this.#of.get(runKey(a));
    const right = this.#of.get(runKey(b));
    if (left === undefined || right === undefined) return false;
    if (left === right) return true;
    if ([...right.keys()].some((tracker) => left.has(tracker))) return false;
    for (const [tracker, key] of right) {
      left.set(tracker, key);
      this.#of.set(key, left);
    }
    return true;
  }

  lists(): string[][] {
    return [...new Set(this.#of.values())].map((group) => [...group.values()].sort(compareText));
  }
}
