/** The closed lists of words that reports are written in. Order is the order of display. */
export const TRACKER_IDS = [
  "mlflow",
  "wandb",
  "dvc",
  "dvclive",
  "sacred",
  "neptune",
  "comet",
  "tensorboard",
  "hydra",
  "guild",
  "aim",
  "clearml",
  "lightning",
  "huggingface",
  "keras",
  "optuna",
  "ray",
  "trackio",
  "swanlab",
  "codecarbon",
  "metaflow",
  "kedro",
  "zenml",
  "polyaxon",
  "determined",
  "custom",
] as const;
export type TrackerId = (typeof TRACKER_IDS)[number];

export const DIMENSION_IDS = [
  "code",
  "data",
  "environment",
  "parameters",
  "results",
  "documentation",
] as const;
export type DimensionId = (typeof DIMENSION_IDS)[number];

/** A rung of a ladder: dimension and height, 1 to 5. */
export type RungId = `${DimensionId}.${1 | 2 | 3 | 4 | 5}`;

export const AREA_IDS = [
  "parameter-management",
  "metric-logging",
  "data-versioning",
  "code-data-linkage",
  "environment-capture",
  "pipeline-architecture",
  "model-registry",
  "collaboration",
] as const;
export type AreaId = (typeof AREA_IDS)[number];

export const OUTCOMES = ["pass", "partial", "fail", "na", "unknown"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const SEVERITIES = ["error", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CONFIDENCES = ["high", "medium", "low"] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export const PRIORITIES = ["P1", "P2", "P3", "P4"] as const;
export type Priority = (typeof PRIORITIES)[number];

export const EFFORTS = ["minutes", "hours", "days"] as const;
export type Effort = (typeof EFFORTS)[number];

/** What a clone holds, or what only this machine (or only the ledger snapshot) knows. */
export const RUN_SCOPES = ["committed", "local", "snapshot"] as const;
export type RunScope = (typeof RUN_SCOPES)[number];

export const RUN_STATUSES = [
  "finished",
  "failed",
  "running",
  "killed",
  "scheduled",
  "deleted",
  "unknown",
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const RECOVERED_STATES = ["exact", "approximate", "unobservable", "lost"] as const;
export type Recovered = (typeof RECOVERED_STATES)[number];

/** Which kind of evidence answered: the strongest kind that can answer a rung decides it. */
export type Basis = "records" | "code" | "documents";

/** The sections of the inventory, in the order of the report. */
export const INVENTORY_SECTIONS = [
  "taxonomy",
  "data",
  "environment",
  "parameters",
  "search",
  "metrics",
  "artifacts",
  "training",
  "pipelines",
  "registry",
  "serving",
  "collaboration",
  "governance",
] as const;
export type InventorySection = (typeof INVENTORY_SECTIONS)[number];

/** The six questions of recoverability. */
export const QUESTIONS = ["code", "data", "environment", "parameters", "results", "purpose"] as const;
export type Question = (typeof QUESTIONS)[number];

/** The items of the ML code completeness checklist. */
export const COMPLETENESS_ITEMS = [
  "dependencies",
  "training",
  "evaluation",
  "pretrained",
  "results",
] as const;

/** What a lineage leads over, from the data to the numbers. */
export const LINEAGE_NODES = ["data", "code", "parameters", "run", "model", "metrics"] as const;
export type LineageNode = (typeof LINEAGE_NODES)[number];

/** JSON as a record holds it; numbers that JSON cannot say are the texts NaN, Infinity, -Infinity. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
