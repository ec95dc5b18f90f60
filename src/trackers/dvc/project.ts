import { at, listAt, textAt } from "../../parsers/plain-data.js";
import { parseYaml } from "../../parsers/yaml.js";
import { type ComparedFiles, pipelineFiles, pointerFiles, textOf } from "./compared-files.js";
import { type Lock, type LockedItem, type LockedStage, lockedItem, parseLock } from "./lock-file.js";
import { placeOf, workingFolder } from "./place.js";
import { type ResolvedPipeline, type ResolvedStage, resolvePipeline } from "./resolved-stages.js";

/** A `dvc.yaml` with all templates filled in, and the lock beside it. */
export interface ProjectPipeline {
  readonly path: string;
  readonly lockPath: string;
  /** null: there is none. */
  readonly lock: Lock | null;
  readonly resolved: ResolvedPipeline;
}

/** A file or folder that a `*.dvc` file or a stage names, with what ties its content. */
export interface TiedItem {
  /** Relative to the audited root. */
  readonly at: string;
  readonly item: LockedItem | null;
  readonly role: "pointer" | "output" | "dependency";
  /** null: a pointer names it. */
  readonly stage: string | null;
  /** DVC keeps its content in the cache. */
  readonly cached: boolean;
  /** The file that names it. */
  readonly by: { readonly path: string; readonly line: number };
  /** The file that ties it: a pointer or a lock. */
  readonly tiedBy: string;
  /** It names the remote that it goes to. */
  readonly ownRemote: boolean;
}

/** What DVC's files in git say: pipelines, and all that they and pointers name below the audited root. */
export interface Project {
  readonly pipelines: readonly ProjectPipeline[];
  readonly items: readonly TiedItem[];
}

/** What cannot be read, or whose templates cannot be filled in, is left out. */
export async function readProject(files: ComparedFiles): Promise<Project> {
  const pipelines: ProjectPipeline[] = [];
  const items: TiedItem[] = [];
  for (const path of pipelineFiles(files)) {
    const source = await textOf(files, path);
    const resolved =
      source === null ? null : await resolvePipeline(path, source, (other) => textOf(files, other));
    if (resolved === null) continue;
    const lockPath = workingFolder(path, "dvc.lock");
    const lockText = await textOf(files, lockPath);
    const pipeline = { path, lockPath, lock: lockText === null ? null : parseLock(lockText), resolved };
    pipelines.push(pipeline);
    items.push(...stageItems(pipeline));
  }
  for (const path of pointerFiles(files)) {
    const text = await textOf(files, path);
    if (text !== null) items.push(...pointerItems(path, text));
  }
  return { pipelines, items };
}

function stageItems({ path, lockPath, lock, resolved }: ProjectPipeline): readonly TiedItem[] {
  const locked = new Map((lock?.stages ?? []).map((stage) => [stage.name, stage]));
  return [...resolved.stages.values()].flatMap((stage) => {
    const entry = locked.get(stage.name);
    const of = (role: "output" | "dependency", names: readonly string[]): TiedItem[] =>
      names.flatMap((name) => {
        const place = placeOf(name, stage.folder);
        return place.inside
          ? [
              {
                at: place.at,
                item: lockedOf(entry, stage, role, place.at),
                role,
                stage: stage.name,
                cached: role === "output" && stage.cached.includes(name),
                by: { path, line: stage.line },
                tiedBy: lockPath,
                ownRemote: false,
              },
            ]
          : [];
      });
    return [...of("output", stage.outs), ...of("dependency", stage.deps)];
  });
}

const lockedOf = (
  entry: LockedStage | undefined,
  { folder }: ResolvedStage,
  role: "output" | "dependency",
  path: string,
): LockedItem | null =>
  (role === "output" ? entry?.outs : entry?.deps)?.find((item) => placeOf(item.path, folder).at === path) ??
  null;

function pointerItems(path: string, text: string): readonly TiedItem[] {
  const { value, lineOf } = parseYaml(text, "ruamel");
  const folder = workingFolder(path, textAt(value, "wdir") ?? ".");
  return listAt(value, "outs").flatMap((out, index) => {
    const item = lockedItem(out);
    const place = item === null ? null : placeOf(item.path, folder);
    if (place === null || !place.inside) return [];
    return [
      {
        at: place.at,
        item,
        role: "pointer" as const,
        stage: null,
        cached: at(out, "cache") !== false,
        by: { path, line: lineOf(["outs", index]) ?? 1 },
        tiedBy: path,
        ownRemote: textAt(out, "remote") !== undefined,
      },
    ];
  });
}
