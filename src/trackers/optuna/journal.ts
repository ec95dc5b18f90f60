import { asMetric, metricTally } from "../../core/metric-tally.js";
import type { MetricValue } from "../../core/run.js";
import type { Json } from "../../core/vocabulary.js";
import { at, entriesAt, listAt, textAt } from "../../parsers/plain-data.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { type Distribution, distributionReader, externalValue, isCompatible } from "./distribution.js";
import { INTERMEDIATE, type Moment, momentOf, type Trial } from "./trial.js";

/** Operations of a journal (optuna/storages/journal/_storage.py of 3.1 to 5.0). */
const CREATE_STUDY = 0;
const DELETE_STUDY = 1;
const SET_STUDY_USER_ATTRIBUTE = 2;
const SET_STUDY_SYSTEM_ATTRIBUTE = 3;
const CREATE_TRIAL = 4;
const SET_TRIAL_PARAMETER = 5;
const SET_TRIAL_STATE = 6;
const SET_TRIAL_INTERMEDIATE_VALUE = 7;
const SET_TRIAL_USER_ATTRIBUTE = 8;
const SET_TRIAL_SYSTEM_ATTRIBUTE = 9;
/** Written by other implementations; it takes nothing back. */
const DISCARD_TRIALS = 10;

/** Without these an operation says nothing: the client could not have written it. */
const REQUIRED: Readonly<Record<number, Readonly<Record<string, "string" | "number">>>> = {
  [CREATE_STUDY]: { study_name: "string" },
  [DELETE_STUDY]: { study_id: "number" },
  [CREATE_TRIAL]: { study_id: "number" },
  [SET_TRIAL_PARAMETER]: { trial_id: "number", param_name: "string" },
  [SET_TRIAL_STATE]: { trial_id: "number", state: "number" },
  [SET_TRIAL_INTERMEDIATE_VALUE]: { trial_id: "number", step: "number" },
  [SET_TRIAL_USER_ATTRIBUTE]: { trial_id: "number" },
};

const STATES = ["RUNNING", "COMPLETE", "PRUNED", "FAIL", "WAITING"];
const FINISHED: ReadonlySet<string> = new Set(["COMPLETE", "PRUNED", "FAIL"]);

interface OpenTrial {
  readonly study: OpenStudy;
  readonly number: number;
  state: string;
  start: Moment;
  complete: Moment;
  readonly params: Record<string, Json>;
  values: readonly (MetricValue | null)[];
  readonly steps: Map<number, MetricValue>;
  readonly userAttributes: Record<string, Json>;
}

interface OpenStudy {
  readonly name: string;
  readonly objectives: number;
  metricNames: readonly string[];
  readonly trials: OpenTrial[];
  readonly distributions: Map<string, Distribution>;
}

export interface Journal {
  line(text: string, number: number): void;
  /** Trials of the studies that are not deleted, by study and number, with their intermediate values. */
  trials(): readonly { readonly trial: Trial; readonly steps: ReadonlyMap<number, MetricValue> }[];
  readonly faults: readonly string[];
}

/**
 * Replays a journal as another process than its writers does: what cannot apply (a study that is there already, a
 * parameter of a finished trial) is passed over. Studies and trials have no ids but the order of their creation, so
 * that a lost line of unknown kind leaves the trials created after it without a sure owner: they are left out.
 */
