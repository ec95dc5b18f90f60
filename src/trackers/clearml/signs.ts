import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

/** Names as in clearml 2.1.12 (`task.py`, `logger.py`), and its former name trains. */
export const signs = defineSigns({
  id: "clearml",
  title: "ClearML",
  url: "https://clear.ml",
  packages: ["clearml", "trains"],
  modules: ["clearml", "trains"],
  calls: {
    ...roles("init", [
      "clearml.Task.init",
      "clearml.task.Task.init",
      "trains.Task.init",
      "clearml.Task.create",
    ]),
    ...roles("params", [".connect", ".connect_configuration", ".set_parameters", ".set_parameters_as_dict"]),
    ...roles("metrics", [
      ".report_scalar",
      ".report_single_value",
      ".report_confusion_matrix",
      ".report_plotly",
    ]),
    ...roles("metrics", [".report_table", ".report_histogram", ".report_matplotlib_figure"]),
    ...roles("artifact", [".upload_artifact", ".register_artifact", ".report_image", ".report_media"]),
    ...roles("model", ["clearml.OutputModel"]),
    ...roles("dataset", ["clearml.Dataset.get", "clearml.Dataset.create"]),
    ...roles("finish", [".mark_completed"]),
    ...roles("other", ["clearml.*", "trains.*"]),
  },
  configFiles: [{ glob: "**/clearml.conf" }, { glob: "**/trains.conf" }],
  mentions: ["ClearML", "clearml", "clear.ml"],
  environment: ["CLEARML_API_ACCESS_KEY", "CLEARML_API_HOST", "CLEARML_OFFLINE_MODE", "CLEARML_WEB_HOST"],
  targets: [],
  off: [],
  recordsCommit: true,
  recordsParameters: true,
  tracksRuns: true,
});
