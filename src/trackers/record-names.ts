/** Names of files that only a tracker writes: one of them that cannot be followed is a record that is lost here. */
const RECORD_NAME =
  /(?:^|\/)(?:wandb-metadata\.json|wandb-summary\.json|[^/]+\.wandb|[^/]*tfevents[^/]*|hparams\.yaml|trainer_state\.json|dvc\.lock|mlflow\.db|mlruns\.db|optuna[^/]*\.(?:db|log)|\.hydra\/(?:config|hydra|overrides)\.yaml)$|\/mlruns\/(?:.*\/)?meta\.yaml$/i;

export const isRecordName = (path: string): boolean => RECORD_NAME.test(path);
