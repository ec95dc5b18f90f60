import { baseName } from "../../core/paths.js";
import type { FileEntry } from "../../core/workspace.js";
import { join } from "./layout.js";
import { placeOf, relativeTo } from "./uris.js";

/** Scripts of the tree by their file name. */
export type Scripts = ReadonlyMap<string, readonly string[]>;

const SCRIPT = /\.(py|ipynb)$/;
/** A module of an installed package or of Python itself: no program of this repository. */
const INSTALLED = /\/(?:site-packages|dist-packages|lib\/python\d[\w.]*)\//;

export function scriptsOf(files: readonly FileEntry[]): Scripts {
  const scripts = new Map<string, string[]>();
  for (const { path } of files) {
    if (!path.endsWith(".py") && !path.endsWith(".ipynb")) continue;
    const name = baseName(path);
    const known = scripts.get(name);
    if (known === undefined) scripts.set(name, [path]);
    else known.push(path);
  }
  return scripts;
}

export interface RecordedProgram {
  /** Tag `mlflow.source.name`: `sys.argv[0]`, as typed, so often relative; or a project's URI. */
  readonly name: string;
  /** Folder that the store lies in: where a default store is made, it is the working directory. */
  readonly folder: string;
  /** Where this repository lay on the machine that recorded, where the record tells. */
  readonly home: string | null;
}

/**
 * The script that a run names, relative to this repository; null where it names none (a console script, a notebook
 * kernel, a server's notebook) or where its place cannot be told.
 * A recorded path is matched by its longest tail that the tree holds.
 */
export function resolveProgram(recorded: RecordedProgram, scripts: Scripts): string | null {
  const place = placeOf(recorded.name);
  if (place.at === "server" || !SCRIPT.test(place.path) || INSTALLED.test(place.path)) return null;
  const known = scripts.get(baseName(place.path)) ?? [];
  if (isAbsolute(place.path)) {
    const atHome = recorded.home === null ? null : relativeTo(recorded.home, place.path);
    if (atHome !== null) return atHome;
    const tails = known.filter((script) => place.path.endsWith(`/${script}`));
    return tails.sort((a, b) => b.length - a.length)[0] ?? null;
  }
  const fromFolder = normalised(join(recorded.folder, place.path));
  const fromRoot = normalised(place.path);
  if (fromFolder !== null && known.includes(fromFolder)) return fromFolder;
  if (fromRoot !== null && known.includes(fromRoot)) return fromRoot;
  const tails = fromRoot === null ? known : known.filter((script) => script.endsWith(`/${fromRoot}`));
  return tails.length === 1 ? tails[0]! : fromFolder;
}

/**
 * The command of a run that `mlflow run` started; other runs do not record theirs.
 * Source: mlflow/projects/utils.py (tags `mlflow.project.*`).
 */
export function projectCommand(tags: ReadonlyMap<string, string>, home: string | null): string | null {
  const entryPoint = tags.get("mlflow.project.entryPoint");
  const project = tags.get("mlflow.source.name");
  if (entryPoint === undefined || project === undefined) return null;
  const [uri = "", sub] = project.split("#", 2);
  const place = placeOf(uri);
  const local = place.at === "path" && home !== null ? relativeTo(home, place.path) : null;
  const where = `${local ?? uri}${sub === undefined ? "" : `#${sub}`}`;
  const backend = tags.get("mlflow.project.backend") ?? "local";
  return `mlflow run ${where} -e ${entryPoint}${backend === "local" ? "" : ` -b ${backend}`}`;
}

const isAbsolute = (path: string): boolean => path.startsWith("/") || /^[A-Za-z]:/.test(path);

/** Without `.` and `..`; null: it leads out of the root. */
function normalised(path: string): string | null {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.length > 0 ? parts.join("/") : null;
}
