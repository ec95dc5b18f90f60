import { type Run, runKey } from "../../core/run.js";
import { QUESTIONS, type Question, RECOVERED_STATES, type Recovered } from "../../core/vocabulary.js";
import { code, table } from "./escape.js";
import type { Places } from "./places.js";
import { executionsOf } from "./report-scope.js";

const MOST_RUNS = 12;

/** Counts by tracker and status, the six answers, and the first executions by themselves. */
export function runLedger(runs: readonly Run[], at: Places): string {
  return [byTracker(runs), recoverability(runs), list(runs, at)].join("\n\n");
}

function byTracker(runs: readonly Run[]): string {
  const trackers = [...new Set(runs.map((run) => run.tracker))].sort();
  return table({
    head: ["Tracker", "Records", "Status"],
    rows: trackers.map((tracker) => {
      const own = runs.filter((run) => run.tracker === tracker);
      return [
        tracker,
        String(own.length),
        tally(own.map((run) => (run.abandoned ? "abandoned" : run.status))),
      ];
    }),
  });
}

function recoverability(runs: readonly Run[]): string {
  return table({
    head: ["Recoverable", ...RECOVERED_STATES],
    rows: QUESTIONS.map((question) => [
      question,
      ...RECOVERED_STATES.map((state) =>
        String(runs.filter((run) => run.recoverability[question].state === state).length),
      ),
    ]),
  });
}

/** An execution each: by the record that tells most, and beside it the trackers that saw it too. */
function list(runs: readonly Run[], at: Places): string {
  const executions = executionsOf(runs);
  const shown = executions
    .slice(0, MOST_RUNS)
    .map((execution) => ({ execution, run: tellingMost(execution) }));
  const hasNames = shown.some(({ run }) => run.name !== null);
  const rows = shown.map(({ execution, run }) => {
    const others = [...new Set(execution.filter((one) => one !== run).map((one) => one.tracker))].sort();
    const commit = execution.find((one) => one.commit !== null)?.commit ?? null;
    return [
      `${at.run(runKey(run))}${others.length === 0 ? "" : ` + ${others.join(", ")}`}`,
      ...(hasNames ? [run.name === null ? "" : code(run.name, 30)] : []),
      run.abandoned ? "abandoned" : run.status,
      run.startedAt?.slice(0, 10) ?? "",
      commit === null ? "none" : code(commit.slice(0, 8)),
      outcome(run),
    ];
  });
  const more =
    executions.length > MOST_RUNS
      ? `\n\n${executions.length - MOST_RUNS} more: \`exptrack runs\` lists all records, \`exptrack show RUN\` tells all of one.`
      : "";
  const head = ["Run", ...(hasNames ? ["Name"] : []), "Status", "Started", "Commit", "Could be had again"];
  return `${table({ head, rows })}${more}`;
}

/** A record that says how the run ended before one that does not, then one with a commit. */
function tellingMost(execution: readonly [Run, ...Run[]]): Run {
  const rank = (run: Run): number => (run.status === "unknown" ? 2 : 0) + (run.commit === null ? 1 : 0);
  return execution.reduce((best, run) => (rank(run) < rank(best) ? run : best));
}

/** Those of the six questions that make up the whole. */
const DECIDING: readonly Question[] = ["code", "data", "environment", "parameters"];

/** "lost: data, environment" */
function outcome({ recoverability: answers }: Run): string {
  const worst: Recovered = answers.overall;
  if (worst === "exact") return "exactly";
  const by = DECIDING.filter((question) => answers[question].state === worst);
  return `${worst}: ${by.join(", ")}`;
}

function tally(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([value, count]) => `${count} ${value}`)
    .join(", ");
}
