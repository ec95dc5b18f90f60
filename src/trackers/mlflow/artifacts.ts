import { compareText } from "../../core/location.js";
import { storeFolderOf } from "../../core/paths.js";
import type { RecordedModel, RunEnvironment } from "../../core/run.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { join } from "./layout.js";
import { placeOf, withoutTail } from "./uris.js";

/** A kept file: by its name in the run, and where it lies in the tree. */
export interface Artifact {
  readonly name: string;
  readonly path: string;
}

/** Files below folders `<owner>/artifacts`, by the owner's name (a run's or a logged model's id). */
export type ArtifactFolders = ReadonlyMap<string, readonly ArtifactFolder[]>;
export interface ArtifactFolder {
  readonly path: string;
  readonly files: string[];
}

const MARK = "/artifacts/";

/** All artifact folders of the tree whose owner `wanted` accepts. */
export function artifactFolders(
  files: readonly FileEntry[],
  wanted: (owner: string) => boolean,
): ArtifactFolders {
  const owners = new Map<string, ArtifactFolder[]>();
  for (const { path } of files) {
    for (let cut = path.indexOf(MARK); cut >= 0; cut = path.indexOf(MARK, cut + 1)) {
      const owner = path.slice(path.lastIndexOf("/", cut - 1) + 1, cut);
      if (!wanted(owner)) continue;
      const folder = path.slice(0, cut + MARK.length - 1);
      const known = owners.get(owner);
      const last = known?.at(-1);
      if (last?.path === folder) last.files.push(path);
      else if (known !== undefined) known.push({ path: folder, files: [path] });
      else owners.set(owner, [{ path: folder, files: [path] }]);
      break;
    }
  }
  return owners;
}

export interface KeptArtifacts {
  readonly artifacts: readonly Artifact[];
  /** Where this repository lay on the machine that recorded: what precedes the folder in the recorded URI. */
  readonly home: string | null;
}

/**
 * The files of an owner wherever the tree holds them: records name an absolute path of another machine, or a server
 * whose files may lie here (`mlartifacts/`). Of several folders the one counts that shares most with the URI.
 */
export function locateArtifacts(owner: string, uri: string, folders: ArtifactFolders): KeptArtifacts {
  const { path } = placeOf(uri);
  const candidates = [...(folders.get(owner) ?? [])].sort(
    (a, b) => sharedTail(b.path, path) - sharedTail(a.path, path) || compareText(a.path, b.path),
  );
  const [best] = candidates;
  if (best === undefined) return { artifacts: [], home: null };
  const artifacts = best.files.map((file) => ({ name: file.slice(best.path.length + 1), path: file }));
  return { artifacts, home: withoutTail(path, best.path) };
}

function sharedTail(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  let shared = 0;
  while (shared < left.length && left.at(-1 - shared) === right.at(-1 - shared)) shared++;
  return shared;
}

/**
 * What a kept model tells of its environment: `python_env.yaml`, `conda.yaml` and `requirements.txt` beside `MLmodel`.
 * The list is inferred from imports, never a full freeze (mlflow/utils/requirements_utils.py).
 */
export async function modelEnvironment(
  artifacts: readonly Artifact[],
  workspace: Workspace,
): Promise<RunEnvironment> {
  const none = { python: null, packages: null, hardware: null };
  const model = artifacts.find(({ path }) => path.endsWith("/MLmodel"));
  if (model === undefined) return none;
  const folder = storeFolderOf(model.path);
  const paths = new Set(artifacts.map(({ path }) => path));
  const beside = (name: string): string | null => {
    const path = join(folder, name);
    return paths.has(path) ? path : null;
  };
  const read = async (path: string | null, pattern: RegExp): Promise<string | null> => {
    if (path === null) return null;
    // A model file that cannot be read tells nothing; that it is there has been seen.
    const text = await workspace.readText(path, { maxBytes: 1 << 20 }).catch(() => "");
    return pattern.exec(text)?.[1] ?? null;
  };
  const python =
    (await read(beside("python_env.yaml"), /^python: *["']?(\d[\w.]*)/m)) ??
    (await read(beside("conda.yaml"), /^ *- python=+(\d[\w.]*)/m)) ??
    (await read(model.path, /^ *python_version: *["']?(\d[\w.]*)/m));
  return { python, packages: beside("requirements.txt") ?? beside("conda.yaml"), hardware: null };
}

/**
 * What models among the artifacts say of themselves: `MLmodel` has a `signature:` where one was given, and the lists of
 * packages lie beside it (mlflow/models/model.py). A description that cannot be read whole says nothing.
 */
export async function describedModels(
  artifacts: readonly Artifact[],
  workspace: Workspace,
): Promise<RecordedModel[]> {
  const paths = new Set(artifacts.map(({ path }) => path));
  const models: RecordedModel[] = [];
  for (const { path } of artifacts) {
    if (!path.endsWith("/MLmodel")) continue;
    const text = await workspace.readText(path, { maxBytes: 1 << 20 }).catch(() => "");
    if (!/^flavors:/m.test(text)) continue;
    models.push({
      path,
      signature: /^signature:(?: *\r?\n +\S| +(?!null\b|~)\S)/m.test(text),
      environment: ["requirements.txt", "conda.yaml"].some((name) =>
        paths.has(join(storeFolderOf(path), name)),
      ),
    });
  }
  return models.sort((a, b) => compareText(a.path, b.path));
}
