import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "run-never-finished",
  title: "Runs that are begun in a loop are never ended",
  severity: "info",
  areas: [{ area: "metric-logging" }],
  docs: {
    what: "Finds `run = wandb.init(…)` in a loop of a program that never calls `finish`.",
    why: "Without `reinit`, wandb gives back the run that is open instead of a new one, so that several trainings end up in one record.",
    limit: "A run that is ended under another name or in a library is not seen.",
    fix: "End each run, or use `with`.",
    effort: "minutes",
    example: {
      wandb: 'for lr in rates:\n    with wandb.init(project="demo", config={"lr": lr}):\n        train(lr)',
    },
    before: {
      wandb: 'for lr in rates:\n    run = wandb.init(project="demo", config={"lr": lr})\n    train(lr)',
    },
  },
  check: (model) =>
    riskVerdicts(model, "run-left-open", {
      none: "every run that a loop begins is ended, as far as can be seen",
      unasked: "no loop begins runs",
    }),
});
