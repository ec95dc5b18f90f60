import type { Finding } from "../../core/report.js";
import { type AreaId, DIMENSION_IDS, type DimensionId } from "../../core/vocabulary.js";

/** The part of the report that lists a finding: each stands in one. */
export type Home =
  | "parameters-area"
  | "metrics-area"
  | "pipeline-area"
  | "collaboration-area"
  | DimensionId
  | "other";

const BY_AREA: Readonly<Record<AreaId, Home>> = {
  "parameter-management": "parameters-area",
  "metric-logging": "metrics-area",
  "pipeline-architecture": "pipeline-area",
  "model-registry": "pipeline-area",
  collaboration: "collaboration-area",
  "data-versioning": "data",
  "code-data-linkage": "code",
  "environment-capture": "environment",
};

export function homeOf({ areas, rung }: Finding): Home {
  const [area] = areas;
  if (area !== undefined) return BY_AREA[area];
  return DIMENSION_IDS.find((id) => rung?.startsWith(`${id}.`)) ?? "other";
}
