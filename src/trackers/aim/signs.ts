import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

const LOGGERS = ["aim.pytorch_lightning.AimLogger", "aim.sdk.adapters.pytorch_lightning.AimLogger"];
const CALLBACKS = [
  "aim.hugging_face.AimCallback",
  "aim.keras.AimCallback",
  "aim.tensorflow.AimCallback",
  "aim.xgboost.AimCallback",
  "aim.lightgbm.AimCallback",
  "aim.catboost.AimLogger",
  "aim.fastai.AimCallback",
  "aim.sb3.AimCallback",
];

/** Names as in aim 3.29.1 (`sdk/run.py`, `sdk/adapters`). */
export const signs = defineSigns({
  id: "aim",
  title: "Aim",
  url: "https://aimstack.io",
  packages: ["aim"],
  modules: ["aim"],
  calls: {
    ...roles("init", ["aim.Run", "aim.sdk.run.Run", "aim.Session", "aim.init", ...LOGGERS, ...CALLBACKS]),
    ...roles("params", ["aim.set_params"]),
    ...roles("metrics", ["aim.track", ".track"]),
    ...roles("artifact", [".log_artifact", ".log_artifacts"]),
    ...roles("finish", [".report_successful_finish"]),
    ...roles("other", ["aim.*"]),
  },
  configFiles: [],
  mentions: ["AimStack", "aimstack", "aim up", "aimhubio"],
  environment: ["AIM_UI_TELEMETRY_ENABLED"],
  targets: LOGGERS,
  off: [],
  recordsCommit: true,
  recordsParameters: false,
  tracksRuns: true,
});
