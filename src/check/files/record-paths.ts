/** Names and folders by which trackers' files are known, and the part of a tree that makes up one run. */

/** Files and folders that only trackers write. */
export const RECORD =
  /(?:^|\/)(?:mlruns|mlartifacts|wandb|lightning_logs|\.hydra|\.guild|\.aim|\.neptune|\.metaflow|\.cometml-runs|dvclive|swanlog|ray_results)\/|tfevents|\.wandb$|(?:^|\/)(?:run\.json|cout\.txt|trainer_state\.json|dvc\.lock|multirun\.yaml|hparams\.yaml|emissions\.csv|experiment_state[^/]*\.json|wandb-\w+\.json|opt\.json)$|\/[0-9a-f]{32}\/(?:meta\.yaml$|params\/|metrics\/|tags\/)/i;

/** Databases and logs that are records where their content says so. */
export const LOG_BY_NAME =
  /\.(?:db|db3|sqlite3?)$|(?:^|\/)[^/]*(?:optuna|journal|study)[^/]*\.(?:log|jsonl)$/i;

/** Folders of one run, outermost first; what is captured stands before the last slash. */
const RUN_FOLDERS: readonly RegExp[] = [
  /^((?:.*\/)?[0-9a-f]{32})\//,
  /^((?:.*\/)?(?:offline-)?run-\d{8}_\d{6}-[^/]+)\//,
  /^((?:.*\/)?lightning_logs\/[^/]+)\//,
  /^((?:.*\/)?\.guild\/runs\/[^/]+)\//,
  /^((?:.*\/)?dvclive)\//,
  /^((?:.*\/)?swanlog\/[^/]+)\//,
  /^((?:.*\/)?ray_results\/[^/]+)\//,
  /^((?:.*\/)?(?:\.aim|\.neptune|\.metaflow|\.cometml-runs))\//,
];

/** What of the tree a changed record needs beside it. */
export interface Surrounding {
  /** Whole folders, each ending in "/". */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/**
 * The run that a file belongs to, and what its reader looks for around it: the experiment's own file, the sources that
 * Sacred keeps beside its runs, the Hydra run around it.
 * @param has  whether the state holds a file
 */
export function surroundingOf(path: string, has: (path: string) => boolean): Surrounding {
  const folders = new Set<string>();
  const files = new Set<string>([path]);
  const own = RUN_FOLDERS.map((pattern) => pattern.exec(path)?.[1]).find((folder) => folder !== undefined);
  const parent = folderOf(path);
  if (LOG_BY_NAME.test(path)) for (const ending of ["-wal", "-shm"]) files.add(`${path}${ending}`);
  else if (/(?:^|\/)dvc\.lock$/.test(path)) files.add(path);
  else if (own !== undefined) folders.add(`${own}/`);
  else if (/(?:^|\/)\.hydra$/.test(parent)) folders.add(`${parent}/`);
  else if (parent !== "") folders.add(`${parent}/`);
  if (own !== undefined) files.add(join(folderOf(own), "meta.yaml"));
  const keepsSources = /(?:^|\/)(?:(?:run|config|metrics|info)\.json|cout\.txt)$/.test(path);
  for (let at = parent; ; at = folderOf(at)) {
    if (keepsSources) folders.add(`${join(at, "_sources")}/`);
    // A stage of a pipeline may have written it.
    files.add(join(at, "dvc.lock"));
    files.add(join(at, "dvc.yaml"));
    if (has(join(at, ".hydra/hydra.yaml")) || has(join(at, ".hydra/config.yaml"))) {
      folders.add(`${join(at, ".hydra")}/`);
      // Its log tells of failures; its folders may be the whole project.
      files.add(join(at, "*.log"));
    }
    if (at === "") break;
  }
  return { folders: [...folders], files: [...files] };
}

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 0));
const join = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);
