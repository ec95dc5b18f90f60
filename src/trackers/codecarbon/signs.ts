import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

/** Names as in codecarbon 3.3.2. It records energy and hardware per run, neither parameters nor metrics of a model. */
export const signs = defineSigns({
  id: "codecarbon",
  title: "CodeCarbon",
  url: "https://codecarbon.io",
  packages: ["codecarbon"],
  modules: ["codecarbon"],
  calls: {
    ...roles("init", [
      "codecarbon.EmissionsTracker",
      "codecarbon.OfflineEmissionsTracker",
      "codecarbon.track_emissions",
    ]),
    ...roles("other", ["codecarbon.*"]),
  },
  configFiles: [{ glob: "**/.codecarbon.config" }],
  mentions: ["codecarbon", "CodeCarbon"],
  environment: ["CODECARBON_API_KEY", "CODECARBON_LOG_LEVEL"],
  targets: [],
  off: [],
  recordsCommit: false,
  recordsParameters: false,
  tracksRuns: false,
});