export function journal(): Journal {
  const studies = new Map<number, OpenStudy>();
  const trials = new Map<number, OpenTrial>();
  const faults: string[] = [];
  const distributionOf = distributionReader();
  let nextStudy = 0;
  let nextTrial = 0;
  let unsure = false;
  let leftOut = 0;

  const operations: Readonly<Record<number, (log: unknown) => void>> = {
    [CREATE_STUDY]: createStudy,
    [DELETE_STUDY]: (log) => void studies.delete(idAt(log, "study_id")),
    [SET_STUDY_USER_ATTRIBUTE]: () => undefined,
    [SET_STUDY_SYSTEM_ATTRIBUTE]: (log) => {
      const study = studies.get(idAt(log, "study_id"));
      const names = listAt(log, "system_attr", "study:metric_names");
      if (study !== undefined && names.length > 0) study.metricNames = names.map(String);
    },
    [CREATE_TRIAL]: createTrial,
    [SET_TRIAL_PARAMETER]: setParameter,
    [SET_TRIAL_STATE]: setState,
    [SET_TRIAL_INTERMEDIATE_VALUE]: (log) => {
      const value = asMetric(at(log, "intermediate_value"));
      const step = at(log, "step");
      if (value !== null && typeof step === "number") openTrial(log)?.steps.set(step, value);
    },
    [SET_TRIAL_USER_ATTRIBUTE]: (log) => setAll(openTrial(log)?.userAttributes, entriesAt(log, "user_attr")),
    [SET_TRIAL_SYSTEM_ATTRIBUTE]: () => undefined,
    [DISCARD_TRIALS]: () => undefined,
  };

  function createStudy(log: unknown): void {
    const name = textAt(log, "study_name");
    if (name === undefined || [...studies.values()].some((study) => study.name === name)) return;
    const objectives = Math.max(1, listAt(log, "directions").length);
    studies.set(nextStudy++, { name, objectives, metricNames: [], trials: [], distributions: new Map() });
  }

  function createTrial(log: unknown): void {
    const study = studies.get(idAt(log, "study_id"));
    if (study === undefined) return;
    const values = at(log, "values");
    const value = asMetric(at(log, "value"));
    const trial: OpenTrial = {
      study,
      number: study.trials.length,
      state: stateOf(at(log, "state") ?? 0),
      start: momentOf(at(log, "datetime_start")),
      complete: momentOf(at(log, "datetime_complete")),
      params: {},
      values: Array.isArray(values) ? values.map(asMetric) : value === null ? [] : [value],
      steps: new Map(),
      userAttributes: {},
    };
    for (const [step, reported] of entriesAt(log, "intermediate_values")) {
      const metric = asMetric(reported);
      if (metric !== null && Number.isFinite(Number(step))) trial.steps.set(Number(step), metric);
    }
    for (const [name, internal] of entriesAt(log, "params"))
      setParam(trial, name, internal, distributionOf(at(log, "distributions", name)));
    setAll(trial.userAttributes, entriesAt(log, "user_attrs"));
    study.trials.push(trial);
    trials.set(nextTrial++, trial);
  }

  function setParameter(log: unknown): void {
    const trial = openTrial(log);
    const name = textAt(log, "param_name");
    if (trial === null || name === undefined) return;
    const distribution = distributionOf(at(log, "distribution"));
    const before = trial.study.distributions.get(name);
    if (before !== undefined && distribution !== null && !isCompatible(before, distribution)) return;
    setParam(trial, name, at(log, "param_value_internal"), distribution);
  }

  function setParam(
    trial: OpenTrial,
    name: string,
    internal: unknown,
    distribution: Distribution | null,
  ): void {
    const value =
      distribution === null || (typeof internal !== "number" && typeof internal !== "string")
        ? undefined
        : externalValue(distribution, internal);
    if (distribution === null || value === undefined) {
      faults.push(`parameter ${name} of trial ${trial.study.name}/${trial.number} cannot be decoded`);
      return;
    }
    if (!trial.study.distributions.has(name)) trial.study.distributions.set(name, distribution);
    put(trial.params, name, value);
  }

  function setState(log: unknown): void {
    const trial = openTrial(log);
    if (trial === null) return;
    const state = stateOf(at(log, "state"));
    if (state === "RUNNING" && trial.state === "RUNNING") return;
    if (state === "RUNNING") trial.start = momentOf(at(log, "datetime_start"));
    if (FINISHED.has(state)) trial.complete = momentOf(at(log, "datetime_complete"));
    trial.state = state;
    const values = at(log, "values");
    if (Array.isArray(values)) trial.values = values.map(asMetric);
  }

  /** A finished trial takes nothing more. */
  function openTrial(log: unknown): OpenTrial | null {
    const trial = trials.get(idAt(log, "trial_id"));
    return trial === undefined || FINISHED.has(trial.state) ? null : trial;
  }

  function line(text: string, number: number): void {
    if (text.trim() === "") return;
    const { value, error } = parsePythonJson(text);
    const code = at(value, "op_code");
    if (error !== null || typeof code !== "number") {
      faults.push(`line ${number} is no operation${error === null ? "" : `: ${error.message}`}`);
      unsure ||= !isHarmless(text);
      return;
    }
    const lost = Object.entries(REQUIRED[code] ?? {}).find(([key, type]) => typeof at(value, key) !== type);
    if (lost !== undefined) {
      faults.push(`line ${number} has no valid ${lost[0]}`);
      unsure ||= isCreation(code);
      return;
    }
    const apply = operations[code];
    if (apply === undefined) faults.push(`line ${number} holds an operation of unknown kind (${code})`);
    else if (unsure && isCreation(code)) leftOut++;
    else apply(value);
  }

  return {
    line,
    get faults() {
      return leftOut === 0
        ? faults
        : [
            `${leftOut} studies or trials after a damaged line cannot be told apart and are left out`,
            ...faults,
          ];
    },
    trials: () =>
      [...studies.values()].flatMap((study) =>
        study.trials.map((trial) => ({ trial: closed(trial), steps: trial.steps })),
      ),
  };
}

/** A damaged line that still shows an operation which creates nothing leaves all ids as they are. */
function isHarmless(text: string): boolean {
  const code = /^\{"op_code": ?(\d{1,2}),/.exec(text)?.[1];
  return code !== undefined && !isCreation(Number(code));
}

const isCreation = (code: number): boolean => code === CREATE_STUDY || code === CREATE_TRIAL;

function closed({ study, steps, ...trial }: OpenTrial): Trial {
  const tally = metricTally();
  for (const [step, value] of steps) tally.add(INTERMEDIATE, step, value);
  return {
    ...trial,
    study: { name: study.name, objectives: study.objectives, metricNames: study.metricNames },
    heartbeat: null,
    intermediate: tally.summaries().get(INTERMEDIATE) ?? null,
    reason: false,
  };
}

const stateOf = (state: unknown): string => STATES[state as number] ?? "unknown";

function idAt(log: unknown, key: string): number {
  const id = at(log, key);
  return typeof id === "number" ? id : -1;
}

function setAll(
  target: Record<string, Json> | undefined,
  entries: readonly (readonly [string, unknown])[],
): void {
  if (target !== undefined) for (const [key, value] of entries) put(target, key, value as Json);
}

/** Also where the key is `__proto__`. */
export function put(target: Record<string, Json>, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
