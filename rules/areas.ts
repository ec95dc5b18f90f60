import type { Area } from "exptrack/core";

/** The eight areas, and from which stakes on each is called for. */
export const AREAS: readonly Area[] = [
  { id: "parameter-management", title: "Parameter Management", calledForFrom: "low" },
  { id: "metric-logging", title: "Metric Logging", calledForFrom: "low" },
  { id: "data-versioning", title: "Data Versioning", calledForFrom: "low" },
  { id: "code-data-linkage", title: "Code-Data Linkage", calledForFrom: "low" },
  { id: "environment-capture", title: "Environment Capture", calledForFrom: "low" },
  { id: "pipeline-architecture", title: "Pipeline Architecture", calledForFrom: "low" },
  {
    id: "model-registry",
    title: "Model Registry",
    calledForFrom: "medium",
    notCalledFor: "low stakes do not call for a model registry",
  },
  { id: "collaboration", title: "Collaboration", calledForFrom: "low" },
];
