import {
  defineRule,
  isElsewhere,
  type JudgedRun,
  listed,
  notApplicable,
  pass,
  places,
  portion,
  share,
  unknown,
} from "exptrack/core";

export const rule = defineRule({
  id: "listed-artifact-absent",
  title: "Artifacts that runs list are not there",
  severity: "warning",
  docs: {
    what: "Looks for the models, files and outputs that a run record lists, where it says and beside the store. What lies on a server is not judged.",
    why: "The record promises a model that nobody can load.",
    limit: "Files that were moved to another folder or another branch on purpose count as absent.",
    fix: "Put the artifacts where every reader of the record can get them: a remote, a server or a release.",
    effort: "hours",
    before: {
      mlflow: "mlflow ui  # artifacts lie in ./mlruns of one machine",
      dvc: "dvc repro && git push  # and no dvc push",
    },
    example: {
      mlflow: "mlflow server --artifacts-destination s3://bucket/mlflow",
      dvc: "dvc remote add -d storage s3://bucket/dvc && dvc push",
    },
  },
  check(model) {
    const listing = model.runs.filter((run) => run.artifacts.length > 0 || isMissing(run));
    if (listing.length === 0) return notApplicable("no run lists an artifact");
    const visible = listing.filter((run) => isMissing(run) || !isElsewhere(run));
    if (visible.length === 0)
      return unknown(
        "whether the listed artifacts exist cannot be seen from here",
        "the store that holds the artifacts",
        places(listing),
      );
    const missing = visible.filter(isMissing);
    return missing.length === 0
      ? pass("records", "the artifacts that runs list are there", places(visible))
      : share(
          1 - missing.length / visible.length,
          "records",
          `${portion(missing.length, visible.length, "run")} listed artifacts without a file here: ${listed(missing.flatMap((run) => run.trace.missingArtifacts))}`,
          places(missing),
        );
  },
});

const isMissing = (run: JudgedRun): boolean => run.trace.missingArtifacts.length > 0 && !isOnline(run);

/** Its record is whole, and its files were sent to a server. */
const isOnline = (run: JudgedRun): boolean => run.trace.incomplete === null && isElsewhere(run);
