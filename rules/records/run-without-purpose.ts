import {
  defineRule,
  executionPlaces,
  notApplicable,
  pass,
  portion,
  share,
  startedExecutions,
} from "exptrack/core";

export const rule = defineRule({
  id: "run-without-purpose",
  title: "Nothing says what runs were for",
  severity: "info",
  areas: [{ area: "collaboration" }],
  docs: {
    what: "Looks for a description or note on each run, else for a name, group or tag that somebody gave.",
    why: "Without its question a run is a number that nobody dares to delete.",
    limit: "Whether a given name or tag says anything is not judged.",
    fix: "Give runs a name, a group and a sentence.",
    effort: "minutes",
    before: { mlflow: "mlflow.start_run()", wandb: "wandb.init()" },
    example: {
      mlflow: 'mlflow.start_run(run_name="lr-sweep-3", description="does warm-up remove the early spike?")',
      wandb: 'wandb.init(group="lr-sweep", notes="does warm-up remove the early spike?")',
    },
  },
  check(model) {
    const executions = startedExecutions(model).filter((execution) =>
      execution.some((run) => run.tracker !== "dvc"),
    );
    if (executions.length === 0) return notApplicable("no run record was found");
    const without = executions.filter((execution) =>
      execution.every((run) => run.recoverability.purpose.state === "lost"),
    );
    return without.length === 0
      ? pass(
          "records",
          "every run carries a description, or a name, group or tag of its own",
          executionPlaces(executions),
        )
      : share(
          1 - without.length / executions.length,
          "records",
          `${portion(without.length, executions.length, "run")} carried nothing but default names`,
          executionPlaces(without),
        );
  },
});
