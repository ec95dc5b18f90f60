import { defineRule, fail, notApplicable, pass, places, trainingPlaces } from "exptrack/core";

export const rule = defineRule({
  id: "no-results",
  title: "Nothing of a run's outcome is kept",
  severity: "warning",
  rung: "results.1",
  docs: {
    what: "Looks for any outcome: printed metrics, result files, checkpoints, records, figures or tables.",
    why: "A run without an outcome has to be repeated to be of use.",
    limit: "Outcomes that a library prints or writes by itself are known by a table of names.",
    fix: "Write the final metrics of a run to a file, or log them.",
    effort: "minutes",
  },
  check(model) {
    const recorded = model.runs.filter((run) => Object.keys(run.metrics).length + run.artifacts.length > 0);
    if (recorded.length > 0) return pass("records", "run records hold results", places(recorded));
    const shown = places([
      ...model.evidence("code.metric-print"),
      ...model.evidence("code.result-file").filter((file) => file.file !== "config"),
      ...model.evidence("code.checkpoint"),
      ...model.evidence("tracker.call").filter((call) => call.role === "metrics" || call.role === "autolog"),
      ...model.evidence("docs.results"),
    ]);
    if (shown.length > 0) return pass("code", "outcomes are printed, written or shown", shown);
    const training = trainingPlaces(model);
    return training.length > 0
      ? fail("code", "the training neither prints nor writes an outcome", training, {
          confidence: "medium",
        })
      : notApplicable("no training code and no run was found");
  },
});
