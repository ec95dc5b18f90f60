import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "unguarded-tracking-server",
  title: "Without the tracking server the training ends",
  severity: "info",
  docs: {
    what: "Finds a tracking server whose address stands in the code and whose calls nothing catches.",
    why: "The address holds in one network only: elsewhere the program ends before it trains, or hours later.",
    limit:
      "Ending may be what is wanted, so its confidence is low; what a wrapper or the client's own retries do is not seen.",
    fix: "Take the address from MLFLOW_TRACKING_URI, and fall back to a local store.",
    effort: "minutes",
    example: {
      mlflow: 'mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "sqlite:///mlflow.db"))',
    },
    before: {
      mlflow: 'mlflow.set_tracking_uri("http://10.0.0.5:5000")',
    },
  },
  check: (model) =>
    riskVerdicts(model, "unguarded-server", {
      none: "no fixed address of a tracking server is asked unguarded",
      unasked: "no fixed address of a tracking server is asked",
    }),
});
