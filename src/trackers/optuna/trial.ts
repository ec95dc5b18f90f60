import {
  BLANK_TRACE,
  blankRun,
  type MetricSummary,
  type MetricValue,
  type Problem,
  type RunRecord,
} from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import type { Json, RunStatus } from "../../core/vocabulary.js";

/** What both kinds of storage tell of a trial. */
export interface Trial {
  readonly study: Study;
  readonly number: number;
  /** `RUNNING`, `COMPLETE`, `PRUNED`, `FAIL`, `WAITING`. */
  readonly state: string;
  readonly start: Moment;
  readonly complete: Moment;
  /** Last beat of the worker's heart: ISO 8601 UTC. */
  readonly heartbeat: string | null;
  readonly params: Readonly<Record<string, Json>>;
  /** One for each objective; null: not there. */
  readonly values: readonly (MetricValue | null)[];
  readonly intermediate: MetricSummary | null;
  readonly userAttributes: Readonly<Record<string, Json>>;
  /** The storage keeps why the trial failed (before 2.4, as its attribute `fail_reason`). */
  readonly reason: boolean;
}

export interface Study {
  readonly name: string;
  readonly objectives: number;
  /** As `study.set_metric_names` gave them. */
  readonly metricNames: readonly string[];
}

/** A recorded time. `zoned`: with its zone, in milliseconds since the epoch; `local`: as if its clock had shown UTC. */
export interface Moment {
  readonly zoned: number | null;
  readonly local: number | null;
}

export const NO_MOMENT: Moment = { zoned: null, local: null };

const TIME = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * A time as a storage writes it. Databases, and journals before 5.0, hold the local time of the worker
 * (`datetime.now()`); journals since 5.0 hold UTC with its zone (optuna/storages/journal/_storage.py).
 */
export function momentOf(text: unknown): Moment {
  const match = typeof text === "string" ? TIME.exec(text) : null;
  if (match === null) return NO_MOMENT;
  const time = Date.parse(match[0].replace(" ", "T") + (match[1] === undefined ? "Z" : ""));
  if (!Number.isFinite(time)) return NO_MOMENT;
  return match[1] === undefined ? { zoned: null, local: time } : { zoned: time, local: null };
}

/** Names under which results of a trial stand among the metrics. */
export function valueKey(study: Study, objective: number): string {
  const name = study.metricNames[objective];
  if (name !== undefined && name !== INTERMEDIATE) return name;
  return study.objectives > 1 ? `value_${objective}` : "value";
}
export const INTERMEDIATE = "intermediate";

const STATUS: Readonly<Record<string, RunStatus>> = {
  RUNNING: "running",
  COMPLETE: "finished",
  PRUNED: "killed",
  FAIL: "failed",
  WAITING: "scheduled",
};

/**
 * The id of a trial is the study's name and the trial's number, `study/12`: both are what Optuna itself shows, and
 * together they are unique in a storage.
 */
export const trialId = (study: string, number: number): string => `${study}/${number}`;

/** The number in an id, whatever was put before it to tell stores apart. */
export const numberOf = (id: string): number => Number(id.slice(id.lastIndexOf("/") + 1));

/** `optuna.create_study()` without a name (optuna/storages/_base.py, DEFAULT_STUDY_NAME_PREFIX). */
const UNNAMED = /^no-name-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Trials of one storage as runs. `faults`: what of the storage could not be read. */
export function* trialRuns(
  trials: readonly Trial[],
  path: string,
  faults: readonly string[],
): Generator<RunRecord> {
  const proven = trials.some(({ heartbeat, start, complete }) =>
    [heartbeat, start.zoned, complete.zoned].some((time) => time !== null),
  );
  for (const trial of trials) {
    const { study } = trial;
    const named = !UNNAMED.test(study.name);
    yield {
      ...blankRun("optuna", trialId(study.name, trial.number), { path, store: path }),
      group: study.name,
      status: STATUS[trial.state] ?? "unknown",
      startedAt: iso(trial.start.zoned),
      endedAt: iso(trial.complete.zoned),
      params: trial.params,
      metrics: metricsOf(trial),
      tags: Object.fromEntries(
        Object.entries(trial.userAttributes).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
      systemMetrics: false,
      trace: {
        ...BLANK_TRACE,
        store: path,
        lastRecordedAt: proven ? provenMoment(trial) : latestMeant(trial),
        incomplete: faults.length > 0 && !ENDED.has(trial.state) ? "its storage is damaged" : null,
        defaultName: !named,
        failureIn: trial.reason ? "system attribute fail_reason" : null,
      },
    };
  }
}

const ENDED: ReadonlySet<string> = new Set(["COMPLETE", "PRUNED", "FAIL"]);

function metricsOf(trial: Trial): Record<string, MetricSummary> {
  const metrics: Record<string, MetricSummary> = {};
  trial.values.forEach((value, objective) => {
    if (value === null) return;
    const finite = typeof value === "number" ? value : null;
    metrics[valueKey(trial.study, objective)] = {
      last: value,
      min: finite,
      max: finite,
      count: 1,
      lastStep: null,
    };
  });
  if (trial.intermediate !== null) metrics[INTERMEDIATE] = trial.intermediate;
  return metrics;
}

/** The results of a trial as points; `steps`: its intermediate values. */
export function* trialPoints(
  trial: Pick<Trial, "study" | "values" | "complete">,
  steps: Iterable<readonly [number, MetricValue]>,
): Generator<MetricPoint> {
  for (const [step, value] of steps) yield { key: INTERMEDIATE, step, value, at: null };
  for (const [objective, value] of trial.values.entries()) {
    if (value === null) continue;
    yield { key: valueKey(trial.study, objective), step: null, value, at: trial.complete.zoned };
  }
}

const provenMoment = ({ heartbeat, start, complete }: Trial): string | null =>
  iso(complete.zoned) ?? heartbeat ?? iso(start.zoned);

/** The westernmost zone is 12 hours behind UTC. */
const WESTERNMOST = 12 * 60 * 60 * 1000;

/**
 * The latest moment that a local time without its zone can mean. Within a storage that holds no other times
 * differences stay what they are, and against times of others a trial never looks older than it is.
 */
function latestMeant({ start, complete }: Trial): string | null {
  const local = complete.local ?? start.local;
  return local === null ? null : iso(local + WESTERNMOST);
}

const LATEST = 8.64e15;
const iso = (time: number | null): string | null =>
  time === null || Math.abs(time) > LATEST ? null : new Date(time).toISOString();

/** One problem for all faults of a storage. */
export function faultProblem(path: string, faults: readonly string[]): Problem | null {
  const [first] = faults;
  if (first === undefined) return null;
  const others = faults.length - 1;
  return {
    path,
    message: `Optuna storage: ${first}${others === 0 ? "" : ` (and ${others} more)`}`,
  };
}
