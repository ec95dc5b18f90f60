import { defineRule, fail, pass, unknown } from "exptrack/core";

/** Fewer commits that touch code than this are an upload, not a development history. */
const ENOUGH = 5;

export const rule = defineRule({
  id: "few-code-commits",
  title: "The history is a single code drop",
  severity: "warning",
  rung: "code.2",
  oneWay: true,
  docs: {
    what: `Counts commits that touch code, up to ${ENOUGH}; uploads and README edits alone are none.`,
    why: "A run's code can only be recovered if its state was committed at the time; a code drop holds one state for all runs.",
    limit: "A history that was squashed for publication is told apart from a code drop by nothing in git.",
    fix: "Commit every state of the code that a run used, not only the final one.",
    effort: "hours",
  },
  check({ history, anchor }) {
    if (!history.git || (history.head !== null && history.codeCommits === null))
      return unknown(
        `the number of commits cannot be seen: ${history.why ?? "this is a shallow clone"}`,
        "a clone with its full history (actions/checkout: fetch-depth: 0)",
      );
    if (history.codeCommits === 0) return fail("code", "no commit touches code");
    return (history.codeCommits ?? 0) >= ENOUGH
      ? pass("code", "the code has an ordinary development history", [anchor])
      : fail("code", `fewer than ${ENOUGH} commits touch code`);
  },
});
