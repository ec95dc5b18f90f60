import { compareText } from "../../core/location.js";
import type { RunPart } from "./part.js";

/** What a run's folders keep, as paths of the repository; artifacts by name, or by path below `files/`. */
export interface KeptFiles {
  readonly packages: string | null;
  readonly patch: string | null;
  readonly sources: readonly string[];
  readonly artifacts: string[];
  /** Media that history or summary name and that are not there. */
  readonly missing: readonly string[];
}

/** What the client itself keeps beside the results. */
const CLIENT_FILES =
  /^(?:config\.yaml|wandb-[\w-]+\.jsonl?|requirements\.txt|conda-environment\.yaml|output\.log|description\.md|\w*diff\w*\.patch|code\/.*|.*tfevents.*|run-.*\.wandb(?:\.synced)?|logs\/.*|tmp\/.*|debug.*\.log)$/;
/** Artifacts that the client makes of its own accord, of tables and of the code. */
const CLIENT_ARTIFACTS = new Set(["run_table", "code", "job"]);

export function keptFiles(parts: readonly RunPart[]): KeptFiles {
  const newest = (name: string) =>
    parts.reduceRight<string | null>((path, { folder, prefix }) => {
      const file = folder.files.get(prefix + name);
      return path ?? (file !== undefined && file.size > 0 ? file.path : null);
    }, null);
  const results = parts.flatMap(({ folder, prefix }) =>
    [...folder.files.keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .filter((name) => !CLIENT_FILES.test(name)),
  );
  const logged = parts.flatMap(({ log }) =>
    (log?.artifacts ?? [])
      .filter(({ used, type }) => !used && !CLIENT_ARTIFACTS.has(type))
      .map(({ name }) => name),
  );
  const present = new Set(results);
  const named = parts.flatMap(({ log }) => [...(log?.media ?? [])]);
  return {
    packages: newest("requirements.txt") ?? newest("conda-environment.yaml"),
    patch: newest("diff.patch"),
    sources: parts.flatMap(sourcesOf).sort(compareText),
    artifacts: [...new Set([...logged, ...results])].sort(compareText),
    missing: [...new Set(named.filter((path) => !present.has(path)))].sort(compareText),
  };
}

/** The copies of code that `save_code` keeps. */
export function sourcesOf({ folder, prefix }: Pick<RunPart, "folder" | "prefix">): string[] {
  return [...folder.files].filter(([name]) => name.startsWith(`${prefix}code/`)).map(([, file]) => file.path);
}
