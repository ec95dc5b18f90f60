import { compareText } from "../../core/location.js";
import type { ArtifactFile } from "../../core/run.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import type { RunPart } from "./part.js";

/** What a run's folders keep, as paths of the repository; artifacts by name, or by path below `files/`. */
export interface KeptFiles {
  readonly packages: string | null;
  readonly patch: string | null;
  /** What the program printed. */
  readonly output: string | null;
  /** Texts in which anything may stand. */
  readonly texts: readonly string[];
  readonly sources: readonly string[];
  readonly artifacts: readonly ArtifactFile[];
  /** Files that the record names and that are not there. */
  readonly missing: readonly string[];
}

/** What the client itself keeps beside the results. */
const CLIENT_FILES =
  /^(?:config\.yaml|wandb-[\w-]+\.jsonl?|requirements\.txt|conda-environment\.yaml|output\.log|description\.md|\w*diff\w*\.patch|code\/.*|.*tfevents.*|run-.*\.wandb(?:\.synced)?|logs\/.*|tmp\/.*|debug.*\.log)$/;
const TEXTS = /^(?:config\.yaml|wandb-metadata\.json|output\.log|description\.md|\w*diff\w*\.patch)$/;
/** Artifacts that the client makes of its own accord, of tables and of the code. */
const CLIENT_ARTIFACTS = new Set(["run_table", "code", "job"]);

/** @param project  the folder that the client ran in: what was saved from there need not be copied */
export async function keptFiles(
  parts: readonly RunPart[],
  project: string,
  workspace: Workspace,
): Promise<KeptFiles> {
  const files = parts.flatMap(filesOf);
  const newest = (name: string) =>
    files.findLast((file) => file.name === name && file.entry.size > 0)?.entry.path ?? null;
  const results = new Map(
    files.filter(({ name }) => !CLIENT_FILES.test(name)).map(({ name, entry }) => [name, entry]),
  );
  const media = new Map(parts.flatMap(({ log }) => [...(log?.media ?? [])]));
  const uploads = parts.flatMap(({ log }) =>
    [...(log?.files ?? [])].filter((name) => !CLIENT_FILES.test(name)),
  );
  const artifacts = new Map<string, ArtifactFile>();
  for (const { log } of parts) {
    for (const { name, digest, used, type } of log?.artifacts ?? []) {
      if (used || CLIENT_ARTIFACTS.has(type)) continue;
      artifacts.set(name, { name, path: null, digest: digest === "" ? null : `md5:${digest}`, kind: type });
    }
  }
  const missing: string[] = [];
  for (const name of new Set([...uploads, ...results.keys()])) {
    const path = await placeOf(name, results.get(name), project, workspace);
    if (path === null) missing.push(name);
    artifacts.set(name, { name, path, digest: media.get(name) ?? null });
  }
  for (const name of media.keys()) if (!artifacts.has(name)) missing.push(name);
  return {
    packages: newest("requirements.txt") ?? newest("conda-environment.yaml"),
    patch: newest("diff.patch"),
    output: newest("output.log"),
    texts: files
      .filter(({ name }) => TEXTS.test(name))
      .map(({ entry }) => entry.path)
      .sort(compareText),
    sources: parts.flatMap(sourcesOf).sort(compareText),
    artifacts: [...artifacts.values()].sort((a, b) => compareText(a.name, b.name)),
    missing: [...new Set(missing)].sort(compareText),
  };
}

/** The files of the client in a folder, by their name below `files/`. */
const filesOf = ({ folder, prefix }: RunPart): { readonly name: string; readonly entry: FileEntry }[] =>
  [...folder.files].flatMap(([name, entry]) =>
    name.startsWith(prefix) ? [{ name: name.slice(prefix.length), entry }] : [],
  );

/** A file that was saved from elsewhere is a link in the run's folder, which leads nowhere on another machine. */
async function placeOf(
  name: string,
  kept: FileEntry | undefined,
  project: string,
  workspace: Workspace,
): Promise<string | null> {
  if (kept !== undefined && !kept.symlink) return kept.path;
  const original = project === "." ? name : `${project}/${name}`;
  for (const path of [kept?.path, original]) {
    if (path !== undefined && (await opens(path, workspace))) return path;
  }
  return null;
}

const opens = (path: string, workspace: Workspace): Promise<boolean> =>
  workspace.read(path, { limit: 1 }).then(
    () => true,
    () => false,
  );

/** The copies of code that `save_code` keeps. */
export function sourcesOf({ folder, prefix }: Pick<RunPart, "folder" | "prefix">): string[] {
  return [...folder.files].filter(([name]) => name.startsWith(`${prefix}code/`)).map(([, file]) => file.path);
}
