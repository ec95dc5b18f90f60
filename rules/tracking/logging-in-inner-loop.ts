import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "logging-in-inner-loop",
  title: "Every batch waits for the tracking server",
  severity: "info",
  docs: {
    what: "Finds `mlflow.log_metric` in a loop inside a loop that no condition thins out, without asynchronous logging.",
    why: "Each call is a request: with a server that is away by 20 ms, a thousand batches wait for 20 s.",
    limit: "Against a local store the cost is small; how many rounds the loop has is not always known.",
    fix: "Log every n-th step, or asynchronously.",
    effort: "minutes",
    example: {
      mlflow: 'if step % 50 == 0:\n    mlflow.log_metric("loss", loss, step=step, synchronous=False)',
    },
    before: {
      mlflow: 'mlflow.log_metric("loss", loss, step=step)',
    },
  },
  check: (model) =>
    riskVerdicts(model, "logging-in-inner-loop", {
      none: "no request for every batch is seen",
      unasked: "nothing is logged to MLflow by hand",
      asked: model
        .evidence("tracker.call")
        .filter(({ tracker, role, on }) => tracker === "mlflow" && role === "metrics" && on !== "no"),
    }),
});
