import { defineSigns } from "../../core/tracker.js";
import { lightningLogger, roles } from "../detect/call-roles.js";

const LOGGERS = lightningLogger("MLFlowLogger", "mlflow");
const CALLBACKS = [
  "ray.air.integrations.mlflow.MLflowLoggerCallback",
  "ray.air.integrations.mlflow.setup_mlflow",
  "ray.tune.integration.mlflow.MLflowLoggerCallback",
  "optuna.integration.MLflowCallback",
  "optuna.integration.mlflow.MLflowCallback",
  "optuna_integration.MLflowCallback",
  "optuna_integration.mlflow.MLflowCallback",
];

/** Names as in mlflow 3.17.2 (`mlflow/__init__.py`, `mlflow/tracking/client.py`); older flavours included. */
export const signs = defineSigns({
  id: "mlflow",
  title: "MLflow",
  url: "https://mlflow.org",
  packages: ["mlflow", "mlflow-skinny"],
  modules: ["mlflow", ...LOGGERS, ...CALLBACKS],
  calls: {
    ...roles("init", ["mlflow.start_run", "mlflow.run", "mlflow.projects.run", ...LOGGERS, ...CALLBACKS]),
    ...roles("params", ["mlflow.log_param", "mlflow.log_params", ".log_param", ".log_params"]),
    ...roles("metrics", [
      "mlflow.log_metric",
      "mlflow.log_metrics",
      ".log_metric",
      ".log_metrics",
      ".log_batch",
    ]),
    ...roles("metrics", ["mlflow.evaluate", "mlflow.models.evaluate", "mlflow.log_table"]),
    ...roles("artifact", [
      "mlflow.log_artifact",
      "mlflow.log_artifacts",
      "mlflow.log_dict",
      "mlflow.log_figure",
    ]),
    ...roles("artifact", ["mlflow.log_image", "mlflow.log_text", ".log_artifact", ".log_artifacts"]),
    ...roles("model", [".log_model", ".save_model"]),
    ...roles("autolog", [".autolog"]),
    ...roles("params", ["mlflow.log_model_params"]),
    ...roles("finish", ["mlflow.end_run", ".set_terminated"]),
    ...roles("registry", ["mlflow.register_model", ".create_registered_model", ".create_model_version"]),
    ...roles("registry", [".transition_model_version_stage", ".set_registered_model_alias"]),
    ...roles("dataset", ["mlflow.log_input", "mlflow.log_inputs", "mlflow.data.*"]),
    ...roles("other", ["mlflow.*"]),
  },
  configFiles: [{ glob: "**/MLproject" }],
  mentions: ["mlflow", "MLflow", "MLFlow"],
  environment: [
    "MLFLOW_TRACKING_URI",
    "MLFLOW_EXPERIMENT_NAME",
    "MLFLOW_EXPERIMENT_ID",
    "MLFLOW_REGISTRY_URI",
    "MLFLOW_TRACKING_USERNAME",
    "MLFLOW_TRACKING_PASSWORD",
    "MLFLOW_TRACKING_TOKEN",
    "MLFLOW_S3_ENDPOINT_URL",
    "MLFLOW_RUN_ID",
    "MLFLOW_ALLOW_FILE_STORE",
    "MLFLOW_ENABLE_ASYNC_LOGGING",
    "DISABLE_MLFLOW_INTEGRATION",
  ],
  targets: LOGGERS,
  off: [{ call: ".autolog", argument: "disable", values: ["True"] }],
  recordsCommit: true,
  recordsParameters: false,
  tracksRuns: true,
});
