import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

/** Names as in determined 0.38.1 (`core`, `pytorch`, `keras`). Runs are recorded by its master. */
export const signs = defineSigns({
  id: "determined",
  title: "Determined",
  url: "https://www.determined.ai",
  packages: ["determined"],
  modules: ["determined"],
  calls: {
    ...roles("init", ["determined.core.init", "determined.pytorch.init", "determined.pytorch.Trainer"]),
    ...roles("init", [
      "determined.pytorch.PyTorchTrial",
      "determined.keras.TFKerasTrial",
      "determined.keras.DeterminedCallback",
      "determined.transformers.DetCallback",
    ]),
    ...roles("metrics", [".report_training_metrics", ".report_validation_metrics", ".report_metrics"]),
    ...roles("other", ["determined.*"]),
  },
  configFiles: [{ glob: "**/*.{yaml,yml}", text: /^searcher:/m }],
  mentions: ["Determined AI", "det experiment create", "determined-ai", "determined.ai"],
  environment: ["DET_MASTER"],
  targets: [],
  off: [],
  recordsCommit: false,
  recordsParameters: true,
  tracksRuns: true,
});
