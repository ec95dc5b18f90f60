import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import { finalOnly, metricTally, type Tally } from "../../core/metric-tally.js";
import type { MetricSummary } from "../../core/run.js";
import { BLANK_TRACE, blankRun, type Problem, type RunRecord } from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import type { Json } from "../../core/vocabulary.js";
import type { Workspace } from "../../core/workspace.js";
import { type Cell, isSeries, type Plan, type Row } from "./columns.js";
import { type PlacedRow, rowsOf } from "./rows.js";
import type { Source } from "./sources.js";

type LogPlan = Extract<Plan, { kind: "log" }>;
type ResultsPlan = Extract<Plan, { kind: "results" }>;

/** A blank run of a file: status, commit, program and all else stay unknown, for no column tells them. */
export function customRun(id: string, path: string): RunRecord {
  const store = posix.dirname(path);
  const blank = blankRun("custom", id, { path, store });
  return {
    ...blank,
    confidence: "medium",
    // The run has no directory; its file lies where it lies, perhaps inside another tracker's run.
    trace: { ...BLANK_TRACE, store, directory: id === path ? path : null },
  };
}

export const sortedMetrics = (
  metrics: Iterable<readonly [string, MetricSummary]>,
): Record<string, MetricSummary> => Object.fromEntries([...metrics].sort(([a], [b]) => compareText(a, b)));

/** The runs of one file: one for a log (its id the path), one for each name in a log of several, one for a row of results. */
export async function runsOf(
  source: Source,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<readonly RunRecord[]> {
  return source.plan.kind === "log"
    ? logRuns(source, source.plan, workspace, problem)
    : resultRuns(source, source.plan, workspace, problem);
}

interface OpenLog {
  readonly tally: Tally;
  first: number | null;
  last: number | null;
}

async function logRuns(
  source: Source,
  plan: LogPlan,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<readonly RunRecord[]> {
  const logs = new Map<string, OpenLog>();
  for await (const rows of rowsOf(source, workspace, problem)) {
    for (const { row } of rows) {
      const name = nameOf(plan, row);
      let log = logs.get(name);
      if (log === undefined) {
        if (logs.size >= MOST_RUNS) continue;
        log = { tally: metricTally(), first: null, last: null };
        logs.set(name, log);
      }
      const at = momentOf(plan.time === null ? undefined : row.get(plan.time));
      if (at !== null) {
        log.first ??= at;
        log.last = at;
      }
      for (const { key, step, value } of pointsOf(plan, row, at)) log.tally.add(key, step, value);
    }
  }
  return [...logs].map(([name, { tally, first, last }]) => ({
    ...customRun(logs.size === 1 ? source.path : `${source.path}:${name}`, source.path),
    startedAt: iso(first),
    endedAt: iso(last),
    metrics: sortedMetrics(tally.summaries()),
  }));
}

/** A table of more is no list of somebody's experiments. */
const MOST_RUNS = 10_000;

const nameOf = (plan: LogPlan, row: Row): string =>
  plan.run === null ? "" : (row.get(plan.run)?.text ?? "");

function* pointsOf(plan: LogPlan, row: Row, at: number | null): Generator<MetricPoint> {
  const counted = plan.step === null ? null : row.get(plan.step)?.value;
  const step = typeof counted === "number" ? counted : null;
  const phase = plan.phase === null ? "" : (row.get(plan.phase)?.text ?? "");
  for (const [name, { value }] of row) {
    if (value === null || !isSeries(name)) continue;
    yield { key: phase === "" ? name : `${phase}/${name}`, step, value, at };
  }
}

const SECONDS = [1e9, 4e9] as const;
const ZONED = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** Milliseconds since the epoch, from seconds or milliseconds since, or a date with its zone; another clock says nothing. */
export function momentOf(cell: Cell | undefined): number | null {
  if (cell === undefined) return null;
  const { value, text } = cell;
  if (typeof value === "number") {
    if (value >= SECONDS[0] && value < SECONDS[1]) return Math.round(value * 1000);
    return value >= SECONDS[0] * 1000 && value < SECONDS[1] * 1000 ? Math.round(value) : null;
  }
  if (!ZONED.test(text)) return null;
  const time = Date.parse(text.replace(" ", "T"));
  return Number.isFinite(time) ? time : null;
}

export const iso = (time: number | null): string | null =>
  time === null ? null : new Date(time).toISOString();

async function resultRuns(
  source: Source,
  plan: ResultsPlan,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<readonly RunRecord[]> {
  const rows: PlacedRow[] = [];
  for await (const piece of rowsOf(source, workspace, problem)) rows.push(...piece);
  if (rows.length > MOST_RUNS) return [];
  const ids = resultIds(source.path, plan, rows);
  return rows.map(({ row }, at) => ({
    ...customRun(ids[at]!, source.path),
    params: Object.fromEntries(plan.params.flatMap((name) => parameterOf(name, row.get(name)))),
    metrics: sortedMetrics(
      plan.metrics.flatMap((name) => {
        const value = row.get(name)?.value ?? null;
        return value === null ? [] : [[name, finalOnly(value)] as const];
      }),
    ),
  }));
}

/** By what the table itself calls its rows, where that tells them apart, else by their place. */
function resultIds(path: string, plan: ResultsPlan, rows: readonly PlacedRow[]): readonly string[] {
  const names = rows.map(({ row }) => row.get(plan.run)?.text ?? "");
  const unique = new Set(names).size === names.length && !names.includes("");
  return rows.map(({ line }, at) => `${path}:${unique ? names[at] : line}`);
}

function parameterOf(name: string, cell: Cell | undefined): readonly (readonly [string, Json])[] {
  if (cell === undefined || cell.text === "") return [];
  return [[name, cell.value ?? cell.text]];
}

/** The series of one run of a file, in its order. */
export async function* pointsOfRun(
  source: Source,
  id: string,
  workspace: Workspace,
): AsyncGenerator<MetricPoint> {
  const { plan, path } = source;
  if (plan.kind === "results") {
    const run = (await resultRuns(source, plan, workspace, () => undefined)).find((one) => one.id === id);
    for (const [key, { last }] of Object.entries(run?.metrics ?? {}))
      yield { key, step: null, value: last, at: null };
    return;
  }
  for await (const rows of rowsOf(source, workspace, () => undefined)) {
    for (const { row } of rows) {
      if (id !== path && id !== `${path}:${nameOf(plan, row)}`) continue;
      yield* pointsOf(plan, row, momentOf(plan.time === null ? undefined : row.get(plan.time)));
    }
  }
}
