import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

const CALLBACKS = [
  "swanlab.integration.pytorch_lightning.SwanLabLogger",
  "swanlab.integration.transformers.SwanLabCallback",
  "swanlab.integration.keras.SwanLabLogger",
  "swanlab.integration.accelerate.SwanLabTracker",
];

/** Names as in swanlab 0.10.3 (`__init__.py`, `integration`). */
export const signs = defineSigns({
  id: "swanlab",
  title: "SwanLab",
  url: "https://swanlab.cn",
  packages: ["swanlab"],
  modules: ["swanlab"],
  calls: {
    ...roles("init", ["swanlab.init", ...CALLBACKS]),
    ...roles("params", ["swanlab.config.update"]),
    ...roles("metrics", ["swanlab.log", "swanlab.log_text"]),
    ...roles("metrics", ["swanlab.init().log"]),
    ...roles("artifact", ["swanlab.log_image", "swanlab.save"]),
    ...roles("finish", ["swanlab.finish"]),
    ...roles("other", ["swanlab.*"]),
  },
  configFiles: [],
  mentions: ["swanlab", "SwanLab"],
  environment: ["SWANLAB_API_KEY", "SWANLAB_MODE", "SWANLAB_LOG_DIR", "SWANLAB_LOGDIR"],
  targets: ["swanlab.integration.pytorch_lightning.SwanLabLogger"],
  off: [
    { call: "swanlab.init", argument: "mode", values: ["disabled"] },
    { variable: "SWANLAB_MODE", values: ["disabled"] },
  ],
  recordsCommit: true,
  recordsParameters: false,
  tracksRuns: true,
});
