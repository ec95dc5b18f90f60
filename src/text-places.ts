import { compareText } from "./core/location.js";
import type { RepoModel } from "./core/model.js";
import type { Finding } from "./core/report.js";
import type { Workspace } from "./core/workspace.js";

/** What formats of code hosts have to know: they show a finding only in a text file that git tracks. */
export interface TextPlaces {
  /** Such a file that speaks for the repository; null: there is none. */
  readonly anchor: string | null;
  /** Paths that findings name and that are no such file, sorted. */
  readonly textless: readonly string[];
}

/** Looks at the files that findings name, and at as many others as it takes to find an anchor. */
export async function textPlacesOf(
  workspace: Workspace,
  model: RepoModel,
  findings: readonly Finding[],
): Promise<TextPlaces> {
  const named = new Set(
    findings.flatMap(({ location, related }) => [location, ...related].map((place) => place.path)),
  );
  const textless: string[] = [];
  for (const path of named) if (!(await isTrackedText(workspace, path))) textless.push(path);
  return { anchor: await anchorIn(workspace, model), textless: textless.sort(compareText) };
}

async function anchorIn(workspace: Workspace, model: RepoModel): Promise<string | null> {
  if (await isTrackedText(workspace, model.anchor.path)) return model.anchor.path;
  for (const { path } of await workspace.files()) if (await isTrackedText(workspace, path)) return path;
  return null;
}

async function isTrackedText(workspace: Workspace, path: string): Promise<boolean> {
  try {
    const entry = await workspace.entry(path);
    if (entry === undefined || entry.scope !== "tracked" || entry.symlink) return false;
    const kind = await workspace.kind(path);
    return kind === "text" || kind === "empty";
  } catch {
    return false;
  }
}
