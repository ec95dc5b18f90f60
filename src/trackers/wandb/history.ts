import { asMetric } from "../../core/metric-tally.js";
import type { MetricValue } from "../../core/run.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import type { WandbItem } from "../../parsers/wandb-records.js";
import { type MediaFile, partMedia } from "./media.js";
import { isMapping, isMedia, isOwnKey, isSystemKey, leaves, mediaFile } from "./values.js";

/** One row of the history: what was logged at one step. Times are milliseconds, `at` since the epoch. */
export interface HistoryRow {
  readonly step: number;
  readonly at: number | null;
  /** Since the run began, earlier parts of it included. */
  readonly elapsed: number | null;
  readonly values: readonly (readonly [key: string, value: MetricValue])[];
  /** Files below `files/` that the row names. */
  readonly media: readonly MediaFile[];
  /** It holds hardware statistics, which are no metrics. */
  readonly system: boolean;
}

type OpenRow = { -readonly [K in keyof HistoryRow]: HistoryRow[K] } & {
  values: [string, MetricValue][];
  media: MediaFile[];
};

/** A row of the binary log. `index` is its place, for rows that name no step. */
export function logRow(items: readonly WandbItem[], step: number | null, index: number): HistoryRow {
  const { plain, files } = partMedia(items);
  const row: OpenRow = {
    step: step ?? index,
    at: null,
    elapsed: null,
    values: [],
    media: [...files],
    system: false,
  };
  for (const { path, json } of plain) {
    const key = path.length === 1 ? path[0]! : path.join(".");
    const number = plainNumber(json);
    if (key === "_step") row.step = number ?? row.step;
    else if (key === "_timestamp") row.at = milliseconds(number);
    else if (key === "_runtime") row.elapsed = milliseconds(number);
    else if (isSystemKey(key)) row.system = true;
    else if (isOwnKey(path[0] ?? "")) continue;
    else if (number !== null) row.values.push([key, number]);
    else if (mayHoldNumbers(json)) {
      const parsed = parsePythonJson(json);
      if (parsed.error === null) collect(parsed.value, key, row);
    }
  }
  return row;
}

/** A row of `wandb-history.jsonl` (0.9 and before), parsed; null where it is no mapping. */
export function jsonRow(parsed: unknown, index: number): HistoryRow | null {
  if (!isMapping(parsed)) return null;
  const { _step: step, _timestamp: at, _runtime: elapsed } = parsed;
  const row: OpenRow = {
    step: typeof step === "number" ? step : index,
    at: milliseconds(at),
    elapsed: milliseconds(elapsed),
    values: [],
    media: [],
    system: false,
  };
  for (const [key, value] of Object.entries(parsed)) {
    if (isSystemKey(key)) row.system = true;
    else if (!isOwnKey(key)) collect(value, key, row);
  }
  return row;
}

const milliseconds = (seconds: unknown): number | null =>
  typeof seconds === "number" ? Math.round(seconds * 1000) : null;

/** Most values are bare numbers: no parser for them. */
function plainNumber(json: string): number | null {
  const first = json.charCodeAt(0);
  if (first !== 0x2d && (first < 0x30 || first > 0x39)) return null;
  const value = Number(json);
  return Number.isFinite(value) ? value : null;
}

/** Texts and truth values are logged too and are no metrics; the core writes NaN as a text in places. */
function mayHoldNumbers(json: string): boolean {
  return !/^(?:"|true$|false$|null$)/.test(json) || /^"(?:NaN|-?Infinity)"$/.test(json);
}

function collect(value: unknown, key: string, row: OpenRow): void {
  for (const [path, leaf] of leaves(value, key)) {
    if (isMedia(leaf)) {
      const file = mediaFile(leaf);
      if (file !== null) row.media.push(file);
      continue;
    }
    const number = asMetric(leaf);
    if (number !== null) row.values.push([path, number]);
  }
}
