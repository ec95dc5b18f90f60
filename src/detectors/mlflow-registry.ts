import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
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

function entriesOf(model: RegisteredModel): readonly Evidence[] {
  const entry = (location: RegisteredModel["location"], detail: string): Evidence =>
    evidence("registry.entry", location, { tool: "mlflow", name: model.name, detail });
  if (model.versions.length === 0) return [entry(model.location, "registered, without a version")];
  return model.versions.map((version) =>
    entry(
      version.run === null ? version.location : { ...version.location, run: `mlflow:${version.run}` },
      describe(version),
    ),
  );
}

function describe({ version, stage, aliases, run }: ModelVersion): string {
  const parts = [`version ${version}`];
  if (stage !== null) parts.push(`stage ${stage}`);
  if (aliases.length > 0) parts.push(`alias ${aliases.join(", ")}`);
  parts.push(run === null ? "from no recorded run" : `from run ${run}`);
  return parts.join(", ");
}
