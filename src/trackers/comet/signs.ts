import { defineSigns } from "../../core/tracker.js";
import { lightningLogger, roles } from "../detect/call-roles.js";

const LOGGERS = lightningLogger("CometLogger", "comet");

/** Names as in comet_ml 3.58.8 (`__init__.py`, `experiment.py`: `disabled`). */
export const signs = defineSigns({
  id: "comet",
  title: "Comet",
  url: "https://www.comet.com",
  packages: ["comet-ml"],
  modules: ["comet_ml", "ray.air.integrations.comet", ...LOGGERS],
  calls: {
    ...roles("init", [
      "comet_ml.start",
      "comet_ml.Experiment",
      "comet_ml.OfflineExperiment",
      "comet_ml.CometExperiment",
    ]),
    ...roles("init", [
      "ray.air.integrations.comet.CometLoggerCallback",
      "comet_ml.ExistingExperiment",
      "comet_ml.ExistingOfflineExperiment",
      ...LOGGERS,
    ]),
    ...roles("params", [".log_parameter", ".log_parameters"]),
    ...roles("metrics", [".log_metric", ".log_metrics", ".log_confusion_matrix", ".log_curve"]),
    ...roles("artifact", [
      ".log_artifact",
      ".log_asset",
      ".log_asset_folder",
      ".log_figure",
      ".log_image",
      ".log_table",
    ]),
    ...roles("model", [".log_model"]),
    ...roles("registry", [".register_model"]),
    ...roles("dataset", [".log_dataset_hash", ".log_dataset_info"]),
    ...roles("finish", ["comet_ml.end"]),
    ...roles("other", ["comet_ml.*"]),
  },
  configFiles: [{ glob: "**/.comet.config" }],
  mentions: ["comet_ml", "comet-ml", "comet.ml", "comet.com", "Comet ML", "CometML", "Comet.ml"],
  environment: [
    "COMET_API_KEY",
    "COMET_WORKSPACE",
    "COMET_PROJECT_NAME",
    "COMET_MODE",
    "COMET_START_ONLINE",
    "COMET_OFFLINE_DIRECTORY",
  ],
  targets: LOGGERS,
  off: [
    { call: "comet_ml.Experiment", argument: "disabled", values: ["True"] },
    { variable: "COMET_MODE", values: ["DISABLED", "disabled"] },
  ],
  recordsCommit: true,
  recordsParameters: true,
  tracksRuns: true,
});
