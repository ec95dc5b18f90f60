import {
  defineRule,
  executionPlaces,
  type JudgedRun,
  listed,
  nonFiniteMetrics,
  notApplicable,
  pass,
  portion,
  share,
  showsResults,
} from "exptrack/core";

export const rule = defineRule({
  id: "non-finite-result",
  title: "Runs ended in values that are no numbers",
  severity: "warning",
  docs: {
    what: "Lists executions, not recorded as failed, killed or still running, whose last value of a metric is NaN or infinite.",
    why: "Such a run looks finished and ranks nowhere: the training diverged, or the metric is not defined on its data.",
    limit:
      "A metric that is undefined for good reason (one class alone in a split) ends in NaN as well as a training that diverged.",
    fix: "Stop a run when its loss is not finite and mark it failed; repair metrics that are not defined.",
    effort: "minutes",
    before: { mlflow: 'mlflow.log_metric("loss", loss)', default: 'log({"loss": loss})' },
    example: {
      mlflow:
        'if not math.isfinite(loss):\n    mlflow.end_run(status="FAILED")\n    raise RuntimeError("loss is not finite")\nmlflow.log_metric("loss", loss)',
      default:
        'if not math.isfinite(loss):\n    raise RuntimeError("loss is not finite")\nlog({"loss": loss})',
    },
  },
  check(model) {
    const ended = model.experiments.filter(
      (execution) =>
        execution.every(showsResults) && execution.some((run) => Object.keys(run.metrics).length > 0),
    );
    if (ended.length === 0) return notApplicable("no run that came to an end holds a metric");
    const broken = ended.filter((execution) => execution.some((run) => nonFiniteMetrics(run).length > 0));
    return broken.length === 0
      ? pass("records", "every run ended in numbers", executionPlaces(ended))
      : share(
          1 - broken.length / ended.length,
          "records",
          `${portion(broken.length, ended.length, "run")} ended in a value that is no finite number: ${listed(broken.flat().flatMap(inWords))}`,
          executionPlaces(broken),
        );
  },
});

const inWords = (run: JudgedRun): string[] =>
  nonFiniteMetrics(run).map(
    (key) => `${key} is ${run.metrics[key]?.last === "NaN" ? "no number" : "infinite"}`,
  );
