import { defineRule, duplicateRuns, notApplicable, pass, places, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "duplicate-runs",
  title: "The same run is recorded more than once",
  severity: "info",
  docs: {
    what: "Lists runs of one tracker whose program, commit, parameters and metrics are all the same; at least three parameters and a metric must agree. Trials of a search and pipeline stages are left out.",
    why: "Copies count twice in every mean and look like agreement between independent runs.",
    limit: "A deterministic program that was really run twice leaves the same record as one that was copied.",
    fix: "Delete the copies, or give every repetition a seed of its own and record it.",
    effort: "minutes",
    before: { default: "for i in 1 2 3; do python train.py; done" },
    example: { default: "for seed in 0 1 2; do python train.py --seed $seed; done" },
  },
  check(model) {
    const measured = model.runs.filter((run) => Object.keys(run.metrics).length > 0);
    if (measured.length < 2) return notApplicable("fewer than two runs hold metrics");
    const twins = duplicateRuns(measured).flat();
    return twins.length === 0
      ? pass("records", "no two runs are the same in parameters and results", places(measured))
      : share(
          1 - twins.length / measured.length,
          "records",
          `${portion(twins.length, measured.length, "run")} shared program, commit, parameters and every metric with another run`,
          places(twins),
        );
  },
});
