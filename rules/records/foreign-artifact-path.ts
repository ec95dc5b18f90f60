import {
  defineRule,
  type JudgedRun,
  listed,
  notApplicable,
  pass,
  places,
  portion,
  share,
} from "exptrack/core";

export const rule = defineRule({
  id: "foreign-artifact-path",
  title: "Committed records seek their artifacts on one machine",
  severity: "info",
  docs: {
    what: "Lists run records in git that name the place of their artifacts or checkpoints by an absolute path, by its text alone.",
    why: "On any other machine the tracker itself finds nothing under such a path: the runs show, their artifacts do not.",
    limit:
      "Read from the text alone: a path that all readers share (a network drive) is taken for one of a single machine.",
    fix: "Let a tracking server hand out artifact addresses, or keep the store out of git and commit a ledger snapshot.",
    effort: "hours",
    before: {
      mlflow: 'mlflow.set_tracking_uri("mlruns")  # records file:///home/…/artifacts',
      default: "git add mlruns",
    },
    example: {
      mlflow:
        "mlflow server --artifacts-destination ./mlartifacts  # records mlflow-artifacts:/… instead of a path",
      default: "exptrack runs --snapshot",
    },
  },
  check(model) {
    if (!model.history.git) return notApplicable("nothing is shared through git here");
    const runs = model.runs.filter((run) => run.scope === "committed");
    if (runs.length === 0) return notApplicable("git holds no run record");
    const foreign = runs.filter((run) => artifactFields(run).length > 0);
    return foreign.length === 0
      ? pass("records", "no committed record seeks its artifacts in a folder of one machine", places(runs))
      : share(
          1 - foreign.length / runs.length,
          "records",
          `${portion(foreign.length, runs.length, "committed run")} recorded artifacts at absolute paths of the machine that wrote them (${listed(foreign.flatMap(artifactFields))})`,
          places(foreign),
        );
  },
});

/** A folder that a program was started in, or read from, is told by other rules. */
const artifactFields = (run: JudgedRun): string[] =>
  run.trace.absolutePaths.filter((field) => /artifact|checkpoint|ckpt|save_dir/i.test(field));
