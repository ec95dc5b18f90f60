import { defineRule, fail, notApplicable, pass, places, trainingPlaces } from "exptrack/core";

export const rule = defineRule({
  id: "no-parameters",
  title: "No parameter of the training can be found",
  severity: "warning",
  rung: "parameters.1",
  docs: {
    what: "Looks for any parameter of a training: a constant, an option, a configuration file, a run record.",
    why: "What cannot be found cannot be repeated.",
    limit: "Parameters that are read from a service or from files outside of the repository are not seen.",
    fix: "Put the hyperparameters into a configuration file or command-line options.",
    effort: "hours",
  },
  check(model) {
    const recorded = model.runs.filter((run) => Object.keys(run.params).length > 0);
    if (recorded.length > 0) return pass("records", "run records hold parameters", places(recorded));
    const shown = places([
      ...model.evidence("code.parameter"),
      ...model.evidence("code.config").filter(({ aspect }) => !/^secret/.test(aspect ?? "")),
    ]);
    if (shown.length > 0) return pass("code", "parameters stand in code or configuration", shown);
    const training = trainingPlaces(model);
    return training.length > 0
      ? fail("code", "the training shows no parameter", training, { confidence: "medium" })
      : notApplicable("no training code was found");
  },
});
