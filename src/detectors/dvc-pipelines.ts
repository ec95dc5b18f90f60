import type { DetectionContext } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { compareText } from "../core/location.js";
import { at, entriesAt, listAt, textAt } from "../parsers/plain-data.js";
import { parsePythonJson } from "../parsers/python-json.js";
import { parseToml } from "../parsers/toml.js";
import { parseYaml } from "../parsers/yaml.js";
import { bodyOf, fileNames, outputsOf } from "../trackers/dvc/pipeline-file.js";
import { placeOf, workingFolder } from "../trackers/dvc/place.js";
import { definitionOf } from "./pipelines/item.js";
import { readOrReport } from "./read-or-report.js";

const LARGEST = 64 * 2 ** 20;

/** A pipeline of `dvc.yaml`: its stages and what leads from one to the next, its command, the parameters it reads. */
export async function pipelineEvidence(path: string, context: DetectionContext): Promise<Evidence[]> {
  const text = await readOrReport(context, path, LARGEST);
  if (text === null) return [];
  const { value, error, lineOf } = parseYaml(text, "ruamel");
  if (error !== null) context.problem({ path, ...error });
  const named = entriesAt(value, "stages");
  const stages = named.map(([, entry]) => bodyOf(entry));
  if (stages.length === 0) return [];
  const parameters: Evidence[] = [];
  for (const file of parameterFiles(stages, path)) parameters.push(...(await fromParameters(file, context)));
  const location = { path, line: lineOf(["stages"]) ?? 1 };
  return [
    evidence(
      "pipeline.definition",
      location,
      definitionOf("dvc", { names: named.map(([name]) => name), edges: edgesOf(named) }),
    ),
    evidence("pipeline.command", location, {
      tool: "dvc",
      command: path === "dvc.yaml" ? "dvc repro" : `dvc repro ${path}`,
    }),
    ...parameters,
  ];
}

/** A stage takes what another makes. Templates are compared as they are written. */
function edgesOf(stages: readonly (readonly [string, unknown])[]): string[] {
  const makers = new Map(
    stages.flatMap(([name, entry]) => outputsOf(bodyOf(entry)).map((file) => [file, name] as const)),
  );
  return stages.flatMap(([name, entry]) => {
    const from = fileNames(at(bodyOf(entry), "deps")).flatMap((file) => makers.get(file) ?? []);
    return [...new Set(from)].filter((one) => one !== name).map((one) => `${one} → ${name}`);
  });
}

type ParameterFile = readonly [path: string, keys: ReadonlySet<string> | null];

/** Files that stages take parameters from, with the keys they name; null: all keys. */
function parameterFiles(stages: readonly unknown[], pipeline: string): ParameterFile[] {
  const files = new Map<string, Set<string> | null>();
  for (const stage of stages) {
    const folder = workingFolder(pipeline, textAt(stage, "wdir") ?? ".");
    for (const param of listAt(stage, "params")) {
      // The default file is the project's list of parameters, whether or not a stage reads each of them.
      if (typeof param === "string") files.set(placeOf("params.yaml", folder).at, null);
      for (const [name, keys] of entriesAt(param)) {
        const file = placeOf(name, folder).at;
        const known = files.get(file) ?? new Set<string>();
        if (files.get(file) === null) continue;
        files.set(file, Array.isArray(keys) ? new Set([...known, ...keys.map(String)]) : null);
      }
    }
  }
  return [...files].sort(([a], [b]) => compareText(a, b));
}

async function fromParameters([path, keys]: ParameterFile, context: DetectionContext): Promise<Evidence[]> {
  const entry = context.files.find((file) => file.path === path);
  if (entry === undefined || entry.symlink || entry.size > LARGEST || path.endsWith(".py")) return [];
  const text = await readOrReport(context, path, LARGEST);
  if (text === null) return [];
  const { value, error, lineOf } = parseParameters(path, text);
  if (error !== null) {
    context.problem({ path, ...error });
    return [];
  }
  const wanted = (key: string) =>
    keys === null || [...keys].some((one) => key === one || key.startsWith(`${one}.`));
  const parameters = leaves(value).filter(({ place }) => wanted(place.join(".")));
  if (parameters.length === 0) return [];
  return [
    evidence("code.config", { path }, { by: "dvc-params", detail: path }),
    ...parameters.map(({ place, value }) => {
      const line = lineOf?.(place);
      return evidence("code.parameter", line === undefined ? { path } : { path, line }, {
        name: place.join("."),
        by: "dvc-params",
        value: typeof value === "string" ? value : JSON.stringify(value),
      });
    }),
  ];
}

interface Parsed {
  readonly value: unknown;
  readonly error: { readonly message: string; readonly line: number } | null;
  readonly lineOf?: (path: readonly string[]) => number | undefined;
}

function parseParameters(path: string, text: string): Parsed {
  if (path.endsWith(".json")) return parsePythonJson(text);
  return path.endsWith(".toml") ? parseToml(text) : parseYaml(text, "ruamel");
}

function leaves(
  value: unknown,
  place: readonly string[] = [],
): { place: readonly string[]; value: unknown }[] {
  const entries = entriesAt(value);
  if (entries.length > 0) return entries.flatMap(([key, inner]) => leaves(inner, [...place, key]));
  return place.length === 0 ? [] : [{ place, value }];
}
