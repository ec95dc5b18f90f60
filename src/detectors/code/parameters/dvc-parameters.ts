import type { DetectionContext } from "../../../core/detector.js";
import { isMapping } from "../../../parsers/plain-data.js";
import { parseYaml } from "../../../parsers/yaml.js";
import type { ParameterRecord } from "./parameter-record.js";

const PIPELINE = /(?:^|\/)dvc\.yaml$/;

/**
 * Parameters that stages of a DVC pipeline name, by the program that the stage runs: `dvc.lock` keeps their values
 * (dvc 3.67.1, `stage/params.py`). Keys of a named section are those of the parameter file.
 */
export async function stageParameters({
  workspace,
  files,
}: DetectionContext): Promise<ReadonlyMap<string, ParameterRecord>> {
  const found = new Map<string, ParameterRecord>();
  const paths = new Set(files.map(({ path }) => path));
  for (const { path, size, symlink } of files) {
    if (!PIPELINE.test(path) || symlink || size > 512 * 1024) continue;
    // A pipeline that cannot be read is named as a problem by the detector whose subject it is.
    const yaml = parseYaml(await workspace.readText(path).catch(() => ""), "pyyaml");
    const stages = isMapping(yaml.value) && isMapping(yaml.value.stages) ? yaml.value.stages : {};
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    for (const [name, stage] of Object.entries(stages)) {
      if (!isMapping(stage) || !Array.isArray(stage.params)) continue;
      const program = programIn(stage.cmd, folder, paths);
      if (program === null) continue;
      const names: string[] = [];
      for (const entry of stage.params as readonly unknown[]) {
        const [file, keys] = isMapping(entry)
          ? [Object.keys(entry)[0] ?? "", Object.values(entry)[0]]
          : ["params.yaml", entry];
        const values = await parametersIn(workspace, `${folder}${file}`, paths);
        for (const key of Array.isArray(keys) ? keys : keys === null ? [""] : [keys])
          for (const name of below(values, String(key))) names.push(name);
      }
      const line = yaml.lineOf(["stages", name, "params"]);
      found.set(program, {
        into: "dvc",
        location: { path, ...(line === undefined ? {} : { line }) },
        names,
        all: false,
        open: false,
      });
    }
  }
  return found;
}

function programIn(command: unknown, folder: string, paths: ReadonlySet<string>): string | null {
  const text = Array.isArray(command) ? command.join(" ") : typeof command === "string" ? command : "";
  for (const [word] of text.matchAll(/(?<![\w./-])[\w./-]+\.(?:py|ipynb)\b/g)) {
    const path = `${folder}${word.replace(/^\.\//, "")}`;
    if (paths.has(path)) return path;
  }
  return null;
}

async function parametersIn(
  workspace: DetectionContext["workspace"],
  path: string,
  paths: ReadonlySet<string>,
): Promise<unknown> {
  if (!paths.has(path) || !/\.ya?ml$/.test(path)) return null;
  return parseYaml(await workspace.readText(path).catch(() => ""), "pyyaml").value;
}

/** The leaves under a key, dotted; the key itself where the file does not show them. */
function below(values: unknown, key: string): readonly string[] {
  let at = values;
  for (const part of key === "" ? [] : key.split("."))
    at = isMapping(at) && Object.hasOwn(at, part) ? at[part] : undefined;
  const leaves = (value: unknown, path: string, depth: number): string[] =>
    isMapping(value) && depth < 8
      ? Object.entries(value).flatMap(([name, inner]) =>
          leaves(inner, path === "" ? name : `${path}.${name}`, depth + 1),
        )
      : [path];
  return at === undefined ? [key] : leaves(at, key, 0).filter((name) => name !== "");
}
