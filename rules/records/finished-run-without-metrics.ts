import {
  defineRule,
  executionPlaces,
  finishedWholes,
  type JudgedRun,
  mean,
  notApplicable,
  portion,
  share,
} from "exptrack/core";

export const rule = defineRule({
  id: "finished-run-without-metrics",
  title: "Finished runs hold no metric",
  severity: "warning",
  areas: [{ area: "metric-logging", key: true }],
  docs: {
    what: "Lists executions that finished without a metric in any of their records. Programs that log none in any run (orchestration) are left out while others do.",
    why: "A run without a metric cannot be compared with any other.",
    limit: "A program that by design measures nothing, and whose sibling runs do, looks the same.",
    fix: "Log the final metrics of every run before it ends.",
    effort: "minutes",
    before: {
      mlflow: "with mlflow.start_run():\n    print(train())",
      wandb: "print(accuracy)",
      tensorboard: "print(accuracy)",
      default: "print(metrics)",
    },
    example: {
      mlflow: "with mlflow.start_run():\n    mlflow.log_metrics(train())",
      wandb: 'run.summary["val/accuracy"] = accuracy',
      tensorboard: 'writer.add_scalar("val/accuracy", accuracy, epoch)',
      default: '(out_dir / "metrics.json").write_text(json.dumps(metrics))',
    },
  },
  check(model) {
    // Configuration systems and pipelines keep no metrics by design: alone they say nothing of results.
    const silent = new Set(
      model.trackers.filter((tracker) => !tracker.tracksRuns).map((tracker) => tracker.id),
    );
    const logs = new Set(
      model.runs
        .filter((run) => Object.keys(run.metrics).length > 0)
        .map((run) => `${run.tracker}\0${run.program}`),
    );
    const executions = finishedWholes(model).filter(
      (execution) =>
        !isHidden(execution) &&
        execution.some(
          (run) =>
            !silent.has(run.tracker) && (logs.size === 0 || logs.has(`${run.tracker}\0${run.program}`)),
        ),
    );
    if (executions.length === 0)
      return notApplicable("no finished run of a program that logs metrics was found");
    const parents = new Set(
      model.runs
        .filter((run) => run.parent !== null && Object.keys(run.metrics).length > 0)
        .map((run) => `${run.tracker}\0${run.parent}`),
    );
    // A run that only holds others together says its results through them.
    const holdsOthers = (execution: readonly JudgedRun[]): boolean =>
      execution.some((run) => parents.has(`${run.tracker}\0${run.id}`));
    const without = executions.filter((execution) => holdsNone(execution) && !holdsOthers(execution));
    return share(
      mean(executions, (execution) => (without.includes(execution) ? 0 : 1)),
      "records",
      without.length === 0
        ? "every finished run of a program that logs metrics holds some"
        : `${portion(without.length, executions.length, "finished run")} recorded no metric`,
      executionPlaces(without.length === 0 ? executions : without),
    );
  },
});

const holdsNone = (execution: readonly JudgedRun[]): boolean =>
  execution.every((run) => Object.keys(run.metrics).length === 0);

/** What is cut off, empty here or on a server may hold them. */
const isHidden = (execution: readonly JudgedRun[]): boolean =>
  holdsNone(execution) && execution.some((run) => run.trace.incomplete !== null);
