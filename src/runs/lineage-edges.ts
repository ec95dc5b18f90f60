import type { Location } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import { showsResults } from "../core/queries/health.js";
import { startedWholes, trackedExecutions } from "../core/queries/runs.js";
import type { Lineage } from "../core/report.js";
import { type JudgedRun, runKey } from "../core/run.js";
import type { LineageNode, Question, Recovered } from "../core/vocabulary.js";

type Edge = Lineage["edges"][number];
type Lead = Lineage["models"][number];
export type Tie = Lead["state"];
type Execution = readonly JudgedRun[];

/** One end that could be tied, and how far it is. */
interface Answer {
  readonly state: Tie;
  readonly why: string;
  readonly location: Location;
}

const STATES: Readonly<Record<Recovered, Tie>> = {
  exact: "proven",
  approximate: "claimed",
  unobservable: "unobservable",
  lost: "missing",
};
const BEST_FIRST: readonly Tie[] = ["proven", "claimed", "unobservable", "missing"];

/** What a run was given: which answer of its recoverability ties it. */
const GIVEN: readonly (readonly [LineageNode, Question])[] = [
  ["data", "data"],
  ["code", "code"],
  ["parameters", "parameters"],
];

export function edgesOf(model: RepoModel, models: readonly Lead[]): Edge[] {
  const executions = trackedExecutions(model);
  const wholes = wholesOf(model, executions);
  return [
    ...GIVEN.map(([from, question]) =>
      edge(
        from,
        "run",
        executions.map((execution) => best(execution.map((run) => given(run, question)))),
      ),
    ),
    edge("run", "model", toModels(model, wholes, models)),
    edge("model", "metrics", models.map(toNumbers(wholes))),
    edge(
      "run",
      "metrics",
      wholes.filter((whole) => whole.some(showsResults) || whole.some(measures)).map(inRecord),
    ),
  ].filter(({ proven, claimed, unobservable, missing }) => proven + claimed + unobservable + missing > 0);
}

/**
 * Tracked executions, the stages of one pipeline together: a stage alone need not put out a model or a number. A
 * pipeline that neither measures nor runs a program that trains or evaluates prepares data, and is left out.
 */
function wholesOf(model: RepoModel, executions: readonly Execution[]): readonly Execution[] {
  const tracked = new Set(executions.flat());
  const learns = new Set(
    model
      .evidence("code.entry")
      .filter(({ purpose }) => purpose === "training" || purpose === "evaluation" || purpose === "sweep")
      .map(({ program }) => program),
  );
  return startedWholes(model).filter(
    (whole) =>
      whole.some((run) => tracked.has(run)) &&
      whole.some(
        (run) => run.tracker !== "dvc" || measures(run) || (run.program !== null && learns.has(run.program)),
      ),
  );
}

function edge(from: LineageNode, to: LineageNode, answers: readonly Answer[]): Edge {
  const of = (state: Tie) => answers.filter((answer) => answer.state === state);
  const [weakest] = BEST_FIRST.slice(1)
    .reverse()
    .flatMap((state) => of(state).slice(0, 1));
  return {
    from,
    to,
    proven: of("proven").length,
    claimed: of("claimed").length,
    unobservable: of("unobservable").length,
    missing: of("missing").length,
    example: weakest === undefined ? null : { why: weakest.why, location: weakest.location },
  };
}

/** The best that several records of one execution say; of equal ones the first. */
const best = (answers: readonly Answer[]): Answer =>
  answers.reduce((a, b) => (BEST_FIRST.indexOf(b.state) < BEST_FIRST.indexOf(a.state) ? b : a));

function given(run: JudgedRun, question: Question): Answer {
  const { state, reason } = run.recoverability[question];
  // The commit that happens to hold a record is not one that the record names.
  const inferred = question === "code" && run.codeFrom === "inferred";
  return { state: inferred ? "missing" : STATES[state], why: reason, location: run.location };
}

const measures = (run: JudgedRun): boolean => Object.keys(run.metrics).length > 0;

function inRecord(whole: Execution): Answer {
  const [first] = whole as readonly [JudgedRun, ...JudgedRun[]];
  const measured = whole.find(measures);
  if (measured !== undefined)
    return { state: "proven", why: "the metrics stand in the run's own record", location: measured.location };
  const hidden = whole.findLast(({ trace }) => trace.incomplete !== null);
  return hidden === undefined
    ? { state: "missing", why: "no metric is recorded", location: first.location }
    : {
        state: "unobservable",
        why: `no metric can be seen from here: ${hidden.trace.incomplete}`,
        location: hidden.location,
      };
}

/** Runs that put out a model, or that finished and might have: what only evaluates or prepares data makes none. */
function toModels(model: RepoModel, wholes: readonly Execution[], models: readonly Lead[]): Answer[] {
  const byRun = new Map<string, Lead[]>();
  for (const lead of models)
    if (lead.run !== null) byRun.set(lead.run, [...(byRun.get(lead.run) ?? []), lead]);
  const makesNone = new Set(
    model
      .evidence("code.entry")
      .filter(({ purpose }) => purpose === "evaluation" || purpose === "data" || purpose === "serving")
      .map(({ program }) => program),
  );
  return wholes.flatMap((whole): Answer[] => {
    const leads = whole.flatMap((run) => byRun.get(runKey(run)) ?? []);
    if (leads.length > 0) return [best(leads)];
    const made = whole.filter((run) => run.program === null || !makesNone.has(run.program));
    const [first] = made;
    if (first === undefined || !made.some(showsResults)) return [];
    const hidden = made.findLast(({ trace }) => trace.incomplete !== null);
    return [
      hidden === undefined
        ? { state: "missing", why: "no model is recorded with the run", location: first.location }
        : {
            state: "unobservable",
            why: `whether a model was kept cannot be seen from here: ${hidden.trace.incomplete}`,
            location: hidden.location,
          },
    ];
  });
}

/** Does the record say which model scored what? By the run that made both, or by the hash that the measuring stage read. */
const toNumbers =
  (wholes: readonly Execution[]) =>
  (lead: Lead): Answer => {
    const { location } = lead;
    const whole = wholes.find((runs) => runs.some((run) => runKey(run) === lead.run));
    if (whole === undefined || lead.run === null)
      return { state: "missing", why: `no run is known that made ${lead.name}`, location };
    const maker = whole.find((run) => runKey(run) === lead.run) as JudgedRun;
    const measuring = whole.filter(measures);
    if (measuring.length === 0) return { ...inRecord(whole), location: maker.location };
    const direct =
      measuring.includes(maker) || maker.tracker !== "dvc" || measuring.some((run) => reads(run, maker));
    return direct
      ? { state: lead.state, why: lead.why, location }
      : {
          state: "claimed",
          why: `the pipeline of ${lead.name} measures, but no stage that does so names the model by its hash`,
          location: maker.location,
        };
  };

/** One of its inputs is, by content, what the other put out. */
const reads = (run: JudgedRun, maker: JudgedRun): boolean =>
  run.inputs.some(
    ({ digest }) => digest !== null && maker.trace.artifactFiles.some((file) => file.digest === digest),
  );
