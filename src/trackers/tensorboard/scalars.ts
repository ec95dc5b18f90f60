import type { MetricSummary, MetricValue } from "../../core/run.js";
import type { ScalarPoint } from "../../parsers/tfevents.js";
import type { Tag } from "../../parsers/tfevents-tags.js";

/** Summaries of the scalars of one run: typed columns, one row per tag, so that a point makes no object. */
export interface ScalarTable {
  add(point: ScalarPoint): void;
  summaries(tags: readonly Tag[]): [string, MetricSummary][];
}

const COLUMNS = 5;
const COUNT = 0;
const LAST = 1;
const LAST_STEP = 2;
const MIN = 3;
const MAX = 4;

export function scalarTable(): ScalarTable {
  let cells = new Float64Array(64 * COLUMNS);

  function add({ tag, step, value }: ScalarPoint): void {
    const row = tag.index * COLUMNS;
    while (row + COLUMNS > cells.length) {
      const larger = new Float64Array(cells.length * 2);
      larger.set(cells);
      cells = larger;
    }
    const first = cells[row + COUNT]! === 0;
    if (first) {
      cells[row + MIN] = Number.POSITIVE_INFINITY;
      cells[row + MAX] = Number.NEGATIVE_INFINITY;
    }
    cells[row + COUNT]!++;
    // Of equal steps the one written later wins.
    if (first || step >= cells[row + LAST_STEP]!) {
      cells[row + LAST_STEP] = step;
      cells[row + LAST] = value;
    }
    if (!Number.isFinite(value)) return;
    if (value < cells[row + MIN]!) cells[row + MIN] = value;
    if (value > cells[row + MAX]!) cells[row + MAX] = value;
  }

  function summaries(tags: readonly Tag[]): [string, MetricSummary][] {
    return tags.flatMap(({ name, index }): [string, MetricSummary][] => {
      const row = index * COLUMNS;
      const count = cells[row + COUNT] ?? 0;
      if (count === 0) return [];
      const summary: MetricSummary = {
        last: metricValue(cells[row + LAST]!),
        min: finite(cells[row + MIN]!),
        max: finite(cells[row + MAX]!),
        count,
        lastStep: cells[row + LAST_STEP]!,
      };
      return [[name, summary]];
    });
  }

  return { add, summaries };
}

export function metricValue(value: number): MetricValue {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return value;
  return value > 0 ? "Infinity" : "-Infinity";
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
