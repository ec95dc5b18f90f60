import { compareText } from "../../core/location.js";
import { finalOnly, metricTally } from "../../core/metric-tally.js";
import type { MetricSummary, MetricValue, Problem } from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import type { Json } from "../../core/vocabulary.js";
import { isPointer, UnreadableFile } from "../../core/workspace.js";
import { contentKind, KIND_BYTES } from "../../parsers/file-kind.js";
import { flattened } from "../../parsers/plain-data.js";
import { pythonFloat } from "../../parsers/python-float.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { parseYaml } from "../../parsers/yaml.js";
import { tableInText } from "../logged-table.js";
import type { LiveFolder } from "./folders.js";
import type { LiveSource } from "./source.js";

/** What the files of a folder say of a run. Times are milliseconds since the epoch. */
export interface LiveContent {
  readonly params: Readonly<Record<string, Json>>;
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  /** DVCLive's own monitor logged the machine. */
  readonly monitored: boolean;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** Names of dvclive/monitor_system.py of 3.49. */
const SYSTEM = /^system\/(?:cpu|ram|disk|gpu|vram)\//;

/**
 * Parameters, the summary and the series. A summary-only value has no count; where both hold a metric its last value
 * is the summary's, and it is a problem if the series ends with another one.
 */
export async function readContent(
  folder: LiveFolder,
  source: LiveSource,
  problem: (problem: Problem) => void,
): Promise<LiveContent> {
  const params = await readParams(folder.params, source, problem);
  const summary = await readSummary(folder.metrics, source, problem);
  const tally = metricTally();
  const last = new Map<string, MetricValue>();
  let startedAt: number | null = null;
  let endedAt: number | null = null;
  for await (const { key, step, value, at } of livePoints(folder, source, problem)) {
    tally.add(key, step, value);
    last.set(key, value);
    if (at !== null && (startedAt === null || at < startedAt)) startedAt = at;
    if (at !== null && (endedAt === null || at > endedAt)) endedAt = at;
  }
  const metrics = new Map<string, MetricSummary>(tally.summaries());
  for (const [key, value] of summary) {
    const series = metrics.get(key);
    metrics.set(key, series === undefined ? finalOnly(value) : { ...series, last: value });
    const written = last.get(key);
    if (written !== undefined && !isSame(value, written))
      problem({
        path: folder.metrics!,
        message: `says ${value} for ${key}, but its series ends with ${written}`,
      });
  }
  const own = [...metrics].filter(([key]) => !SYSTEM.test(key)).sort(([a], [b]) => compareText(a, b));
  return {
    params,
    metrics: Object.fromEntries(own),
    monitored: own.length < metrics.size,
    startedAt,
    endedAt,
  };
}

/** Series print a number of NumPy's as short as its own width allows, the summary as a double. */
function isSame(a: MetricValue, b: MetricValue): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  return Math.abs(a - b) <= 1e-3 * Math.max(Math.abs(a), Math.abs(b));
}

/** All points of a folder's series, file by file. */
export async function* livePoints(
  folder: LiveFolder,
  source: LiveSource,
  problem: (problem: Problem) => void,
): AsyncGenerator<MetricPoint> {
  for (const [key, path] of folder.series) {
    const text = await readText(path, source, problem);
    if (text === null) continue;
    const points: MetricPoint[] = [];
    let columns: readonly string[] = [];
    const faults = tableInText(text, "\t", {
      header(cells) {
        columns = cells;
        return cells.length > 1 && cells.includes("step");
      },
      row(cells) {
        const value = cells.at(-1)!.value;
        if (value === null) return;
        points.push({
          key,
          step: finite(cells[columns.indexOf("step")]?.value),
          value,
          at: finite(cells[columns.indexOf("timestamp")]?.value),
        });
      },
    });
    for (const fault of faults) problem({ path, ...fault });
    yield* points;
  }
}

const finite = (value: MetricValue | null | undefined): number | null =>
  typeof value === "number" ? value : null;

/** `metrics.json`, its keys joined by "/" as they were logged. `step` counts, and is no metric. */
async function readSummary(
  path: string | null,
  source: LiveSource,
  problem: (problem: Problem) => void,
): Promise<Map<string, MetricValue>> {
  const found = new Map<string, MetricValue>();
  const text = path === null ? null : await readText(path, source, problem);
  if (text === null) return found;
  const { value, error } = parsePythonJson(text);
  if (error !== null)
    problem({ path: path!, line: error.line, message: `is no valid JSON: ${error.message}` });
  else if (typeof value !== "object") problem({ path: path!, message: "holds no mapping" });
  const visit = (entry: unknown, key: string) => {
    if (typeof entry === "object" && entry !== null && !Array.isArray(entry)) {
      for (const [name, inner] of Object.entries(entry)) visit(inner, key === "" ? name : `${key}/${name}`);
    } else if (key !== "step") {
      // Python's words for what is not finite are logged as text: "nan", "-inf".
      const number = typeof entry === "string" ? pythonFloat(entry) : entry;
      if (typeof entry === "number" || typeof number === "string") found.set(key, number as MetricValue);
    }
  };
  visit(value, "");
  return found;
}

async function readParams(
  path: string | null,
  source: LiveSource,
  problem: (problem: Problem) => void,
): Promise<Record<string, Json>> {
  const text = path === null ? null : await readText(path, source, problem);
  if (text === null) return {};
  // dvclive/serialize.py dumps with ruamel.yaml.
  const { value, error } = parseYaml(text, "ruamel");
  if (error !== null)
    problem({ path: path!, line: error.line, message: `is no valid YAML: ${error.message}` });
  else if (typeof value !== "object") problem({ path: path!, message: "holds no mapping" });
  if (typeof value !== "object") return {};
  return Object.fromEntries(
    [...flattened(value)].filter(([key]) => key !== "").sort(([a], [b]) => compareText(a, b)),
  );
}

async function readText(
  path: string,
  source: LiveSource,
  problem: (problem: Problem) => void,
): Promise<string | null> {
  try {
    const text = await source.text(path);
    const kind = contentKind(Buffer.from(text.slice(0, KIND_BYTES)), text.length);
    if (kind === "empty") problem({ path, message: "is empty" });
    else if (isPointer(kind)) problem({ path, message: "is a pointer to content that is not here" });
    else return text;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problem({ path, message: error.reason });
  }
  return null;
}
