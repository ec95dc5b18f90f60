import { type Evidence, evidence } from "../../core/evidence.js";
import type { Location } from "../../core/location.js";
import { folderOf } from "../../core/paths.js";
import { at, entriesAt, isMapping, listAt, textAt } from "../../parsers/plain-data.js";
import { type ParsedYaml, parseYaml } from "../../parsers/yaml.js";
import { bodyOf } from "../../trackers/dvc/pipeline-file.js";
import { definitionOf, pipelineItem } from "./item.js";

/** Files that tell of pipelines beside their code, by their names. */
interface ProjectFile {
  readonly file: RegExp;
  readonly dialect: "pyyaml" | "ruamel" | "core";
  readonly tell: (parsed: ParsedYaml, path: string) => readonly Evidence[];
}

const PROJECT_FILES: readonly ProjectFile[] = [
  { file: /(?:^|\/)MLproject$/, dialect: "pyyaml", tell: mlproject },
  { file: /(?:^|\/)dvc\.yaml$/, dialect: "ruamel", tell: dvcPipeline },
  {
    file: /(?:^|\/)(?:profiles?|workflow\/profiles)\/[^/]+\/config(?:\.v\d\+)?\.ya?ml$/,
    dialect: "pyyaml",
    tell: snakemakeProfile,
  },
  { file: /(?:^|\/)prefect\.ya?ml$/, dialect: "pyyaml", tell: prefectDeployments },
  {
    file: /(?:^|\/)conf\/\w+\/(?:[\w/-]*\/)?catalog[\w-]*(?:\/[\w/-]+)?\.ya?ml$/,
    dialect: "pyyaml",
    tell: kedroCatalog,
  },
  {
    file: /(?:^|\/)conf\/\w+\/(?:[\w/-]*\/)?parameters[\w-]*(?:\/[\w/-]+)?\.ya?ml$/,
    dialect: "pyyaml",
    tell: kedroParameters,
  },
];

export const isProjectFile = (path: string): boolean => PROJECT_FILES.some(({ file }) => file.test(path));

