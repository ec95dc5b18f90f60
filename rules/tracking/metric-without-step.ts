import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "metric-without-step",
  title: "Rounds of a loop log to one step",
  severity: "info",
  areas: [{ area: "metric-logging" }],
  docs: {
    what: "Finds `mlflow.log_metric` and `add_scalar` inside a loop over epochs or batches without a step, in a run that began before the loop.",
    why: "All points land on one step (MLflow takes 0 where none is given): no curve can be drawn over the training, and runs cannot be compared at an epoch.",
    limit: "A loop that runs once, or a step that a wrapper adds, is not seen.",
    fix: "Give the epoch or the step.",
    effort: "minutes",
    example: {
      mlflow: 'for epoch in range(epochs):\n    mlflow.log_metric("val/loss", loss, step=epoch)',
      tensorboard: 'writer.add_scalar("val/loss", loss, epoch)',
    },
    before: {
      mlflow: 'for epoch in range(epochs):\n    mlflow.log_metric("val/loss", loss)',
      tensorboard: 'writer.add_scalar("val/loss", loss)',
    },
  },
  check: (model) =>
    riskVerdicts(model, "metric-without-step", {
      none: "metrics of loops are logged with their step, as far as can be seen",
      unasked: "no loop is seen to log metrics one by one",
      say: ({ call, why }) => `${call}: ${why}`,
    }),
});
