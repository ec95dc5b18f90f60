import type { Lineage } from "../core/report.js";
import type { JudgedRun } from "../core/run.js";
import type { LineageNode, Question, Recovered } from "../core/vocabulary.js";

type Edge = Lineage["edges"][number];
type State = "proven" | "claimed" | "unobservable" | "missing";

const STATES: Readonly<Record<Recovered, State>> = {
  exact: "proven",
  approximate: "claimed",
  unobservable: "unobservable",
  lost: "missing",
};

/** Which answer of a run's recoverability ties what to the run. */
const TIES: readonly (readonly [from: LineageNode, to: LineageNode, question: Question])[] = [
  ["data", "run", "data"],
  ["code", "run", "code"],
  ["parameters", "run", "parameters"],
  ["run", "metrics", "results"],
];

/** What ties data, code and parameters to runs, and runs to what came of them, as far as records prove it. */
export function lineageOf(runs: readonly JudgedRun[]): Lineage {
  return { edges: TIES.map(([from, to, question]) => edge(from, to, question, runs)), models: [] };
}

const WEAKEST: readonly State[] = ["missing", "unobservable", "claimed"];

function edge(from: LineageNode, to: LineageNode, question: Question, runs: readonly JudgedRun[]): Edge {
  const answers = runs.map((run) => ({ run, answer: run.recoverability[question] }));
  const of = (state: State) => answers.filter(({ answer }) => STATES[answer.state] === state);
  const weak = WEAKEST.map((state) => of(state)[0]).find((one) => one !== undefined);
  return {
    from,
    to,
    proven: of("proven").length,
    claimed: of("claimed").length,
    unobservable: of("unobservable").length,
    missing: of("missing").length,
    example: weak === undefined ? null : { why: weak.answer.reason, location: weak.run.location },
  };
}
