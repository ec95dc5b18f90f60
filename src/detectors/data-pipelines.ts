import type { DetectionContext } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { baseName } from "../core/paths.js";
import { at, entriesAt, listAt, textAt } from "../parsers/plain-data.js";
import { parsePythonJson } from "../parsers/python-json.js";
import { parseYaml } from "../parsers/yaml.js";
import { readOrReport } from "./environment-manifests.js";
import { isUnderDocumentation, isUnderTests, isVendored } from "./tree-places.js";

const PACHYDERM = /(?:^|[-_.])(?:pachyderm|pps|pipelines?)(?:[-_.].*)?\.(?:json|ya?ml)$/i;
const LARGEST = 512 * 1024;

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
  const stages = entriesAt(yaml.value, "stages").map(([name, stage]) => ({
    name,
    reads: names(listAt(stage, "deps")),
    puts: ["outs", "metrics", "plots"].flatMap((key) => names(listAt(stage, key))),
  }));
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
  return [
    evidence("inventory.item", { path, line }, { section: "data", item: "lineage", name: path, state }),
  ];
}

/** `data/raw` and `data/raw: {cache: false}`. */
const names = (items: readonly unknown[]): string[] =>
  items.flatMap((item) =>
    typeof item === "string" ? [item] : typeof item === "object" && item !== null ? Object.keys(item) : [],
  );

/** `pipeline.name`, `transform` and an `input` of repositories (Pachyderm's pipeline specification). */
function pachyderm(path: string, text: string): Evidence[] {
  const spec = path.endsWith(".json") ? parsePythonJson(text).value : parseYaml(text, "core").value;
  const name = textAt(spec, "pipeline", "name");
  if (name === undefined || at(spec, "transform") === undefined || at(spec, "input") === undefined) return [];
  const repository = textAt(spec, "input", "pfs", "repo");
  return [
    evidence(
      "inventory.item",
      { path, line: 1 },
      {
        section: "data",
        item: "versioning",
        name: "pachyderm",
        state: `pipeline ${name}`,
        ...(repository === undefined ? {} : { value: `reads ${repository}` }),
      },
    ),
  ];
}
