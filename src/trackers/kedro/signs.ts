import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

/** Names as in kedro 1.7.0 (`pipeline`, `framework`): a pipeline, whose runs leave versioned data sets at most. */
export const signs = defineSigns({
  id: "kedro",
  title: "Kedro",
  url: "https://kedro.org",
  packages: ["kedro", "kedro-datasets", "kedro-viz", "kedro-mlflow"],
  modules: ["kedro", "kedro_datasets", "kedro_mlflow"],
  calls: {
    ...roles("init", [
      "kedro.pipeline.pipeline",
      "kedro.pipeline.Pipeline",
      "kedro.pipeline.node",
      "kedro.pipeline.Node",
    ]),
    ...roles("init", [
      "kedro.framework.session.KedroSession.create",
      "kedro.pipeline.modular_pipeline.pipeline",
    ]),
    ...roles("other", ["kedro.*"]),
  },
  configFiles: [
    { glob: "**/pyproject.toml", text: /^\[tool\.kedro\]/m },
    { glob: "**/conf/base/catalog*.{yml,yaml}" },
  ],
  mentions: ["kedro run", "Kedro", "kedro viz"],
  environment: ["KEDRO_ENV", "KEDRO_LOGGING_CONFIG"],
  targets: [],
  off: [],
  recordsCommit: false,
  recordsParameters: false,
  tracksRuns: false,
});
