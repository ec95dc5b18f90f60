import type { AreaId, DimensionId, InventorySection } from "../core/vocabulary.js";

/** How the closed lists are written in headings and tables. */
export const DIMENSION_TITLES: Readonly<Record<DimensionId, string>> = {
  code: "Code versioning",
  data: "Data versioning",
  environment: "Environment capture",
  parameters: "Parameter logging",
  results: "Result persistence",
  documentation: "Documentation",
};

export const AREA_TITLES: Readonly<Record<AreaId, string>> = {
  "parameter-management": "Parameter Management",
  "metric-logging": "Metric Logging",
  "data-versioning": "Data Versioning",
  "code-data-linkage": "Code-Data Linkage",
  "environment-capture": "Environment Capture",
  "pipeline-architecture": "Pipeline Architecture",
  "model-registry": "Model Registry",
  collaboration: "Collaboration",
};

export const SECTION_TITLES: Readonly<Record<InventorySection, string>> = {
  taxonomy: "Experiment taxonomy",
  data: "Data",
  environment: "Environment",
  parameters: "Parameters",
  search: "Hyperparameter search",
  metrics: "Metrics",
  artifacts: "Artifacts",
  training: "Training",
  pipelines: "Pipelines and CI",
  registry: "Model registry",
  serving: "Serving",
  collaboration: "Collaboration",
  governance: "Governance",
};
