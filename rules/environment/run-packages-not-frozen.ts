import {
  bestOf,
  defineRule,
  executionPlaces,
  mean,
  notApplicable,
  portion,
  share,
  startedExecutions,
} from "exptrack/core";

export const rule = defineRule({
  id: "run-packages-not-frozen",
  title: "Runs keep no full list of their packages",
  severity: "info",
  rung: "environment.3",
  oneWay: true,
  docs: {
    what: "Counts executions whose record holds every installed package with its version.",
    why: "A freeze kept with the run is the environment of that run, whatever the manifest has become since.",
    limit:
      "A list of packages says nothing of what was changed in an installed package by hand, nor of libraries outside Python.",
    fix: "Keep a full freeze with every run.",
    effort: "minutes",
    before: { mlflow: "with mlflow.start_run():\n    train()" },
    example: {
      mlflow:
        'with mlflow.start_run():\n    freeze = subprocess.check_output([sys.executable, "-m", "pip", "freeze"], text=True)\n    mlflow.log_text(freeze, "requirements.txt")\n    train()',
    },
  },
  check(model) {
    const executions = startedExecutions(model).filter((execution) =>
      execution.some((run) => run.tracker !== "dvc"),
    );
    if (executions.length === 0) return notApplicable("no run record was found");
    const frozen = (execution: (typeof executions)[number]): number =>
      bestOf(execution, (run) => (run.trace.packages === "freeze" ? 1 : 0));
    const without = executions.filter((execution) => frozen(execution) === 0);
    return share(
      mean(executions, frozen),
      "records",
      without.length === 0
        ? "every run kept a full list of its packages"
        : `${portion(without.length, executions.length, "run")} kept no full list of packages`,
      executionPlaces(without.length === 0 ? executions : without),
    );
  },
});
