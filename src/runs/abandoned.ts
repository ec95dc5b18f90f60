import type { RunRecord } from "../core/run.js";

const DAY = 24 * 60 * 60 * 1000;

/**
 * Which runs say "running" although the repository has gone on for a day and more without them. No clock and no file
 * time is asked: the later of the store's newest recorded time and the newest commit is "now".
 *
 * @param newestChangeAt  newest commit that touches anything but exptrack's own outputs, ISO 8601
 */
export function abandonedRuns(
  records: readonly RunRecord[],
  newestChangeAt: string | null,
): ReadonlySet<RunRecord> {
  const newestIn = new Map<string, number>();
  for (const record of records) {
    const seen = lastMoment(record);
    if (seen !== null)
      newestIn.set(record.trace.store, Math.max(newestIn.get(record.trace.store) ?? seen, seen));
  }
  const change = newestChangeAt === null ? Number.NEGATIVE_INFINITY : Date.parse(newestChangeAt);
  return new Set(
    records.filter((record) => {
      if (record.status !== "running") return false;
      const seen = lastMoment(record);
      const now = Math.max(newestIn.get(record.trace.store) ?? Number.NEGATIVE_INFINITY, change);
      return seen !== null && now - seen > DAY;
    }),
  );
}

function lastMoment(record: RunRecord): number | null {
  const times = [record.trace.lastRecordedAt, record.endedAt, record.startedAt]
    .map((at) => (at === null ? Number.NaN : Date.parse(at)))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? null : Math.max(...times);
}
