import { compareText } from "../../core/location.js";
import { asMetric, finalOnly, metricTally } from "../../core/metric-tally.js";
import type { MetricSummary, MetricValue } from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import { at, entriesAt, listAt } from "../../parsers/plain-data.js";
import { parseTime } from "./times.js";

/** What a run says of its results; each undefined where it is not kept. */
export interface Results {
  /** `metrics.json`: `{name: {values, steps, timestamps}}`. */
  readonly metrics: unknown;
  /** `info`: whatever the experiment put there. */
  readonly info: unknown;
  readonly result: unknown;
}

/** Deeper numbers of `info` are data, not results. */
const MAX_DEPTH = 8;

/**
 * Every point of every series: first those of the metrics API, then lists of numbers in `info` (PyMARL keeps the steps
 * of `name` in `name_T`) and numbers in lists of mappings. A key of the former hides one of the latter.
 */
export function* pointsOf({ metrics, info }: Results): Generator<MetricPoint> {
  for (const [key, series] of entriesAt(metrics)) {
    const steps = listAt(series, "steps");
    const times = listAt(series, "timestamps");
    for (const [index, value] of listAt(series, "values").entries()) {
      const metric = asMetric(value);
      if (metric === null) continue;
      const time = times[index];
      yield {
        key,
        step: numberOf(steps[index]),
        value: metric,
        at: typeof time === "string" ? parseTime(time) : null,
      };
    }
  }
  for (const point of infoPoints(info)) if (at(metrics, point.key) === undefined) yield point;
}

/** Summaries of all series, and what `info` and the result say as a single number, sorted by key. */
export function summariesOf(results: Results): Record<string, MetricSummary> {
  const tally = metricTally();
  for (const { key, step, value } of pointsOf(results)) tally.add(key, step, value);
  const metrics = new Map(tally.summaries());
  for (const [key, value] of [...numbersIn(results.info, ""), ...numbersIn(results.result, "result")]) {
    if (!metrics.has(key)) metrics.set(key, finalOnly(value));
  }
  return Object.fromEntries([...metrics].sort(([a], [b]) => compareText(a, b)));
}

/** Names of series whose values and steps do not go together. */
export const unevenSeries = (metrics: unknown): string[] =>
  entriesAt(metrics)
    .filter(([, series]) => listAt(series, "values").length !== listAt(series, "steps").length)
    .map(([key]) => key);

function* infoPoints(info: unknown): Generator<MetricPoint> {
  for (const [key, list, siblings] of listsIn(info, "", 0)) {
    if (list.every((item) => asMetric(item) !== null)) {
      const steps = listAt(siblings, `${lastPart(key)}_T`);
      for (const [index, value] of list.entries()) {
        const step = steps.length === list.length ? numberOf(steps[index]) : null;
        yield { key, step, value: asMetric(value)!, at: null };
      }
    } else if (list.every((item) => typeof item === "object" && item !== null && !Array.isArray(item))) {
      for (const item of list) {
        for (const [inner, value] of numbersIn(item, key)) yield { key: inner, step: null, value, at: null };
      }
    }
  }
}

type FoundList = readonly [key: string, list: readonly unknown[], siblings: unknown];

/** Lists in nested mappings, but those that are the steps of another. */
function* listsIn(value: unknown, path: string, depth: number): Generator<FoundList> {
  for (const [key, inner] of entriesAt(value)) {
    const name = path === "" ? key : `${path}.${key}`;
    if (Array.isArray(inner)) {
      const steps = key.endsWith("_T") && listAt(value, key.slice(0, -2)).length === inner.length;
      if (inner.length > 0 && !steps) yield [name, inner, value];
    } else if (depth < MAX_DEPTH) yield* listsIn(inner, name, depth + 1);
  }
}

/** Single numbers in nested mappings, or the value itself. */
function* numbersIn(value: unknown, path: string, depth = 0): Generator<[string, MetricValue]> {
  const metric = asMetric(value);
  if (metric !== null && path !== "") yield [path, metric];
  if (depth > MAX_DEPTH) return;
  for (const [key, inner] of entriesAt(value)) {
    yield* numbersIn(inner, path === "" ? key : `${path}.${key}`, depth + 1);
  }
}

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);
const lastPart = (key: string): string => key.slice(key.lastIndexOf(".") + 1);
