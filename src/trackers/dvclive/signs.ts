import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

const CALLBACKS = [
  "dvclive.lightning.DVCLiveLogger",
  "dvclive.huggingface.DVCLiveCallback",
  "dvclive.huggingface.DvcLiveCallback",
  "dvclive.keras.DVCLiveCallback",
  "dvclive.keras.DvcLiveCallback",
  "dvclive.fastai.DVCLiveCallback",
  "dvclive.fastai.DvcLiveCallback",
  "dvclive.xgb.DVCLiveCallback",
  "dvclive.lgbm.DVCLiveCallback",
  "dvclive.optuna.DVCLiveCallback",
];

/**
 * Names as in dvclive 3.49.1 (`live.py`, `env.py`). By default (`save_dvc_exp`) each run is saved as an
 * experiment commit of the DVC repository. `DvcLiveCallback` is the name up to 2.x.
 */
export const signs = defineSigns({
  id: "dvclive",
  title: "DVCLive",
  url: "https://dvc.org/doc/dvclive",
  packages: ["dvclive"],
  modules: ["dvclive"],
  calls: {
    ...roles("init", ["dvclive.Live", "dvclive.live.Live", "dvclive.init", ...CALLBACKS]),
    ...roles("params", [".log_params", ".log_param"]),
    ...roles("metrics", [
      ".log_metric",
      ".log_plot",
      ".log_sklearn_plot",
      "dvclive.log",
      ".make_summary",
      ".next_step",
    ]),
    ...roles("artifact", [".log_artifact", ".log_image"]),
    ...roles("finish", [".end"]),
    ...roles("other", ["dvclive.*"]),
  },
  configFiles: [],
  mentions: ["DVCLive", "dvclive"],
  environment: ["DVCLIVE_RESUME", "DVCLIVE_OPEN", "DVCLIVE_LOGLEVEL"],
  targets: ["dvclive.lightning.DVCLiveLogger"],
  off: [],
  recordsCommit: true,
  recordsParameters: false,
  tracksRuns: true,
});
