import type { Run } from "../../core/run.js";
import { QUESTIONS, RECOVERED_STATES } from "../../core/vocabulary.js";
import { code, table } from "./escape.js";

const MOST_RUNS = 30;

/** Counts by tracker and status, the six answers, and the first runs by themselves. */
export function runLedger(runs: readonly Run[]): string {
  return [byTracker(runs), recoverability(runs), list(runs)].join("\n\n");
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

function list(runs: readonly Run[]): string {
  const shown = runs.slice(0, MOST_RUNS);
  const rows = shown.map((run) => [
    code(`${run.tracker}:${run.id}`, 60),
    run.name === null ? "" : code(run.name, 30),
    run.status,
    run.startedAt?.slice(0, 10) ?? "",
    run.commit === null ? "none" : code(run.commit.slice(0, 8)),
    run.recoverability.overall,
  ]);
  const more =
    runs.length > MOST_RUNS ? `\n\n${runs.length - MOST_RUNS} more: \`exptrack runs\` lists them all.` : "";
  return `${table({ head: ["Run", "Name", "Status", "Started", "Commit", "Overall"], rows })}${more}`;
}

function tally(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([value, count]) => `${count} ${value}`)
    .join(", ");
}
