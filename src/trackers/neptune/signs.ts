import { defineSigns } from "../../core/tracker.js";
import { lightningLogger, roles } from "../detect/call-roles.js";

const LOGGERS = lightningLogger("NeptuneLogger", "neptune");

/** Names as in neptune 1.14.0 and its old API (0.x: `neptune.new`, `create_experiment`), neptune-scale 0.30.0. */
export const signs = defineSigns({
  id: "neptune",
  title: "Neptune",
  url: "https://neptune.ai",
  packages: ["neptune", "neptune-client", "neptune-scale", "neptune-fetcher"],
  modules: ["neptune", "neptune_scale", "neptunecontrib", ...LOGGERS],
  calls: {
    ...roles("init", [
      "neptune.init_run",
      "neptune.Run",
      "neptune.init",
      "neptune.new.init",
      "neptune.new.init_run",
    ]),
    ...roles("init", [
      "neptune.create_experiment",
      "neptune_scale.Run",
      "neptune_scale.api.run.Run",
      ...LOGGERS,
    ]),
    ...roles("init", [
      "neptune.integrations.tensorflow_keras.NeptuneCallback",
      "neptune.new.integrations.tensorflow_keras.NeptuneCallback",
    ]),
    ...roles("params", [".log_configs"]),
    ...roles("metrics", ["neptune.log_metric", "neptune.send_metric", ".log_metrics"]),
    ...roles("artifact", [
      "neptune.log_artifact",
      "neptune.log_image",
      ".assign_files",
      ".track_files",
      ".upload",
    ]),
    ...roles("registry", ["neptune.init_model", "neptune.init_model_version"]),
    ...roles("finish", ["neptune.stop"]),
    ...roles("other", ["neptune.*", "neptune_scale.*"]),
  },
  configFiles: [],
  mentions: ["neptune.ai", "Neptune.ai", "neptune-client", "neptune-scale"],
  environment: ["NEPTUNE_API_TOKEN", "NEPTUNE_PROJECT", "NEPTUNE_MODE", "NEPTUNE_CUSTOM_RUN_ID"],
  targets: LOGGERS,
  off: [
    { call: "neptune.init_run", argument: "mode", values: ["debug", "read-only"] },
    { call: "neptune.new.init", argument: "mode", values: ["debug", "read-only"] },
    { call: "neptune_scale.Run", argument: "mode", values: ["disabled"] },
    { variable: "NEPTUNE_MODE", values: ["debug", "read-only", "disabled"] },
  ],
  recordsCommit: true,
  recordsParameters: false,
  tracksRuns: true,
});
