import { grouped } from "../grouped.js";
import type { Location } from "../location.js";
import type { RepoModel } from "../model.js";
import type { JudgedRun } from "../run.js";
import type { Question, RunStatus, TrackerId } from "../vocabulary.js";
import { defaultCalls } from "./training.js";

/** Questions about recorded runs that several rules put to a model. All pure. */

/** Executions (linked runs together) that were started at all. */
export function startedExecutions(model: RepoModel): readonly (readonly JudgedRun[])[] {
  return executionsWith(model, (status) => status !== "scheduled");
}

/**
 * Started executions of which a tracker of runs kept a record. What a configuration system alone left (Hydra's
 * output folders) counts only where nothing else was recorded: by construction it names neither commit nor data.
 */
export function trackedExecutions(model: RepoModel): readonly (readonly JudgedRun[])[] {
  const beside = new Set(
    model.trackers.filter((tracker) => !tracker.tracksRuns).map((tracker) => tracker.id),
  );
  const started = startedExecutions(model);
  const tracked = started.filter((execution) =>
    execution.some((run) => run.tracker === "dvc" || !beside.has(run.tracker)),
  );
  return tracked.length > 0 ? tracked : started;
}

/** How the above are called: "run", or "tracked run" where they are not all of the runs that are listed. */
export const trackedNoun = (model: RepoModel): string =>
  trackedExecutions(model).length < startedExecutions(model).length ? "tracked run" : "run";

/** Executions of which one record says that they finished. */
export function finishedExecutions(model: RepoModel): readonly (readonly JudgedRun[])[] {
  return executionsWith(model, (status) => status === "finished");
}

/** As above, with the locked stages of one pipeline together: a stage alone need not have parameters or metrics. */
export const startedWholes = (model: RepoModel): readonly (readonly JudgedRun[])[] =>
  byPipeline(startedExecutions(model)).map((whole) => trainingFirst(model, whole));

export const finishedWholes = (model: RepoModel): readonly (readonly JudgedRun[])[] =>
  byPipeline(finishedExecutions(model)).map((whole) => trainingFirst(model, whole));

/** A pipeline is spoken of at its stage that trains. */
function trainingFirst(model: RepoModel, whole: readonly JudgedRun[]): readonly JudgedRun[] {
  if (whole.length < 2) return whole;
  const training = new Set(
    model
      .evidence("code.entry")
      .filter(({ purpose }) => purpose === "training" || purpose === "sweep")
      .map(({ program }) => program),
  );
  const trains = (run: JudgedRun): boolean => run.program !== null && training.has(run.program);
  return [...whole.filter(trains), ...whole.filter((run) => !trains(run))];
}

/**
 * Locked stages without parameters whose programs hand theirs to a tracker of which no record is here: the lock was
 * never meant to hold them.
 */
export const handsParametersOn = (model: RepoModel, execution: readonly JudgedRun[]): boolean =>
  handsOn(model, execution, "params");

/** The same of metrics. */
export const handsMetricsOn = (model: RepoModel, execution: readonly JudgedRun[]): boolean =>
  handsOn(model, execution, "metrics");

function handsOn(model: RepoModel, execution: readonly JudgedRun[], what: "params" | "metrics"): boolean {
  if (execution.some((run) => run.tracker !== "dvc" || Object.keys(run[what]).length > 0)) return false;
  const recorded = new Set(model.runs.map((run) => run.tracker));
  const programs = new Set(execution.map((run) => run.program));
  return defaultCalls(model, [what, "autolog"]).some(
    (call) => !recorded.has(call.tracker) && call.programs?.some((program) => programs.has(program)),
  );
}

function byPipeline(executions: readonly (readonly JudgedRun[])[]): readonly (readonly JudgedRun[])[] {
  const pipelines = new Map<string, JudgedRun[]>();
  const wholes: JudgedRun[][] = [];
  for (const execution of executions) {
    const stage = execution.find((run) => run.tracker === "dvc");
    const key =
      stage === undefined
        ? null
        : `${stage.trace.store}\0${stage.group ?? ""}\0${stage.location.commit ?? ""}`;
    const known = key === null ? undefined : pipelines.get(key);
    if (known !== undefined) {
      known.push(...execution);
      continue;
    }
    const whole = [...execution];
    wholes.push(whole);
    if (key !== null) pipelines.set(key, whole);
  }
  return wholes;
}

const executionsWith = (
  model: RepoModel,
  accepts: (status: RunStatus) => boolean,
): readonly (readonly JudgedRun[])[] =>
  model.experiments.filter((execution) => execution.some((run) => accepts(run.status)));

/** None of its records holds a parameter that can be seen from here, and one of them may hold some: cut off, or elsewhere. */
export const hidesParameters = (execution: readonly JudgedRun[]): boolean =>
  execution.every((run) => Object.keys(run.params).length === 0) &&
  execution.some((run) => run.recoverability.parameters.state === "unobservable");

/** First place of each execution. */
export const executionPlaces = (executions: readonly (readonly JudgedRun[])[]): Location[] =>
  executions.flatMap((execution) => (execution[0] === undefined ? [] : [execution[0].location]));

/** What a run's code is worth: exact 1, approximate ½; a commit that only the record's place suggests ties nothing. */
export const codeShare = (run: JudgedRun): number =>
  run.codeFrom === "inferred" ? 0 : answered(run, "code");

/** What an answer is worth: exact 1, approximate ½, what is lost or cannot be seen nothing. */
export const answered = (run: JudgedRun, question: Question): number =>
  ({ exact: 1, approximate: 0.5, unobservable: 0, lost: 0 })[run.recoverability[question].state];

/** The best that the records of one execution offer. */
export const bestOf = (execution: readonly JudgedRun[], value: (run: JudgedRun) => number): number =>
  Math.max(0, ...execution.map(value));

/** Runs by tracker, in the model's order. */
export const byTracker = (runs: readonly JudgedRun[]): ReadonlyMap<TrackerId, readonly JudgedRun[]> =>
  grouped(runs, ({ tracker }) => tracker);

/** What runs of one program and group have in common. */
export const familyOf = ({ tracker, program, group }: JudgedRun): string =>
  [tracker, program ?? "", group ?? ""].join("\0");

/** A trial of a search, whose parameters a sampler chose, or a locked stage: no run that somebody began by itself. */
export const isTrialOrStage = ({ tracker }: Pick<JudgedRun, "tracker">): boolean =>
  tracker === "optuna" || tracker === "ray" || tracker === "dvc";
