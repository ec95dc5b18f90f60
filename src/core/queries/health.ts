import { grouped } from "../grouped.js";
import { type JudgedRun, runKey } from "../run.js";
import { recordedSeed } from "../seed-names.js";
import type { TrackerId } from "../vocabulary.js";
import { familyOf, isTrialOrStage } from "./runs.js";

/** What is wrong with a recorded run, told by its record alone. All pure. */

/** Trackers whose client writes down why a run failed: console output, traceback or log. */
const KEEPS_FAILURES: ReadonlySet<TrackerId> = new Set([
  "wandb",
  "sacred",
  "hydra",
  "ray",
  "neptune",
  "comet",
  "clearml",
  "guild",
  "swanlab",
  "metaflow",
]);
/** Configuration systems, pipelines and monitors: by construction their records hold no metrics. */
const KEEPS_NO_METRICS: ReadonlySet<TrackerId> = new Set(["hydra", "dvc", "kedro", "zenml", "metaflow"]);
/** Writers of series alone: by construction their records need not hold parameters. */
const KEEPS_NO_PARAMETERS: ReadonlySet<TrackerId> = new Set([
  "tensorboard",
  "lightning",
  "keras",
  "codecarbon",
  "dvclive",
  "dvc",
  "custom",
]);

/** A failed run whose tracker could say why, and none of the records of this execution does. */
export const failedWithoutReason = (execution: readonly JudgedRun[]): boolean =>
  execution.some((run) => couldSayWhyItFailed(run)) &&
  execution.every((run) => run.trace.failureIn === null && !isElsewhere(run));

/** Part of what was recorded cannot be seen from here: cut off, left out of git, or sent to a server (online W&B runs). */
export const isElsewhere = ({ tracker, trace }: Pick<JudgedRun, "tracker" | "trace">): boolean =>
  trace.incomplete !== null ||
  (tracker === "wandb" && trace.directory !== null && /(?:^|\/)run-[^/]*$/.test(trace.directory));

export const couldSayWhyItFailed = (run: JudgedRun): boolean =>
  run.status === "failed" && KEEPS_FAILURES.has(run.tracker);

/** Metrics whose last value is no finite number. */
export const nonFiniteMetrics = (run: Pick<JudgedRun, "metrics">): string[] =>
  Object.entries(run.metrics).flatMap(([key, { last }]) => (typeof last === "number" ? [] : [key]));

/** The run came to an end by itself, or its tracker keeps no status: what it shows last is its result. */
export const showsResults = (run: Pick<JudgedRun, "status">): boolean =>
  run.status === "finished" || run.status === "unknown";

/** A model that the run logged without saying what goes in and comes out. */
export const modelsWithoutSignature = (run: JudgedRun): readonly string[] =>
  run.trace.models.filter((model) => !model.signature).map((model) => model.path);

const modelsWithoutEnvironment = (run: JudgedRun): readonly string[] =>
  run.trace.models.filter((model) => !model.environment).map((model) => model.path);

/** Fewest points that make a series out of which a single point falls. */
const SERIES = 5;
/** Parameters that say how long a run was to be: one pass that was asked for is no accident. */
const LENGTH =
  /(?:^|[./])(?:max_|num_|n_|total_|train_|training_)*(?:epochs?|steps?|iterations?|iters?|rounds?|fast_dev_run|limit_train_batches)$/i;

/**
 * Finished runs of which every series has a single point, while other runs of the same program made series out of
 * the same metrics. An evaluation (other metrics), and a run whose parameters ask for one pass, are none.
 */
export function singleStepRuns(runs: readonly JudgedRun[]): JudgedRun[] {
  const families = grouped(runs, (run) =>
    run.program === null && run.group === null ? null : familyOf(run),
  );
  return [...families.values()].flatMap((family) => {
    const longest = new Map<string, number>();
    for (const run of family)
      for (const [key, { count }] of Object.entries(run.metrics))
        longest.set(key, Math.max(longest.get(key) ?? 0, count ?? 0));
    return family.filter((run) => {
      const metrics = Object.entries(run.metrics);
      return (
        run.status === "finished" &&
        metrics.every(([, { count }]) => count === 1) &&
        metrics.some(([key]) => (longest.get(key) ?? 0) >= SERIES) &&
        !Object.entries(run.params).some(([key, value]) => LENGTH.test(key) && isOne(value))
      );
    });
  });
}

/** Has somebody recorded series, so that a single point could be told from them? */
export const hasSeries = (run: JudgedRun): boolean =>
  Object.values(run.metrics).some(({ count }) => (count ?? 0) >= SERIES);

const isOne = (value: unknown): boolean => value === true || ["1", "True", "true"].includes(String(value));

