import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

/**
 * Names as in hydra-core 1.3 and omegaconf 2.3. Hydra writes the composed configuration of every run; it is a
 * configuration system and tracks no results.
 */
export const signs = defineSigns({
  id: "hydra",
  title: "Hydra",
  url: "https://hydra.cc",
  packages: [
    "hydra-core",
    "hydra",
    "hydra-colorlog",
    "hydra-optuna-sweeper",
    "hydra-joblib-launcher",
    "hydra-submitit-launcher",
    "hydra-ax-sweeper",
    "hydra-zen",
  ],
  modules: ["hydra", "hydra_zen"],
  calls: {
    ...roles("init", [
      "hydra.main",
      "hydra.experimental.main",
      "hydra.compose",
      "hydra.experimental.compose",
    ]),
    ...roles("other", ["hydra.*"]),
  },
  configFiles: [
    { glob: "**/*.{yaml,yml}", text: /^(?:[ \t]*-[ \t]*override[ \t]+\/?hydra\/|hydra:[ \t]*$)/m },
  ],
  mentions: ["Hydra", "hydra-core", "hydra.cc"],
  environment: ["HYDRA_FULL_ERROR"],
  targets: [],
  off: [],
  recordsCommit: false,
  recordsParameters: true,
  tracksRuns: false,
});
