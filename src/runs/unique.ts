import { type RunRecord, runKey } from "../core/run.js";

/** Where two stores hold the same id (Sacred's `1` twice), the store's path comes into it: `store-path#id`. */
export function withUniqueKeys(records: readonly RunRecord[]): RunRecord[] {
  const stores = new Map<string, Set<string>>();
  for (const record of records) {
    const key = runKey(record);
    stores.set(key, (stores.get(key) ?? new Set()).add(record.trace.store));
  }
  return records.map((record) => {
    if ((stores.get(runKey(record))?.size ?? 0) < 2) return record;
    const id = `${record.trace.store}#${record.id}`;
    return { ...record, id, location: { ...record.location, run: `${record.tracker}:${id}` } };
  });
}