/** Fewest parameters that make a coincidence unlikely. */
const ENOUGH_PARAMETERS = 3;

/**
 * Runs recorded twice: program, commit, parameters (with the seed) and every metric are the same. Each list holds
 * two or more, in the order given.
 */
export function duplicateRuns(runs: readonly JudgedRun[]): JudgedRun[][] {
  return [...grouped(runs, identityOf).values()].filter((group) => group.length > 1);
}

/** null: too little is recorded to say that another run is the same. */
function identityOf(run: JudgedRun): string | null {
  const metrics = Object.entries(run.metrics);
  if (isTrialOrStage(run) || !showsResults(run)) return null;
  if (run.program === null && run.commit === null && recordedSeed(run) === null) return null;
  if (Object.keys(run.params).length < ENOUGH_PARAMETERS || metrics.length === 0) return null;
  return JSON.stringify([run.tracker, run.program, run.commit, sorted(run.params), sorted(run.metrics)]);
}

const sorted = (mapping: Readonly<Record<string, unknown>>): unknown[] =>
  Object.entries(mapping).sort(([a], [b]) => (a < b ? -1 : 1));

export interface HealthNote {
  /** Of the rule that lists such runs, where there is one. */
  readonly id: string;
  /** One sentence about this run, without its full stop. */
  readonly text: string;
}

type Check = readonly [id: string, ask: (run: JudgedRun, all: readonly JudgedRun[]) => string | null];

const CHECKS: readonly Check[] = [
  ["abandoned-run", (run) => (run.abandoned ? "it still says that it is running" : null)],
  [
    "failed-run-without-reason",
    (run) => (failedWithoutReason([run]) ? "it failed, and its record does not say why" : null),
  ],
  [
    "finished-run-without-metrics",
    (run) =>
      run.status === "finished" &&
      none(run.metrics) &&
      !KEEPS_NO_METRICS.has(run.tracker) &&
      !isElsewhere(run)
        ? "it finished without a metric"
        : null,
  ],
  [
    "run-without-parameters",
    (run) =>
      run.status === "finished" &&
      none(run.params) &&
      !KEEPS_NO_PARAMETERS.has(run.tracker) &&
      !isElsewhere(run)
        ? "it recorded no parameter"
        : null,
  ],
  ["non-finite-result", (run) => (showsResults(run) ? named(nonFiniteMetrics(run), "ended in", run) : null)],
  [
    "single-step-run",
    (run, all) =>
      singleStepRuns(all).includes(run)
        ? "each of its metrics has one point, where other runs have series"
        : null,
  ],
  [
    "duplicate-run",
    (run, all) => {
      const twins = duplicateRuns(all).find((group) => group.includes(run)) ?? [];
      const others = twins.filter((twin) => twin !== run).map(runKey);
      return others.length === 0 ? null : `its parameters and results are also those of ${counted(others)}`;
    },
  ],
  [
    "run-without-purpose",
    (run) =>
      run.tracker !== "dvc" && run.recoverability.purpose.state === "lost"
        ? "its name is a default, and nothing says what it was for"
        : null,
  ],
  [
    "listed-artifact-absent",
    (run) =>
      run.trace.missingArtifacts.length === 0 || isElsewhere(run)
        ? null
        : `it lists ${counted(run.trace.missingArtifacts)}, which is not here`,
  ],
  [
    "foreign-artifact-path",
    ({ trace }) =>
      trace.absolutePaths.length === 0
        ? null
        : `its record holds absolute paths of the machine that wrote it (${counted(trace.absolutePaths)})`,
  ],
  [
    "model-without-signature",
    (run) => {
      const models = modelsWithoutSignature(run);
      return models.length === 0 ? null : `a model it logged has no signature (${counted(models)})`;
    },
  ],
  [
    "model-without-environment",
    (run) => {
      const models = modelsWithoutEnvironment(run);
      return models.length === 0 ? null : `a model it logged names no packages (${counted(models)})`;
    },
  ],
];

/**
 * What ails a run, in a fixed order. `all`: the runs among which it is looked at, for repetitions and single steps.
 */
export function healthOf(run: JudgedRun, all: readonly JudgedRun[] = []): readonly HealthNote[] {
  return CHECKS.flatMap(([id, ask]) => {
    const text = ask(run, all);
    return text === null ? [] : [{ id, text }];
  });
}

const none = (mapping: object): boolean => Object.keys(mapping).length === 0;

function counted(names: readonly string[]): string {
  const [first = "", ...others] = names;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function named(metrics: readonly string[], verb: string, run: JudgedRun): string | null {
  const [first] = metrics;
  return first === undefined ? null : `${counted(metrics)} ${verb} ${run.metrics[first]?.last}`;
}
