import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

const FUNCTIONS = (name: string): readonly string[] => [
  `polyaxon.tracking.${name}`,
  `traceml.tracking.${name}`,
];

/** Names as in polyaxon 2.18.0 and traceml (`tracking/__init__.py`); 0.x: `polyaxon_client.tracking`. */
export const signs = defineSigns({
  id: "polyaxon",
  title: "Polyaxon",
  url: "https://polyaxon.com",
  packages: ["polyaxon", "traceml", "polyaxon-client", "polyaxon-cli", "polyaxon-sdk"],
  modules: ["polyaxon", "traceml", "polyaxon_client"],
  calls: {
    ...roles("init", [...FUNCTIONS("init"), "polyaxon_client.tracking.Experiment"]),
    ...roles("params", FUNCTIONS("log_inputs")),
    ...roles("metrics", ["log_metric", "log_metrics", "log_outputs"].flatMap(FUNCTIONS)),
    ...roles("artifact", ["log_artifact", "log_image", "log_dataframe"].flatMap(FUNCTIONS)),
    ...roles("model", FUNCTIONS("log_model")),
    ...roles("registry", FUNCTIONS("promote_to_model_version")),
    ...roles("dataset", FUNCTIONS("log_data_ref")),
    ...roles("finish", FUNCTIONS("end")),
    ...roles("other", ["polyaxon.*", "traceml.*", "polyaxon_client.*"]),
  },
  configFiles: [{ glob: "**/polyaxonfile*.{yml,yaml}" }, { glob: "**/.polyaxon/*" }],
  mentions: ["Polyaxon", "polyaxon"],
  environment: ["POLYAXON_HOST", "POLYAXON_AUTH_TOKEN", "POLYAXON_NO_OP"],
  targets: [],
  off: [],
  recordsCommit: false,
  recordsParameters: true,
  tracksRuns: true,
});