/** @param kedro  whether the code uses Kedro, whose configuration goes by common names */
export function projectFile(path: string, text: string, kedro: boolean): readonly Evidence[] {
  const known = PROJECT_FILES.find(({ file }) => file.test(path));
  if (known === undefined || (!kedro && /(?:^|\/)conf\//.test(path))) return [];
  return known.tell(parseYaml(text, known.dialect), path);
}

const placeIn = ({ lineOf }: ParsedYaml, path: string, keys: readonly (string | number)[]): Location => ({
  path,
  line: lineOf(keys) ?? 1,
});

/** MLflow project: its entry points are the steps. */
function mlproject(parsed: ParsedYaml, path: string): readonly Evidence[] {
  const points = entriesAt(parsed.value, "entry_points");
  if (points.length === 0) return [];
  const location = placeIn(parsed, path, ["entry_points"]);
  const folder = folderOf(path) || ".";
  return [
    evidence(
      "pipeline.definition",
      location,
      definitionOf("mlproject", { names: points.map(([name]) => name), edges: [] }),
    ),
    evidence("pipeline.command", location, { tool: "mlproject", command: `mlflow run ${folder}` }),
    ...points.flatMap(([name, point]) => {
      const parameters = entriesAt(point, "parameters").map(([parameter]) => parameter);
      const at = placeIn(parsed, path, ["entry_points", name, "parameters"]);
      return parameters.length === 0
        ? []
        : [pipelineItem("parameters", at, name, "of an entry point", parameters.join(", "))];
    }),
  ];
}

/** dvc/schema.py of 3.67: `params`, `frozen`, `always_changed`, `foreach`, `matrix`, outputs with `cache: false`. */
function dvcPipeline(parsed: ParsedYaml, path: string): readonly Evidence[] {
  const stages = entriesAt(parsed.value, "stages");
  if (stages.length === 0) return [];
  return [
    pipelineItem("caching", placeIn(parsed, path, ["stages"]), "dvc", "what did not change is not run again"),
    ...stages.flatMap(([name, entry]): Evidence[] => {
      const body = bodyOf(entry);
      const keys = body === entry ? ["stages", name] : ["stages", name, "do"];
      const found: Evidence[] = [];
      const parameters = listAt(body, "params").flatMap((one) =>
        typeof one === "string"
          ? [one]
          : entriesAt(one).flatMap(([file, inner]) => (Array.isArray(inner) ? inner.map(String) : [file])),
      );
      if (parameters.length > 0)
        found.push(
          pipelineItem(
            "parameters",
            placeIn(parsed, path, [...keys, "params"]),
            name,
            "of a stage",
            parameters.join(", "),
          ),
        );
      const over = at(entry, "foreach") ?? at(entry, "matrix");
      if (over !== undefined) {
        const key = at(entry, "foreach") === undefined ? "matrix" : "foreach";
        const value =
          typeof over === "string"
            ? over
            : Array.isArray(over)
              ? over.map(String).join(", ")
              : entriesAt(over)
                  .map(([one]) => one)
                  .join(", ");
        found.push(
          pipelineItem("parameters", placeIn(parsed, path, ["stages", name, key]), name, key, value),
        );
      }
      for (const [key, state] of [
        ["frozen", "frozen: not run again"],
        ["always_changed", "always run again"],
      ] as const)
        if (at(body, key) === true)
          found.push(pipelineItem("caching", placeIn(parsed, path, [...keys, key]), name, state));
      const loose = listAt(body, "outs").flatMap((out) =>
        entriesAt(out).flatMap(([file, options]) => (at(options, "cache") === false ? [file] : [])),
      );
      if (loose.length > 0)
        found.push(
          pipelineItem(
            "caching",
            placeIn(parsed, path, [...keys, "outs"]),
            name,
            "outputs outside the cache",
            loose.join(", "),
          ),
        );
      return found;
    }),
  ];
}

/** `prefect.yaml` of Prefect 2.10 and later: deployments with `entrypoint`, `parameters`, `schedule` or `schedules`. */
function prefectDeployments(parsed: ParsedYaml, path: string): readonly Evidence[] {
  return listAt(parsed.value, "deployments").flatMap((deployment, index): Evidence[] => {
    const name = textAt(deployment, "name") ?? `deployment ${index + 1}`;
    const found: Evidence[] = [];
    const place = (key: string): Location => placeIn(parsed, path, ["deployments", index, key]);
    const one = at(deployment, "schedule");
    const schedules = [...(isMapping(one) ? [one] : []), ...listAt(deployment, "schedules")];
    for (const schedule of schedules) {
      const time = textAt(schedule, "cron") ?? textAt(schedule, "rrule") ?? at(schedule, "interval");
      if (time === undefined) continue;
      const state = at(schedule, "active") === false ? "deployment, switched off" : "deployment";
      found.push(
        pipelineItem("schedule", place(isMapping(one) ? "schedule" : "schedules"), name, state, String(time)),
      );
    }
    const parameters = entriesAt(deployment, "parameters").map(([key]) => key);
    if (parameters.length > 0)
      found.push(
        pipelineItem("parameters", place("parameters"), name, "of a deployment", parameters.join(", ")),
      );
    return found;
  });
}

/** Kedro's data catalogue: what is in it is kept between nodes. */
function kedroCatalog(parsed: ParsedYaml, path: string): readonly Evidence[] {
  const sets = entriesAt(parsed.value).filter(
    ([name, entry]) => !name.startsWith("_") && at(entry, "type") !== undefined,
  );
  const kept = sets.filter(([, entry]) => !/(?:^|\.)MemoryData[sS]et$/.test(textAt(entry, "type") ?? ""));
  if (kept.length === 0) return [];
  const names = kept.map(([name]) => name);
  return [
    pipelineItem(
      "caching",
      placeIn(parsed, path, [names[0]!]),
      "kedro catalog",
      "data sets kept between nodes",
      names.join(", "),
    ),
  ];
}

function kedroParameters(parsed: ParsedYaml, path: string): readonly Evidence[] {
  const names = entriesAt(parsed.value).map(([name]) => name);
  return names.length === 0
    ? []
    : [pipelineItem("parameters", placeIn(parsed, path, [names[0]!]), path, "kedro", names.join(", "))];
}

/** Command line options of Snakemake as YAML. */
function snakemakeProfile(parsed: ParsedYaml, path: string): readonly Evidence[] {
  return ["restart-times", "retries"].flatMap((key) => {
    const times = at(parsed.value, key);
    return typeof times === "number" && times > 0
      ? [pipelineItem("retries", placeIn(parsed, path, [key]), key, "profile", `${times}`)]
      : [];
  });
}
