import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

/** Names as in zenml 0.98.0 (`__init__.py`). Runs are recorded on its server. */
export const signs = defineSigns({
  id: "zenml",
  title: "ZenML",
  url: "https://zenml.io",
  packages: ["zenml"],
  modules: ["zenml"],
  calls: {
    ...roles("init", ["zenml.pipeline", "zenml.step", "zenml.pipelines.pipeline", "zenml.steps.step"]),
    ...roles("metrics", ["zenml.log_metadata", "zenml.log_step_metadata"]),
    ...roles("model", ["zenml.log_model_metadata", "zenml.Model"]),
    ...roles("artifact", ["zenml.save_artifact", "zenml.log_artifact_metadata"]),
    ...roles("dataset", ["zenml.load_artifact"]),
    ...roles("other", ["zenml.*"]),
  },
  configFiles: [{ glob: "**/.zen/config.yaml" }],
  mentions: ["ZenML", "zenml"],
  environment: ["ZENML_STORE_URL", "ZENML_STORE_API_KEY", "ZENML_ACTIVE_STACK_ID"],
  targets: [],
  off: [],
  recordsCommit: false,
  recordsParameters: true,
  tracksRuns: true,
});
