import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "registered-model-without-run",
  title: "A registered model cannot be led back to its run",
  severity: "warning",
  areas: [{ area: "model-registry" }, { area: "code-data-linkage", key: true }],
  docs: {
    what: "Looks for the run behind each registered model version that records show.",
    why: "A model in use without its run has no code, data or metrics that anybody could check.",
    limit:
      "A run that another server or another clone records is not among the records here; only versions that name a run, or say that they have none, are judged.",
    fix: "Register models from the run that made them.",
    effort: "minutes",
    before: { mlflow: 'mlflow.register_model("models/flowers", "flowers")' },
    example: { mlflow: 'mlflow.register_model(f"runs:/{run.info.run_id}/model", "flowers")' },
  },
  check(model) {
    const versions = model
      .evidence("registry.entry")
      .filter((entry) => entry.location.run !== undefined || entry.detail.includes("no recorded run"));
    if (versions.length === 0) return notApplicable("no record of a registered model was found");
    const known = new Set(model.runs.map((run) => `${run.tracker}:${run.id}`));
    const loose = versions.filter(
      (entry) => entry.location.run === undefined || !known.has(entry.location.run),
    );
    return loose.length === 0
      ? pass("records", "every registered model version names a run that is here", places(versions))
      : loose.map((entry) =>
          fail(
            "records",
            `the run behind ${entry.name} (${entry.detail}) is not among the runs that are recorded here and not deleted`,
            places([entry]),
          ),
        );
  },
});
