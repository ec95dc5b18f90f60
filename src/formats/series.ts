import type { MetricPoint } from "../core/tracker.js";
import { csvRow } from "./csv.js";
import { jsonLine } from "./terminal-json.js";

export const SERIES_COLUMNS = ["key", "step", "value", "time"] as const;

/** ISO 8601 UTC; null where it is not recorded, or no clock can have shown it. */
export function timeOf({ at }: MetricPoint): string | null {
  return at === null || Math.abs(at) > 8.64e15 ? null : new Date(at).toISOString();
}

export const seriesCsvHeader = csvRow(SERIES_COLUMNS);

export const seriesCsvRow = (point: MetricPoint): string =>
  csvRow([point.key, point.step, point.value, timeOf(point)]);

export const seriesJsonLine = (point: MetricPoint): string =>
  `${jsonLine({ key: point.key, step: point.step, value: point.value, time: timeOf(point) })}\n`;
