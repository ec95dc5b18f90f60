import type { MetricSummary, MetricValue } from "../../core/run.js";

/**
 * Metric files of the file store: one line for each point, `timestamp value step` separated by single blanks; two
 * fields before 1.0 (no step, so 0); from 3.0 on two more name a dataset, and then the client takes the step for 0.
 * Source: mlflow/store/tracking/file_store.py `_get_metric_from_line` of 3.17.2.
 */
export interface MetricLine {
  /** As recorded: milliseconds since the epoch, seconds before 1.0. */
  at: number;
  value: number;
  step: number;
}

/** A line that is none of those, and how many of them the file has. */
export interface BadLines {
  readonly line: number;
  readonly reason: string;
  readonly count: number;
}

/** Longest line that is looked at, in bytes: the client's longest, with a dataset, has a few hundred. */
const LONGEST_LINE = 65_536;

/** Takes a metric file piece by piece. */
export interface MetricScanner {
  push(piece: Buffer): void;
  /** To be called after the last piece. */
  end(): BadLines | null;
}

/**
 * Calls `visit` for every point of a metric file, in order of the file; the point handed over is the same object each
 * time. A file whose lines have three fields was written by 1.0 or later: a shorter last line is a cut one.
 */
export function metricScanner(visit: (point: MetricLine) => void): MetricScanner {
  const point: MetricLine = { at: 0, value: 0, step: 0 };
  let bad: { line: number; reason: string; count: number } | null = null;
  const complain = (line: number, reason: string): void => {
    if (bad === null) bad = { line, reason, count: 1 };
    else bad.count++;
  };
  let fields = 0;
  let line = 0;
  let rest = "";
  const whole = (text: string, from: number, to: number): void => {
    line++;
    const found = readLine(text, from, text.charCodeAt(to - 1) === 13 ? to - 1 : to, point);
    if (found === 0) complain(line, "a line is no metric");
    else {
      visit(point);
      fields = found;
    }
  };
  return {
    push(piece) {
      const text = rest === "" ? piece.toString("latin1") : rest + piece.toString("latin1");
      let from = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
        whole(text, from, end);
        from = end + 1;
      }
      // Of a line without end only so much is kept that it stays one.
      rest = text.slice(from, from + LONGEST_LINE);
    },
    end() {
      if (rest === "") return bad;
      line++;
      const to = rest.endsWith("\r") ? rest.length - 1 : rest.length;
      const found = readLine(rest, 0, to, point);
      if (found === 0 || found < fields) complain(line, "the last line is cut");
      else {
        visit(point);
        complain(line, "the last line has no line end and may be cut");
      }
      return bad;
    },
  };
}

/** All points of a metric file at hand. */
export function scanMetricLines(bytes: Buffer, visit: (point: MetricLine) => void): BadLines | null {
  const scanner = metricScanner(visit);
  scanner.push(bytes);
  return scanner.end();
}

/** Fills `point`; gives the number of fields, 0 where the line is no metric. */
function readLine(text: string, from: number, to: number, point: MetricLine): number {
  const first = text.indexOf(" ", from);
  if (first < 0 || first >= to) return 0;
  let second = text.indexOf(" ", first + 1);
  if (second < 0 || second > to) second = to;
  const at = integer(text, from, first);
  const value = float(text, first + 1, second);
  if (Number.isNaN(at) || value === undefined) return 0;
  point.at = at;
  point.value = value;
  point.step = 0;
  if (second === to) return 2;
  const third = text.indexOf(" ", second + 1);
  if (third >= 0 && third < to) return text.slice(second + 1, to).split(" ").length === 3 ? 5 : 0;
  point.step = integer(text, second + 1, to);
  return Number.isNaN(point.step) ? 0 : 3;
}

function integer(text: string, from: number, to: number): number {
  const negative = text.charCodeAt(from) === 45;
  const start = negative ? from + 1 : from;
  if (start >= to || to - start > 20) return Number.NaN;
  let value = 0;
  for (let i = start; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}

const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  "-infinity": Number.NEGATIVE_INFINITY,
};

/** What Python's `float()` takes for a number; undefined: not one. */
function float(text: string, from: number, to: number): number | undefined {
  const word = text.slice(from, to);
  return FLOAT.test(word) ? Number(word) : SPECIAL[word.toLowerCase()];
}

/** What a run remembers of one series. */
export interface SeriesSummary {
  readonly summary: MetricSummary;
  /** Greatest timestamp. */
  readonly lastAt: number;
}

/** A series summed up (null: it has no point), and what of its file is no point. */
export interface MetricReading {
  readonly series: SeriesSummary | null;
  readonly bad: BadLines | null;
}

/**
 * Sums up a series piece by piece. `last` is Python's `max` by (step, timestamp, value), as the client takes it: the
 * first of equal ones stays, and NaN never wins a tie on step and time.
 */
export function metricSummary(): { push(piece: Buffer): void; end(): MetricReading } {
  let [count, step, at, last] = [0, 0, 0, 0];
  let [min, max, lastAt] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const scanner = metricScanner((point) => {
    const later =
      point.step !== step ? point.step > step : point.at !== at ? point.at > at : point.value > last;
    if (count === 0 || later) {
      step = point.step;
      at = point.at;
      last = point.value;
    }
    if (Number.isFinite(point.value)) {
      if (point.value < min) min = point.value;
      if (point.value > max) max = point.value;
    }
    if (point.at > lastAt) lastAt = point.at;
    count++;
  });
  return {
    push: scanner.push,
    end() {
      const bad = scanner.end();
      if (count === 0) return { series: null, bad };
      const finite = min <= max;
      const summary = {
        last: metricValue(last),
        min: finite ? min : null,
        max: finite ? max : null,
        count,
        lastStep: step,
      };
      return { series: { summary, lastAt }, bad };
    },
  };
}

/** The same of a file at hand. */
export function summariseMetric(bytes: Buffer): MetricReading {
  const summary = metricSummary();
  summary.push(bytes);
  return summary.end();
}

/** JSON has no word for some numbers. */
export function metricValue(value: number): MetricValue {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "Infinity";
  return value === Number.NEGATIVE_INFINITY ? "-Infinity" : value;
}
