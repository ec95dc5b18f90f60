import { defineRule, expectedMetrics, fail, notApplicable, pass } from "exptrack/core";

export const rule = defineRule({
  id: "expected-metric-not-logged",
  title: "The metric by which such a problem is judged is not logged",
  severity: "info",
  areas: [{ area: "metric-logging" }],
  docs: {
    what: "Compares the kind of problem that the code solves (by losses, estimators and heads) with the metrics that it hands to its tracker: losses alone, and none of those by which such a problem is judged.",
    why: "Losses of different models and settings cannot be compared, so that the figure a reader asks for has to be computed anew.",
    limit:
      "Asked only where the code solves one kind of problem and every logged name can be read; a metric that another program computes later is not seen.",
    fix: "Log the metric that the problem is judged by, beside the loss.",
    effort: "minutes",
    example: {
      mlflow: 'mlflow.log_metrics({"val/loss": loss, "val/accuracy": accuracy}, step=epoch)',
      wandb: 'run.log({"val/loss": loss, "val/accuracy": accuracy})',
      tensorboard:
        'writer.add_scalar("val/loss", loss, epoch)\nwriter.add_scalar("val/accuracy", accuracy, epoch)',
    },
    before: {
      mlflow: 'mlflow.log_metric("val/loss", loss, step=epoch)',
      wandb: 'run.log({"val/loss": loss})',
      tensorboard: 'writer.add_scalar("val/loss", loss, epoch)',
    },
  },
  check(model) {
    const expected = expectedMetrics(model);
    if (expected.length === 0)
      return notApplicable("which metrics are logged for which problem cannot be told");
    return expected.map(({ task, names, logged, shown, tracker, locations }) =>
      logged !== null
        ? pass("code", `${logged} is logged`, locations)
        : fail(
            "code",
            `${tracker} gets losses only: for ${task}, none of ${names} is logged${shown === null ? "" : ` (${shown} is printed)`}`,
            locations,
            { confidence: "medium" },
          ),
    );
  },
});
