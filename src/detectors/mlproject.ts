import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { parseYaml } from "../parsers/yaml.js";
import { readOrReport } from "./read-or-report.js";

const MLPROJECT = /(?:^|\/)MLproject$/;

/** Parameters that the entry points of MLflow projects declare (mlflow/projects/_project_spec.py). */
export const detector = defineDetector({
  id: "mlproject",
  async detect(context) {
    const found: Evidence[] = [];
    for (const { path } of context.files.filter((file) => MLPROJECT.test(file.path))) {
      const text = await readOrReport(context, path, 1_000_000);
      if (text !== null) found.push(...declared(path, text));
    }
    return found;
  },
});

function declared(path: string, text: string): Evidence[] {
  const project = parseYaml(text, "pyyaml");
  const entryPoints = record(record(project.value).entry_points);
  return Object.entries(entryPoints).flatMap(([name, entry]) => {
    const parameters = record(record(entry).parameters);
    const at = (parameter?: string) => {
      const line = project.lineOf([
        "entry_points",
        name,
        ...(parameter === undefined ? [] : ["parameters", parameter]),
      ]);
      return { path, ...(line === undefined ? {} : { line }) };
    };
    const own = Object.entries(parameters).map(([parameter, spec]) => {
      const value = record(spec).default;
      return evidence("code.parameter", at(parameter), {
        name: parameter,
        by: "mlproject",
        ...(value === undefined || value === null ? {} : { value: String(value) }),
      });
    });
    return own.length === 0
      ? []
      : [evidence("code.config", at(), { by: "mlproject", detail: `entry point ${name}` }), ...own];
  });
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
