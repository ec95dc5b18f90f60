import {
  defineRule,
  type EvidenceOf,
  fail,
  listed,
  notApplicable,
  pass,
  places,
  type RepoModel,
} from "exptrack/core";

export const rule = defineRule({
  id: "registered-model-without-fields",
  title: "A registered model lacks what its users need",
  severity: "info",
  areas: [{ area: "model-registry" }],
  docs: {
    what: "Reads the registry's own records (MLflow, file store and SQLite): does a registered model have a version, and its newest version a run behind it, metrics on that run, an owner (a tag such as `owner` or `team`) and a description?",
    why: "Who finds the model later cannot ask anybody, compare it or say what it is for.",
    limit:
      "Only registries whose records lie in the repository are read. The metrics of a run that is recorded elsewhere are not observable, and then not asked for.",
    fix: "Describe the model and name its owner where it is registered, from the run that made it.",
    effort: "minutes",
    example: {
      default:
        'client.set_registered_model_tag("flowers", "owner", "vision-team")\nclient.update_model_version("flowers", "3", description="Trained on the May data; for greenhouse photos only")',
      mlflow:
        'client.set_registered_model_tag("flowers", "owner", "vision-team")\nclient.update_model_version("flowers", "3", description="Trained on the May data; for greenhouse photos only")',
    },
    before: {
      default: 'mlflow.register_model("runs:/0a1b/model", "flowers")',
      mlflow: 'mlflow.register_model("runs:/0a1b/model", "flowers")',
    },
  },
  check(model) {
    const newest = newestVersions(
      model.evidence("registry.entry").filter(({ record }) => record !== undefined),
    );
    if (newest.length === 0) return notApplicable("no record of a registered model was found");
    const lacking = newest.flatMap((entry) => {
      const missing = missingOf(model, entry);
      return missing.length === 0
        ? []
        : [fail("records", `${entry.name} is registered without ${listed(missing)}`, places([entry]))];
    });
    return lacking.length > 0
      ? lacking
      : pass(
          "records",
          "every registered model has version, run, metrics, owner and description",
          places(newest),
        );
  },
});

type Entry = EvidenceOf<"registry.entry">;

function newestVersions(entries: readonly Entry[]): readonly Entry[] {
  const newest = new Map<string, Entry>();
  for (const entry of entries) {
    const key = `${entry.tool} ${entry.name}`;
    const other = newest.get(key);
    if (other === undefined || Number(entry.record?.version ?? 0) > Number(other.record?.version ?? 0))
      newest.set(key, entry);
  }
  return [...newest.values()];
}

function missingOf(model: RepoModel, { record }: Entry): readonly string[] {
  if (record === undefined) return [];
  if (record.version === null) return ["a version"];
  const run = model.runs.find(({ tracker, id }) => `${tracker}:${id}` === record.run);
  return [
    ...(record.run === null ? ["the run behind it"] : []),
    ...(run !== undefined && Object.keys(run.metrics).length === 0 ? ["metrics"] : []),
    ...(record.owner === null ? ["an owner"] : []),
    ...(record.described ? [] : ["a description"]),
  ];
}
