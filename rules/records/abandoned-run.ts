import { defineRule, notApplicable, pass, places, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "abandoned-run",
  title: "Runs still say that they are running",
  severity: "info",
  docs: {
    what: "Lists runs recorded as running although their store or the repository went on for more than a day after their last sign of life.",
    why: "A process that was killed leaves its record open; readers count it as work in progress.",
    limit:
      "A run that really went on for days while nothing else was recorded or committed reads the same until its next sign of life.",
    fix: "Close such runs, and let the program end its run also when it fails.",
    effort: "minutes",
    before: {
      mlflow: "mlflow.start_run()  # left open when train() raises\ntrain()\nmlflow.end_run()",
      default: "tracker.start_run()  # left open when train() raises\ntrain()\ntracker.end_run()",
    },
    example: {
      mlflow: 'MlflowClient().set_terminated(run_id, status="KILLED")',
      default:
        "with tracker.start_run():  # a context manager ends the run when the program fails\n    train()",
    },
  },
  check(model) {
    if (model.runs.length === 0) return notApplicable("no run record was found");
    const open = model.runs.filter((run) => run.abandoned);
    return open.length === 0
      ? pass("records", "no run was left open", places(model.runs))
      : share(
          1 - open.length / model.runs.length,
          "records",
          `${portion(open.length, model.runs.length, "run")} recorded no end, though work went on for more than a day`,
          places(open),
        );
  },
});
