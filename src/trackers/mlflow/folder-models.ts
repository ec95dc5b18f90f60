import type { RunInput } from "../../core/run.js";
import type { FileEntry } from "../../core/workspace.js";
import { type Artifact, type ArtifactFolders, locateArtifacts } from "./artifacts.js";
import { type FileReading, readMeta, readTexts, textOr } from "./folder-files.js";
import type { ExperimentFolder, ModelFolder, RunFolder } from "./layout.js";
import type { Meta } from "./meta.js";
import { datasetInput, type LoggedModel } from "./run-record.js";

export interface ModelReading extends FileReading {
  /** Artifact folders of the whole tree, looked up only for owners whose own folder has none. */
  readonly folders: () => ArtifactFolders;
}

/** The models of one experiment, by the run that logged them and by id. */
export interface Models {
  readonly ofRun: ReadonlyMap<string, readonly LoggedModel[]>;
  readonly byId: ReadonlyMap<string, LoggedModel>;
}

/** The models that a run logged, by their own record or by the run's. */
export const modelsOf = (folder: RunFolder, models: Models): readonly LoggedModel[] => {
  const own = models.ofRun.get(folder.id) ?? [];
  const known = new Set(own.map(({ id }) => id));
  const named = [...folder.outputs].filter((id) => !known.has(id));
  return [...own, ...named.map((id) => models.byId.get(id) ?? absentModel(id))];
};

/** An output of the run whose own record is not in the tree. */
const absentModel = (id: string): LoggedModel => ({ id, name: id, uri: "", artifacts: [], tags: new Map() });

/** Tags that say more of the code than the run's own. */
const gitTags = (folder: ModelFolder): readonly FileEntry[] =>
  folder.tags.filter(({ path }) => path.includes("/tags/mlflow.source.git."));

/** The files that reading the models and datasets of an experiment takes. */
export const filesOfModels = (experiment: ExperimentFolder): readonly FileEntry[] => [
  ...[...experiment.models.values()].flatMap((folder) => [folder.meta ?? [], gitTags(folder)].flat()),
  ...experiment.datasets.values(),
];

export function readModels(experiment: ExperimentFolder, reading: ModelReading): Models {
  const ofRun = new Map<string, LoggedModel[]>();
  const byId = new Map<string, LoggedModel>();
  for (const folder of experiment.models.values()) {
    if (folder.meta === null) continue;
    const { model, run } = readModel(folder, reading);
    byId.set(model.id, model);
    if (run === null) continue;
    const known = ofRun.get(run);
    if (known === undefined) ofRun.set(run, [model]);
    else known.push(model);
  }
  return { ofRun, byId };
}

function readModel(
  folder: ModelFolder,
  reading: ModelReading,
): { readonly model: LoggedModel; readonly run: string | null } {
  const value = readMeta(folder.meta, reading)?.value ?? {};
  const uri = textOr(value.artifact_location, "");
  const own = below(`${folder.path}/artifacts`, folder.artifacts);
  const model = {
    id: folder.id,
    name: textOr(value.name, folder.id),
    uri,
    artifacts: own.length > 0 ? own : locateArtifacts(folder.id, uri, reading.folders()).artifacts,
    tags: new Map(readTexts(gitTags(folder), `${folder.path}/tags/`, reading)),
  };
  return { model, run: textOr(value.source_run_id, null) };
}

/** The datasets of an experiment by id; null: one whose record cannot be read. */
export const readDatasets = (
  { datasets }: ExperimentFolder,
  reading: FileReading,
): ReadonlyMap<string, Meta | null> =>
  new Map([...datasets].map(([id, file]) => [id, readMeta(file, reading)]));

/**
 * Inputs of a run. The client writes the source's id into `destination_id` too, so the run is the one whose folder it is
 * (mlflow/store/tracking/file_store.py, FileStoreInput).
 */
export function readInputs(
  folder: RunFolder,
  datasets: ReadonlyMap<string, Meta | null>,
  models: Models,
  reading: ModelReading,
): readonly RunInput[] {
  const inputs: RunInput[] = [];
  for (const file of folder.inputs) {
    const input = readMeta(file, reading)?.value;
    const source = textOr(input?.source_id, null);
    if (source === null) continue;
    if (input?.source_type !== "DATASET") {
      inputs.push({
        name: models.byId.get(source)?.name ?? source,
        source: null,
        digest: null,
        kind: "model",
      });
      continue;
    }
    const value = datasets.get(source)?.value;
    if (value === undefined) {
      if (datasets.has(source)) continue;
      reading.problem({
        path: file.path,
        message: `the dataset ${source} that this input names is not here`,
      });
      continue;
    }
    inputs.push(datasetInput(textOr(value.name, source), textOr(value.digest, ""), textOr(value.source, "")));
  }
  return inputs;
}

/** Files of a folder as artifacts, named from there. */
export const below = (folder: string, files: readonly FileEntry[]): readonly Artifact[] =>
  files.map(({ path }) => ({ name: path.slice(folder.length + 1), path }));
