import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

/** Names as in trackio 0.43.0 (`__init__.py`). */
export const signs = defineSigns({
  id: "trackio",
  title: "Trackio",
  url: "https://github.com/gradio-app/trackio",
  packages: ["trackio"],
  modules: ["trackio"],
  calls: {
    ...roles("init", ["trackio.init"]),
    ...roles("params", ["trackio.config.update"]),
    ...roles("metrics", ["trackio.log", "trackio.log_system", "trackio.log_gpu"]),
    ...roles("metrics", ["trackio.init().log"]),
    ...roles("artifact", ["trackio.log_artifact", "trackio.save"]),
    ...roles("dataset", ["trackio.use_artifact"]),
    ...roles("finish", ["trackio.finish"]),
    ...roles("other", ["trackio.*"]),
  },
  configFiles: [],
  mentions: ["trackio", "Trackio"],
  environment: ["TRACKIO_DIR", "TRACKIO_SPACE_ID", "TRACKIO_DATASET_ID", "TRACKIO_SERVER_URL"],
  targets: [],
  off: [],
  recordsCommit: false,
  recordsParameters: false,
  tracksRuns: true,
});
