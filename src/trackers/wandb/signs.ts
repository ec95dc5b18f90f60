import { defineSigns } from "../../core/tracker.js";
import { lightningLogger, roles } from "../detect/call-roles.js";

const LOGGERS = lightningLogger("WandbLogger", "wandb");
const CALLBACKS = [
  "wandb.keras.WandbCallback",
  "wandb.integration.keras.WandbCallback",
  "wandb.keras.WandbMetricsLogger",
  "wandb.integration.keras.WandbMetricsLogger",
  "wandb.integration.sb3.WandbCallback",
  "wandb.xgboost.WandbCallback",
  "wandb.integration.xgboost.WandbCallback",
  "wandb.lightgbm.wandb_callback",
  "wandb.integration.lightgbm.wandb_callback",
  "ray.air.integrations.wandb.WandbLoggerCallback",
  "ray.air.integrations.wandb.setup_wandb",
  "ray.tune.integration.wandb.WandbLoggerCallback",
  "optuna.integration.WeightsAndBiasesCallback",
  "optuna.integration.wandb.WeightsAndBiasesCallback",
  "optuna_integration.WeightsAndBiasesCallback",
  "optuna_integration.wandb.WeightsAndBiasesCallback",
];

/** Names as in wandb 0.21.4 (`wandb/__init__.py`, `sdk/wandb_run.py`, `env.py`, `sdk/wandb_settings.py`: mode). */
export const signs = defineSigns({
  id: "wandb",
  title: "Weights & Biases",
  url: "https://wandb.ai",
  packages: ["wandb"],
  modules: ["wandb", "ray.air.integrations.wandb", ...LOGGERS, ...CALLBACKS],
  calls: {
    ...roles("init", ["wandb.init", "wandb.sdk.init", ...CALLBACKS, ...LOGGERS]),
    ...roles("params", [
      "wandb.config.update",
      "wandb.config.setdefaults",
      ".config.update",
      "wandb.save_config",
    ]),
    ...roles("metrics", [
      "wandb.log",
      "wandb.watch",
      "wandb.run.log",
      "wandb.run.summary.update",
      "wandb.summary.update",
    ]),
    ...roles("metrics", [
      "wandb.init().log",
      "wandb.init().watch",
      "wandb.init().summary.update",
      "wandb.Run().log",
    ]),
    ...roles("params", ["wandb.init().config.update", "wandb.init().config.setdefaults"]),
    ...roles("finish", ["wandb.init().finish"]),
    ...roles("artifact", [
      "wandb.save",
      "wandb.log_artifact",
      "wandb.Artifact",
      ".log_artifact",
      "wandb.log_code",
      ".log_code",
    ]),
    ...roles("model", ["wandb.log_model", ".log_model"]),
    ...roles("registry", ["wandb.link_model", ".link_model", ".link_artifact"]),
    ...roles("dataset", ["wandb.use_artifact", ".use_artifact"]),
    ...roles("finish", ["wandb.finish", "wandb.join", "wandb.run.finish"]),
    ...roles("other", ["wandb.*"]),
  },
  configFiles: [
    { glob: "**/{sweep,sweeps,*sweep*}.{yaml,yml}", text: /^(?:method|program):/m },
    { glob: "**/wandb/settings" },
  ],
  mentions: ["wandb", "WandB", "W&B", "Weights & Biases", "Weights and Biases"],
  environment: [
    "WANDB_API_KEY",
    "WANDB_MODE",
    "WANDB_PROJECT",
    "WANDB_ENTITY",
    "WANDB_BASE_URL",
    "WANDB_DIR",
    "WANDB_NAME",
    "WANDB_RUN_GROUP",
    "WANDB_DISABLED",
  ],
  targets: LOGGERS,
  off: [
    { call: "wandb.init", argument: "mode", values: ["disabled"] },
    { variable: "WANDB_MODE", values: ["disabled"] },
  ],
  recordsCommit: true,
  recordsParameters: false,
  tracksRuns: true,
});
