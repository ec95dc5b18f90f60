import { posix } from "node:path";
import { at, entriesAt, listAt, textAt } from "../../parsers/plain-data.js";
import { type ParsedYaml, parseYaml } from "../../parsers/yaml.js";

/** What `dvc.yaml` says of a stage that the lock does not hold. Texts may carry `${item}` templates. */
export interface StageDefinition {
  readonly name: string;
  /** Relative to the folder of the file. */
  readonly workingDirectory: string;
  readonly description: string | null;
  /** Several commands are joined by `&&`, as in the lock's. */
  readonly command: string | null;
  /** Relative to the working directory. */
  readonly metrics: readonly string[];
}

export interface Pipeline {
  readonly stages: ReadonlyMap<string, StageDefinition>;
  /** Metric files of the whole pipeline, relative to the folder of the file. */
  readonly metrics: readonly string[];
  /** Why the file says nothing at all. */
  readonly problem: { readonly line: number; readonly message: string } | null;
}

export const NO_PIPELINE: Pipeline = { stages: new Map(), metrics: [], problem: null };

/** A `dvc.yaml` (dvc/schema.py of 3.67); what is broken in it is left out: the lock says what ran. */
export function parsePipeline(text: string): Pipeline {
  const { value, error } = parseYaml(text, "ruamel");
  return error === null ? readPipeline(value) : { ...NO_PIPELINE, problem: error };
}

export function readPipeline(value: ParsedYaml["value"]): Pipeline {
  const stages = entriesAt(value, "stages").map(([name, entry]) => {
    const body = at(entry, "foreach") === undefined ? entry : at(entry, "do");
    const definition: StageDefinition = {
      name,
      workingDirectory: textAt(body, "wdir") ?? ".",
      description: textAt(body, "desc")?.trim() || null,
      command: commandText(at(body, "cmd")),
      metrics: fileNames(at(body, "metrics")),
    };
    return [name, definition] as const;
  });
  return { stages: new Map(stages), metrics: fileNames(at(value, "metrics")), problem: null };
}

/** `- file` or `- file: {cache: false}`. */
export const fileNames = (list: unknown): string[] =>
  listAt(list).flatMap((entry) =>
    typeof entry === "string" ? [entry] : entriesAt(entry).map(([name]) => name),
  );

/** What a stage of `dvc.yaml` says, or each turn of its `foreach`. */
export const bodyOf = (entry: unknown): unknown => at(entry, "do") ?? entry;

/** What a stage puts out, as it is written. */
export const outputsOf = (body: unknown): string[] =>
  ["outs", "metrics", "plots"].flatMap((key) => fileNames(at(body, key)));

/** The definition of a locked stage: of `train@key` that of `train`, whose templates name the key. */
export function definitionOf(pipeline: Pipeline, locked: string): StageDefinition | null {
  const exact = pipeline.stages.get(locked);
  if (exact !== undefined) return exact;
  const mark = locked.lastIndexOf("@");
  const group = mark < 0 ? undefined : pipeline.stages.get(locked.slice(0, mark));
  if (group === undefined) return null;
  const key = locked.slice(mark + 1);
  const filled = group.workingDirectory.replace(/\$\{\s*(?:item|key)\s*\}/g, () => key);
  return { ...group, workingDirectory: filled };
}

/** A `cmd`: one command, or a list of them. */
export function commandText(cmd: unknown): string | null {
  if (typeof cmd === "string") return cmd.trim() === "" ? null : cmd.trim();
  if (!Array.isArray(cmd)) return null;
  const lines = cmd.filter((line): line is string => typeof line === "string" && line.trim() !== "");
  return lines.length === 0 ? null : lines.map((line) => line.trim()).join(" && ");
}

/** Could `${…}` in the template stand for something that makes it this path? */
export const matchesTemplate = (template: string, path: string): boolean =>
  matchesText(posix.normalize(template), path);

/** As above, of any text. Linear in both. */
export function matchesText(template: string, path: string): boolean {
  const parts = template.split(/\$\{[^}]*\}/);
  const first = parts[0]!;
  if (parts.length === 1) return template === path;
  const last = parts[parts.length - 1]!;
  if (!path.startsWith(first) || !path.endsWith(last) || path.length < first.length + last.length)
    return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = path.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= path.length - last.length;
}
