import { z } from "zod";

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
export const TrackerId = z.enum(TRACKER_IDS);
export type TrackerId = z.output<typeof TrackerId>;

export const DIMENSION_IDS = [
  "code",
  "data",
  "environment",
  "parameters",
  "results",
  "documentation",
] as const;
export const DimensionId = z.enum(DIMENSION_IDS);
export type DimensionId = z.output<typeof DimensionId>;

/** A rung of a ladder: dimension and height, 1 to 5. */
export const RungId = z.templateLiteral([
  DimensionId,
  ".",
  z.union([1, 2, 3, 4, 5].map((n) => z.literal(n))),
]);
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
export const AreaId = z.enum(AREA_IDS);
export type AreaId = z.output<typeof AreaId>;

export const Outcome = z.enum(["pass", "partial", "fail", "na", "unknown"]);
export type Outcome = z.output<typeof Outcome>;

export const Severity = z.enum(["error", "warning", "info"]);
export type Severity = z.output<typeof Severity>;

export const Confidence = z.enum(["high", "medium", "low"]);
export type Confidence = z.output<typeof Confidence>;

export const Priority = z.enum(["P1", "P2", "P3", "P4"]);
export type Priority = z.output<typeof Priority>;

export const Effort = z.enum(["minutes", "hours", "days"]);
export type Effort = z.output<typeof Effort>;

/** What a clone holds, or what only this machine (or only the ledger snapshot) knows. */
export const RunScope = z.enum(["committed", "local", "snapshot"]);
export type RunScope = z.output<typeof RunScope>;

export const RunStatus = z.enum([
  "finished",
  "failed",
  "running",
  "killed",
  "scheduled",
  "deleted",
  "unknown",
]);
export type RunStatus = z.output<typeof RunStatus>;

export const Recovered = z.enum(["exact", "approximate", "unobservable", "lost"]);
export type Recovered = z.output<typeof Recovered>;

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
