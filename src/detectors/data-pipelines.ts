import type { DetectionContext } from "../core/detector.js";
import type { Evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import { baseName } from "../core/paths.js";
import { at, entriesAt, textAt } from "../parsers/plain-data.js";
import { parsePythonJson } from "../parsers/python-json.js";
import { parseYaml } from "../parsers/yaml.js";
import { bodyOf, fileNames, outputsOf } from "../trackers/dvc/pipeline-file.js";
import { readOrReport } from "./read-or-report.js";
import { isUnderDocumentation, isUnderTests, isVendored } from "./tree-places.js";

const PACHYDERM = /(?:^|[-_.])(?:pachyderm|pps|pipelines?)(?:[-_.].*)?\.(?:json|ya?ml)$/i;
const LARGEST = 512 * 1024;
const data = itemsOf("data");

/** Pipelines whose files say which data comes of which: `dvc.yaml`, and pipeline specifications of Pachyderm. */
export async function dataPipelines(context: DetectionContext): Promise<readonly Evidence[]> {
  const out: Evidence[] = [];
  for (const { path, size, symlink } of context.files) {
    const dvc = baseName(path) === "dvc.yaml";
    if (symlink || size === 0 || size > LARGEST || isVendored(path) || isUnderTests(path)) continue;
    if (!dvc && (!PACHYDERM.test(baseName(path)) || isUnderDocumentation(path))) continue;
    const text = await readOrReport(context, path, LARGEST);
    if (text !== null) out.push(...(dvc ? dvcLineage(path, text) : pachyderm(path, text)));
  }
  return out;
}

/** Stages are tied where one reads what another puts out. */
function dvcLineage(path: string, text: string): Evidence[] {
  const yaml = parseYaml(text, "ruamel");
  const stages = entriesAt(yaml.value, "stages").map(([name, entry]) => {
    const body = bodyOf(entry);
    return { name, reads: fileNames(at(body, "deps")), puts: outputsOf(body) };
  });
  const tied = stages.filter(({ name, reads }) =>
    stages.some(
      (other) =>
        other.name !== name &&
        other.puts.some((put) => reads.some((one) => one === put || one.startsWith(`${put}/`))),
    ),
  );
  if (!stages.some(({ reads, puts }) => reads.length + puts.length > 0)) return [];
  const state = `${stages.length} ${stages.length === 1 ? "stage" : "stages"}, ${tied.length} fed by another`;
  const line = yaml.lineOf(["stages"]) ?? 1;
  return [data("lineage", { path, line }, path, state)];
}

/** `pipeline.name`, `transform` and an `input` of repositories (Pachyderm's pipeline specification). */
function pachyderm(path: string, text: string): Evidence[] {
  const spec = path.endsWith(".json") ? parsePythonJson(text).value : parseYaml(text, "core").value;
  const name = textAt(spec, "pipeline", "name");
  if (name === undefined || at(spec, "transform") === undefined || at(spec, "input") === undefined) return [];
  const repository = textAt(spec, "input", "pfs", "repo");
  const value = repository === undefined ? undefined : `reads ${repository}`;
  return [data("versioning", { path, line: 1 }, "pachyderm", `pipeline ${name}`, value)];
}
