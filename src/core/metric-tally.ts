import type { MetricSummary, MetricValue } from "./run.js";

/** Summaries of metrics, filled point by point. */
export interface Tally {
  add(key: string, step: number | null, value: MetricValue): void;
  has(key: string): boolean;
  summaries(): ReadonlyMap<string, MetricSummary>;
}

type Open = { -readonly [K in keyof MetricSummary]: MetricSummary[K] };

/** `last` is the value at the greatest step; of equal steps, and without steps, the later one written wins. */
export function metricTally(): Tally {
  const open = new Map<string, Open>();
  return {
    add(key, step, value) {
      let summary = open.get(key);
      if (summary === undefined) {
        summary = { last: value, min: null, max: null, count: 0, lastStep: step };
        open.set(key, summary);
      }
      summary.count = (summary.count ?? 0) + 1;
      if (summary.lastStep === null || step === null || step >= summary.lastStep) {
        summary.last = value;
        summary.lastStep = step ?? summary.lastStep;
      }
      if (typeof value !== "number") return;
      if (summary.min === null || value < summary.min) summary.min = value;
      if (summary.max === null || value > summary.max) summary.max = value;
    },
    has: (key) => open.has(key),
    summaries: () => open,
  };
}

/** What a summary alone tells of a metric. */
export function finalOnly(value: MetricValue): MetricSummary {
  const finite = typeof value === "number" ? value : null;
  return { last: value, min: finite, max: finite, count: null, lastStep: null };
}

/** A recorded value as a metric: a number, or the text of one that JSON has no word for; null: neither. */
export function asMetric(value: unknown): MetricValue | null {
  if (typeof value === "number") return value;
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? value : null;
}
