import type { CodeFile } from "../core/code.js";
import type { DetectionContext } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import { compareText, type Location } from "../core/location.js";
import { baseName, folderOf } from "../core/paths.js";
import type { FileEntry } from "../core/workspace.js";
import { at, listAt, textAt } from "../parsers/plain-data.js";
import { parsePythonJson } from "../parsers/python-json.js";
import { parseYaml } from "../parsers/yaml.js";
import { readOrReport } from "./read-or-report.js";
import { isUnderDocumentation, isUnderTests, isVendored } from "./tree-places.js";

const LARGEST = 512 * 1024;
const EXPECTATIONS = /(?:^|\/)(?:great_expectations|gx)\/(?:great_expectations\.yml|expectations\/.+\.json)$/;
const TFDV_SCHEMA = /(?:^|[-_./])schema\.pbtxt$/;
const JSON_SCHEMA = /\.schema\.json$|(?:^|\/)(?:json_?)?schemas?\/.+\.json$/i;
const PROPERTIES = /(?:^|\/)models\/.+\.ya?ml$/;
/** `V1__create.sql`, `V1.2__add.sql` (Flyway's names of versioned migrations). */
const FLYWAY = /^V\d{1,9}(?:[._]\d{1,9}){0,5}__\w.{0,120}\.sql$/;
const SCHEMA_FILE =
  /\.(?:avsc|proto|schema\.json|xsd)$|(?:^|\/)schemas?\/.+\.(?:json|ya?ml|avsc|pbtxt|sql)$/i;
const VERSION = /(?<=[-_./])v\d{1,3}(?=[-_./])/i;

/** Schemas of data that lie in the tree, what checks data against them, and how they go from one version to the next. */
export async function dataSchemas(context: DetectionContext): Promise<readonly Evidence[]> {
  const speaks = context.files.filter(
    ({ path, size, symlink }) =>
      size > 0 && size <= LARGEST && !symlink && !isVendored(path) && !isUnderTests(path),
  );
  const dbt = speaks.filter(({ path }) => /^dbt_project\.ya?ml$/.test(baseName(path)));
  const out: Evidence[] = [];
  for (const { path } of speaks) {
    if (EXPECTATIONS.test(path)) out.push(...(await expectations(context, path)));
    else if (TFDV_SCHEMA.test(path)) out.push(schema(path, "tfdv"));
    else if (path.endsWith(".avsc")) out.push(schema(path, "avro"));
    else if (JSON_SCHEMA.test(path) && !isUnderDocumentation(path))
      out.push(...(await jsonSchema(context, path)));
    else if (PROPERTIES.test(path) && dbt.some((one) => path.startsWith(folderSlash(one.path))))
      out.push(...(await dbtModels(context, path)));
  }
  return [...out, ...migrations(context.code.files, speaks), ...versions(speaks)];
}

const folderSlash = (path: string): string => (path.includes("/") ? `${folderOf(path)}/` : "");
const schema = (path: string, tool: string, line = 1): Evidence =>
  evidence("data.schema", { path, line }, { tool });
const data = itemsOf("data");
const evolution = (place: Location, name: string, state: string): Evidence =>
  data("schema evolution", place, name, state);

/** A suite is a JSON file with a list `expectations` (great_expectations/core/expectation_suite.py). */
async function expectations(context: DetectionContext, path: string): Promise<Evidence[]> {
  const found = [evidence("data.validation", { path, line: 1 }, { tool: "great expectations" })];
  if (!path.endsWith(".json")) return found;
  const suite = await json(context, path);
  return Array.isArray(at(suite, "expectations")) ? found : [];
}

async function jsonSchema(context: DetectionContext, path: string): Promise<Evidence[]> {
  const declared = textAt(await json(context, path), "$schema") ?? "";
  return declared.includes("json-schema.org") ? [schema(path, "json schema")] : [];
}

async function json(context: DetectionContext, path: string): Promise<unknown> {
  const text = await readOrReport(context, path, LARGEST);
  return text === null ? null : parsePythonJson(text).value;
}

/** dbt's property files: columns of models, tests of them, `versions` of a model. */
async function dbtModels(context: DetectionContext, path: string): Promise<Evidence[]> {
  const text = await readOrReport(context, path, LARGEST);
  const yaml = parseYaml(text ?? "", "pyyaml");
  const models = [...listAt(yaml.value, "models").entries()];
  const line = (key: string): number => {
    const index = models.find(([, model]) => at(model, key) !== undefined)?.[0] ?? 0;
    return yaml.lineOf(["models", index, key]) ?? 1;
  };
  const tested = (one: unknown): boolean =>
    listAt(one, "tests").length > 0 || listAt(one, "data_tests").length > 0;
  return [
    ...(models.some(([, model]) => listAt(model, "columns").length > 0)
      ? [schema(path, "dbt", line("columns"))]
      : []),
    ...(models.some(([, model]) => tested(model) || listAt(model, "columns").some(tested))
      ? [evidence("data.validation", { path, line: line("columns") }, { tool: "dbt" })]
      : []),
    ...models
      .filter(([, model]) => listAt(model, "versions").length > 0)
      .map(([index, model]) =>
        evolution(
          { path, line: yaml.lineOf(["models", index, "versions"]) ?? 1 },
          `dbt model ${textAt(model, "name") ?? ""}`,
          `${listAt(model, "versions").length} versions`,
        ),
      ),
  ];
}

/** Migrations of a database, a line for each folder that holds some. */
function migrations(code: readonly CodeFile[], files: readonly FileEntry[]): Evidence[] {
  const folders = new Map<string, { tool: string; places: Location[] }>();
  const add = (tool: string, place: Location) => {
    const key = `${folderOf(place.path)}\0${tool}`;
    const known = folders.get(key) ?? { tool, places: [] };
    folders.set(key, known);
    known.places.push(place);
  };
  for (const file of code) {
    if (file.vendored || file.test) continue;
    const revision = file.assignments.find(
      ({ target, scope }) => target === "down_revision" && scope === null,
    );
    if (revision !== undefined) add("alembic", revision.location);
    const django = file.classes.find(({ bases }) => bases.includes("django.db.migrations.Migration"));
    if (django !== undefined) add("django", django.location);
  }
  for (const { path } of files) if (FLYWAY.test(baseName(path))) add("flyway", { path, line: 1 });
  return [...folders.values()].map(({ tool, places }) =>
    evolution(
      places.toSorted((a, b) => compareText(a.path, b.path))[0]!,
      tool,
      places.length === 1 ? "1 migration" : `${places.length} migrations`,
    ),
  );
}

/** Schemas of which several versions lie side by side: `schemas/v1/row.json` and `schemas/v2/row.json`. */
function versions(files: readonly FileEntry[]): Evidence[] {
  const sets = new Map<string, string[]>();
  for (const { path } of files) {
    if (!SCHEMA_FILE.test(path) || !VERSION.test(path)) continue;
    const key = path.replace(VERSION, "v*");
    sets.set(key, [...(sets.get(key) ?? []), path]);
  }
  return [...sets]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) =>
      evolution({ path: paths.toSorted(compareText)[0]! }, name, `${paths.length} versions side by side`),
    );
}
