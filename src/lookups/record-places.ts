/** Names under which trackers and exptrack keep records; what a path alone tells. */
const RECORDS =
  /(?:^|\/)(?:mlruns\/(?:[^/]+\/){1,2}[^/]+\/meta\.yaml|wandb\/(?:offline-)?run-\d{8}_\d{6}-[^/]+\/.+|dvc\.lock|experiments\.lock\.jsonl|events\.out\.tfevents\.[^/]+|\.hydra\/config\.yaml|mlflow\.db|mlruns\.db|optuna[\w-]*\.db|version_\d+\/(?:metrics\.csv|hparams\.yaml)|trainer_state\.json)$/;

/** Archives whose name says that they hold records. */
const ARCHIVE =
  /(?:^|\/)(?:mlruns|mlflow|wandb|runs|tb_?logs|tensorboard|lightning_logs|sacred_runs|experiments?|outputs|multirun|logs)[\w.-]*\.(?:zip|tar|tgz|tbz2?|txz|7z|rar|tar\.(?:gz|bz2|xz|zst))$/i;

export const isRecordPlace = (path: string): boolean => RECORDS.test(path);
export const isRecordArchive = (path: string): boolean => ARCHIVE.test(path);
