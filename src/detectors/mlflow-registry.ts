import { defineDetector } from "../core/detector.js";
import { type Evidence, type EvidenceOf, evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import { reader } from "../trackers/mlflow/records.js";
import { type ModelVersion, type RegisteredModel, readRegistry } from "../trackers/mlflow/registry.js";

/** Registered models in MLflow stores that a clone holds. */
export const detector = defineDetector({
  id: "mlflow-registry",
  async detect({ workspace, files, problem }) {
    const tracked = files.filter(({ scope }) => scope === "tracked");
    const found: Evidence[] = [];
    for (const store of await reader.find(tracked, workspace)) {
      const { models, problems } = await readRegistry(store, workspace);
      problems.forEach(problem);
      for (const model of models) found.push(...entriesOf(model));
    }
    return found;
  },
});

const registry = itemsOf("registry");

/** Tags by which teams say whose model it is. */
const OWNER = /^(?:model[._-]?)?(?:owners?|team|maintainers?|contact|responsible|steward)$/i;

function entriesOf(model: RegisteredModel): readonly Evidence[] {
  const made =
    model.versions.length === 0 ? [entryOf(model, null)] : model.versions.map((v) => entryOf(model, v));
  return made.flatMap((entry) => [entry, metadataOf(entry)]);
}

function entryOf(model: RegisteredModel, version: ModelVersion | null): EvidenceOf<"registry.entry"> {
  const run = version?.run === null || version === null ? null : `mlflow:${version.run}`;
  const place = version?.location ?? model.location;
  const owner = [...(version?.tags ?? []), ...model.tags].find((tag) => OWNER.test(tag));
  return evidence("registry.entry", run === null ? place : { ...place, run }, {
    tool: "mlflow",
    name: model.name,
    detail: version === null ? "registered, without a version" : describe(version),
    record: {
      version: version === null ? null : String(version.version),
      run,
      owner: owner === undefined ? null : `tag ${owner}`,
      described: (version?.description ?? model.description) !== null,
    },
  });
}

function metadataOf({ name, location, record }: EvidenceOf<"registry.entry">): Evidence {
  const fields: readonly (readonly [name: string, there: boolean])[] = [
    ["version", record?.version != null],
    ["run", record?.run != null],
    ["owner", record?.owner != null],
    ["description", record?.described === true],
  ];
  const said = (there: boolean): string =>
    fields.flatMap(([field, is]) => (is === there ? [field] : [])).join(", ");
  return registry(
    "model metadata",
    location,
    record?.version == null ? name : `${name} version ${record.version}`,
    said(true) === "" ? "a name only" : `has ${said(true)}`,
    said(false) === "" ? null : `without ${said(false)}`,
  );
}

function describe({ version, stage, aliases, run }: ModelVersion): string {
  const parts = [`version ${version}`];
  if (stage !== null) parts.push(`stage ${stage}`);
  if (aliases.length > 0) parts.push(`alias ${aliases.join(", ")}`);
  parts.push(run === null ? "from no recorded run" : `from run ${run}`);
  return parts.join(", ");
}
