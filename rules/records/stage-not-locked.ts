import { defineRule, fail, listed, notApplicable, pass, places, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "stage-not-locked",
  title: "A stage of the pipeline has no entry in the lock",
  severity: "info",
  docs: {
    what: "Looks for each stage of dvc.yaml, those of `foreach` and `matrix` included, in the dvc.lock beside it. Frozen stages, which DVC does not run, are left out.",
    why: "The lock is all that git keeps of a stage's run: without an entry nobody can tell with which data, code and parameters its outputs were made, and `dvc pull` knows none of them.",
    limit:
      "A stage that is only run on demand (a deployment, a report) may be left out on purpose. Stages whose templates cannot be filled in from files of git are not looked at.",
    fix: "Run the pipeline and commit dvc.lock together with dvc.yaml; take out stages that nobody runs.",
    effort: "minutes",
    before: { default: "git add dvc.yaml" },
    example: { default: "dvc repro && git add dvc.yaml dvc.lock" },
  },
  check(model) {
    const open = model.evidence("pipeline.unlocked");
    const locked = model.runs.filter((run) => run.tracker === "dvc" && run.location.commit === undefined);
    const pipelines = model.evidence("pipeline.definition").filter(({ tool }) => tool === "dvc");
    if (pipelines.length === 0) return notApplicable("no DVC pipeline is defined");
    if (open.length === 0)
      return pass("records", "every stage that can be told has an entry in its lock", places(pipelines));
    const names = listed(open.map(({ stage }) => stage));
    if (open.every(({ lock }) => lock === null) && locked.length === 0)
      return fail(
        "records",
        `dvc.yaml is committed without a dvc.lock: nothing tells of ${names}`,
        places(open),
      );
    return share(
      locked.length / (locked.length + open.length),
      "records",
      `${portion(open.length, locked.length + open.length, "stage")} had no entry in dvc.lock (${names})`,
      places(open),
    );
  },
});
