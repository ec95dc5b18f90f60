import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

/** Names as in optuna 5.0.0. Trials are kept only where a study has a storage, so that use alone tracks no run. */
export const signs = defineSigns({
  id: "optuna",
  title: "Optuna",
  url: "https://optuna.org",
  packages: ["optuna", "optuna-integration", "optuna-dashboard", "hydra-optuna-sweeper"],
  modules: ["optuna", "hydra_plugins.hydra_optuna_sweeper"],
  calls: {
    ...roles("init", [
      "optuna.create_study",
      "optuna.load_study",
      "optuna.study.create_study",
      "optuna.study.load_study",
    ]),
    ...roles("params", [
      ".suggest_float",
      ".suggest_int",
      ".suggest_categorical",
      ".suggest_uniform",
      ".suggest_loguniform",
    ]),
    ...roles("metrics", [".set_user_attr"]),
    ...roles("other", ["optuna.*"]),
  },
  configFiles: [],
  mentions: ["Optuna", "optuna"],
  environment: [],
  targets: ["hydra_plugins.hydra_optuna_sweeper.optuna_sweeper.OptunaSweeper"],
  off: [],
  recordsCommit: false,
  recordsParameters: true,
  tracksRuns: false,
});
