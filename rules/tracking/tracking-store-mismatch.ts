import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "tracking-store-mismatch",
  title: "Runs are written to one store and read from another",
  severity: "info",
  docs: {
    what: "Compares where the code sends MLflow runs with the store that the repository starts its server on, and with what the pinned MLflow accepts.",
    why: "The runs are there, and the server shows none of them.",
    limit: "Mounts and variables outside the repository may make both one store.",
    fix: "Name one store, in one place.",
    effort: "minutes",
    example: {
      mlflow:
        'mlflow.set_tracking_uri("sqlite:///mlflow.db")  # mlflow server --backend-store-uri sqlite:///mlflow.db',
    },
    before: {
      mlflow:
        'mlflow.set_tracking_uri("file:./mlruns")  # mlflow server --backend-store-uri sqlite:///mlflow.db',
    },
  },
  check: (model) =>
    riskVerdicts(model, "store-mismatch", {
      none: "code and server name one tracking store",
      unasked: "code and server do not both name a store",
    }),
});
