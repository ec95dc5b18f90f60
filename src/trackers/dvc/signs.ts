import { defineSigns } from "../../core/tracker.js";

/** Files as in dvc 3.67.1; a bare `.dvc/config` declares DVC and versions nothing. */
export const signs = defineSigns({
  id: "dvc",
  title: "DVC",
  url: "https://dvc.org",
  packages: ["dvc", "dvc-s3", "dvc-gs", "dvc-azure", "dvc-gdrive", "dvc-ssh", "dvc-data"],
  modules: ["dvc"],
  calls: {
    "dvc.api.open": "dataset",
    "dvc.api.read": "dataset",
    "dvc.api.get_url": "dataset",
    "dvc.api.params_show": "params",
    "dvc.api.metrics_show": "metrics",
    "dvc.api.exp_save": "init",
    "dvc.*": "other",
  },
  configFiles: [
    { glob: "**/.dvc/config" },
    { glob: "**/dvc.yaml" },
    { glob: "**/dvc.lock" },
    { glob: "**/*.dvc", text: /^(?:outs|deps|cmd):/m },
    { glob: "**/.dvcignore" },
  ],
  mentions: ["DVC", "dvc repro", "dvc pull", "dvc exp", "dvc push", "dvc.org"],
  environment: ["DVC_REMOTE", "DVC_EXP_NAME", "DVC_STUDIO_TOKEN"],
  targets: [],
  off: [],
  recordsCommit: false,
  recordsParameters: true,
  tracksRuns: false,
});
